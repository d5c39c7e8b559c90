// In a window, the block and a margin from which it is reached:
// 1. Each cell that a road passes gets a stamp: the point of the road nearest to its centre, with
//    its time; the earliest of several.
// 2. Barriers are drawn, and cut the sight from stamps to the centres around. A way from centre to
//    centre over links without a wall touches no barrier, however narrow.
// 3. Stamps are handed on from cell to neighbour while they arrive earlier than what is there, so
//    that distances are measured from the road's point itself, not along a chain of cells
//    (Danielsson, "Euclidean distance mapping", Computer Graphics and Image Processing 14, 1980).
// 4. Cells beside roads that nobody gets off along, and beside no street, get stamps last: those
// are
//    not handed on.
#include "geo/area/block_spill.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace geo {

namespace {

constexpr std::uint32_t no_stamp = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint8_t all_around = 0xFF;

double side_of(OnGrid a, OnGrid b, OnGrid p) {
  return (b.u - a.u) * (p.v - a.v) - (b.v - a.v) * (p.u - a.u);
}
bool cross(OnGrid a, OnGrid b, OnGrid c, OnGrid d) {
  return side_of(a, b, c) * side_of(a, b, d) <= 0 && side_of(c, d, a) * side_of(c, d, b) <= 0;
}

/// The point of a line from a to b that is nearest to p, as a share of the way.
double nearest_share(OnGrid a, OnGrid b, OnGrid p) {
  const double du = b.u - a.u;
  const double dv = b.v - a.v;
  const double squared = du * du + dv * dv;
  return squared > 0 ? ((p.u - a.u) * du + (p.v - a.v) * dv) / squared : 0;
}

} // namespace

BlockSpill::BlockSpill(const SquareGrid& grid, std::uint32_t block_cells, const SpillRules& rules)
    : m_grid(grid), m_rules(rules), m_side(block_cells), m_frame(rules.margin + 1),
      m_width(block_cells + 2 * m_frame) {}

std::shared_ptr<const TimeBlock> BlockSpill::run(std::uint32_t column, std::uint32_t row,
                                                 std::span<const std::uint32_t> lines,
                                                 std::span<const std::uint32_t> borders) {
  begin(column, row);
  for_each_segment(lines, true, [&](auto... segment) { stamp(segment...); });
  mask(m_rules.barriers.rows, east_wall);
  mask(m_rules.barriers.columns, north_wall);
  cut_sight(borders);
  leave_walled_centres();
  spread();
  mark_beside(lines);
  for_each_segment(lines, false, [&](auto... segment) { stamp_beside(borders, segment...); });
  return m_stamps.empty() ? nullptr : cut_out();
}

void BlockSpill::begin(std::uint32_t column, std::uint32_t row) {
  const auto cells = std::size_t{m_width} * m_width;
  m_west = double(column) - m_frame;
  m_south = double(row) - m_frame;
  m_times.assign(cells, static_cast<float>(m_rules.limit) + 1);
  for (std::uint32_t i = 0; i < m_width; ++i)
    for (const auto edge : {i, (m_width - 1) * m_width + i, i * m_width, i * m_width + m_width - 1})
      m_times[edge] = 0;
  m_sources.assign(cells, no_stamp);
  m_has_barriers = false;
  m_stamps.clear();
  m_is_spread = false;
}

/// Calls use(a, b, begin_time, end_time, origin).
template <typename Use>
void BlockSpill::for_each_segment(std::span<const std::uint32_t> lines, bool accessible,
                                  Use use) const {
  for (const auto l : lines) {
    if ((m_rules.roads.accessible[l] != 0) != accessible)
      continue;
    const auto line = m_rules.roads.line(l);
    auto a = in_window(on_grid(m_grid, line.front().at));
    for (std::size_t i = 1; i < line.size(); ++i) {
      const auto b = in_window(on_grid(m_grid, line[i].at));
      if (std::max(a.u, b.u) >= 0 && std::min(a.u, b.u) <= m_width && std::max(a.v, b.v) >= 0 &&
          std::min(a.v, b.v) <= m_width)
        use(a, b, line[i - 1].time, line[i].time, m_rules.roads.origins[l]);
      a = b;
    }
  }
}

