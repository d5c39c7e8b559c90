#include "geo/edge_meetings.hpp"

#include <algorithm>
#include <vector>

#include "geo/intersects.hpp"
#include "geo/spatial_index.hpp"
#include "geo/time_limit.hpp"

namespace geo {

namespace {

struct Edge {
  LonLat from;
  LonLat to;
};

std::vector<Edge> polygon_edges(GeometryView geometry) {
  std::vector<Edge> edges;
  for (std::uint32_t p = 0; p < geometry.part_count(); ++p) {
    const auto part = geometry.part(p);
    for (std::uint32_t r = 0; part.type() == PartType::polygon && r < part.ring_count(); ++r) {
      const auto ring = part.ring(r);
      for (std::size_t i = 1; i < ring.size(); ++i)
        if (ring[i - 1] != ring[i])
          edges.push_back({ring[i - 1], ring[i]});
    }
  }
  return edges;
}

std::vector<Box> boxes_of(const std::vector<Edge>& edges) {
  std::vector<Box> boxes(edges.size());
  for (std::size_t i = 0; i < edges.size(); ++i) {
    boxes[i].extend(edges[i].from);
    boxes[i].extend(edges[i].to);
  }
  return boxes;
}

bool is_beside(const Edge& edge, const Edge& line) {
  const double from = side(line.from, line.to, edge.from);
  const double to = side(line.from, line.to, edge.to);
  return (from < 0 && to < 0) || (from > 0 && to > 0);
}

/// Of two edges whose boxes touch.
bool meet(const Edge& a, const Edge& b) {
  return !is_beside(a, b) && !is_beside(b, a);
}

} // namespace

std::size_t count_edge_meetings(GeometryView geometry, std::size_t most) {
  const auto edges = polygon_edges(geometry);
  const auto boxes = boxes_of(edges);
  const SpatialIndex index(boxes);
  std::size_t count = 0;
  for (std::size_t i = 0; i < edges.size() && count < most; ++i) {
    check_time();
    const auto near = index.query(boxes[i]);
    count += static_cast<std::size_t>(std::ranges::count_if(
        near, [&](auto hit) { return hit.item > i && meet(edges[i], edges[hit.item]); }));
  }
  return std::min(count, most);
}

} // namespace geo
