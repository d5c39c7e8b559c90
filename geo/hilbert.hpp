#pragma once

#include <cstdint>

#include "geo/geometry.hpp"

namespace geo {

/// The Hilbert curve through the cells of a square of 2^order x 2^order. Its first cell is (0, 0),
/// its last (2^order - 1, 0). The curves of all orders agree: the cells 4d to 4d + 3 of the next
/// order lie in cell d.

struct Cell {
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  bool operator==(const Cell&) const = default;
};

/// Position of a cell along the curve, from 0 (Hacker's Delight, 2nd ed., 16-2). `order`: 0 to 31.
std::uint64_t hilbert_number(int order, Cell cell);
/// The same of the cell where a position lies, the cells being spread over an extent around it.
std::uint64_t hilbert_number(int order, LonLat p, const Box& extent);
/// The cell at a position.
Cell hilbert_cell(int order, std::uint64_t number);

} // namespace geo
