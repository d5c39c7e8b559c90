#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "geo/local_plane.hpp"
#include "geo/road/travel_time.hpp"

namespace geo {

struct TimedPoint {
  LocalXY at;
  double time = 0; ///< deciseconds; changes evenly to the next point's
};

/// The reached parts of a road network as lines in a plane.
struct TimedLines {
  LocalPlane plane{LonLat{}};
  std::vector<TimedPoint> points;
  std::vector<std::uint32_t> starts{0}; ///< line l has points [starts[l], starts[l+1])
  std::vector<std::uint32_t> origins;   ///< by line
  std::vector<std::uint8_t> accessible; ///< by line: whether one gets off along it

  std::span<const TimedPoint> line(std::size_t l) const {
    return std::span(points).subspan(starts[l], starts[l + 1] - starts[l]);
  }
};

/// All parts reached by the last search, or those of edges near a box. The plane's centre is that
/// of what is reached, to a quarter of a degree, so that searches in one place share it, unless one
/// is given. Throws unavailable when asked to stop.
TimedLines timed_lines(const TravelTimes& times, const std::stop_token& stop = {},
                       const std::optional<LocalPlane>& plane = std::nullopt,
                       const std::optional<Box>& near = std::nullopt);

} // namespace geo
