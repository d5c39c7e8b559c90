#include "geo/compared_labels.hpp"

#include <algorithm>
#include <cmath>

#include "geo/error.hpp"

namespace geo {

namespace {

bool same(double a, double b) {
  return std::abs(a - b) < 1e-9;
}

/// One byte for each cell: few differences in many cells.
using Marks = std::vector<std::uint8_t>;

/// Lays out a grid without labels around both, one of which has cells.
LabelGrid around(const TimeGrid& first, const TimeGrid& second) {
  const auto& some = first.columns > 0 ? first : second;
  const auto& other = second.columns > 0 ? second : first;
  if (!same(some.cell_m, other.cell_m) || some.plane.centre() != other.plane.centre())
    fail(ErrorKind::invalid_input, "time grids: cells of {} m and {} m do not fit each other",
         some.cell_m, other.cell_m);
  LabelGrid grid;
  grid.plane = some.plane;
  grid.cell_m = some.cell_m;
  grid.west_m = std::min(some.west_m, other.west_m);
  grid.south_m = std::min(some.south_m, other.south_m);
  const auto cells = [&](double end_m, double begin_m) {
    return static_cast<std::uint32_t>(std::lround((end_m - begin_m) / grid.cell_m));
  };
  grid.columns = std::max(some.columns + cells(some.west_m, grid.west_m),
                          other.columns + cells(other.west_m, grid.west_m));
  grid.rows = std::max(some.rows + cells(some.south_m, grid.south_m),
                       other.rows + cells(other.south_m, grid.south_m));
  return grid;
}

void mark(Marks& marks, const LabelGrid& grid, const TimeGrid& times, Deciseconds limit,
          std::uint8_t label) {
  if (times.columns == 0)
    return;
  const auto column0 =
      static_cast<std::size_t>(std::lround((times.west_m - grid.west_m) / grid.cell_m));
  const auto row0 =
      static_cast<std::size_t>(std::lround((times.south_m - grid.south_m) / grid.cell_m));
  for (std::size_t row = 0; row < times.rows; ++row) {
    const auto* from = &times.times[row * times.columns];
    auto* to = &marks[(row0 + row) * grid.columns + column0];
    for (std::size_t column = 0; column < times.columns; ++column) // compilers vectorise it
      to[column] |= static_cast<std::uint8_t>(from[column] <= limit ? label : 0);
  }
}

/// The least part of a grid that holds all marks, with a margin of outside.
LabelGrid cropped(const LabelGrid& grid, const Marks& marks) {
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
  LabelGrid part{grid.plane,
                 grid.cell_m,
                 grid.west_m + (first_column - 1.0) * grid.cell_m,
                 grid.south_m + (first_row - 1.0) * grid.cell_m,
                 last_column - first_column + 3,
                 last_row - first_row + 3,
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

LabelGrid compared_labels(const TimeGrid& first, const TimeGrid& second, Deciseconds limit) {
  if (first.columns == 0 && second.columns == 0)
    return {};
  const auto grid = around(first, second);
  Marks marks(std::size_t{grid.columns} * grid.rows);
  mark(marks, grid, first, limit, in_first_only);
  mark(marks, grid, second, limit, in_second_only);
  constexpr std::uint8_t in_both = in_first_only | in_second_only;
  std::ranges::replace(marks, in_both, std::uint8_t{0});
  return cropped(grid, marks);
}

} // namespace geo
