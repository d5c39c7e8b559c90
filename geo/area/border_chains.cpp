// 1. Each block of four neighbouring centres says how the borders that enter it by its sides go on:
//    to another side, or to a junction of three.
// 2. Chains are followed from every junction to the next, then the closed ones from any crossing.
// 3. Junctions get numbers.
#include "geo/area/border_chains.hpp"

#include <algorithm>
#include <array>

#include "geo/area/label_map.hpp"
#include "geo/error.hpp"

namespace geo {

namespace {

// Sides of a block: side k lies between its corners k and k + 1, counter-clockwise from south-west.
constexpr unsigned south = 0;
constexpr unsigned east = 1;
constexpr unsigned north = 2;
constexpr unsigned west = 3;
// Where a border may end instead of at another side.
constexpr unsigned at_middle = 4;
constexpr unsigned at_south_east = 5;
constexpr unsigned at_north_west = 6;

struct Block {
  std::array<std::uint32_t, 4> corners; ///< south-west, south-east, north-east, north-west

  bool crossed(unsigned side) const { return corners[side] != corners[(side + 1) % 4]; }
  unsigned crossings() const {
    return unsigned{crossed(south)} + crossed(east) + crossed(north) + crossed(west);
  }
  bool diagonals_differ() const { return corners[0] != corners[2] && corners[1] != corners[3]; }
};

/// Where both diagonals are of one label each, that of the smaller label holds together; the
/// outside counts as the greatest.
bool south_west_holds(const Block& block) {
  const auto& [sw, se, ne, nw] = block.corners;
  return sw == ne && (se != nw || sw - 1 < se - 1);
}

/// Where the border that enters by a side goes on.
unsigned exit_of(const Block& block, unsigned side) {
  const auto crossings = block.crossings();
  if (crossings == 3)
    return at_middle;
  if (crossings == 4) {
    if (block.diagonals_differ())
      return side < north ? at_south_east : at_north_west;
    return south_west_holds(block) ? side ^ 1U : 3 - side;
  }
  for (unsigned other = 0; other < 4; ++other)
    if (other != side && block.crossed(other))
      return other;
  return side;
}

class Tracer {
public:
  explicit Tracer(const LabelGrid& grid) : m_grid(grid), m_passed(grid.labels.size()) {}

  BorderChains run() {
    const auto blocks = uneven_blocks();
    for (const auto at : blocks)
      trace_junctions(at);
    for (const auto at : blocks)
      trace_closed(at);
    return std::move(m_borders);
  }

private:
  struct Cell {
    std::uint32_t column = 0;
    std::uint32_t row = 0;
  };
  struct Crossing {
    Cell of;
    std::uint8_t bit = 0;
  };
  static constexpr std::uint8_t east_passed = 1;
  static constexpr std::uint8_t north_passed = 2;

  /// Those that borders pass: few. Flags of a row at a time, which compilers vectorise.
  std::vector<Cell> uneven_blocks() const {
    std::vector<Cell> blocks;
    std::vector<std::uint8_t> uneven(m_grid.columns);
    for (std::uint32_t row = 0; row + 1 < m_grid.rows; ++row) {
      const auto* lower = &m_grid.labels[cell({0, row})];
      const auto* upper = lower + m_grid.columns;
      for (std::uint32_t c = 0; c + 1 < m_grid.columns; ++c)
        uneven[c] = static_cast<std::uint8_t>(unsigned{lower[c] != lower[c + 1]} |
                                              unsigned{lower[c] != upper[c]} |
                                              unsigned{lower[c] != upper[c + 1]});
      for (auto at = std::find(uneven.begin(), uneven.end(), 1); at != uneven.end();
           at = std::find(at + 1, uneven.end(), 1))
        blocks.push_back({static_cast<std::uint32_t>(at - uneven.begin()), row});
    }
    return blocks;
  }
  std::size_t cell(Cell at) const { return std::size_t{at.row} * m_grid.columns + at.column; }
  Block block(Cell at) const {
    const auto* lower = &m_grid.labels[cell(at)];
    const auto* upper = lower + m_grid.columns;
    return {{lower[0], lower[1], upper[1], upper[0]}};
  }

