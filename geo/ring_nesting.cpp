#include "geo/ring_nesting.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "geo/time_limit.hpp"

namespace geo {

namespace {

using Ring = std::span<const LonLat>;

struct NestedRing {
  Ring ring;
  Box box;
  std::vector<std::size_t> around; ///< rings that it lies in
};

std::vector<NestedRing> polygon_rings(GeometryView geometry) {
  std::vector<NestedRing> rings;
  for (std::uint32_t p = 0; p < geometry.part_count(); ++p) {
    const auto part = geometry.part(p);
    for (std::uint32_t r = 0; part.type() == PartType::polygon && r < part.ring_count(); ++r)
      rings.push_back({part.ring(r), bounding_box(part.ring(r)), {}});
  }
  return rings;
}

/// Most of its corners do: some may lie on the border.
bool lies_in(const NestedRing& inner, const NestedRing& outer) {
  if (!outer.box.contains(inner.box) || inner.box == outer.box)
    return false;
  check_time();
  const auto inside = std::ranges::count_if(
      inner.ring, [&](LonLat corner) { return contains(outer.ring, corner); });
  return 2 * static_cast<std::size_t>(inside) > inner.ring.size();
}

void find_what_is_around(std::vector<NestedRing>& rings) {
  for (auto& ring : rings)
    for (std::size_t other = 0; other < rings.size(); ++other)
      if (&ring != &rings[other] && lies_in(ring, rings[other]))
        ring.around.push_back(other);
}

void append_ring(Geometry& to, Ring ring) {
  to.points.insert(to.points.end(), ring.begin(), ring.end());
  to.end_ring();
}

/// A ring one deeper, inside the shell, has no other shell between.
bool is_hole_of(const NestedRing& ring, const std::vector<NestedRing>& rings, std::size_t shell) {
  return ring.around.size() == rings[shell].around.size() + 1 &&
         std::ranges::find(ring.around, shell) != ring.around.end();
}

} // namespace

bool has_hole_outside(GeometryView geometry) {
  for (std::uint32_t p = 0; p < geometry.part_count(); ++p) {
    const auto part = geometry.part(p);
    for (std::uint32_t r = 1; part.type() == PartType::polygon && r < part.ring_count(); ++r)
      if (!bounding_box(part.ring(0)).contains(bounding_box(part.ring(r))))
        return true;
  }
  return false;
}

bool has_nested_shells(GeometryView geometry) {
  std::vector<Box> shells;
  for (std::uint32_t p = 0; p < geometry.part_count(); ++p)
    if (geometry.part(p).type() == PartType::polygon && geometry.part(p).ring_count() > 0)
      shells.push_back(bounding_box(geometry.part(p).ring(0)));
  std::ranges::sort(shells, {}, &Box::west);
  for (auto outer = shells.begin(); outer != shells.end(); ++outer)
    for (auto inner = outer + 1; inner != shells.end() && inner->west <= outer->east; ++inner)
      if (outer->contains(*inner) || inner->contains(*outer))
        return true;
  return false;
}

Geometry nested_by_even_odd(GeometryView geometry) {
  Geometry nested;
  for (std::uint32_t p = 0; p < geometry.part_count(); ++p)
    if (geometry.part(p).type() != PartType::polygon)
      append(nested, {*geometry.arrays, geometry.first_part + p, geometry.first_part + p + 1});
  auto rings = polygon_rings(geometry);
  find_what_is_around(rings);
  for (std::size_t shell = 0; shell < rings.size(); ++shell) {
    if (rings[shell].around.size() % 2 != 0)
      continue;
    append_ring(nested, rings[shell].ring);
    for (const auto& ring : rings)
      if (is_hole_of(ring, rings, shell))
        append_ring(nested, ring.ring);
    nested.end_part(PartType::polygon);
  }
  return nested;
}

} // namespace geo