/// Calls visit(cell, centre, enter, leave) for the cells of the window within its edge.
template <typename Visit>
void BlockSpill::walk(OnGrid a, OnGrid b, Visit visit) const {
  const auto last = static_cast<std::int32_t>(m_width) - 1;
  walk_cells(a, b, [&](std::int32_t column, std::int32_t row, double enter, double leave) {
    if (column > 0 && row > 0 && column < last && row < last)
      visit(static_cast<std::uint32_t>(row) * m_width + static_cast<std::uint32_t>(column),
            OnGrid{column + 0.5, row + 0.5}, enter, leave);
  });
}

void BlockSpill::stamp(OnGrid a, OnGrid b, double begin_time, double end_time,
                       std::uint32_t origin) {
  walk(a, b, [&](std::uint32_t cell, OnGrid centre, double enter, double leave) {
    const double share = std::clamp(nearest_share(a, b, centre), enter, leave);
    set({static_cast<float>(a.u + share * (b.u - a.u)),
         static_cast<float>(a.v + share * (b.v - a.v)),
         static_cast<float>(begin_time + share * (end_time - begin_time)), origin, cell});
  });
}

/// Calls use(cell, at, share) for the cells whose centres are so near, with the nearest point of
/// the line, where that passes cells that have all the bits.
template <typename Use>
void BlockSpill::for_each_beside(OnGrid a, OnGrid b, std::uint8_t bits, Use use) const {
  const int reach = static_cast<int>(std::ceil(m_rules.standing_cells));
  const auto offer = [&](double column, double row) {
    if (column < 1 || row < 1 || column + 1 >= m_width || row + 1 >= m_width)
      return;
    const OnGrid centre{column + 0.5, row + 0.5};
    const double share = std::clamp(nearest_share(a, b, centre), 0.0, 1.0);
    const OnGrid at{a.u + share * (b.u - a.u), a.v + share * (b.v - a.v)};
    if (std::hypot(centre.u - at.u, centre.v - at.v) <= m_rules.standing_cells)
      use(static_cast<std::uint32_t>(row) * m_width + static_cast<std::uint32_t>(column), at,
          share);
  };
  walk(a, b, [&](std::uint32_t passed, OnGrid centre, double, double) {
    if ((m_beside[passed] & bits) != bits)
      return;
    for (int up = -reach; up <= reach; ++up)
      for (int right = -reach; right <= reach; ++right)
        offer(centre.u - 0.5 + right, centre.v - 0.5 + up);
  });
}

/// Cells whose streets may be as near to the centre of this one.
void BlockSpill::mark_near_bridge(std::uint32_t cell) {
  const auto reach = static_cast<int>(std::ceil(m_rules.standing_cells));
  const auto last = static_cast<int>(m_width) - 1;
  const auto column = static_cast<int>(cell % m_width);
  const auto row = static_cast<int>(cell / m_width);
  for (int r = std::max(row - reach, 0); r <= std::min(row + reach, last); ++r)
    for (int c = std::max(column - reach, 0); c <= std::min(column + reach, last); ++c) {
      auto& beside = m_beside[static_cast<std::size_t>(r) * m_width + static_cast<std::size_t>(c)];
      beside = static_cast<std::uint8_t>(beside | near_bridge);
    }
}

/// Which centres are so near to roads that nobody gets off along, and which of these to streets
/// too: they stand on those.
void BlockSpill::mark_beside(std::span<const std::uint32_t> lines) {
  m_beside.assign(m_times.size(), 0);
  bool any = false;
  for_each_segment(lines, false, [&](OnGrid a, OnGrid b, auto...) {
    for_each_beside(a, b, 0, [&](std::uint32_t cell, auto...) {
      mark_near_bridge(cell);
      any = true;
    });
  });
  if (any)
    for_each_segment(lines, true, [&](OnGrid a, OnGrid b, auto...) {
      for_each_beside(a, b, near_bridge, [&](std::uint32_t cell, auto...) {
        m_beside[cell] = static_cast<std::uint8_t>(m_beside[cell] | by_street);
      });
    });
}

