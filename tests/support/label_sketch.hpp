#pragma once

#include <string_view>
#include <vector>

#include "geo/area/label_map.hpp"

/// A label grid from a drawing, its northernmost row first: digits are labels, '.' is outside. A
/// free margin is put around. Cells are 1 m, so that areas count cells.
inline geo::LabelGrid label_sketch(const std::vector<std::string_view>& rows) {
  geo::SquareGrid frame;
  frame.plane = geo::LocalPlane({8.7, 49.4});
  frame.cell_m = 1;
  frame.columns = static_cast<std::uint32_t>(rows.front().size()) + 2;
  frame.rows = static_cast<std::uint32_t>(rows.size()) + 2;
  auto grid = geo::unlabelled(frame);
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < rows[r].size(); ++c)
      if (rows[r][c] != '.')
        grid.labels[grid.cells.index(static_cast<std::uint32_t>(c + 1),
                                     static_cast<std::uint32_t>(rows.size() - r))] =
            static_cast<std::uint32_t>(rows[r][c] - '0');
  return grid;
}
