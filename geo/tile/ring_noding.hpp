#pragma once

#include <optional>

#include "geo/tile/unit_rings.hpp"

namespace geo {

/// The same rings with corners wherever two edges meet: edges then have nothing in common but ends,
/// or are the same from end to end. Where edges cross between units, both bend to the nearest one,
/// as often as it takes (Hobby, "Practical segment intersection with finite precision output",
/// Computational Geometry 13(4), 1999, has the idea). Nothing when that comes to no end. Rings may
/// come to have corners twice, or as few as two. O(n log n) usually.
std::optional<UnitRings> noded(const UnitRings& rings);

} // namespace geo
