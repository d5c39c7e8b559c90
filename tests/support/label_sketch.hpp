#pragma once

#include <string_view>
#include <vector>

#include "geo/area/label_map.hpp"

/// A label grid from a drawing, its northernmost row first: digits are labels, '.' is outside. A
/// free margin is put around. Cells are 1 m, so that areas count cells.
inline geo::LabelGrid label_sketch(const std::vector<std::string_view>& rows) {
  geo::LabelGrid grid;
  grid.plane = geo::LocalPlane({8.7, 49.4});
  grid.cell_m = 1;
  grid.columns = static_cast<std::uint32_t>(rows.front().size()) + 2;
  grid.rows = static_cast<std::uint32_t>(rows.size()) + 2;
  grid.labels.assign(std::size_t{grid.columns} * grid.rows, 0);
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < rows[r].size(); ++c)
      if (rows[r][c] != '.')
        grid.labels[(rows.size() - r) * grid.columns + c + 1] =
            static_cast<std::uint32_t>(rows[r][c] - '0');
  return grid;
}
