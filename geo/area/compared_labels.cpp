#include "geo/area/compared_labels.hpp"

#include <algorithm>
#include <cmath>

#include "geo/error.hpp"
#include "geo/threads/parallel.hpp"

namespace geo {

namespace {

void check_fit(const TimeGrid& first, const TimeGrid& second) {
  if (std::abs(first.cell_m - second.cell_m) >= 1e-9 ||
      first.plane.centre() != second.plane.centre() || first.block_cells != second.block_cells)
    fail(ErrorKind::invalid_input, "time grids: cells of {} m and {} m do not fit each other",
         first.cell_m, second.cell_m);
}

/// The block of another grid that lies where a block of the first does; null: there is none.
const TimeBlock* same_place(const TimeGrid& first, const TimeGrid& second, std::size_t block) {
  if (second.columns == 0)
    return nullptr;
  const auto blocks = [&](double length_m) {
    return std::llround(length_m / (first.cell_m * first.block_cells));
  };
  const auto column = static_cast<std::int64_t>(block % first.blocks_across()) +
                      blocks(first.west_m - second.west_m);
  const auto row = static_cast<std::int64_t>(block / first.blocks_across()) +
                   blocks(first.south_m - second.south_m);
  const bool is_inside = column >= 0 && row >= 0 && column < second.blocks_across() &&
                         row < second.rows / second.block_cells;
  const auto at = row * second.blocks_across() + column;
  return is_inside ? second.blocks[static_cast<std::size_t>(at)].get() : nullptr;
}

bool is_only_first(const TimeBlock& first, const TimeBlock* second, std::size_t cell,
                   Deciseconds limit) {
  return first.times[cell] <= limit && (second == nullptr || second->times[cell] > limit);
}

} // namespace

LabelGrid reached_only_by_first(const TimeGrid& first, const TimeGrid& second, Deciseconds limit) {
  if (first.columns == 0)
    return {};
  if (second.columns > 0)
    check_fit(first, second);
  std::vector<std::uint8_t> differs(first.blocks.size());
  parallel_for(differs.size(), {}, [&](std::size_t b) {
    const auto* block = first.blocks[b].get();
    const auto* other = same_place(first, second, b);
    for (std::size_t i = 0; block != other && block && i < block->times.size(); ++i)
      differs[b] |= static_cast<std::uint8_t>(is_only_first(*block, other, i, limit));
  });
  if (std::ranges::find(differs, 1) == differs.end())
    return {};
  auto labels = unlabelled(first, first.block_cells, differs);
  const auto blocks = labels.cells.blocks();
  parallel_for(blocks.size(), {}, [&](std::size_t b) {
    const auto at = std::size_t{blocks[b].row / first.block_cells} * first.blocks_across() +
                    blocks[b].column / first.block_cells;
    const auto* block = first.blocks[at].get();
    const auto* other = same_place(first, second, at);
    for (std::size_t i = 0; differs[at] != 0 && i < block->times.size(); ++i)
      labels.labels[labels.cells.begin_of(b) + i] = is_only_first(*block, other, i, limit) ? 1 : 0;
  });
  return labels;
}

} // namespace geo
