#pragma once

#include "geo/geometry.hpp"

namespace geo {

/// The area of polygons of any size on the WGS 84 ellipsoid, holes taken off, whichever way their
/// rings turn. Edges are straight in longitude and latitude (RFC 7946 section 3.1.1), so that areas
/// of neighbours add up to that of their union: to 1e-9 while no edge crosses 2 degrees of
/// latitude, to 1e-6 while none crosses 10. Parts that are no polygons have none. Any thread.
double area_m2(GeometryView polygons);

} // namespace geo
