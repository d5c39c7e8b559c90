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

  /// Those that borders pass: few.
  std::vector<Cell> uneven_blocks() {
    std::vector<Cell> uneven;
    const auto last = m_grid.cells.block_cells() - 1;
    for (std::size_t b = 0; b < m_grid.cells.blocks().size(); ++b) {
      const auto [column, row] = m_grid.cells.blocks()[b];
      const auto* lower = &m_grid.labels[m_grid.cells.begin_of(b)];
      for (std::uint32_t r = 0; r < last; ++r, lower += last + 1)
        append_uneven(uneven, {column, row + r}, lower, lower + last + 1);
      for (std::uint32_t i = 0; i <= last; ++i)
        append_uneven(uneven, {column + i, row + last});
      for (std::uint32_t i = 0; i < last; ++i)
        append_uneven(uneven, {column + last, row + i});
    }
    return uneven;
  }
  /// Flags of a row at a time, which compilers vectorise.
  void append_uneven(std::vector<Cell>& uneven, Cell first, const std::uint32_t* lower,
                     const std::uint32_t* upper) {
    const auto count = m_grid.cells.block_cells() - 1;
    m_flags.resize(count);
    for (std::uint32_t c = 0; c < count; ++c)
      m_flags[c] = static_cast<std::uint8_t>(unsigned{lower[c] != lower[c + 1]} |
                                             unsigned{lower[c] != upper[c]} |
                                             unsigned{lower[c] != upper[c + 1]});
    for (auto at = std::find(m_flags.begin(), m_flags.end(), 1); at != m_flags.end();
         at = std::find(at + 1, m_flags.end(), 1))
      uneven.push_back(
          {first.column + static_cast<std::uint32_t>(at - m_flags.begin()), first.row});
  }
  void append_uneven(std::vector<Cell>& uneven, Cell at) const {
    if (block(at).crossings() > 0)
      uneven.push_back(at);
  }

  std::size_t cell(Cell at) const { return m_grid.cells.index(at.column, at.row); }
  std::uint32_t label(Cell at) const { return m_grid.labels[cell(at)]; }
  Block block(Cell at) const {
    return {{label(at), label({at.column + 1, at.row}), label({at.column + 1, at.row + 1}),
             label({at.column, at.row + 1})}};
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
    const auto right = label({at.column + 1, at.row});
    if (m_grid.labels[here] == right || (m_passed[here] & east_passed) != 0)
      return;
    const auto start = east_crossing(m_grid, at.column, at.row);
    begin_chain(right, m_grid.labels[here], start);
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
  std::vector<std::uint8_t> m_flags;  ///< of a row in hand
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
}

void list_by_label(BorderChains& borders) {
  std::uint32_t labels = 0;
  for (const auto& chain : borders.chains)
    labels = std::max({labels, chain.left + 1, chain.right + 1});
  auto& starts = borders.label_starts;
  starts.assign(std::size_t{labels} + 1, 0);
  for (const auto& chain : borders.chains)
    for (const auto label : {chain.left, chain.right})
      ++starts[label + 1];
  for (std::uint32_t label = 0; label < labels; ++label)
    starts[label + 1] += starts[label];
  borders.label_chains.resize(starts.back());
  auto next = starts;
  for (std::uint32_t c = 0; c < borders.chains.size(); ++c)
    for (const auto label : {borders.chains[c].left, borders.chains[c].right})
      borders.label_chains[next[label]++] = c;
}

/// Whether what lies west and south of each label is there, and no label at the grid's border.
bool has_margin(const LabelGrid& grid) {
  const auto is_clear = [&](std::uint32_t column, std::uint32_t row) {
    if (grid.labels[grid.cells.index(column, row)] == 0)
      return true;
    return column > 0 && row > 0 && column + 1 < grid.columns && row + 1 < grid.rows &&
           grid.cells.has(column - 1, row) && grid.cells.has(column, row - 1) &&
           grid.cells.has(column - 1, row - 1);
  };
  const auto side = grid.cells.block_cells();
  bool is_all_clear = true;
  for (const auto& [column, row] : grid.cells.blocks()) {
    const auto last_column = std::min(column + side, grid.columns) - 1;
    const auto last_row = std::min(row + side, grid.rows) - 1;
    for (std::uint32_t i = 0; i < side; ++i)
      is_all_clear = is_all_clear && is_clear(column, row + i) && is_clear(column + i, row) &&
                     is_clear(last_column, row + i) && is_clear(column + i, last_row);
  }
  return is_all_clear;
}

void check(const LabelGrid& grid) {
  constexpr std::uint32_t most = 1U << 22U; // coordinates fit 32 bits, their products 64
  if (grid.columns > most || grid.rows > most)
    fail(ErrorKind::too_large, "label grid {} x {}: more than {} columns or rows", grid.columns,
         grid.rows, most);
  const auto fits = [&](const auto& crossings) {
    return crossings.empty() || crossings.size() == grid.cells.size();
  };
  if (grid.labels.size() != grid.cells.size() || !fits(grid.east_crossings) ||
      !fits(grid.north_crossings))
    fail(ErrorKind::invalid_input, "label grid {} x {}: its arrays are of another size",
         grid.columns, grid.rows);
  if (!has_margin(grid))
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
  const auto cell = grid.cells.index(column, row);
  return {static_cast<std::int32_t>(column) * units_per_cell + along(grid.east_crossings, cell),
          static_cast<std::int32_t>(row) * units_per_cell};
}

GridPoint north_crossing(const LabelGrid& grid, std::uint32_t column, std::uint32_t row) {
  const auto cell = grid.cells.index(column, row);
  return {static_cast<std::int32_t>(column) * units_per_cell,
          static_cast<std::int32_t>(row) * units_per_cell + along(grid.north_crossings, cell)};
}

BorderChains trace_borders(const LabelGrid& grid) {
  check(grid);
  auto borders = Tracer(grid).run();
  number_junctions(borders);
  list_by_label(borders);
  return borders;
}

} // namespace geo
