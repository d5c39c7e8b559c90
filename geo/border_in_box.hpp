#pragma once

#include <span>
#include <vector>

#include "geo/geometry.hpp"

namespace geo {

/// A stretch of a polygon's border over a box, in shares of its width (x) and height (y) from its
/// south-western corner. Vertical ones and those above the box are left out; those below lie on its
/// southern side (y = 0).
struct BorderStretch {
  double west_x = 0; ///< less than east_x
  double west_y = 0;
  double east_x = 0;
  double east_y = 0;
  int turn = 0; ///< 1: the polygon lies above; -1: below
};

/// Appends what of the segment from a to b counts in the box; the polygon lies to its left.
void add_border(LonLat a, LonLat b, const Box& box, std::vector<BorderStretch>& border);

/// The share of the box that lies in the polygon of this border (see ZoneIndex::border_in()).
double share_within(std::span<const BorderStretch> border);

/// The share of the box that lies both in one polygon and in at least one of others, whose borders
/// follow each other in `others`. Exact but for rounding, borders may cross and coincide.
/// O(n (log n + m)) for n stretches, of which m lie over one another.
double share_within(std::span<const BorderStretch> one, std::span<const BorderStretch> others);

} // namespace geo
