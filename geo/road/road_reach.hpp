#pragma once

#include "geo/road/travel_time.hpp"

namespace geo {

/// How much road a search from a position reaches, in metres: all of it, or `enough_m` or more.
/// Of the position's own edge counts what lies ahead, others whole; each once. O(what it reaches).
double road_reach_m(const RoadGraph& graph, const TravelWeights& weights, RoadPosition from,
                    double enough_m);

} // namespace geo
