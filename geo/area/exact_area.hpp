#pragma once

#include <span>
#include <stop_token>

#include "geo/geometry.hpp"
#include "geo/road/timed_lines.hpp"
#include "geo/road/travel_time.hpp"

namespace geo {

struct ExactAreaRequest {
  Deciseconds limit = 0; ///< at most the search's own
  double access_m = 100; ///< as TimeGridRequest
  double walking_m_s = 1.4;
  std::span<const GeometryView> barriers; ///< as TimeGridRequest
};

/// The area reached within a limit, exactly: around each reached part of an edge all within walking
/// distance, which shrinks towards the limit, united by GEOS. Slow: seconds for a town. The oracle
/// for the time grid, and the choice where a border has legal weight. Circles have 32 corners. Of a
/// place beyond a barrier counts what hangs together with the road without it; roads in a barrier,
/// and those that nobody gets off along, are 6 m wide. Valid polygons in CRS84, right-handed.
/// Throws invalid_input unless access_m and walking_m_s are above 0, unavailable when asked to
/// stop.
Geometry exact_area(const TravelTimes& times, const ExactAreaRequest& request,
                    const std::stop_token& stop = {});

/// The same of lines with times.
Geometry exact_area(const TimedLines& roads, const ExactAreaRequest& request,
                    const std::stop_token& stop = {});

} // namespace geo
