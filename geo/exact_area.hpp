#pragma once

#include <span>
#include <stop_token>

#include "geo/geometry.hpp"
#include "geo/travel_time.hpp"

namespace geo {

struct ExactAreaRequest {
  Deciseconds limit = 0; ///< at most the search's own
  double access_m = 100; ///< as TimeGridRequest
  double walking_m_s = 1.4;
  std::span<const GeometryView> barriers; ///< as TimeGridRequest
};

/// The area reached within a limit, exactly: around each reached part of an edge all within walking
/// distance, which shrinks towards the limit, united by GEOS. Slow: seconds for a town. The oracle
/// for the time grid, and the choice where a border has legal weight. Valid polygons in CRS84,
/// right-handed. Throws unavailable when asked to stop.
Geometry exact_area(const TravelTimes& times, const ExactAreaRequest& request,
                    const std::stop_token& stop = {});

} // namespace geo
