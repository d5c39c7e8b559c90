// Rings: of the chains with one side inside, either none or two meet in a junction; so each goes on
// in just one other.
// Shells: west of a hole's westernmost point lies the area it is a hole in, up to the nearest
// segment: of the shell itself, or of another hole in it, whose westernmost point lies further west
// and whose shell is known when holes are taken from west to east.
#include "geo/area/grid_rings.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

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

/// Numbers of chains with one side inside, rising.
std::vector<std::uint32_t> chains_around(const BorderChains& borders,
                                         std::span<const std::uint8_t> inside) {
  std::vector<std::uint32_t> chains;
  for (std::uint32_t label = 0; label < inside.size(); ++label)
    if (inside[label] != 0)
      for (const auto c : borders.chains_of(label)) {
        const auto& chain = borders.chains[c];
        const auto other = chain.left == label ? chain.right : chain.left;
        if (other >= inside.size() || inside[other] == 0)
          chains.push_back(c);
      }
  std::ranges::sort(chains);
  return chains;
}

/// The chain that begins in each junction.
class Starts {
public:
  void add(std::uint32_t junction, std::uint32_t chain) { m_starts.push_back({junction, chain}); }
  void sort() { std::ranges::sort(m_starts, {}, &Start::junction); }
  /// Each once; then none.
  std::uint32_t take(std::uint32_t junction) {
    const auto found = std::ranges::lower_bound(m_starts, junction, {}, &Start::junction);
    return std::exchange(found->chain, none);
  }

private:
  struct Start {
    std::uint32_t junction = 0;
    std::uint32_t chain = 0;
  };
  std::vector<Start> m_starts;
};

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
  const auto start_of = [&](const BorderChain& c) { return is_inside(c.left) ? c.from : c.to; };
  const auto end_of = [&](const BorderChain& c) { return is_inside(c.left) ? c.to : c.from; };
  const auto chains = chains_around(borders, inside);
  Starts starts;
  for (const auto c : chains)
    if (borders.chains[c].from != no_junction)
      starts.add(start_of(borders.chains[c]), c);
  starts.sort();
  GridRings rings;
  for (const auto c : chains) {
    const auto& first = borders.chains[c];
    if (first.from == no_junction)
      append_chain(rings, borders, first, is_inside(first.left));
    else
      for (auto next = starts.take(start_of(first)); next != none;) {
        const auto& chain = borders.chains[next];
        append_chain(rings, borders, chain, is_inside(chain.left));
        next = starts.take(end_of(chain));
      }
    if (rings.points.size() > rings.starts.back())
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