  void trace_junctions(Cell at) {
    const auto here = block(at);
    if (here.crossings() < 3)
      return;
    if (here.crossings() == 3) {
      for (unsigned side = 0; side < 4; ++side)
        if (here.crossed(side))
          follow_from(at, at_middle, side);
    } else if (here.diagonals_differ()) {
      for (unsigned side = 0; side < 4; ++side)
        follow_from(at, exit_of(here, side), side);
      begin_chain(here.corners[0], here.corners[2], junction(at, at_south_east));
      end_chain(junction(at, at_north_west));
    }
  }

  void trace_closed(Cell at) {
    const auto here = cell(at);
    if (m_grid.labels[here] == m_grid.labels[here + 1] || (m_passed[here] & east_passed) != 0)
      return;
    const auto start = east_crossing(m_grid, at.column, at.row);
    begin_chain(m_grid.labels[here + 1], m_grid.labels[here], start);
    m_passed[here] |= east_passed;
    follow(beyond(at, south), exit_of(block(beyond(at, south)), north));
    end_chain(start);
  }

  void follow_from(Cell at, unsigned from, unsigned side) {
    if (passed(crossing(at, side)))
      return;
    const auto here = block(at);
    begin_chain(here.corners[(side + 1) % 4], here.corners[side], junction(at, from));
    const auto end = follow(at, side);
    end_chain(junction(end.block, end.kind));
  }

  struct End {
    Cell block;
    unsigned kind = 0;
  };
  /// Leaves the block by the side and goes on to a junction, or to a crossing passed before.
  End follow(Cell at, unsigned side) {
    while (side < at_middle && !passed(crossing(at, side))) {
      const auto [of, bit] = crossing(at, side);
      m_passed[cell(of)] |= bit;
      m_borders.points.push_back(bit == east_passed ? east_crossing(m_grid, of.column, of.row)
                                                    : north_crossing(m_grid, of.column, of.row));
      at = beyond(at, side);
      side = exit_of(block(at), (side + 2) % 4);
    }
    return {at, side};
  }

  void begin_chain(std::uint32_t left, std::uint32_t right, GridPoint start) {
    BorderChain chain;
    chain.first = static_cast<std::uint32_t>(m_borders.points.size());
    chain.left = left;
    chain.right = right;
    m_borders.chains.push_back(chain);
    m_borders.points.push_back(start);
  }
  void end_chain(GridPoint end) {
    m_borders.chains.back().last = static_cast<std::uint32_t>(m_borders.points.size());
    m_borders.points.push_back(end);
  }

  static Cell beyond(Cell at, unsigned side) {
    switch (side) {
    case south:
      return {at.column, at.row - 1};
    case east:
      return {at.column + 1, at.row};
    case north:
      return {at.column, at.row + 1};
    default:
      return {at.column - 1, at.row};
    }
  }

  static Crossing crossing(Cell at, unsigned side) {
    switch (side) {
    case south:
      return {at, east_passed};
    case east:
      return {{at.column + 1, at.row}, north_passed};
    case north:
      return {{at.column, at.row + 1}, east_passed};
    default:
      return {at, north_passed};
    }
  }

  bool passed(Crossing crossing) const { return (m_passed[cell(crossing.of)] & crossing.bit) != 0; }

  static GridPoint junction(Cell at, unsigned kind) {
    const auto within = kind == at_middle       ? middle_junction
                        : kind == at_south_east ? south_east_junction
                                                : north_west_junction;
    return {static_cast<std::int32_t>(at.column) * units_per_cell + within.x,
            static_cast<std::int32_t>(at.row) * units_per_cell + within.y};
  }

