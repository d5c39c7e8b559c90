// 1. A byte for each cell of the grid says which points stand there; it gives their places. They
//    are those of the beginning, for each chain but its own: so chains do not wait for each other,
//    and what one leaves out cannot depend on another.
// 2. In each chain the point with the smallest triangle goes first, its neighbours' triangles are
//    measured again, until none is small enough (Visvalingam and Whyatt).
// 3. A point stays while another one stands in its triangle or too near the new segment: whatever
//    came to cross that segment would have to end in the triangle, since it crosses nothing else.
#include <algorithm>
#include <array>
#include <cmath>
#include <queue>

#include "geo/area/border_chains.hpp"
#include "geo/area/label_map.hpp"
#include "geo/threads/parallel.hpp"

namespace geo {

namespace {

constexpr std::uint8_t on_east = 1;
constexpr std::uint8_t on_north = 2;
constexpr std::uint8_t bit_middle = 4;
constexpr std::uint8_t bit_south_east = 8;
constexpr std::uint8_t bit_north_west = 16;

/// Twice the area of a triangle, positive when counter-clockwise.
std::int64_t cross(GridPoint a, GridPoint b, GridPoint c) {
  return std::int64_t{b.x - a.x} * (c.y - a.y) - std::int64_t{b.y - a.y} * (c.x - a.x);
}

double squared(double v) {
  return v * v;
}

bool within_clearance(GridPoint p, GridPoint a, GridPoint b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double share = (dx * (p.x - a.x) + dy * (p.y - a.y)) / (dx * dx + dy * dy);
  const double nearest = std::clamp(share, 0.0, 1.0);
  return squared(a.x + nearest * dx - p.x) + squared(a.y + nearest * dy - p.y) <
         squared(BorderChains::least_clearance);
}

struct Triangle {
  GridPoint before;
  GridPoint left_out;
  GridPoint after;

  bool has_corner(GridPoint p) const { return p == before || p == left_out || p == after; }
  bool contains(GridPoint p) const {
    const auto turn = cross(before, left_out, after);
    if (turn == 0)
      return false;
    const auto sign = turn > 0 ? 1 : -1;
    return sign * cross(before, left_out, p) >= 0 && sign * cross(left_out, after, p) >= 0 &&
           sign * cross(after, before, p) >= 0;
  }
};

struct Range {
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();
};

/// Where the part of a segment between two heights lies.
void extend(Range& range, GridPoint a, GridPoint b, double low, double high) {
  if (a.y > b.y)
    std::swap(a, b);
  if (a.y > high || b.y < low)
    return;
  const auto x_at = [&](double y) {
    return a.y == b.y ? a.x : a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
  };
  const auto begin = a.y < low ? x_at(low) : a.x;
  const auto end = b.y > high ? x_at(high) : b.x;
  range.least = std::min({range.least, begin, end});
  range.most = std::max({range.most, begin, end});
}

/// Points, a byte for each cell of a grid.
using Places = std::vector<std::uint8_t>;

/// Where the points of all chains stood at first. Never changes once built.
class Standing {
public:
  Standing(const LabelGrid& grid, const BorderChains& borders)
      : m_grid(grid), m_places(grid.cells.size()) {
    for (const auto& p : borders.points)
      m_places[cell_of(p)] |= bit_of(p);
  }

  void mark(Places& places, GridPoint p) const { places[cell_of(p)] |= bit_of(p); }
  void unmark(Places& places, GridPoint p) const {
    places[cell_of(p)] &= static_cast<std::uint8_t>(~bit_of(p));
  }

