#pragma once

#include "geo/tile/unit_rings.hpp"

namespace geo {

/// The ground that more shells than holes go around, whichever way they turn, as valid polygons
/// (ISO 19125-1 section 6.1.14): shells with a positive signed_area_doubled(), each followed by its
/// holes, which have a negative one. `rings` must be noded() ones. O(n log n + rings squared)
/// usually.
UnitRings faces_of(const UnitRings& rings);

} // namespace geo
