// Rings: of the chains with one side inside, either none or two meet in a junction; so each goes on
// in just one other.
// Shells: west of a hole's westernmost point lies the area it is a hole in, up to the nearest
// segment: of the shell itself, or of another hole in it, whose westernmost point lies further west
// and whose shell is known when holes are taken from west to east.
#include "geo/area/grid_rings.hpp"

#include <algorithm>
#include <numeric>

namespace geo {

namespace {

constexpr auto none = std::numeric_limits<std::uint32_t>::max();

void append_chain(GridRings& rings, const BorderChains& borders, const BorderChain& chain,
                  bool forward) {
  const std::span points(borders.points.data() + chain.first, chain.last - chain.first + 1);
  if (forward)
    rings.points.insert(rings.points.end(), points.begin(), points.end() - 1);
  else
    rings.points.insert(rings.points.end(), points.rbegin(), points.rend() - 1);
}

double area_doubled(std::span<const GridPoint> ring) {
  double sum = 0;
  const auto origin = ring.front(); // so that the products stay exact
  for (std::size_t i = 1; i + 1 < ring.size(); ++i)
    sum += static_cast<double>(std::int64_t{ring[i].x - origin.x} * (ring[i + 1].y - origin.y) -
                               std::int64_t{ring[i].y - origin.y} * (ring[i + 1].x - origin.x));
  return sum;
}

GridPoint westernmost(std::span<const GridPoint> ring) {
  return *std::min_element(ring.begin(), ring.end(),
                           [](GridPoint a, GridPoint b) { return a.x < b.x; });
}

/// The segments of rings, by the rows of cells they pass.
class SegmentRows {
public:
  explicit SegmentRows(const GridRings& rings) {
    for (std::uint32_t r = 0; r < rings.size(); ++r) {
      auto a = rings.ring(r).back();
      for (const auto b : rings.ring(r)) {
        if (a.y != b.y)
          m_segments.push_back(a.y < b.y ? Segment{a, b, r} : Segment{b, a, r});
        a = b;
      }
    }
    std::int32_t rows = 0;
    for (const auto& s : m_segments)
      rows = std::max(rows, row_of(s.high) + 1);
    m_starts.assign(static_cast<std::size_t>(rows) + 1, 0);
    for_each_row([&](std::size_t row, std::uint32_t) { ++m_starts[row + 1]; });
    std::partial_sum(m_starts.begin(), m_starts.end(), m_starts.begin());
    m_in_rows.resize(m_starts.back());
    auto next = m_starts;
    for_each_row([&](std::size_t row, std::uint32_t segment) { m_in_rows[next[row]++] = segment; });
  }

  /// The ring of the nearest segment strictly west of a point.
  std::uint32_t nearest_west(GridPoint p) const {
    auto nearest = none;
    double nearest_x = -std::numeric_limits<double>::infinity();
    const auto row = static_cast<std::size_t>(row_of(p));
    for (auto i = m_starts[row]; i < m_starts[row + 1]; ++i) {
      const auto& [low, high, ring] = m_segments[m_in_rows[i]];
      if (p.y < low.y || p.y >= high.y)
        continue;
      const double x = low.x + double(p.y - low.y) / (high.y - low.y) * (high.x - low.x);
      if (x < p.x && x > nearest_x) {
        nearest_x = x;
        nearest = ring;
      }
    }
    return nearest;
  }

private:
  struct Segment {
    GridPoint low;
    GridPoint high;
    std::uint32_t ring = 0;
  };

  static std::int32_t row_of(GridPoint p) { return p.y / units_per_cell; }

  template <typename Do>
  void for_each_row(Do&& act) const {
    for (std::uint32_t i = 0; i < m_segments.size(); ++i)
      for (auto row = row_of(m_segments[i].low); row <= row_of(m_segments[i].high); ++row)
        act(static_cast<std::size_t>(row), i);
  }

  std::vector<Segment> m_segments;
  std::vector<std::uint32_t> m_starts; ///< row r has m_in_rows[starts[r], starts[r+1])
  std::vector<std::uint32_t> m_in_rows;
};

} // namespace

GridRings rings_around(const BorderChains& borders, std::span<const std::uint8_t> inside) {
  const auto is_inside = [&](std::uint32_t label) {
    return label < inside.size() && inside[label] != 0;
  };
  const auto is_border = [&](const BorderChain& c) {
    return is_inside(c.left) != is_inside(c.right);
  };
  const auto start_of = [&](const BorderChain& c) { return is_inside(c.left) ? c.from : c.to; };
  const auto end_of = [&](const BorderChain& c) { return is_inside(c.left) ? c.to : c.from; };

  std::vector<std::uint32_t> starting(borders.junction_count, none); // chain that begins there
  const auto count = static_cast<std::uint32_t>(borders.chains.size());
  for (std::uint32_t c = 0; c < count; ++c)
    if (is_border(borders.chains[c]) && borders.chains[c].from != no_junction)
      starting[start_of(borders.chains[c])] = c;

  GridRings rings;
  for (std::uint32_t c = 0; c < count; ++c) {
    const auto& first = borders.chains[c];
    if (!is_border(first))
      continue;
    if (first.from == no_junction) {
      append_chain(rings, borders, first, is_inside(first.left));
    } else {
      auto junction = start_of(first);
      if (starting[junction] == none)
        continue; // part of an earlier ring
      while (starting[junction] != none) {
        const auto& chain = borders.chains[starting[junction]];
        starting[junction] = none;
        append_chain(rings, borders, chain, is_inside(chain.left));
        junction = end_of(chain);
      }
    }
    rings.starts.push_back(static_cast<std::uint32_t>(rings.points.size()));
  }
  return rings;
}

std::vector<std::uint32_t> shells_of(const GridRings& rings) {
  std::vector<std::uint32_t> shells(rings.size());
  std::iota(shells.begin(), shells.end(), 0U);
  struct Hole {
    GridPoint west;
    std::uint32_t ring = 0;
  };
  std::vector<Hole> holes;
  for (std::uint32_t r = 0; r < rings.size(); ++r)
    if (area_doubled(rings.ring(r)) < 0)
      holes.push_back({westernmost(rings.ring(r)), r});
  if (holes.empty())
    return shells;
  std::stable_sort(holes.begin(), holes.end(),
                   [](const Hole& a, const Hole& b) { return a.west.x < b.west.x; });
  const SegmentRows segments(rings);
  for (const auto& hole : holes)
    shells[hole.ring] = shells[segments.nearest_west(hole.west)];
  return shells;
}

} // namespace geo
