#include "geo/tile/simplify.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "geo/tile/tile.hpp"

// 1. Points with the same coordinates get one canonical number (open-addressing hash table).
// 2. Where the neighbours of two equal points differ, borders branch: a node.
// 3. Each ring is cut into arcs at its nodes; a ring without nodes at its first point in coordinate
//    order, so that it is cut alike wherever it begins.
// 4. Douglas-Peucker ranks the points of an arc; the deviation a point removes gives its zoom.
// 5. Equal points take the lowest zoom any of them was given.

namespace geo {

namespace {

using Index = std::uint32_t;
constexpr Index none = 0xFFFFFFFF;

bool before(LonLat a, LonLat b) {
  return a.lon != b.lon ? a.lon < b.lon : a.lat < b.lat;
}

std::uint64_t hash_of(LonLat p) {
  const auto mix = [](std::uint64_t h) {
    h = (h ^ (h >> 32U)) * 0x9E3779B97F4A7C15U;
    return h ^ (h >> 29U);
  };
  return mix(std::bit_cast<std::uint64_t>(p.lon + 0.0) +
             mix(std::bit_cast<std::uint64_t>(p.lat + 0.0))); // + 0.0: -0 equals 0
}

/// A ring or line inside the layer. The last point of a closed one repeats the first and is
/// skipped.
struct Path {
  Index first = 0;
  Index count = 0; ///< without the repeated point
  bool is_closed = false;

  Index at(Index position) const {
    return first + (position < count ? position : position - count);
  }
  bool is_end(Index position) const {
    return !is_closed && (position == 0 || position + 1 == count);
  }
  Index previous(Index position) const { return at(position == 0 ? count - 1 : position - 1); }
  Index next(Index position) const { return at(position + 1); }
};

template <typename Visit>
void for_each_path(const Geometry& layer, Visit visit) {
  for (Index p = 0; p < layer.part_count(); ++p) {
    if (layer.part_types[p] == PartType::point)
      continue;
    for (Index r = layer.part_rings[p]; r < layer.part_rings[p + 1]; ++r) {
      const Index first = layer.ring_points[r];
      const Index count = layer.ring_points[r + 1] - first;
      if (count < 2)
        continue;
      const bool is_closed = layer.points[first] == layer.points[first + count - 1] && count > 3;
      visit(Path{first, is_closed ? count - 1 : count, is_closed});
    }
  }
}

/// Steps 1 and 2.
struct Topology {
  std::vector<Index> canonical; ///< for each point the number of the first one equal to it
  std::vector<bool> is_node;    ///< by canonical number
};

class TopologyBuilder {
public:
  explicit TopologyBuilder(const Geometry& layer)
      : m_layer(layer),
        m_mask(std::bit_ceil(layer.points.size() + layer.points.size() / 2 + 2) - 1),
        m_table(m_mask + 1, none) {
    m_topology.canonical.assign(layer.points.size(), none);
    m_topology.is_node.assign(layer.points.size(), false);
  }

  Topology build() {
    for_each_path(m_layer, [&](const Path& path) { number(path); });
    m_table = std::vector<Index>(); // makes room for the next one
    m_lower_neighbours.assign(m_layer.points.size(), none);
    m_higher_neighbours.assign(m_layer.points.size(), none);
    for_each_path(m_layer, [&](const Path& path) { find_nodes(path); });
    return std::move(m_topology);
  }

private:
  void number(const Path& path) {
    for (Index i = 0; i < path.count; ++i)
      m_topology.canonical[path.first + i] = first_equal(path.first + i);
    if (path.is_closed)
      m_topology.canonical[path.first + path.count] = m_topology.canonical[path.first];
  }

  Index first_equal(Index point) {
    auto slot = hash_of(m_layer.points[point]) & m_mask;
    while (m_table[slot] != none) {
      if (m_layer.points[m_table[slot]] == m_layer.points[point])
        return m_table[slot];
      slot = (slot + 1) & m_mask;
    }
    m_table[slot] = point;
    return point;
  }

  void find_nodes(const Path& path) {
    for (Index i = 0; i < path.count; ++i) {
      const Index me = m_topology.canonical[path.at(i)];
      if (path.is_end(i)) {
        m_topology.is_node[me] = true;
        continue;
      }
      const Index a = m_topology.canonical[path.previous(i)];
      const Index b = m_topology.canonical[path.next(i)];
      const auto [lower, higher] = std::minmax(a, b);
      if (m_lower_neighbours[me] == none) {
        m_lower_neighbours[me] = lower;
        m_higher_neighbours[me] = higher;
      } else if (m_lower_neighbours[me] != lower || m_higher_neighbours[me] != higher) {
        m_topology.is_node[me] = true;
      }
    }
  }

