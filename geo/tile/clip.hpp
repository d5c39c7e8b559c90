#pragma once

#include <span>
#include <vector>

#include "geo/geometry.hpp"

namespace geo {

/// Appends to `out` the parts of the line inside the box (Liang and Barsky, ACM TOG 3(1), 1984).
void clip_line(std::span<const LonLat> line, const Box& box, Geometry& out);

/// Appends to `out` the polygon's parts inside the box: separate pieces become separate parts, as
/// in a true intersection. `rings` are closed, the shell first, oriented right-hand. A polygon that
/// crosses itself still gives the right area, as one part that may touch itself along the box's
/// border.
void clip_polygon(std::span<const std::vector<LonLat>> rings, const Box& box, Geometry& out);

} // namespace geo
