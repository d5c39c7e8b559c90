#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace geo {

struct LabelGrid;

/// A point on a label grid, in 1/256 of a cell east and north of the centre of cell (0, 0).
struct GridPoint {
  std::int32_t x = 0;
  std::int32_t y = 0;
  bool operator==(const GridPoint&) const = default;
};
constexpr std::int32_t units_per_cell = 256;

constexpr std::uint32_t no_junction = std::numeric_limits<std::uint32_t>::max();

/// A border between two labels: points [first, last] of the list, from one junction to another, or
/// closed (first point = last point, no junctions).
struct BorderChain {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  std::uint32_t left = 0; ///< the label on the left of the points' order
  std::uint32_t right = 0;
  std::uint32_t from = no_junction;
  std::uint32_t to = no_junction;
};

/// All borders of a label grid. They meet only in junctions, three in each. Every point is at least
/// least_clearance from every segment it is not an end of.
struct BorderChains {
  std::vector<GridPoint> points;
  std::vector<BorderChain> chains;
  std::vector<std::uint32_t> label_starts{0}; ///< label l has chains [starts[l], starts[l + 1])
  std::vector<std::uint32_t> label_chains;    ///< numbers of chains, rising by label

  /// Numbers of the chains that have a label on one side, rising.
  std::span<const std::uint32_t> chains_of(std::uint32_t label) const {
    if (label + 1 >= label_starts.size())
      return {};
    return std::span(label_chains)
        .subspan(label_starts[label], label_starts[label + 1] - label_starts[label]);
  }

  /// 17 cm where cells are 4 m wide: coordinates may be rounded to a millionth of a degree.
  static constexpr std::int32_t least_clearance = 11;
};

/// The borders of a grid, unsimplified. Throws invalid_input unless the arrays fit the size and 0
/// is all along the border, too_large beyond 2^22 columns or rows.
BorderChains trace_borders(const LabelGrid& grid);

/// Leaves out points of chains whose triangle with their neighbours is smaller than `area_units2`,
/// smallest first, while no other point, of any chain as it was traced, lies in the triangle or
/// within least_clearance of the new segment; so nothing changes sides and nothing comes to touch.
/// Open chains keep an inner point if they have one, closed ones three different points. `grid` is
/// the one the chains were traced on.
void simplify_borders(BorderChains& borders, const LabelGrid& grid, double area_units2);

/// Where the border between a cell and its eastern (northern) neighbour runs.
GridPoint east_crossing(const LabelGrid& grid, std::uint32_t column, std::uint32_t row);
GridPoint north_crossing(const LabelGrid& grid, std::uint32_t column, std::uint32_t row);

/// Junctions in the block of cells north-east of a cell's centre, relative to it: of three chains,
/// or where four labels meet, of the south-eastern and of the north-western cell.
constexpr GridPoint middle_junction{128, 128};
constexpr GridPoint south_east_junction{160, 96};
constexpr GridPoint north_west_junction{96, 160};

} // namespace geo
