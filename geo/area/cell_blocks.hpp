#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace geo {

/// Where the cells of a grid stand in arrays, block by block and row by row from the south within a
/// block, for grids of which only some blocks are there. Cells of all others stand at the beginning
/// of the arrays, where nothing is ever written. A grid's last column and row, and its neighbours
/// beyond, may be asked for. Never changes once made.
class CellBlocks {
public:
  CellBlocks() = default;
  /// `is_there`: by block, row by row from the south; empty for all. `block_cells`: a power of two.
  CellBlocks(std::uint32_t columns, std::uint32_t rows, std::uint32_t block_cells,
             std::span<const std::uint8_t> is_there = {});

  /// How long the arrays are.
  std::size_t size() const { return std::size_t{m_slots} << 2 * m_shift; }
  std::size_t index(std::uint32_t column, std::uint32_t row) const {
    const auto slot = m_slot_of[std::size_t{row >> m_shift} * m_across + (column >> m_shift)];
    return (std::size_t{slot} << 2 * m_shift) + (std::size_t{row & m_mask} << m_shift) +
           (column & m_mask);
  }
  /// Whether the block of a cell is there.
  bool has(std::uint32_t column, std::uint32_t row) const { return index(column, row) >= first(); }

  std::uint32_t block_cells() const { return m_mask + 1; }
  struct Block {
    std::uint32_t column = 0; ///< of its first cell
    std::uint32_t row = 0;
  };
  /// Those that are there, as they stand in the arrays.
  std::span<const Block> blocks() const { return m_blocks; }
  /// Where the cells of a block begin.
  std::size_t begin_of(std::size_t block) const { return (block + 1) << 2 * m_shift; }

private:
  std::size_t first() const { return std::size_t{1} << 2 * m_shift; }

  std::uint32_t m_shift = 0;
  std::uint32_t m_mask = 0;
  std::uint32_t m_across = 0;
  std::uint32_t m_slots = 0; ///< the first is that of all blocks that are not there
  std::vector<std::uint32_t> m_slot_of;
  std::vector<Block> m_blocks;
};

} // namespace geo
