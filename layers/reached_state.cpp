#include "layers/reached_state.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "geo/timed_lines.hpp"

namespace layers {

namespace {

/// One station may have several origins.
void origins_to_stations(geo::TimeGrid& grid, const Travel& travel) {
  for (std::size_t i = 0; i < grid.times.size(); ++i)
    if (grid.times[i] != geo::no_time)
      grid.origins[i] = travel.station_of[grid.origins[i]];
}

/// An empty grid around two whose cells fit; its times and origins have yet to be laid out.
geo::TimeGrid around(const geo::TimeGrid& grid, const geo::TimeGrid& other) {
  if (grid.columns == 0 || other.columns == 0) {
    const auto& only = grid.columns == 0 ? other : grid;
    return {only.plane, only.cell_m, only.west_m, only.south_m, only.columns, only.rows, {}, {}};
  }
  const auto cells = [&](double length_m) {
    return static_cast<std::int64_t>(std::lround(length_m / grid.cell_m));
  };
  const auto west = std::min<std::int64_t>(0, cells(other.west_m - grid.west_m));
  const auto south = std::min<std::int64_t>(0, cells(other.south_m - grid.south_m));
  const auto east =
      std::max<std::int64_t>(grid.columns, cells(other.west_m - grid.west_m) + other.columns);
  const auto north =
      std::max<std::int64_t>(grid.rows, cells(other.south_m - grid.south_m) + other.rows);
  return {grid.plane,
          grid.cell_m,
          grid.west_m + static_cast<double>(west) * grid.cell_m,
          grid.south_m + static_cast<double>(south) * grid.cell_m,
          static_cast<std::uint32_t>(east - west),
          static_cast<std::uint32_t>(north - south),
          {},
          {}};
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
  return geo::build_time_grid(geo::timed_lines(times, stop, options.plane, options.first_origin),
                              times.limit(), request, stop);
}

GridOptions options_as(const ReachedState& other) {
  GridOptions options{other.times.limit(), other.grid.cell_m};
  if (other.grid.columns > 0)
    options.plane = other.grid.plane;
  return options;
}

std::shared_ptr<const ReachedState> reached_state(Travel travel, const GridOptions& options,
                                                  const std::stop_token& stop) {
  const auto& graph = travel.model->network->graph;
  auto state = std::make_shared<ReachedState>(
      ReachedState{std::move(travel), geo::TravelTimes(graph), {}, nullptr});
  state->times.search(state->travel.weights, state->travel.origins, options.limit, stop);
  state->grid = grid_of(state->travel, state->times, options, stop);
  origins_to_stations(state->grid, state->travel);
  return state;
}

std::shared_ptr<const ReachedState> state_with_added(std::shared_ptr<const ReachedState> base,
                                                     Travel travel, const std::stop_token& stop) {
  auto state =
      std::make_shared<ReachedState>(ReachedState{std::move(travel), base->times, {}, nullptr});
  const auto first_new = static_cast<std::uint32_t>(base->travel.origins.size());
  for (const auto& origin : std::span(state->travel.origins).subspan(first_new))
    state->times.add(origin, stop);
  auto options = options_as(*base);
  options.first_origin = first_new;
  auto earlier = grid_of(state->travel, state->times, options, stop);
  const bool fits = base->grid.columns > 0 && earlier.cell_m == base->grid.cell_m;
  auto grid = around(base->grid, earlier);
  const auto cells = std::size_t{grid.columns} * grid.rows;
  if (!fits || cells > static_cast<std::size_t>(state->travel.model->config.most_cells))
    return reached_state(std::move(state->travel), options_as(*base), stop);
  origins_to_stations(earlier, state->travel);
  grid.times.assign(cells, geo::no_time);
  grid.origins.assign(cells, 0);
  take_earlier(grid, base->grid);
  take_earlier(grid, earlier);
  state->grid = std::move(grid);
  state->base = std::move(base);
  return state;
}

} // namespace layers
