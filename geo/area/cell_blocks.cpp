#include "geo/area/cell_blocks.hpp"

#include <bit>

namespace geo {

CellBlocks::CellBlocks(std::uint32_t columns, std::uint32_t rows, std::uint32_t block_cells,
                       std::span<const std::uint8_t> is_there)
    : m_shift(static_cast<std::uint32_t>(std::countr_zero(block_cells))), m_mask(block_cells - 1),
      m_slots(1) {
  const auto across = (columns + m_mask) >> m_shift;
  const auto up = (rows + m_mask) >> m_shift;
  m_across = across + 1; // beyond the last column and row is no block
  m_slot_of.assign(std::size_t{m_across} * (up + 1), 0);
  for (std::uint32_t row = 0; row < up; ++row)
    for (std::uint32_t column = 0; column < across; ++column)
      if (is_there.empty() || is_there[std::size_t{row} * across + column] != 0) {
        m_slot_of[std::size_t{row} * m_across + column] = m_slots++;
        m_blocks.push_back({column << m_shift, row << m_shift});
      }
}

} // namespace geo
