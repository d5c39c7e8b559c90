#pragma once

#include <cstddef>

#include "geo/geometry.hpp"

namespace geo {

/// How many pairs of edges of the polygon parts have a point in common: they cross, touch, lie on
/// one another, or are neighbours in a ring, of which there are as many as corners. `most` when it
/// is as many or more. Overlays cut such edges where they meet. Rings must be closed, points
/// finite. O(n log n + pairs of edges whose boxes touch), and ends soon once `most` is reached.
/// Throws as check_time().
std::size_t count_edge_meetings(GeometryView geometry, std::size_t most);

} // namespace geo
