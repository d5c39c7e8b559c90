#pragma once

#include "geo/geometry.hpp"

namespace geo {

/// Whether the geometry and the box have a point in common; touching counts. The geometry must be
/// valid. O(points).
bool intersects(GeometryView geometry, const Box& box);

} // namespace geo
