// geo/area: the ground that is reached from timed roads, as polygons; knows neither who travels
// nor why.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geo/area/border_chains.hpp"
#include "geo/area/cell_blocks.hpp"
#include "geo/area/time_grid.hpp"
#include "geo/geometry.hpp"
#include "geo/local_plane.hpp"

namespace geo {

/// Labels at the centres of cells; 0 is the outside, all along the grid's border and in all blocks
/// that are not there. The western, southern and south-western neighbours of labelled cells are
/// there.
struct LabelGrid : SquareGrid {
  CellBlocks cells; ///< where the cells stand in the arrays below
  std::vector<std::uint32_t> labels;
  /// Where the border runs between a cell and its eastern (northern) neighbour, in 1/256 of the
  /// way, 16 to 240; only read where their labels differ. Empty: halfway everywhere.
  std::vector<std::uint8_t> east_crossings;
  std::vector<std::uint8_t> north_crossings;
};

/// Labels of the bands of a time grid: 1 + band + (by_origin ? origin * limits.size() : 0), where
/// band b holds the times over limits[b-1] up to limits[b]. `limits` rise. Borders between bands
/// run where the time between two centres passes the limit; others halfway.
/// A barrier between two differently labelled centres is the border, where it is met first from a
/// labelled one. On all threads.
LabelGrid band_labels(const TimeGrid& grid, std::span<const Deciseconds> limits, bool by_origin);

/// A grid without labels of which blocks are there, and those that stand west, south and south-west
/// of them; `is_there`: by block, row by row from the south.
LabelGrid unlabelled(const SquareGrid& grid, std::uint32_t block_cells,
                     std::span<const std::uint8_t> is_there);

/// One of which all cells are there.
LabelGrid unlabelled(const SquareGrid& grid);

/// The borders between differently labelled cells as chains that neighbours share, from which the
/// polygons of any set of labels are put together: marching squares (Lorensen and Cline, SIGGRAPH
/// 1987, in two dimensions) for many labels at once. Three chains meet in a point at most, so no
/// ring touches itself or another: the polygons are valid by construction, those of different
/// labels share borders and do not overlap, and the polygon of several labels is exactly their
/// union. Never changes once built; any thread may read it.
class LabelMap {
public:
  /// Chains lose points as long as areas between the old and the new line stay under
  /// `tolerance_m`^2 each and nothing changes sides (Visvalingam and Whyatt, The Cartographic
  /// Journal 30(1), 1993, with a check of the triangles left out). 0 keeps every point. Throws
  /// invalid_input unless the grid's arrays fit its size and its border is outside, too_large
  /// beyond 2^22 columns or rows.
  LabelMap(const LabelGrid& grid, double tolerance_m);

  /// The area of all labels l with inside[l] != 0 (labels beyond its end are outside): polygons in
  /// CRS84, right-handed, valid. Empty when there is none.
  Geometry polygons(std::span<const std::uint8_t> inside) const;

private:
  LonLat lonlat_of(GridPoint p) const;

  LocalPlane m_plane;
  double m_unit_m;
  double m_west_m;
  double m_south_m;
  BorderChains m_borders;
};

} // namespace geo