  /// Whether a point stands in a triangle or too near the new segment, but for those left out.
  bool forbids(const Triangle& t, const Places& left_out) const {
    constexpr auto margin = BorderChains::least_clearance;
    const auto xs = std::minmax({t.before.x, t.left_out.x, t.after.x});
    const auto ys = std::minmax({t.before.y, t.left_out.y, t.after.y});
    const auto first_column = column_of(xs.first - margin);
    const auto last_column = column_of(xs.second + margin);
    const auto first_row = row_of(ys.first - margin);
    const auto last_row = row_of(ys.second + margin);
    constexpr std::int32_t few = 3; // columns, all of which take less than finding out which
    const bool is_narrow = last_column - first_column < few;
    for (auto row = first_row; row <= last_row; ++row)
      if (is_narrow ? forbids_in_cells(t, left_out, row, first_column, last_column)
                    : forbids_in_row(t, left_out, row))
        return true;
    return false;
  }

private:
  bool forbids_in_row(const Triangle& t, const Places& left_out, std::int32_t row) const {
    constexpr auto margin = BorderChains::least_clearance;
    const double low = row * units_per_cell - margin;
    const double high = (row + 1) * units_per_cell + margin;
    Range xs;
    extend(xs, t.before, t.left_out, low, high);
    extend(xs, t.left_out, t.after, low, high);
    extend(xs, t.after, t.before, low, high);
    return forbids_in_cells(t, left_out, row,
                            column_of(static_cast<std::int32_t>(xs.least - margin)),
                            column_of(static_cast<std::int32_t>(xs.most + margin)));
  }

  bool forbids_in_cells(const Triangle& t, const Places& left_out, std::int32_t row,
                        std::int32_t first, std::int32_t last) const {
    for (auto column = first; column <= last; ++column) {
      const auto cell =
          m_grid.cells.index(static_cast<std::uint32_t>(column), static_cast<std::uint32_t>(row));
      const auto standing = static_cast<std::uint8_t>(m_places[cell] & ~left_out[cell]);
      if (standing != 0 && forbids_in_cell(t, column, row, standing))
        return true;
    }
    return false;
  }

  bool forbids_in_cell(const Triangle& t, std::int32_t column, std::int32_t row,
                       std::uint8_t standing) const {
    for (std::uint8_t bit = on_east; bit <= bit_north_west;
         bit = static_cast<std::uint8_t>(bit * 2))
      if ((standing & bit) != 0) {
        const auto p = place_of(column, row, bit);
        if (!t.has_corner(p) && (t.contains(p) || within_clearance(p, t.before, t.after)))
          return true;
      }
    return false;
  }

  GridPoint place_of(std::int32_t column, std::int32_t row, std::uint8_t bit) const {
    if (bit == on_east)
      return east_crossing(m_grid, static_cast<std::uint32_t>(column),
                           static_cast<std::uint32_t>(row));
    if (bit == on_north)
      return north_crossing(m_grid, static_cast<std::uint32_t>(column),
                            static_cast<std::uint32_t>(row));
    const auto inner = bit == bit_middle       ? middle_junction
                       : bit == bit_south_east ? south_east_junction
                                               : north_west_junction;
    return {column * units_per_cell + inner.x, row * units_per_cell + inner.y};
  }

  static std::uint8_t bit_of(GridPoint p) {
    const GridPoint inner{p.x % units_per_cell, p.y % units_per_cell};
    if (inner.y == 0)
      return on_east;
    if (inner.x == 0)
      return on_north;
    return inner == middle_junction       ? bit_middle
           : inner == south_east_junction ? bit_south_east
                                          : bit_north_west;
  }

  std::size_t cell_of(GridPoint p) const {
    return m_grid.cells.index(static_cast<std::uint32_t>(p.x / units_per_cell),
                              static_cast<std::uint32_t>(p.y / units_per_cell));
  }
  std::int32_t column_of(std::int32_t x) const {
    return std::clamp(x / units_per_cell, 0, static_cast<std::int32_t>(m_grid.columns) - 1);
  }
  std::int32_t row_of(std::int32_t y) const {
    return std::clamp(y / units_per_cell, 0, static_cast<std::int32_t>(m_grid.rows) - 1);
  }

  const LabelGrid& m_grid;
  Places m_places;
};

/// One chain at a time; its arrays are used again for the next.
class Simplifier {
  static constexpr double most_doubled = std::numeric_limits<std::uint32_t>::max();

public:
  Simplifier(const Standing& standing, std::size_t places, double area_units2)
      : m_standing(standing), m_left_out(places),
        m_most_doubled(
            static_cast<std::int64_t>(std::min(std::ceil(2 * area_units2), most_doubled))) {}

