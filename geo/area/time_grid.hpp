#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "geo/geometry.hpp"
#include "geo/local_plane.hpp"
#include "geo/road/timed_lines.hpp"
#include "geo/road/travel_time.hpp"

namespace geo {

/// Square cells. Cell (column, row) has its centre at (west_m + column * cell_m, south_m + row *
/// cell_m) of the plane.
struct SquareGrid {
  LocalPlane plane{LonLat{}};
  double cell_m = 0;
  double west_m = 0;
  double south_m = 0;
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;
};

/// The border of a barrier between the centres of a cell of a block and of its eastern or northern
/// neighbour.
struct WalledLink {
  std::uint32_t cell = 0;
  bool is_north = false;
  std::uint8_t first = 0; ///< where it is met first on the way from the cell, in 1/256 of the way
  std::uint8_t last = 0;  ///< and last
};

/// Arrival times in a square of cells, row by row from the south.
struct TimeBlock {
  std::vector<Deciseconds> times;     ///< unreachable: not reached
  std::vector<std::uint32_t> origins; ///< who arrives first, where there is a time
  std::vector<WalledLink> walls;      ///< where one of the two cells is reached

  std::size_t bytes() const;
};

/// Arrival times in cells; only blocks of which something is reached are there, and grids share
/// them. Blocks lie on whole multiples of their width in the plane.
struct TimeGrid : SquareGrid {
  std::uint32_t block_cells = 0; ///< along a side: a power of two; columns and rows are multiples
  std::vector<std::shared_ptr<const TimeBlock>> blocks; ///< row by row; null: nothing is reached
  std::vector<std::uint32_t> names; ///< by origin: what it is called; empty: as it is

  std::uint32_t blocks_across() const { return columns / block_cells; }
  const TimeBlock* block_of(std::uint32_t column, std::uint32_t row) const {
    return blocks[std::size_t{row / block_cells} * blocks_across() + column / block_cells].get();
  }
  std::size_t cell_in_block(std::uint32_t column, std::uint32_t row) const {
    return std::size_t{row % block_cells} * block_cells + column % block_cells;
  }
  Deciseconds time_at(std::uint32_t column, std::uint32_t row) const {
    const auto* block = block_of(column, row);
    return block ? block->times[cell_in_block(column, row)] : unreachable;
  }
  /// Where there is a time.
  std::uint32_t origin_at(std::uint32_t column, std::uint32_t row) const {
    return name_of(block_of(column, row)->origins[cell_in_block(column, row)]);
  }
  std::uint32_t name_of(std::uint32_t origin) const {
    return names.empty() ? origin : names[origin];
  }
  std::size_t bytes() const;
};

struct TimeGridRequest {
  double cell_m = 20;                  ///< made larger where there would be more than most_cells
  std::size_t most_cells = 16'000'000; ///< within reach of the roads from west to east and south to
                                       ///< north, though not all of them are there
  double access_m = 100;               ///< how far from the road is still reached, on foot
  double walking_m_s = 1.4;
  double standing_m = 15; ///< of a road that nobody gets off along is reached what is so near
  std::span<const GeometryView> barriers; ///< polygons nobody walks through (water, closed zones)
};

/// 1. Each reached part of an edge stamps the cells it passes with its times.
/// 2. From there the times spill over neighbouring cells at walking speed, up to access_m from the
///    road, within the search's limit, and not into barriers.
/// Nothing spills from edges that nobody gets off along (RoadGraph::accessible): centres within
/// standing_m of them, and of no street, are reached. Roads within a barrier are reached (a bridge),
/// but no centre in one from a road beside it.
/// Cells along the grid's border are free; nothing reached is a grid without cells. Centres lie on
/// whole multiples of cell_m in the plane of timed_lines(), so that grids of one place fit each
/// other. Times hold the way from the nearest point of the road to the cell's centre; the straight
/// one, where barriers are in the way too. A block depends on the roads and barriers near it alone.
/// On all threads. Throws invalid_input for a cell or a speed that is not above 0 and most_cells
/// under 100, unavailable when asked to stop.
TimeGrid build_time_grid(const TravelTimes& times, const TimeGridRequest& request,
                         const std::stop_token& stop = {});

/// The same of lines with times.
TimeGrid build_time_grid(const TimedLines& roads, Deciseconds limit, const TimeGridRequest& request,
                         const std::stop_token& stop = {});

/// The part of a plane whose roads decide blocks within reach of boxes (of west, south, east and
/// north, CRS84), as a box around it. `base` has cells.
Box roads_behind(const TimeGrid& base, std::span<const Box> boxes, const TimeGridRequest& request);

/// The grid of roads that differ from those of `base` within `boxes` alone: the blocks there are
/// built, the others are those of `base`. `roads`: all within roads_behind(), in the plane of
/// `base`, which has cells. The request's is that of `base`; its cells are as large as those.
/// Throws as build_time_grid().
TimeGrid time_grid_after(const TimeGrid& base, std::span<const Box> boxes, const TimedLines& roads,
                         Deciseconds limit, const TimeGridRequest& request,
                         const std::stop_token& stop = {});

} // namespace geo
