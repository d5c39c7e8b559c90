#include "geo/intersects.hpp"

#include <algorithm>
#include <array>

namespace geo {

namespace {

/// Separating axes: the segment misses the box when their boxes miss each other, or when all four
/// corners lie strictly on one side of it.
bool segment_touches(LonLat a, LonLat b, const Box& box) {
  const std::array ends = {a, b};
  if (!bounding_box(ends).intersects(box))
    return false;
  const std::array sides = {side(a, b, {box.west, box.south}), side(a, b, {box.east, box.south}),
                            side(a, b, {box.east, box.north}), side(a, b, {box.west, box.north})};
  const auto [least, most] = std::ranges::minmax(sides);
  return least <= 0 && most >= 0;
}

bool line_touches(std::span<const LonLat> line, const Box& box) {
  for (std::size_t i = 0; i + 1 < line.size(); ++i)
    if (segment_touches(line[i], line[i + 1], box))
      return true;
  return false;
}

bool part_touches(PartView part, const Box& box) {
  if (part.type() == PartType::point)
    return box.contains(part.ring(0)[0]);
  for (std::uint32_t r = 0; r < part.ring_count(); ++r)
    if (line_touches(part.ring(r), box))
      return true;
  if (part.type() == PartType::line)
    return false;
  // No ring comes near the box: it lies inside the polygon, with all its corners, or outside.
  for (std::uint32_t r = 0; r < part.ring_count(); ++r)
    if (contains(part.ring(r), {box.west, box.south}) != (r == 0))
      return false;
  return true;
}

} // namespace

bool intersects(GeometryView geometry, const Box& box) {
  for (std::uint32_t p = 0; p < geometry.part_count(); ++p)
    if (part_touches(geometry.part(p), box))
      return true;
  return false;
}

} // namespace geo
