#include "layers/response/reached_state.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "geo/road/timed_lines.hpp"

namespace layers {

namespace {

/// One station may have several origins.
void origins_to_stations(geo::TimeGrid& grid, const Travel& travel) {
  for (std::size_t i = 0; i < grid.times.size(); ++i)
    if (grid.times[i] != geo::unreachable)
      grid.origins[i] = travel.station_of[grid.origins[i]];
}

/// An empty grid around two whose cells fit; its times and origins have yet to be laid out.
geo::TimeGrid around(const geo::TimeGrid& grid, const geo::TimeGrid& other) {
  if (grid.columns == 0 || other.columns == 0) {
    const auto& only = grid.columns == 0 ? other : grid;
    return {geo::SquareGrid(only), {}, {}};
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
  return {{grid.plane, grid.cell_m, grid.west_m + static_cast<double>(west) * grid.cell_m,
           grid.south_m + static_cast<double>(south) * grid.cell_m,
           static_cast<std::uint32_t>(east - west), static_cast<std::uint32_t>(north - south)},
          {},
          {}};
}

/// Cells of a grid: columns and rows from the first to before the end.
struct CellWindow {
  std::int64_t first_column = 0;
  std::int64_t first_row = 0;
  std::int64_t end_column = 0;
  std::int64_t end_row = 0;
};

CellWindow whole(const geo::TimeGrid& grid) {
  return {0, 0, grid.columns, grid.rows};
}

/// The cells within some metres of a box.
CellWindow cells_near(const geo::TimeGrid& grid, const geo::Box& box, double near_m) {
  if (box.empty())
    return {};
  const auto low = grid.plane.to_local({box.west, box.south});
  const auto high = grid.plane.to_local({box.east, box.north});
  const auto cell = [&](double length_m) {
    return static_cast<std::int64_t>(std::floor(length_m / grid.cell_m));
  };
  return {std::clamp<std::int64_t>(cell(low.x_m - near_m - grid.west_m), 0, grid.columns),
          std::clamp<std::int64_t>(cell(low.y_m - near_m - grid.south_m), 0, grid.rows),
          std::clamp<std::int64_t>(cell(high.x_m + near_m - grid.west_m) + 2, 0, grid.columns),
          std::clamp<std::int64_t>(cell(high.y_m + near_m - grid.south_m) + 2, 0, grid.rows)};
}

/// Puts the cells of another grid, which must lie in this one, in their place within a window.
void paste(geo::TimeGrid& grid, const geo::TimeGrid& other, const CellWindow& window) {
  if (other.columns == 0)
    return;
  const auto column0 = std::lround((other.west_m - grid.west_m) / grid.cell_m);
  const auto row0 = std::lround((other.south_m - grid.south_m) / grid.cell_m);
  const auto first_column = std::max<std::int64_t>(window.first_column, column0);
  const auto count =
      std::min<std::int64_t>(window.end_column, column0 + other.columns) - first_column;
  const auto end_row = std::min<std::int64_t>(window.end_row, row0 + other.rows);
  for (auto row = std::max<std::int64_t>(window.first_row, row0); row < end_row && count > 0;
       ++row) {
    const auto from = (row - row0) * other.columns + first_column - column0;
    const auto to = row * grid.columns + first_column;
    std::copy_n(other.times.begin() + from, count, grid.times.begin() + to);
    std::copy_n(other.origins.begin() + from, count, grid.origins.begin() + to);
  }
}

void clear(geo::TimeGrid& grid, const CellWindow& window) {
  for (auto row = window.first_row; row < window.end_row; ++row)
    std::fill_n(grid.times.begin() + row * grid.columns + window.first_column,
                window.end_column - window.first_column, geo::unreachable);
}

/// Around all edges on which another station arrives first, or one at another time.
geo::Box changed_box(const ReachedState& base, const ReachedState& state) {
  const auto& graph = state.travel.network->graph;
  geo::Box box;
  const auto is_same = [&](std::uint32_t node) {
    const auto was = base.times->at_node(node);
    const auto is = state.times->at_node(node);
    return was.cost == is.cost &&
           base.travel.station_of[was.origin] ==
               state.travel.unchanged_from[state.travel.station_of[is.origin]];
  };
  const auto extend = [&](std::uint32_t edge) {
    box.extend(geo::bounding_box(graph.points_of(edge)));
  };
  for (const auto* of : {&base, &state})
    for (const auto node : of->times->reached_nodes())
      if (!is_same(node))
        for (const auto& arc : graph.arcs_of(node))
          extend(arc.half / 2);
  std::vector<std::uint8_t> is_left(base.travel.stations.size());
  for (std::size_t i = 0; i < state.travel.origins.size(); ++i) {
    const auto from = state.travel.unchanged_from[state.travel.station_of[i]];
    if (from == no_station)
      extend(state.travel.origins[i].at.edge);
    else
      is_left[from] = 1;
  }
  for (std::size_t i = 0; i < base.travel.origins.size(); ++i)
    if (is_left[base.travel.station_of[i]] == 0)
      extend(base.travel.origins[i].at.edge);
  return box;
}

/// The box and what is within some metres of it.
geo::Box widened(const geo::Box& box, const geo::LocalPlane& plane, double by_m) {
  if (box.empty())
    return box;
  const auto low = plane.to_local({box.west, box.south});
  const auto high = plane.to_local({box.east, box.north});
  const auto south_west = plane.to_lonlat({low.x_m - by_m, low.y_m - by_m});
  const auto north_east = plane.to_lonlat({high.x_m + by_m, high.y_m + by_m});
  return {south_west.lon, south_west.lat, north_east.lon, north_east.lat};
}

/// Numbers of stations as another travel has them.
void renumber(geo::TimeGrid& grid, const Travel& from, const Travel& to) {
  std::vector<std::uint32_t> numbers(from.stations.size());
  for (std::uint32_t i = 0; i < to.stations.size(); ++i)
    if (to.unchanged_from[i] != no_station)
      numbers[to.unchanged_from[i]] = i;
  for (std::size_t i = 0; i < grid.times.size(); ++i)
    if (grid.times[i] != geo::unreachable)
      grid.origins[i] = numbers[grid.origins[i]];
}

} // namespace

std::vector<geo::GeometryView> barriers_of(const Travel& travel) {
  const auto& network = *travel.network;
  std::vector<geo::GeometryView> barriers;
  for (const auto& layer : network.water)
    for (std::size_t i = 0; i < layer->features->size(); ++i)
      barriers.push_back(layer->features->feature(i));
  for (std::size_t z = 0; z < network.zones.size(); ++z)
    if (travel.scenario->zone_closed[z] != 0) {
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
  request.most_cells = options.most_cells;
  request.access_m = travel.access_m;
  request.walking_m_s = travel.walking_m_s;
  request.standing_m = on_road_m;
  request.barriers = barriers;
  return geo::build_time_grid(geo::timed_lines(times, stop, options.plane, options.near),
                              times.limit(), request, stop);
}

GridOptions options_as(const geo::TimeGrid& other, std::size_t most_cells) {
  GridOptions options{other.cell_m, most_cells};
  if (other.columns > 0)
    options.plane = other.plane;
  return options;
}

ReachedState reached_state(Travel travel, geo::Deciseconds limit, const std::stop_token& stop) {
  auto times = travel.memory->searches.lend();
  times->search(*travel.weights, travel.origins, limit, stop);
  return {std::move(travel), std::move(times)};
}

geo::TimeGrid station_grid(const ReachedState& state, const GridOptions& options,
                           const std::stop_token& stop) {
  auto grid = grid_of(state.travel, *state.times, options, stop);
  origins_to_stations(grid, state.travel);
  return grid;
}

geo::TimeGrid grid_after(const ReachedState& base, const geo::TimeGrid& base_grid,
                         const ReachedState& state, const std::stop_token& stop) {
  const auto most_cells = state.travel.most_cells;
  auto options = options_as(base_grid, most_cells);
  if (base_grid.columns == 0)
    return station_grid(state, options, stop);
  const auto changed = changed_box(base, state);
  const double near_m = state.travel.access_m + 2 * base_grid.cell_m; // how far roads are seen
  options.near = widened(changed, base_grid.plane, 2 * near_m);
  const auto part = station_grid(state, options, stop);
  auto grid = around(base_grid, part);
  const auto cells = std::size_t{grid.columns} * grid.rows;
  if (part.cell_m != base_grid.cell_m || cells > most_cells)
    return station_grid(state, options_as(base_grid, most_cells), stop);
  grid.times.assign(cells, geo::unreachable);
  grid.origins.assign(cells, 0);
  paste(grid, base_grid, whole(grid));
  renumber(grid, base.travel, state.travel);
  const auto window = cells_near(grid, changed, near_m);
  clear(grid, window);
  paste(grid, part, window);
  return grid;
}

} // namespace layers
