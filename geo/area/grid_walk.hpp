#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace geo {

/// A position on a grid whose cell (c, r) is the square from (c, r) to (c + 1, r + 1).
struct OnGrid {
  double u = 0;
  double v = 0;
};

/// Calls visit(column, row, begin, end) for each cell that the line from a to b passes, in order,
/// with the shares of the line at which it enters and leaves (Amanatides and Woo, "A fast voxel
/// traversal algorithm", Eurographics 1987).
template <typename Visit>
void walk_cells(OnGrid a, OnGrid b, Visit&& visit) {
  constexpr double never = std::numeric_limits<double>::infinity();
  const auto cell = [](double at) { return static_cast<std::int32_t>(std::floor(at)); };
  const auto step = [](double by) { return by < 0 ? -1 : 1; };
  const double du = b.u - a.u;
  const double dv = b.v - a.v;
  auto column = cell(a.u);
  auto row = cell(a.v);
  const auto last_column = cell(b.u);
  const auto last_row = cell(b.v);
  double next_u = du == 0 ? never : (column + (du > 0) - a.u) / du;
  double next_v = dv == 0 ? never : (row + (dv > 0) - a.v) / dv;
  double begin = 0;
  while (column != last_column || row != last_row) {
    const bool eastward = row == last_row || (column != last_column && next_u < next_v);
    const double end = std::clamp(eastward ? next_u : next_v, begin, 1.0);
    visit(column, row, begin, end);
    begin = end;
    if (eastward) {
      column += step(du);
      next_u += 1 / std::abs(du);
    } else {
      row += step(dv);
      next_v += 1 / std::abs(dv);
    }
  }
  visit(column, row, begin, 1.0);
}

} // namespace geo
