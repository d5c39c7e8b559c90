#include "layers/reached_state.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "geo/timed_lines.hpp"

namespace layers {

namespace {

/// One station may have several origins.
void origins_to_stations(geo::TimeGrid& grid, const Travel& travel, std::size_t first_origin) {
  for (std::size_t i = 0; i < grid.times.size(); ++i)
    if (grid.times[i] != geo::no_time)
      grid.origins[i] = travel.station_of[first_origin + grid.origins[i]];
}

/// The grid with room for another one, whose cells fit.
geo::TimeGrid widened(const geo::TimeGrid& grid, const geo::TimeGrid& other) {
  if (grid.columns == 0 || other.columns == 0)
    return grid.columns == 0 ? other : grid;
  const auto cells = [&](double length_m) {
    return static_cast<std::int64_t>(std::lround(length_m / grid.cell_m));
  };
  const auto west = std::min<std::int64_t>(0, cells(other.west_m - grid.west_m));
  const auto south = std::min<std::int64_t>(0, cells(other.south_m - grid.south_m));
  const auto east =
      std::max<std::int64_t>(grid.columns, cells(other.west_m - grid.west_m) + other.columns);
  const auto north =
      std::max<std::int64_t>(grid.rows, cells(other.south_m - grid.south_m) + other.rows);
  geo::TimeGrid wide{grid.plane,
                     grid.cell_m,
                     grid.west_m + static_cast<double>(west) * grid.cell_m,
                     grid.south_m + static_cast<double>(south) * grid.cell_m,
                     static_cast<std::uint32_t>(east - west),
                     static_cast<std::uint32_t>(north - south),
                     {},
                     {}};
  const auto size = std::size_t{wide.columns} * wide.rows;
  wide.times.assign(size, geo::no_time);
  wide.origins.assign(size, 0);
  for (std::size_t row = 0; row < grid.rows; ++row) {
    const auto to = static_cast<std::ptrdiff_t>(
        (row + static_cast<std::size_t>(-south)) * wide.columns + static_cast<std::size_t>(-west));
    const auto from = static_cast<std::ptrdiff_t>(row * grid.columns);
    std::copy_n(grid.times.begin() + from, grid.columns, wide.times.begin() + to);
    std::copy_n(grid.origins.begin() + from, grid.columns, wide.origins.begin() + to);
  }
  return wide;
}

/// Takes over the cells that `other`, which must lie in `grid`, reaches earlier.
void take_earlier(geo::TimeGrid& grid, const geo::TimeGrid& other) {
  const auto column0 =
      static_cast<std::size_t>(std::lround((other.west_m - grid.west_m) / grid.cell_m));
  const auto row0 =
      static_cast<std::size_t>(std::lround((other.south_m - grid.south_m) / grid.cell_m));
  for (std::size_t row = 0; row < other.rows; ++row)
    for (std::size_t column = 0; column < other.columns; ++column) {
      const auto from = row * other.columns + column;
      const auto to = (row0 + row) * grid.columns + column0 + column;
      if (other.times[from] < grid.times[to]) {
        grid.times[to] = other.times[from];
        grid.origins[to] = other.origins[from];
      }
    }
}

} // namespace

std::vector<geo::GeometryView> barriers_of(const Travel& travel) {
  const auto& network = *travel.model->network;
  std::vector<geo::GeometryView> barriers;
  for (const auto& layer : network.water)
    for (std::size_t i = 0; i < layer->features->size(); ++i)
      barriers.push_back(layer->features->feature(i));
  for (std::size_t z = 0; z < network.zones.size(); ++z)
    if (travel.scenario.zone_closed[z] != 0) {
      const auto& zone = network.zones[z];
      barriers.push_back(network.hazards[zone.layer]->features->feature(zone.feature));
    }
  return barriers;
}

geo::TimeGrid grid_of(const Travel& travel, const geo::TravelTimes& times,
                      const GridOptions& options, const std::stop_token& stop) {
  const auto barriers = barriers_of(travel);
  geo::TimeGridRequest request;
  request.cell_m = options.cell_m;
  request.most_cells = static_cast<std::size_t>(travel.model->config.most_cells);
  request.access_m = travel.access_m;
  request.walking_m_s = travel.walking_m_s;
  request.barriers = barriers;
  return geo::build_time_grid(geo::timed_lines(times, stop, options.plane), times.limit(), request,
                              stop);
}

std::shared_ptr<const ReachedState> reached_state(Travel travel, const GridOptions& options,
                                                  const std::stop_token& stop) {
  const auto& graph = travel.model->network->graph;
  auto state = std::make_shared<ReachedState>(
      ReachedState{std::move(travel), geo::TravelTimes(graph), {}, nullptr});
  state->times.search(state->travel.weights, state->travel.origins, options.limit, stop);
  state->grid = grid_of(state->travel, state->times, options, stop);
  origins_to_stations(state->grid, state->travel, 0);
  return state;
}

std::shared_ptr<const ReachedState> state_with_added(std::shared_ptr<const ReachedState> base,
                                                     Travel travel, const std::stop_token& stop) {
  auto state =
      std::make_shared<ReachedState>(ReachedState{std::move(travel), base->times, {}, nullptr});
  const auto first_new = base->travel.origins.size();
  const auto added = std::span(state->travel.origins).subspan(first_new);
  geo::TravelTimes alone(base->travel.model->network->graph);
  alone.search(base->travel.weights, added, base->times.limit(), stop);
  auto grid = grid_of(state->travel, alone, {0, base->grid.cell_m, base->grid.plane}, stop);
  if (grid.columns > 0 && grid.cell_m != base->grid.cell_m) // too large for cells as fine
    return reached_state(std::move(state->travel),
                         {base->times.limit(), grid.cell_m, base->grid.plane}, stop);
  origins_to_stations(grid, state->travel, first_new);
  for (const auto& origin : added)
    state->times.add(origin, stop);
  state->grid = widened(base->grid, grid);
  take_earlier(state->grid, grid);
  state->base = std::move(base);
  return state;
}

} // namespace layers
