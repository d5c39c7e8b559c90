#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "geo/geometry.hpp"
#include "geo/local_plane.hpp"
#include "geo/road/timed_lines.hpp"
#include "geo/road/travel_time.hpp"

namespace geo {

/// Square cells. Cell (column, row) has its centre at (west_m + column * cell_m, south_m + row *
/// cell_m) of the plane; what cells hold stands row by row from the south.
struct SquareGrid {
  LocalPlane plane{LonLat{}};
  double cell_m = 0;
  double west_m = 0;
  double south_m = 0;
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;
};

/// Arrival times in cells.
struct TimeGrid : SquareGrid {
  std::vector<Deciseconds> times;     ///< unreachable: not reached
  std::vector<std::uint32_t> origins; ///< who arrives first, where there is a time
};

struct TimeGridRequest {
  double cell_m = 20; ///< made larger where there would be more than most_cells
  std::size_t most_cells = 16'000'000;
  double access_m = 100; ///< how far from the road is still reached, on foot
  double walking_m_s = 1.4;
  double standing_m = 15; ///< of a road that nobody gets off along is reached what is so near
  std::span<const GeometryView> barriers; ///< polygons nobody walks through (water, closed zones)
};

/// 1. Each reached part of an edge stamps the cells it passes with its times.
/// 2. From there the times spill over neighbouring cells at walking speed, up to access_m from the
///    road, within the search's limit, and not into barriers.
/// Nothing spills from edges that nobody gets off along (RoadGraph::accessible): centres within
/// standing_m of them are reached. The roads
/// themselves are reached even in a barrier (a bridge). There is a margin of free cells
/// all around; nothing reached is a grid without cells. Centres lie on whole multiples of cell_m in
/// the plane of timed_lines(), so that grids of one place fit each other. Times hold the way from
/// the nearest point of the road to the cell's centre; the straight one, where barriers are in the
/// way too. Throws invalid_input for a cell or a speed that is not above 0 and most_cells under
/// 100, unavailable when asked to stop.
TimeGrid build_time_grid(const TravelTimes& times, const TimeGridRequest& request,
                         const std::stop_token& stop = {});

/// The same of lines with times.
TimeGrid build_time_grid(const TimedLines& roads, Deciseconds limit, const TimeGridRequest& request,
                         const std::stop_token& stop = {});

} // namespace geo