  const Geometry& m_layer;
  std::size_t m_mask;
  std::vector<Index> m_table;
  std::vector<Index> m_lower_neighbours;  ///< by canonical number, of the first pair seen
  std::vector<Index> m_higher_neighbours; ///< by canonical number, of the first pair seen
  Topology m_topology;
};

double distance_squared(WorldXY p, WorldXY a, WorldXY b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double length_squared = dx * dx + dy * dy;
  double t = 0;
  if (length_squared > 0)
    t = std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length_squared, 0.0, 1.0);
  const double ex = p.x - (a.x + t * dx);
  const double ey = p.y - (a.y + t * dy);
  return ex * ex + ey * ey;
}

/// The lowest zoom at which leaving the point out would show.
std::uint8_t zoom_of(double deviation_squared) {
  const double tolerance = simplification_tolerance_px * pixel_in_world(0);
  if (deviation_squared <= 0)
    return full_detail_zoom;
  const double zoom = std::ceil(std::log2(tolerance / std::sqrt(deviation_squared)));
  return static_cast<std::uint8_t>(std::clamp(zoom, 0.0, double{full_detail_zoom}));
}

/// Steps 3 to 5.
class Ranker {
public:
  explicit Ranker(const Geometry& layer)
      : m_layer(layer), m_topology(TopologyBuilder(layer).build()),
        m_zooms(layer.points.size(), full_detail_zoom) {}

  std::vector<std::uint8_t> rank() {
    for_each_path(m_layer, [&](const Path& path) { rank_path(path); });
    for (std::size_t i = 0; i < m_zooms.size(); ++i)
      m_zooms[i] = m_topology.canonical[i] == none ? 0 : m_zooms[m_topology.canonical[i]];
    return std::move(m_zooms);
  }

private:
  bool is_node(Index point) const { return m_topology.is_node[m_topology.canonical[point]]; }

  void lower(Index point, std::uint8_t zoom) {
    auto& kept = m_zooms[m_topology.canonical[point]];
    kept = std::min(kept, zoom);
  }

  void rank_path(const Path& path) {
    m_nodes.clear();
    for (Index i = 0; i < path.count; ++i)
      if (is_node(path.at(i)))
        m_nodes.push_back(i);
    if (path.is_closed && m_nodes.empty())
      m_nodes.push_back(first_in_coordinate_order(path));
    const Index arcs = static_cast<Index>(m_nodes.size()) - (path.is_closed ? 0 : 1);
    for (Index a = 0; a < arcs; ++a) {
      const bool is_last = a + 1 == m_nodes.size();
      const Index end = is_last ? m_nodes.front() + path.count : m_nodes[a + 1];
      rank_arc(path, m_nodes[a], end);
    }
    if (path.is_closed && m_nodes.size() <= 2)
      keep_a_triangle(path);
  }

  Index first_in_coordinate_order(const Path& path) const {
    Index best = 0;
    for (Index i = 1; i < path.count; ++i)
      if (before(m_layer.points[path.at(i)], m_layer.points[path.at(best)]))
        best = i;
    return best;
  }

  /// Positions [begin, end] of the path, both ends always drawn.
  void rank_arc(const Path& path, Index begin, Index end) {
    m_points.clear();
    m_world.clear();
    for (Index i = begin; i <= end; ++i) {
      m_points.push_back(path.at(i));
      m_world.push_back(to_world(m_layer.points[m_points.back()]));
    }
    const Index last = static_cast<Index>(m_points.size()) - 1;
    lower(m_points.front(), 0);
    lower(m_points.back(), 0);
    m_open.assign(1, {0, last, 0});
    while (!m_open.empty()) {
      const Range range = m_open.back();
      m_open.pop_back();
      split(range);
    }
  }

  struct Range {
    Index first;
    Index last;
    std::uint8_t zoom; ///< at which the range itself becomes visible
  };

  void split(const Range& range) {
    double furthest_squared = -1;
    Index middle = 0;
    for (Index i = range.first + 1; i < range.last; ++i) {
      const double d = distance_squared(m_world[i], m_world[range.first], m_world[range.last]);
      if (d > furthest_squared) {
        furthest_squared = d;
        middle = i;
      }
    }
    if (middle == 0)
      return;
    const auto zoom = std::max(range.zoom, zoom_of(furthest_squared));
    if (zoom >= full_detail_zoom)
      return;
    lower(m_points[middle], zoom);
    m_open.push_back({range.first, middle, zoom});
    m_open.push_back({middle, range.last, zoom});
  }

  /// A ring with one or two nodes could shrink to a line: its nodes and the points furthest from
  /// them are always drawn.
  void keep_a_triangle(const Path& path) {
    const auto furthest = [&](Index from, Index to) {
      const auto a = to_world(m_layer.points[path.at(from)]);
      const auto b = to_world(m_layer.points[path.at(to)]);
      Index best = from;
      double best_squared = -1;
      for (Index i = 0; i < path.count; ++i) {
        const double d = distance_squared(to_world(m_layer.points[path.at(i)]), a, b);
        if (d > best_squared) {
          best_squared = d;
          best = i;
        }
      }
      return best;
    };
    const Index one = m_nodes.front();
    const Index two = m_nodes.size() > 1 ? m_nodes[1] : furthest(one, one);
    const Index three = furthest(one, two);
    for (const Index i : {two, three})
      lower(path.at(i), 0);
  }

  const Geometry& m_layer;
  Topology m_topology;
  std::vector<std::uint8_t> m_zooms; ///< by canonical number until the end of rank()
  std::vector<Index> m_nodes;        ///< positions in the path
  std::vector<Index> m_points;       ///< the arc's
  std::vector<WorldXY> m_world;      ///< the arc's
  std::vector<Range> m_open;
};

} // namespace

std::vector<std::uint8_t> vertex_zooms(const Geometry& layer) {
  return Ranker(layer).rank();
}

} // namespace geo
