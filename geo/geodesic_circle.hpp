#pragma once

#include "geo/geometry.hpp"

namespace geo {

/// All within a distance of a place along the WGS 84 ellipsoid (PROJ inside; Karney, "Algorithms
/// for geodesics", Journal of Geodesy 87, 2013): one polygon of 256 corners that lie on the circle,
/// counter-clockwise, so that its area is 0.01 % too small. Longitudes go on beyond 180 degrees.
/// Throws invalid_input when a pole lies within. Any thread.
Geometry geodesic_circle(LonLat centre, double radius_m);

} // namespace geo
