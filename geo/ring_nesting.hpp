#pragma once

#include "geo/geometry.hpp"

namespace geo {

/// Whether a hole of some polygon part lies outside its shell's box: shells and holes are confused.
bool has_hole_outside(GeometryView geometry);

/// Whether the box of some ring holds that of another part's shell: what looks like an island may
/// be a hole.
bool has_nested_shells(GeometryView geometry);

/// The polygons that all rings of the polygon parts together draw by the even-odd rule: a ring in
/// an even number of others is a shell, in an odd number a hole of the innermost of them, whichever
/// way they turn. Rings may touch, not cross. Other parts stay. O(rings squared); throws as
/// check_time().
Geometry nested_by_even_odd(GeometryView geometry);

} // namespace geo
