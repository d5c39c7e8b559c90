#pragma once

#include <cmath>
#include <initializer_list>

#include "geo/road/timed_lines.hpp"

namespace support {

/// Roads around 105.8 E 21 N that are reached from their first points on, for tests without a
/// network: 36 km/h, so that a metre takes a decisecond.
inline void add_road(geo::TimedLines& lines, std::initializer_list<geo::LocalXY> points,
                     double begin_time = 0, std::uint32_t origin = 0, bool is_accessible = true) {
  double time = begin_time;
  for (const auto p : points) {
    if (lines.points.size() > lines.starts.back()) {
      const auto before = lines.points.back().at;
      time += std::hypot(p.x_m - before.x_m, p.y_m - before.y_m);
    }
    lines.points.push_back({p, time});
  }
  lines.starts.push_back(static_cast<std::uint32_t>(lines.points.size()));
  lines.origins.push_back(origin);
  lines.accessible.push_back(is_accessible ? 1 : 0);
}

inline geo::TimedLines timed_road(std::initializer_list<geo::LocalXY> points) {
  geo::TimedLines lines;
  lines.plane = geo::LocalPlane({105.8, 21});
  if (points.size() > 0)
    add_road(lines, points);
  return lines;
}

/// A polygon in the same plane.
inline geo::Geometry polygon_m(std::initializer_list<geo::LocalXY> corners) {
  const geo::LocalPlane plane({105.8, 21});
  geo::Geometry polygon;
  for (const auto p : corners)
    polygon.points.push_back(plane.to_lonlat(p));
  polygon.points.push_back(polygon.points.front());
  polygon.end_ring();
  polygon.end_part(geo::PartType::polygon);
  return polygon;
}

} // namespace support
