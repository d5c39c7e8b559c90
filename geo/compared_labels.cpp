#include "geo/compared_labels.hpp"

#include <algorithm>
#include <cmath>

#include "geo/error.hpp"

namespace geo {

namespace {

bool same(double a, double b) {
  return std::abs(a - b) < 1e-9;
}

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
  grid.labels.assign(std::size_t{grid.columns} * grid.rows, 0);
  return grid;
}

void mark(LabelGrid& grid, const TimeGrid& times, Deciseconds limit, std::uint32_t label) {
  if (times.columns == 0)
    return;
  const auto column0 =
      static_cast<std::size_t>(std::lround((times.west_m - grid.west_m) / grid.cell_m));
  const auto row0 =
      static_cast<std::size_t>(std::lround((times.south_m - grid.south_m) / grid.cell_m));
  for (std::size_t row = 0; row < times.rows; ++row)
    for (std::size_t column = 0; column < times.columns; ++column)
      if (times.times[row * times.columns + column] <= limit)
        grid.labels[(row0 + row) * grid.columns + column0 + column] |= label;
}

/// The least part of a grid that holds all its labels, with a margin of outside.
LabelGrid cropped(const LabelGrid& grid) {
  std::uint32_t first_row = grid.rows;
  std::uint32_t last_row = 0;
  std::uint32_t first_column = grid.columns;
  std::uint32_t last_column = 0;
  for (std::uint32_t row = 0; row < grid.rows; ++row)
    for (std::uint32_t column = 0; column < grid.columns; ++column)
      if (grid.labels[std::size_t{row} * grid.columns + column] != 0) {
        first_row = std::min(first_row, row);
        last_row = row;
        first_column = std::min(first_column, column);
        last_column = std::max(last_column, column);
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
    std::copy_n(grid.labels.begin() + static_cast<std::ptrdiff_t>(from), part.columns - 2,
                part.labels.begin() + static_cast<std::ptrdiff_t>(to));
  }
  return part;
}

} // namespace

LabelGrid compared_labels(const TimeGrid& first, const TimeGrid& second, Deciseconds limit) {
  if (first.columns == 0 && second.columns == 0)
    return {};
  auto grid = around(first, second);
  mark(grid, first, limit, in_first_only);
  mark(grid, second, limit, in_second_only);
  constexpr std::uint32_t in_both = in_first_only | in_second_only;
  std::ranges::replace(grid.labels, in_both, 0U);
  return cropped(grid);
}

} // namespace geo
