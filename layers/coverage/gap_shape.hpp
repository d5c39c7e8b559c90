#pragma once

#include <span>
#include <vector>

#include "geo/geometry.hpp"
#include "geo/local_plane.hpp"

namespace layers {

/// Around the middle of the box of some places, of which there must be one.
geo::LocalPlane plane_around(std::span<const geo::LonLat> places);

std::vector<geo::LocalXY> positions_in(const geo::LocalPlane& plane,
                                       std::span<const geo::LonLat> places);

/// All within `radius_m` of some places, in the plane around them. O(cells of a twelfth of the
/// radius in their discs).
geo::Geometry area_around(std::span<const geo::LonLat> places, double radius_m);

} // namespace layers
