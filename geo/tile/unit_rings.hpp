#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "geo/tile/mvt.hpp"

namespace geo {

/// Polygons in units of a tile: a shell and its holes, the next shell and its holes, ... A ring's
/// first point is not repeated.
struct UnitRings {
  std::vector<TileXY> points;
  std::vector<std::uint32_t> ends;  ///< ring r has the points [ends[r - 1], ends[r]), from 0
  std::vector<std::uint8_t> shells; ///< 1 for each ring that is a shell, 0 for a hole

  std::size_t count() const { return ends.size(); }
  std::uint32_t begin_of(std::size_t ring) const { return ring == 0 ? 0 : ends[ring - 1]; }
  std::span<const TileXY> ring(std::size_t number) const {
    return std::span(points).subspan(begin_of(number), ends[number] - begin_of(number));
  }
  /// Ends the ring of the points added last.
  void end_ring(bool is_shell);
  void clear();
};

/// Whether the rings are certainly a valid MultiPolygon (ISO 19125-1 section 6.1.14) as far as
/// crossing and nesting go: none touches itself or another, shells are in no other, holes are in
/// one. What touches may be valid all the same. O(n log n) usually.
bool is_surely_valid(const UnitRings& rings);

/// Valid polygons, their corners on whole units, covering what more shells than holes go around,
/// but for what snapping moves. Shells have a positive signed_area_doubled(), holes a negative one.
/// Throws as make_valid_on_grid() does.
UnitRings made_valid(const UnitRings& rings);

} // namespace geo