void BlockSpill::stamp_beside(std::span<const std::uint32_t> borders, OnGrid a, OnGrid b,
                              double begin_time, double end_time, std::uint32_t origin) {
  for_each_beside(a, b, 0, [&](std::uint32_t cell, OnGrid at, double share) {
    const bool stands_on_it = (m_beside[cell] & by_street) == 0;
    if (stands_on_it && (!is_blocked(cell) || sees_centre(at, cell, borders)))
      set({static_cast<float>(at.u), static_cast<float>(at.v),
           static_cast<float>(begin_time + share * (end_time - begin_time)), origin, cell});
  });
}

/// However far the road is from the centre: the cell holds a part of it.
void BlockSpill::set(const Stamp& stamp) {
  const float du = column_of(stamp.cell) + 0.5F - stamp.u;
  const float dv = row_of(stamp.cell) + 0.5F - stamp.v;
  const auto time = time_at(stamp, du * du + dv * dv);
  if (time >= m_times[stamp.cell])
    return;
  m_times[stamp.cell] = time;
  auto& source = m_sources[stamp.cell];
  if (source == no_stamp || m_is_spread) { // then others may have been handed it
    source = static_cast<std::uint32_t>(m_stamps.size());
    m_stamps.push_back(stamp);
  } else {
    m_stamps[source] = stamp;
  }
}

/// Rows with eastern walls, columns with northern ones.
void BlockSpill::mask(const BarrierSpans::Lines& lines, std::uint8_t wall) {
  const bool is_row = wall == east_wall;
  const auto first_line = static_cast<std::int64_t>(is_row ? m_south : m_west);
  const double offset = is_row ? m_west : m_south;
  const double last = m_width - 1.0;
  const std::size_t step = is_row ? 1 : m_width;
  const std::size_t line_step = is_row ? m_width : 1;
  for (std::uint32_t l = 0; l < m_width; ++l)
    for (const auto& span : lines.of(first_line + l)) {
      if (span.end - offset < 0 || span.begin - offset > last)
        continue;
      if (!m_has_barriers)
        m_barriers.assign(m_times.size(), 0);
      m_has_barriers = true;
      const double begin = std::max(span.begin - offset, 0.0);
      const double end = std::min(span.end - offset, last);
      auto* cells = m_barriers.data() + l * line_step;
      for (auto c = static_cast<std::size_t>(begin); static_cast<double>(c) <= end; ++c) {
        cells[c * step] |= wall;
        if (static_cast<double>(c) >= begin)
          cells[c * step] |= blocked;
      }
    }
}

void BlockSpill::cut_sight(std::span<const std::uint32_t> borders) {
  for (const auto number : borders) {
    const auto& border = m_rules.barriers.borders[number];
    const auto a = in_window(border.a);
    const auto b = in_window(border.b);
    walk(a, b, [&](std::uint32_t cell, OnGrid, double, double) {
      cut_sight(cell, a, b);
      for (const auto n : neighbours)
        cut_sight(beside(cell, n), a, b);
    });
  }
}

/// From the stamp in a cell, by a piece of a barrier's border.
void BlockSpill::cut_sight(std::uint32_t cell, OnGrid a, OnGrid b) {
  if (m_sources[cell] == no_stamp)
    return;
  auto& stamp = m_stamps[m_sources[cell]];
  if (cross({stamp.u, stamp.v}, {column_of(cell) + 0.5, row_of(cell) + 0.5}, a, b))
    stamp.sees_centre = false;
  for (unsigned n = 0; n < neighbours.size(); ++n) {
    const OnGrid centre{column_of(cell) + 0.5 + neighbours[n].east,
                        row_of(cell) + 0.5 + neighbours[n].north};
    if (cross({stamp.u, stamp.v}, centre, a, b))
      stamp.in_sight = static_cast<std::uint8_t>(stamp.in_sight & ~(1U << n));
  }
}

/// A road beside a barrier does not reach the centre of its cell within; one on a bridge does.
void BlockSpill::leave_walled_centres() {
  for (const auto& stamp : m_stamps)
    if (!stamp.sees_centre && is_blocked(stamp.cell))
      m_times[stamp.cell] = static_cast<float>(m_rules.limit) + 1;
}

