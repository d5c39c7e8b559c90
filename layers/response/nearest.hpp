#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "layers/answers/planner_answer.hpp"
#include "layers/travel/travel.hpp"

namespace layers {

/// A route from a station to a point (inbound: from the point to the station).
struct NearestStation {
  std::uint32_t point = 0;      ///< number of the point in the request
  std::uint32_t rank = 0;       ///< 1: first due
  std::uint32_t station = 0;    ///< number in NearestStations::travel.stations
  bool is_straight = false;     ///< no road leads there: as the crow flies
  geo::Deciseconds arrival = 0; ///< from the call, turnout included
  double distance_m = 0;        ///< along the line
  std::vector<geo::LonLat> line;
};

struct NearestStations {
  std::vector<NearestStation> routes; ///< point by point, first due first
  std::vector<geo::LonLat> points;
  Travel travel;
};

/// The stations that arrive first at each point, by road, four hours at most. Where no road at all
/// is near, they come by straight line, and say so, no earlier than by road and on foot from there;
/// but for those that water or a closed zone parts from the point or that are cut off. Throws as
/// plan_travel().
NearestStations nearest_stations(const ResponseModel& model, const NearestRequest& request,
                                 const std::stop_token& stop = {});

/// A line for each route.
PlannerAnswer nearest_answer(const NearestStations& found);

} // namespace layers
