#include "geo/tile/ring_noding.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace geo {

namespace {

/// From one corner of a ring to the next.
struct Edge {
  TileXY a;
  TileXY b;
  std::uint32_t number = 0; ///< of its first corner, among all points
  std::int32_t west = 0;
  std::int32_t east = 0;
  std::int32_t north = 0;
  std::int32_t south = 0;
};

/// A corner to come within an edge.
struct Corner {
  std::uint32_t edge = 0;
  double along = 0; ///< from the edge's beginning
  TileXY at;
};

std::vector<Edge> edges_of(const UnitRings& rings) {
  std::vector<Edge> edges;
  edges.reserve(rings.points.size());
  for (std::size_t r = 0; r < rings.count(); ++r) {
    const auto begin = rings.begin_of(r);
    for (auto i = begin; i < rings.ends[r]; ++i) {
      const auto a = rings.points[i];
      const auto b = rings.points[i + 1 < rings.ends[r] ? i + 1 : begin];
      edges.push_back({a, b, i, std::min(a.x, b.x), std::max(a.x, b.x), std::min(a.y, b.y),
                       std::max(a.y, b.y)});
    }
  }
  return edges;
}

std::int64_t side(const Edge& edge, TileXY p) {
  return std::int64_t{edge.b.x - edge.a.x} * (p.y - edge.a.y) -
         std::int64_t{edge.b.y - edge.a.y} * (p.x - edge.a.x);
}

class Noder {
public:
  /// The corners that the edges lack; none when they only meet at their ends.
  std::vector<Corner> missing_corners(const UnitRings& rings) {
    m_corners.clear();
    auto edges = edges_of(rings);
    std::ranges::sort(edges, {}, &Edge::west);
    std::vector<const Edge*> open;
    for (const auto& edge : edges) {
      std::erase_if(open, [&](const Edge* e) { return e->east < edge.west; });
      for (const auto* other : open)
        if (other->north <= edge.south && edge.north <= other->south)
          meet(*other, edge);
      open.push_back(&edge);
    }
    std::ranges::sort(m_corners, [](const Corner& c, const Corner& d) {
      return c.edge != d.edge ? c.edge < d.edge : c.along < d.along;
    });
    return std::move(m_corners);
  }

private:
  void add(const Edge& edge, TileXY at) {
    if (at != edge.a && at != edge.b)
      m_corners.push_back({edge.number, std::hypot(at.x - edge.a.x, at.y - edge.a.y), at});
  }
  /// Where the point lies on the edge.
  void add_if_on(const Edge& edge, TileXY p, std::int64_t side_of_p) {
    if (side_of_p == 0 && p.x >= edge.west && p.x <= edge.east && p.y >= edge.north &&
        p.y <= edge.south)
      add(edge, p);
  }
  void meet(const Edge& s, const Edge& t) {
    const auto ta = side(s, t.a);
    const auto tb = side(s, t.b);
    const auto sa = side(t, s.a);
    const auto sb = side(t, s.b);
    add_if_on(s, t.a, ta);
    add_if_on(s, t.b, tb);
    add_if_on(t, s.a, sa);
    add_if_on(t, s.b, sb);
    const bool cross =
        (ta > 0) != (tb > 0) && (sa > 0) != (sb > 0) && ta != 0 && tb != 0 && sa != 0 && sb != 0;
    if (!cross)
      return;
    const double share = static_cast<double>(sa) / static_cast<double>(sa - sb);
    const TileXY at{static_cast<std::int32_t>(std::lround(s.a.x + share * (s.b.x - s.a.x))),
                    static_cast<std::int32_t>(std::lround(s.a.y + share * (s.b.y - s.a.y)))};
    add(s, at);
    add(t, at);
  }

  std::vector<Corner> m_corners;
};

UnitRings with_corners(const UnitRings& rings, const std::vector<Corner>& corners) {
  UnitRings out;
  std::size_t next = 0;
  for (std::size_t r = 0; r < rings.count(); ++r) {
    const auto begin = out.points.size();
    const auto add = [&](TileXY p) {
      if (out.points.size() == begin || out.points.back() != p)
        out.points.push_back(p);
    };
    for (auto i = rings.begin_of(r); i < rings.ends[r]; ++i) {
      add(rings.points[i]);
      for (; next < corners.size() && corners[next].edge == i; ++next)
        add(corners[next].at);
    }
    if (out.points.size() > begin + 1 && out.points.back() == out.points[begin])
      out.points.pop_back();
    out.end_ring(rings.shells[r] != 0);
  }
  return out;
}

} // namespace

std::optional<UnitRings> noded(const UnitRings& rings) {
  constexpr int most_rounds = 16;
  auto found = rings;
  Noder noder;
  for (int round = 0; round < most_rounds; ++round) {
    const auto corners = noder.missing_corners(found);
    if (corners.empty())
      return found;
    found = with_corners(found, corners);
  }
  return std::nullopt;
}

} // namespace geo
