#include "layers/access/station_roads.hpp"

#include <algorithm>

#include "geo/road/road_reach.hpp"

namespace layers {

namespace {

constexpr std::size_t most_roads = 32;

bool is_open(const geo::TravelWeights& weights, std::uint32_t edge) {
  return weights.half_costs[2 * edge] != geo::unreachable ||
         weights.half_costs[2 * edge + 1] != geo::unreachable;
}

std::vector<StationRoad> roads_within(const RoadNetwork& network, geo::LonLat station,
                                      double most_m) {
  std::vector<StationRoad> roads;
  const auto& graph = network.graph;
  for (const auto& snap : geo::snap(graph, station, most_m, most_roads, graph.accessible))
    if (snap.distance_m <= on_road_m || !passes_water(network, station, snap.position))
      roads.push_back({snap.at, snap.distance_m, zones_touched(network, station, snap.position)});
  return roads;
}

} // namespace

std::vector<StationRoad> station_roads(const RoadNetwork& network, geo::LonLat station,
                                       const StationReach& reach) {
  auto roads = roads_within(network, station, reach.near_m);
  if (!roads.empty())
    return roads;
  roads = roads_within(network, station, reach.far_m);
  roads.resize(std::min<std::size_t>(roads.size(), 1));
  return roads;
}

StationStart station_start(const RoadNetwork& network, const Scenario& scenario,
                           const geo::TravelWeights& weights, std::vector<StationRoad> roads,
                           const StationReach& reach) {
  const double least_m =
      std::min(reach.least_roads_m, network.graph.component_lengths_m.front() / 10);
  StationStart start;
  for (auto& road : roads) {
    if (!is_open(weights, road.at.edge) || scenario.any_closed(road.zones))
      continue;
    start.leads_on = geo::road_reach_m(network.graph, weights, road.at, least_m) >= least_m;
    start.roads.push_back(std::move(road));
    if (start.leads_on)
      break;
  }
  return start;
}

} // namespace layers