bool BlockSpill::sees_centre(OnGrid from, std::uint32_t cell,
                             std::span<const std::uint32_t> borders) const {
  const OnGrid centre{column_of(cell) + 0.5, row_of(cell) + 0.5};
  return std::ranges::none_of(borders, [&](std::uint32_t number) {
    const auto& border = m_rules.barriers.borders[number];
    return cross(from, centre, in_window(border.a), in_window(border.b));
  });
}

void BlockSpill::spread() {
  m_waiting.clear();
  for (std::uint32_t s = 0; s < m_stamps.size(); ++s)
    offer_around(m_stamps[s].cell, s, m_stamps[s].in_sight);
  while (!m_waiting.empty()) {
    m_now.swap(m_waiting);
    m_waiting.clear();
    for (const auto& [cell, source] : m_now)
      if (source == m_sources[cell] ||
          squared_from(source, cell) < squared_from(m_sources[cell], cell))
        offer_around(cell, source, open_around(cell));
  }
  m_is_spread = true;
}

/// Hands a cell's stamp on to neighbours.
void BlockSpill::offer_around(std::uint32_t cell, std::uint32_t source, unsigned open) {
  const auto stamp = m_stamps[source];
  const float du = column_of(cell) + 0.5F - stamp.u;
  const float dv = row_of(cell) + 0.5F - stamp.v;
  for (auto left = open & earlier_around(cell, stamp, du, dv); left != 0; left &= left - 1) {
    const auto n = neighbours[static_cast<unsigned>(std::countr_zero(left))];
    const float to_du = du + static_cast<float>(n.east);
    const float to_dv = dv + static_cast<float>(n.north);
    const auto to = beside(cell, n);
    if (!is_blocked(to))
      arrive(to, source, to_du * to_du + to_dv * to_dv);
  }
}

/// The neighbours that are near enough to the road for their times to become earlier; eight at
/// once, and without a root. `du`, `dv`: from the stamp to the cell's centre.
unsigned BlockSpill::earlier_around(std::uint32_t cell, const Stamp& stamp, float du,
                                    float dv) const {
  constexpr std::array<float, 8> east{-1, 0, 1, -1, 1, -1, 0, 1};
  constexpr std::array<float, 8> north{-1, -1, -1, 0, 0, 1, 1, 1};
  constexpr std::array<std::uint32_t, 8> bits{1, 2, 4, 8, 16, 32, 64, 128};
  const auto* here = &m_times[cell];
  const auto* below = here - m_width;
  const auto* above = here + m_width;
  const std::array<float, 8> times{below[-1], below[0],  below[1], here[-1],
                                   here[1],   above[-1], above[0], above[1]};
  const float cells_per_decisecond = 1 / m_rules.time_per_cell;
  unsigned earlier = 0;
  for (std::size_t n = 0; n < 8; ++n) { // compilers vectorise it
    const float most = std::min(m_rules.most_cells, (times[n] - stamp.time) * cells_per_decisecond);
    const float to_du = du + east[n];
    const float to_dv = dv + north[n];
    earlier += to_du * to_du + to_dv * to_dv <= most * std::abs(most) ? bits[n] : 0;
  }
  return earlier;
}

void BlockSpill::arrive(std::uint32_t cell, std::uint32_t source, float cells_squared) {
  const float time = time_at(m_stamps[source], cells_squared);
  if (time >= m_times[cell])
    return;
  m_times[cell] = time;
  m_sources[cell] = source;
  m_waiting.push_back({cell, source});
}

float BlockSpill::squared_from(std::uint32_t source, std::uint32_t cell) const {
  const float du = column_of(cell) + 0.5F - m_stamps[source].u;
  const float dv = row_of(cell) + 0.5F - m_stamps[source].v;
  return du * du + dv * dv;
}

/// Whole.
float BlockSpill::time_at(const Stamp& stamp, float cells_squared) const {
  return static_cast<float>(static_cast<std::int32_t>(
      stamp.time + m_rules.time_per_cell * std::sqrt(cells_squared) + 0.5F));
}

