#include "geo/area/compared_labels.hpp"

#include <algorithm>
#include <cmath>

#include "geo/error.hpp"

namespace geo {

namespace {

/// One byte for each cell: few differences in many cells.
using Marks = std::vector<std::uint8_t>;

void check_fit(const TimeGrid& first, const TimeGrid& second) {
  if (std::abs(first.cell_m - second.cell_m) >= 1e-9 ||
      first.plane.centre() != second.plane.centre())
    fail(ErrorKind::invalid_input, "time grids: cells of {} m and {} m do not fit each other",
         first.cell_m, second.cell_m);
}

Marks reached_cells(const TimeGrid& grid, Deciseconds limit) {
  Marks marks(grid.times.size());
  for (std::size_t i = 0; i < marks.size(); ++i) // compilers vectorise it
    marks[i] = grid.times[i] <= limit ? 1 : 0;
  return marks;
}

/// Takes the mark off the cells that another grid reaches.
void unmark(Marks& marks, const TimeGrid& grid, const TimeGrid& other, Deciseconds limit) {
  const auto column0 = std::llround((other.west_m - grid.west_m) / grid.cell_m);
  const auto row0 = std::llround((other.south_m - grid.south_m) / grid.cell_m);
  const auto first_column = std::max<std::int64_t>(0, column0);
  const auto end_column = std::min<std::int64_t>(grid.columns, column0 + other.columns);
  const auto end_row = std::min<std::int64_t>(grid.rows, row0 + other.rows);
  if (first_column >= end_column)
    return;
  for (auto row = std::max<std::int64_t>(0, row0); row < end_row; ++row) {
    const auto* times = &other.times[static_cast<std::size_t>((row - row0) * other.columns +
                                                              first_column - column0)];
    auto* to = &marks[static_cast<std::size_t>(row * grid.columns + first_column)];
    for (std::int64_t i = 0; i < end_column - first_column; ++i) // compilers vectorise it
      to[i] &= static_cast<std::uint8_t>(times[i] <= limit ? 0 : 1);
  }
}

/// The least part of a grid that holds all marks, with a margin of outside.
LabelGrid cropped(const TimeGrid& grid, const Marks& marks) {
  std::uint32_t first_row = grid.rows;
  std::uint32_t last_row = 0;
  std::uint32_t first_column = grid.columns;
  std::uint32_t last_column = 0;
  const auto is_marked = [](std::uint8_t mark) { return mark != 0; };
  for (std::uint32_t row = 0; row < grid.rows; ++row) {
    const auto cells = std::span(marks).subspan(std::size_t{row} * grid.columns, grid.columns);
    const auto first = std::ranges::find_if(cells, is_marked);
    if (first == cells.end())
      continue;
    const auto last = std::find_if(cells.rbegin(), cells.rend(), is_marked);
    first_row = std::min(first_row, row);
    last_row = row;
    first_column = std::min(first_column, static_cast<std::uint32_t>(first - cells.begin()));
    last_column = std::max(last_column, static_cast<std::uint32_t>(cells.rend() - last - 1));
  }
  if (first_row > last_row)
    return {};
  LabelGrid part{{grid.plane, grid.cell_m, grid.west_m + (first_column - 1.0) * grid.cell_m,
                  grid.south_m + (first_row - 1.0) * grid.cell_m, last_column - first_column + 3,
                  last_row - first_row + 3},
                 {},
                 {},
                 {}};
  part.labels.assign(std::size_t{part.columns} * part.rows, 0);
  for (auto row = first_row; row <= last_row; ++row) {
    const auto from = std::size_t{row} * grid.columns + first_column;
    const auto to = std::size_t{row - first_row + 1} * part.columns + 1;
    std::copy_n(marks.begin() + static_cast<std::ptrdiff_t>(from), part.columns - 2,
                part.labels.begin() + static_cast<std::ptrdiff_t>(to));
  }
  return part;
}

} // namespace

LabelGrid reached_only_by_first(const TimeGrid& first, const TimeGrid& second, Deciseconds limit) {
  if (first.columns == 0)
    return {};
  auto marks = reached_cells(first, limit);
  if (second.columns > 0) {
    check_fit(first, second);
    unmark(marks, first, second, limit);
  }
  return cropped(first, marks);
}

} // namespace geo