  /// Takes points out of the chain's list.
  void simplify(std::vector<GridPoint>& points) {
    const auto size = static_cast<std::uint32_t>(points.size());
    std::size_t left = size;
    const std::size_t least = points.front() == points.back() ? 4 : 3;
    link(size);
    for (std::uint32_t i = 1; i + 1 < size; ++i)
      offer(points, i);
    while (!m_offers.empty()) {
      const auto area = static_cast<std::int64_t>(m_offers.top() >> 32U);
      const auto i = static_cast<std::uint32_t>(m_offers.top());
      m_offers.pop();
      if (left <= least || m_areas[i] != area ||
          m_standing.forbids(triangle(points, i), m_left_out))
        continue;
      leave_out(points, i);
      --left;
    }
    for (std::uint32_t i = 0; i < size; ++i)
      m_standing.unmark(m_left_out, points[i]);
    keep_linked(points);
  }

private:
  void link(std::uint32_t size) {
    m_before.resize(size);
    m_after.resize(size);
    m_areas.assign(size, -1);
    for (std::uint32_t i = 0; i < size; ++i) {
      m_before[i] = i - 1; // of the first and the last never asked
      m_after[i] = i + 1;
    }
  }

  Triangle triangle(const std::vector<GridPoint>& points, std::uint32_t i) const {
    return {points[m_before[i]], points[i], points[m_after[i]]};
  }

  void offer(const std::vector<GridPoint>& points, std::uint32_t i) {
    const auto t = triangle(points, i);
    m_areas[i] = std::abs(cross(t.before, t.left_out, t.after));
    if (m_areas[i] < m_most_doubled)
      m_offers.push(static_cast<std::uint64_t>(m_areas[i]) << 32U | i);
  }

  void leave_out(const std::vector<GridPoint>& points, std::uint32_t i) {
    m_standing.mark(m_left_out, points[i]);
    m_areas[i] = -1;
    const auto before = m_before[i];
    const auto after = m_after[i];
    m_after[before] = after;
    m_before[after] = before;
    if (before != 0)
      offer(points, before);
    if (after + 1 != points.size())
      offer(points, after);
  }

  void keep_linked(std::vector<GridPoint>& points) const {
    std::size_t kept = 1;
    for (auto i = m_after[0]; i < points.size(); i = m_after[i])
      points[kept++] = points[i];
    points.resize(kept);
  }

  const Standing& m_standing;
  Places m_left_out;           ///< of the chain in hand
  std::int64_t m_most_doubled; ///< 32 bits
  std::vector<std::uint32_t> m_before;
  std::vector<std::uint32_t> m_after;
  std::vector<std::int64_t> m_areas; ///< doubled, as last offered; -1: left out
  /// Doubled areas and, in the lower 32 bits, points.
  std::priority_queue<std::uint64_t, std::vector<std::uint64_t>, std::greater<>> m_offers;
};

} // namespace

void simplify_borders(BorderChains& borders, const LabelGrid& grid, double area_units2) {
  const Standing standing(grid, borders);
  std::vector<std::vector<GridPoint>> kept(borders.chains.size());
  parallel_for(
      kept.size(), {}, [&] { return Simplifier(standing, grid.cells.size(), area_units2); },
      [&](std::size_t c, Simplifier& simplifier) {
        const auto& chain = borders.chains[c];
        kept[c].assign(borders.points.begin() + chain.first,
                       borders.points.begin() + chain.last + 1);
        simplifier.simplify(kept[c]);
      });
  borders.points.clear();
  for (std::size_t c = 0; c < kept.size(); ++c) {
    borders.chains[c].first = static_cast<std::uint32_t>(borders.points.size());
    borders.points.insert(borders.points.end(), kept[c].begin(), kept[c].end());
    borders.chains[c].last = static_cast<std::uint32_t>(borders.points.size() - 1);
  }
}

} // namespace geo