bool BlockSpill::is_blocked(std::uint32_t cell) const {
  return m_has_barriers && (m_barriers[cell] & blocked) != 0;
}

/// The neighbours to whose centres the way is free; to the diagonal ones by way of another.
unsigned BlockSpill::open_around(std::uint32_t cell) const {
  if (!m_has_barriers)
    return all_around;
  unsigned open = 0;
  for (unsigned n = 0; n < neighbours.size(); ++n)
    open |= unsigned{is_open(cell, neighbours[n])} << n;
  return open;
}

bool BlockSpill::is_open(std::uint32_t cell, Neighbour n) const {
  const Neighbour sideways{n.east, 0};
  const Neighbour upwards{0, n.north};
  if (n.east == 0 || n.north == 0)
    return is_link_open(cell, n);
  return (is_link_open(cell, sideways) && is_link_open(beside(cell, sideways), upwards)) ||
         (is_link_open(cell, upwards) && is_link_open(beside(cell, upwards), sideways));
}

bool BlockSpill::is_link_open(std::uint32_t cell, Neighbour n) const {
  const auto from = n.east < 0 || n.north < 0 ? beside(cell, n) : cell;
  return (m_barriers[from] & (n.east != 0 ? east_wall : north_wall)) == 0;
}

std::shared_ptr<const TimeBlock> BlockSpill::cut_out() const {
  const auto size = std::size_t{m_side} * m_side;
  TimeBlock block{std::vector<Deciseconds>(size), std::vector<std::uint32_t>(size), {}};
  bool is_empty = true;
  for (std::uint32_t row = 0; row < m_side; ++row) {
    const auto first = (row + m_frame) * m_width + m_frame;
    for (std::uint32_t column = 0; column < m_side; ++column) {
      const auto i = std::size_t{row} * m_side + column;
      const auto cell = first + column;
      block.times[i] = unreachable;
      if (!is_reached(cell))
        continue;
      block.times[i] = static_cast<Deciseconds>(m_times[cell]);
      block.origins[i] = m_stamps[m_sources[cell]].origin;
      is_empty = false;
    }
  }
  if (m_has_barriers)
    block.walls = walls_of();
  if (is_empty && block.walls.empty())
    return nullptr;
  return std::make_shared<const TimeBlock>(std::move(block));
}

/// Of links from the block's cells one end of which is reached.
std::vector<WalledLink> BlockSpill::walls_of() const {
  struct Wall {
    std::uint32_t cell = 0;
    bool is_north = false;
    std::uint8_t at = 0;
    auto operator<=>(const Wall&) const = default;
  };
  std::vector<Wall> walls;
  const auto add = [&](bool is_north, std::uint32_t line, double along) {
    const auto cell = std::floor(along);
    if (cell < 0 || cell >= m_side)
      return;
    const auto c = static_cast<std::uint32_t>(cell);
    const auto column = is_north ? line : c;
    const auto row = is_north ? c : line;
    const auto in_window = (row + m_frame) * m_width + column + m_frame;
    const auto other = beside(in_window, is_north ? Neighbour{0, 1} : Neighbour{1, 0});
    if (!is_reached(in_window) && !is_reached(other))
      return;
    walls.push_back({row * m_side + column, is_north,
                     static_cast<std::uint8_t>(std::min(255.0, std::round((along - cell) * 256)))});
  };
  for (const bool is_north : {false, true}) {
    const auto& lines = is_north ? m_rules.barriers.columns : m_rules.barriers.rows;
    const double first_line = (is_north ? m_west : m_south) + m_frame;
    const double offset = (is_north ? m_south : m_west) + m_frame;
    for (std::uint32_t l = 0; l < m_side; ++l)
      for (const auto& span : lines.of(static_cast<std::int64_t>(first_line) + l)) {
        add(is_north, l, span.begin - offset);
        add(is_north, l, span.end - offset);
      }
  }
  std::ranges::sort(walls);
  std::vector<WalledLink> links;
  for (const auto& [cell, is_north, at] : walls) {
    if (!links.empty() && links.back().cell == cell && links.back().is_north == is_north)
      links.back().last = at;
    else
      links.push_back({cell, is_north, at, at});
  }
  return links;
}

} // namespace geo
