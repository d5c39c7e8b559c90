#include "layers/response/reached_state.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "geo/road/timed_lines.hpp"

namespace layers {

namespace {

/// Lines with the numbers of stations in place of those of origins, of which one may have several;
/// as `name_of` says.
template <typename NameOf>
void name_origins(geo::TimedLines& lines, const Travel& travel, NameOf name_of) {
  for (auto& origin : lines.origins)
    origin = name_of(travel.station_of[origin]);
}

geo::TimeGridRequest grid_request(const Travel& travel, const GridOptions& options,
                                  std::span<const geo::GeometryView> barriers) {
  geo::TimeGridRequest request;
  request.cell_m = options.cell_m;
  request.most_cells = options.most_cells;
  request.access_m = travel.access_m;
  request.walking_m_s = travel.walking_m_s;
  request.standing_m = on_road_m;
  request.barriers = barriers;
  return request;
}

/// Around each edge on which another station arrives first, or one at another time.
std::vector<geo::Box> changed_boxes(const ReachedState& base, const ReachedState& state) {
  const auto& graph = state.travel.network->graph;
  std::vector<geo::Box> boxes;
  const auto is_same = [&](std::uint32_t node) {
    const auto was = base.times->at_node(node);
    const auto is = state.times->at_node(node);
    return was.cost == is.cost &&
           base.travel.station_of[was.origin] ==
               state.travel.unchanged_from[state.travel.station_of[is.origin]];
  };
  const auto add = [&](std::uint32_t edge) {
    boxes.push_back(geo::bounding_box(graph.points_of(edge)));
  };
  for (const auto* of : {&base, &state})
    for (const auto node : of->times->reached_nodes())
      if (!is_same(node))
        for (const auto& arc : graph.arcs_of(node))
          add(arc.half / 2);
  std::vector<std::uint8_t> is_left(base.travel.stations.size());
  for (std::size_t i = 0; i < state.travel.origins.size(); ++i) {
    const auto from = state.travel.unchanged_from[state.travel.station_of[i]];
    if (from == no_station)
      add(state.travel.origins[i].at.edge);
    else
      is_left[from] = 1;
  }
  for (std::size_t i = 0; i < base.travel.origins.size(); ++i)
    if (is_left[base.travel.station_of[i]] == 0)
      add(base.travel.origins[i].at.edge);
  return boxes;
}

/// What a grid after a what-if calls its stations: those of the base as there, then all of its own.
std::vector<std::uint32_t> names_after(const Travel& base, const Travel& travel) {
  std::vector<std::uint32_t> names(base.stations.size());
  for (std::uint32_t i = 0; i < travel.stations.size(); ++i) {
    if (travel.unchanged_from[i] != no_station)
      names[travel.unchanged_from[i]] = i;
    names.push_back(i);
  }
  return names;
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
  auto lines = geo::timed_lines(times, stop, options.plane);
  name_origins(lines, travel, [](std::uint32_t station) { return station; });
  return geo::build_time_grid(lines, times.limit(), grid_request(travel, options, barriers), stop);
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

geo::TimeGrid grid_of(const ReachedState& state, const GridOptions& options,
                      const std::stop_token& stop) {
  return grid_of(state.travel, *state.times, options, stop);
}

geo::TimeGrid grid_after(const ReachedState& base, const geo::TimeGrid& base_grid,
                         const ReachedState& state, const std::stop_token& stop) {
  const auto options = options_as(base_grid, state.travel.most_cells);
  if (base_grid.columns == 0)
    return grid_of(state, options, stop);
  const auto barriers = barriers_of(state.travel);
  const auto request = grid_request(state.travel, options, barriers);
  const auto changed = changed_boxes(base, state);
  auto lines = geo::timed_lines(*state.times, stop, base_grid.plane,
                                geo::roads_behind(base_grid, changed, request));
  name_origins(lines, state.travel, [&](std::uint32_t station) {
    return static_cast<std::uint32_t>(base.travel.stations.size()) + station;
  });
  auto grid = geo::time_grid_after(base_grid, changed, lines, state.times->limit(), request, stop);
  if (std::size_t{grid.columns} * grid.rows > options.most_cells)
    return grid_of(state, options, stop);
  grid.names = names_after(base.travel, state.travel);
  return grid;
}

} // namespace layers
