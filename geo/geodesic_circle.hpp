#pragma once

#include "geo/geometry.hpp"

namespace geo {

/// All within a distance of a place along the WGS 84 ellipsoid (PROJ inside; Karney, "Algorithms
/// for geodesics", Journal of Geodesy 87, 2013): a polygon of 256 corners that lie on the circle,
/// so that its area is 0.01 % too small; cut into two at the antimeridian (RFC 7946 section 3.1.9).
/// Throws invalid_input when a pole lies within. Any thread.
Geometry geodesic_circle(LonLat centre, double radius_m);

} // namespace geo
