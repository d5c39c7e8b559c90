// 1. A frame of blocks is laid around the roads.
// 2. Lines and the borders of barriers are told to the blocks they come near.
// 3. Each block near a line is filled by itself (see block_spill.cpp).
#include "geo/area/time_grid.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>

#include "geo/area/barrier_spans.hpp"
#include "geo/area/block_spill.hpp"
#include "geo/error.hpp"
#include "geo/threads/parallel.hpp"

namespace geo {

namespace {

void check(const TimeGridRequest& request) {
  if (!(request.cell_m > 0))
    fail(ErrorKind::invalid_input, "time grid cell {} m: it must be above 0", request.cell_m);
  if (!(request.walking_m_s > 0))
    fail(ErrorKind::invalid_input, "time grid walking speed {} m/s: it must be above 0",
         request.walking_m_s);
  if (request.most_cells < 100)
    fail(ErrorKind::invalid_input, "time grid of {} cells at most: it needs 100 or more",
         request.most_cells);
}

/// A rectangle; in metres of a plane, or in cells or blocks.
struct Extent {
  double west = std::numeric_limits<double>::infinity();
  double south = std::numeric_limits<double>::infinity();
  double east = -std::numeric_limits<double>::infinity();
  double north = -std::numeric_limits<double>::infinity();

  void extend(double x, double y) {
    west = std::min(west, x);
    east = std::max(east, x);
    south = std::min(south, y);
    north = std::max(north, y);
  }
};

double reach_of(const TimeGridRequest& request) {
  return std::max({request.access_m, request.standing_m, 0.0});
}

/// Of all that is reached, and two cells more.
Extent cells_around(const Extent& roads_m, double reach_m, double cell_m) {
  const double margin_m = reach_m + 2 * cell_m;
  return {std::floor((roads_m.west - margin_m) / cell_m),
          std::floor((roads_m.south - margin_m) / cell_m),
          std::ceil((roads_m.east + margin_m) / cell_m),
          std::ceil((roads_m.north + margin_m) / cell_m)};
}

/// So wide that a block's margin is a part of it.
std::uint32_t block_cells_for(double reach_cells) {
  constexpr std::uint32_t least = 128;
  return std::max(least, std::bit_ceil(static_cast<std::uint32_t>(4 * reach_cells)));
}

/// The blocks that hold cells, all of them empty; cells are counted from the plane's centre.
void lay_blocks(TimeGrid& grid, const Extent& cells) {
  const double side = grid.block_cells;
  const double west = std::floor(cells.west / side);
  const double south = std::floor(cells.south / side);
  grid.west_m = west * side * grid.cell_m;
  grid.south_m = south * side * grid.cell_m;
  grid.columns = static_cast<std::uint32_t>((std::floor(cells.east / side) - west + 1) * side);
  grid.rows = static_cast<std::uint32_t>((std::floor(cells.north / side) - south + 1) * side);
  grid.blocks.resize(std::size_t{grid.columns / grid.block_cells} * (grid.rows / grid.block_cells));
}

Extent extent_of(const TimedLines& roads) {
  Extent extent;
  for (const auto& p : roads.points)
    extent.extend(p.at.x_m, p.at.y_m);
  return extent;
}

TimeGrid lay_out(const TimedLines& roads, const TimeGridRequest& request) {
  TimeGrid grid;
  grid.plane = roads.plane;
  grid.cell_m = request.cell_m;
  const auto extent = extent_of(roads);
  auto cells = cells_around(extent, reach_of(request), grid.cell_m);
  while ((cells.east - cells.west + 1) * (cells.north - cells.south + 1) >
         static_cast<double>(request.most_cells)) {
    grid.cell_m *= 1.1;
    cells = cells_around(extent, reach_of(request), grid.cell_m);
  }
  grid.block_cells = block_cells_for(reach_of(request) / grid.cell_m);
  lay_blocks(grid, cells);
  return grid;
}

/// Blocks of a grid from the first to the last column and row.
struct BlockRange {
  std::uint32_t west = 0;
  std::uint32_t south = 0;
  std::uint32_t east = 0;
  std::uint32_t north = 0;
};

/// Those within a margin of what lies on a grid; none: it lies beside it.
std::optional<BlockRange> blocks_near(const TimeGrid& grid, const Extent& cells, double margin) {
  const double side = grid.block_cells;
  const double columns = grid.columns / grid.block_cells;
  const double rows = grid.rows / grid.block_cells;
  const double west = std::floor((cells.west - margin) / side);
  const double south = std::floor((cells.south - margin) / side);
  const double east = std::floor((cells.east + margin) / side);
  const double north = std::floor((cells.north + margin) / side);
  if (east < 0 || north < 0 || west >= columns || south >= rows)
    return std::nullopt;
  return BlockRange{static_cast<std::uint32_t>(std::max(west, 0.0)),
                    static_cast<std::uint32_t>(std::max(south, 0.0)),
                    static_cast<std::uint32_t>(std::min(east, columns - 1)),
                    static_cast<std::uint32_t>(std::min(north, rows - 1))};
}

template <typename Use>
void for_each_block(const TimeGrid& grid, const std::optional<BlockRange>& range, Use use) {
  if (!range)
    return;
  for (auto row = range->south; row <= range->north; ++row)
    for (auto column = range->west; column <= range->east; ++column)
      use(row * grid.blocks_across() + column);
}

/// Numbers of things by the blocks that they come near.
struct NearBlocks {
  std::vector<std::uint32_t> starts; ///< block b has things [starts[b], starts[b + 1])
  std::vector<std::uint32_t> things;

