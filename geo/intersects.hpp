#pragma once

#include "geo/geometry.hpp"

namespace geo {

/// Twice the area of the triangle, in square degrees: positive when c lies left of a -> b.
inline double side(LonLat a, LonLat b, LonLat c) {
  return (b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon);
}

/// Whether the geometry and the box have a point in common; touching counts. The geometry must be
/// valid. O(points).
bool intersects(GeometryView geometry, const Box& box);

} // namespace geo
