#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geo/area/time_grid.hpp"

namespace geo {

/// Which cells of a grid lie in barriers, and between which neighbours a barrier passes: a way from
/// centre to centre over links without a wall touches no barrier, however narrow.
struct BarrierMask {
  static constexpr std::uint8_t blocked = 1;    ///< the cell's centre lies in a barrier
  static constexpr std::uint8_t east_wall = 2;  ///< between it and its eastern neighbour
  static constexpr std::uint8_t north_wall = 4; ///< between it and its northern neighbour

  std::vector<std::uint8_t> cells; ///< as the grid's; empty without barriers
};

/// The polygons of the barriers on the grid: inside is what an odd number of rings of a polygon go
/// around.
BarrierMask mask_barriers(const TimeGrid& grid, std::span<const GeometryView> barriers);

} // namespace geo