  std::span<const std::uint32_t> of(std::size_t block) const {
    return std::span(things).subspan(starts[block], starts[block + 1] - starts[block]);
  }
};

/// `extent_of`: of a thing, in cells of the grid.
template <typename ExtentOf>
NearBlocks near_blocks(const TimeGrid& grid, double margin, std::size_t count, ExtentOf extent_of) {
  struct Pair {
    std::uint32_t block = 0;
    std::uint32_t thing = 0;
  };
  std::vector<Pair> pairs;
  NearBlocks near;
  near.starts.assign(grid.blocks.size() + 1, 0);
  for (std::uint32_t i = 0; i < count; ++i)
    for_each_block(grid, blocks_near(grid, extent_of(i), margin), [&](std::uint32_t block) {
      pairs.push_back({block, i});
      ++near.starts[block + 1];
    });
  for (std::size_t block = 0; block < grid.blocks.size(); ++block)
    near.starts[block + 1] += near.starts[block];
  near.things.resize(pairs.size());
  auto next = near.starts;
  for (const auto& [block, thing] : pairs)
    near.things[next[block]++] = thing;
  return near;
}

NearBlocks lines_by_block(const TimeGrid& grid, const TimedLines& roads, double margin) {
  return near_blocks(grid, margin, roads.origins.size(), [&](std::uint32_t line) {
    Extent extent;
    for (const auto& p : roads.line(line)) {
      const auto at = on_grid(grid, p.at);
      extent.extend(at.u, at.v);
    }
    return extent;
  });
}

NearBlocks borders_by_block(const TimeGrid& grid, const BarrierSpans& barriers, double margin) {
  return near_blocks(grid, margin, barriers.borders.size(), [&](std::uint32_t border) {
    Extent extent;
    const auto& [a, b] = barriers.borders[border];
    extent.extend(a.u, a.v);
    extent.extend(b.u, b.v);
    return extent;
  });
}

/// Builds blocks of a grid that is laid out; `wanted`: by block, or empty for all.
void fill(TimeGrid& grid, const std::vector<std::uint8_t>& wanted, const TimedLines& roads,
          Deciseconds limit, const TimeGridRequest& request, const std::stop_token& stop) {
  const auto barriers = barrier_spans(grid, request.barriers);
  const double reach_cells = reach_of(request) / grid.cell_m;
  const auto time_per_cell = std::min(1e9, 10 * grid.cell_m / request.walking_m_s);
  const SpillRules rules{roads,
                         barriers,
                         limit,
                         request.standing_m / grid.cell_m,
                         static_cast<float>(request.access_m / grid.cell_m),
                         static_cast<float>(time_per_cell),
                         static_cast<std::uint32_t>(std::ceil(reach_cells)) + 1};
  const auto lines = lines_by_block(grid, roads, rules.margin);
  const auto borders = borders_by_block(grid, barriers, rules.margin);
  std::vector<std::uint32_t> blocks;
  for (std::uint32_t block = 0; block < grid.blocks.size(); ++block)
    if (!lines.of(block).empty() && (wanted.empty() || wanted[block] != 0))
      blocks.push_back(block);
  parallel_for(
      blocks.size(), stop, [&] { return BlockSpill(grid, grid.block_cells, rules); },
      [&](std::size_t i, BlockSpill& spill) {
        const auto block = blocks[i];
        grid.blocks[block] = spill.run(block % grid.blocks_across() * grid.block_cells,
                                       block / grid.blocks_across() * grid.block_cells,
                                       lines.of(block), borders.of(block));
      });
}

Extent cells_of(const SquareGrid& grid, const Box& box) {
  const auto low = on_grid(grid, grid.plane.to_local({box.west, box.south}));
  const auto high = on_grid(grid, grid.plane.to_local({box.east, box.north}));
  return {low.u, low.v, high.u, high.v};
}

/// Of two rectangles.
Extent around(const Extent& a, const Extent& b) {
  return {std::min(a.west, b.west), std::min(a.south, b.south), std::max(a.east, b.east),
          std::max(a.north, b.north)};
}

/// A grid around another and its roads, with the blocks of that one.
TimeGrid widened(const TimeGrid& base, const TimedLines& roads, const TimeGridRequest& request) {
  TimeGrid grid;
  grid.plane = base.plane;
  grid.cell_m = base.cell_m;
  grid.block_cells = base.block_cells;
  const double west = std::round(base.west_m / base.cell_m);
  const double south = std::round(base.south_m / base.cell_m);
  const Extent all{west, south, west + base.columns - 1, south + base.rows - 1};
  lay_blocks(grid,
             roads.points.empty()
                 ? all
                 : around(all, cells_around(extent_of(roads), reach_of(request), base.cell_m)));
  const auto block_m = grid.block_cells * grid.cell_m;
  const auto east = static_cast<std::size_t>(std::lround((base.west_m - grid.west_m) / block_m));
  const auto north = static_cast<std::size_t>(std::lround((base.south_m - grid.south_m) / block_m));
  for (std::size_t block = 0; block < base.blocks.size(); ++block)
    grid.blocks[(block / base.blocks_across() + north) * grid.blocks_across() +
                block % base.blocks_across() + east] = base.blocks[block];
  return grid;
}

/// In cells: how far roads are from the blocks they decide.
double margin_of(const TimeGrid& grid, const TimeGridRequest& request) {
  return reach_of(request) / grid.cell_m + 2;
}

} // namespace

std::size_t TimeBlock::bytes() const {
  return times.capacity() * sizeof(Deciseconds) + origins.capacity() * sizeof(std::uint32_t) +
         walls.capacity() * sizeof(WalledLink);
}

std::size_t TimeGrid::bytes() const {
  auto bytes =
      blocks.capacity() * sizeof(blocks.front()) + names.capacity() * sizeof(std::uint32_t);
  for (const auto& block : blocks)
    bytes += block ? block->bytes() : 0;
  return bytes;
}

TimeGrid build_time_grid(const TimedLines& roads, Deciseconds limit, const TimeGridRequest& request,
                         const std::stop_token& stop) {
  check(request);
  if (roads.points.empty()) {
    TimeGrid empty;
    empty.cell_m = request.cell_m;
    return empty;
  }
  auto grid = lay_out(roads, request);
  fill(grid, {}, roads, limit, request, stop);
  return grid;
}

TimeGrid build_time_grid(const TravelTimes& times, const TimeGridRequest& request,
                         const std::stop_token& stop) {
  return build_time_grid(timed_lines(times, stop), times.limit(), request, stop);
}

Box roads_behind(const TimeGrid& base, std::span<const Box> boxes, const TimeGridRequest& request) {
  Extent cells;
  for (const auto& box : boxes)
    cells = around(cells, cells_of(base, box));
  if (cells.west > cells.east)
    return {};
  const double far = 2 * margin_of(base, request) + base.block_cells;
  const auto corner = [&](double u, double v) {
    return base.plane.to_lonlat({base.west_m + u * base.cell_m, base.south_m + v * base.cell_m});
  };
  const auto low = corner(cells.west - far, cells.south - far);
  const auto high = corner(cells.east + far, cells.north + far);
  return {low.lon, low.lat, high.lon, high.lat};
}

TimeGrid time_grid_after(const TimeGrid& base, std::span<const Box> boxes, const TimedLines& roads,
                         Deciseconds limit, const TimeGridRequest& request,
                         const std::stop_token& stop) {
  auto grid = widened(base, roads, request);
  std::vector<std::uint8_t> changed(grid.blocks.size());
  for (const auto& box : boxes)
    for_each_block(grid, blocks_near(grid, cells_of(grid, box), margin_of(grid, request)),
                   [&](std::uint32_t block) {
                     changed[block] = 1;
                     grid.blocks[block] = nullptr;
                   });
  fill(grid, changed, roads, limit, request, stop);
  return grid;
}

} // namespace geo
