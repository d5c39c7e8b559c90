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

} // namespace

LabelGrid compared_labels(const TimeGrid& first, const TimeGrid& second, Deciseconds limit) {
  if (first.columns == 0 && second.columns == 0)
    return {};
  auto grid = around(first, second);
  mark(grid, first, limit, in_first_only);
  mark(grid, second, limit, in_second_only);
  return grid;
}

} // namespace geo
