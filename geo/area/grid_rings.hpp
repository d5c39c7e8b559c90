#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geo/area/border_chains.hpp"

namespace geo {

/// Closed rings on a label grid, the area they bound on their left; none touches itself or another.
/// Without the repeated last point.
struct GridRings {
  std::vector<GridPoint> points;
  std::vector<std::uint32_t> starts{0}; ///< ring r has points [starts[r], starts[r+1])

  std::uint32_t size() const { return static_cast<std::uint32_t>(starts.size() - 1); }
  std::span<const GridPoint> ring(std::uint32_t r) const {
    return std::span(points).subspan(starts[r], starts[r + 1] - starts[r]);
  }
};

/// The rings around all labels l with inside[l] != 0 (labels beyond its end are outside).
GridRings rings_around(const BorderChains& borders, std::span<const std::uint8_t> inside);

/// For each ring the shell it belongs to: itself for a shell, for a hole the smallest around it.
/// Linear but for the segments that lie at the height of a hole's westernmost point.
std::vector<std::uint32_t> shells_of(const GridRings& rings);

} // namespace geo
