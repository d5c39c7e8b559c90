#pragma once

#include <cstdint>
#include <vector>

#include "geo/geometry.hpp"

namespace layers {

/// Equal cells of a box, row by row from the south.
struct CellGrid {
  geo::Box box;
  std::uint32_t columns = 1;
  std::uint32_t rows = 1;
};

geo::Box cell_box(const CellGrid& grid, std::uint32_t column, std::uint32_t row);
geo::Box cell_box(const CellGrid& grid, std::size_t cell);

/// What a polygon covers of one cell of a grid.
struct CellPiece {
  double share = 0;   ///< how much of the cell's area
  geo::LonLat centre; ///< the centre of mass of what is covered; only where the share is over 0
};

/// The piece of each cell of a grid (equal cells of the box, row by row from the south) that lies
/// in a polygon: exact, not sampled; the shares of polygons that tile the plane add up to 1. Parts
/// that are no polygons cover nothing. Shells counter-clockwise, holes clockwise.
/// O(cells + cells the border passes).
std::vector<CellPiece> cell_pieces(geo::GeometryView polygon, const geo::Box& grid,
                                   std::uint32_t columns, std::uint32_t rows);

/// Their shares alone.
std::vector<double> cell_shares(geo::GeometryView polygon, const geo::Box& grid,
                                std::uint32_t columns, std::uint32_t rows);

} // namespace layers
