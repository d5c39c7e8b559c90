#pragma once

#include <cstdint>
#include <vector>

#include "geo/road/travel_time.hpp"
#include "layers/roads/road_network.hpp"
#include "layers/roads/scenario.hpp"

namespace layers {

/// A road that a station may stand at, by the straight way between the two.
struct StationRoad {
  geo::RoadPosition at;
  double distance_m = 0;
  std::vector<std::uint32_t> zones; ///< that the way touches
};

/// What is assumed about the way from a station to its road.
struct StationReach {
  double near_m = 100;        ///< a road within it is at the station
  double far_m = 2000;        ///< farther than this none is
  double least_roads_m = 500; ///< roads that lead to less road than this lead nowhere
};

/// The roads at a station, one position an edge, the nearest first: those that one gets on along,
/// not across water (but for what lies within on_road_m), within `near_m`. Where there is none, the
/// nearest within `far_m`.
std::vector<StationRoad> station_roads(const RoadNetwork& network, geo::LonLat station,
                                       const StationReach& reach);

/// Where a station's engines start in a scenario.
struct StationStart {
  std::vector<StationRoad> roads; ///< the nearest open one, and farther ones while it leads nowhere
  bool leads_on = false;          ///< whether the last of them leads anywhere
};

/// A road is open if it can be driven either way and no closed zone lies on the way to it. It leads
/// nowhere if that is less than `least_roads_m` of road, or a tenth of the longest connected part
/// of the network where this is less.
StationStart station_start(const RoadNetwork& network, const Scenario& scenario,
                           const geo::TravelWeights& weights, std::vector<StationRoad> roads,
                           const StationReach& reach);

} // namespace layers