  const LabelGrid& m_grid;
  std::vector<std::uint8_t> m_passed; ///< which crossings east and north of each centre
  BorderChains m_borders;
};

bool is_junction(GridPoint p) {
  return p.x % units_per_cell != 0 && p.y % units_per_cell != 0;
}

void number_junctions(BorderChains& borders) {
  std::vector<std::uint64_t> keys;
  const auto key = [&](std::uint32_t point) {
    const auto p = borders.points[point];
    return std::uint64_t{static_cast<std::uint32_t>(p.y)} << 32U | static_cast<std::uint32_t>(p.x);
  };
  for (const auto& chain : borders.chains)
    if (is_junction(borders.points[chain.first]))
      keys.insert(keys.end(), {key(chain.first), key(chain.last)});
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  const auto number = [&](std::uint32_t point) {
    const auto found = std::lower_bound(keys.begin(), keys.end(), key(point));
    return static_cast<std::uint32_t>(found - keys.begin());
  };
  for (auto& chain : borders.chains)
    if (is_junction(borders.points[chain.first])) {
      chain.from = number(chain.first);
      chain.to = number(chain.last);
    }
  borders.junction_count = static_cast<std::uint32_t>(keys.size());
}

void check(const LabelGrid& grid) {
  constexpr std::uint32_t most = 1U << 22U; // coordinates fit 32 bits, their products 64
  if (grid.columns > most || grid.rows > most)
    fail(ErrorKind::too_large, "label grid {} x {}: more than {} columns or rows", grid.columns,
         grid.rows, most);
  const auto cells = std::size_t{grid.columns} * grid.rows;
  const auto fits = [&](const auto& crossings) {
    return crossings.empty() || crossings.size() == cells;
  };
  if (grid.labels.size() != cells || !fits(grid.east_crossings) || !fits(grid.north_crossings))
    fail(ErrorKind::invalid_input, "label grid {} x {}: its arrays are of another size",
         grid.columns, grid.rows);
  const auto outside = [&](std::uint32_t column, std::uint32_t row) {
    return grid.labels[std::size_t{row} * grid.columns + column] == 0;
  };
  bool bordered = true;
  for (std::uint32_t column = 0; column < grid.columns && grid.rows > 0; ++column)
    bordered = bordered && outside(column, 0) && outside(column, grid.rows - 1);
  for (std::uint32_t row = 0; row < grid.rows && grid.columns > 0; ++row)
    bordered = bordered && outside(0, row) && outside(grid.columns - 1, row);
  if (!bordered)
    fail(ErrorKind::invalid_input, "label grid {} x {}: labels at its border, which is outside",
         grid.columns, grid.rows);
}

std::int32_t along(const std::vector<std::uint8_t>& crossings, std::size_t cell) {
  constexpr std::uint8_t least = 16; // so that borders keep clear of each other around a centre
  constexpr std::uint8_t most = 240;
  return crossings.empty() ? units_per_cell / 2 : std::clamp(crossings[cell], least, most);
}

} // namespace

GridPoint east_crossing(const LabelGrid& grid, std::uint32_t column, std::uint32_t row) {
  const auto cell = std::size_t{row} * grid.columns + column;
  return {static_cast<std::int32_t>(column) * units_per_cell + along(grid.east_crossings, cell),
          static_cast<std::int32_t>(row) * units_per_cell};
}

GridPoint north_crossing(const LabelGrid& grid, std::uint32_t column, std::uint32_t row) {
  const auto cell = std::size_t{row} * grid.columns + column;
  return {static_cast<std::int32_t>(column) * units_per_cell,
          static_cast<std::int32_t>(row) * units_per_cell + along(grid.north_crossings, cell)};
}

BorderChains trace_borders(const LabelGrid& grid) {
  check(grid);
  auto borders = Tracer(grid).run();
  number_junctions(borders);
  return borders;
}

} // namespace geo
