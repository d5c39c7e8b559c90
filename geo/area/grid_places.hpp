#pragma once

#include <cstdint>

#include "geo/area/time_grid.hpp"

namespace geo {

/// Places on grids of cells. A cell has what lies nearer to its centre than to those of others, its
/// western and southern border included. Longitudes alone decide columns and latitudes rows, as a
/// LocalPlane scales them. Any thread.

/// Beside the grid.
constexpr std::uint32_t no_cell = UINT32_MAX;

/// Of a longitude; no_cell where there is none.
std::uint32_t column_at(const SquareGrid& grid, double lon);
/// Of a latitude, counted from the south; likewise.
std::uint32_t row_at(const SquareGrid& grid, double lat);

/// All cells from border to border; the grid has cells.
Box bounds(const SquareGrid& grid);

/// In the cell that has the place.
Arrival arrival_at(const TimeGrid& grid, LonLat place);

} // namespace geo
