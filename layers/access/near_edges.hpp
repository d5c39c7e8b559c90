#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "geo/road/near_roads.hpp"

namespace layers {

/// When what is not reached is reached.
constexpr double never = std::numeric_limits<double>::infinity();
constexpr double nowhere = -1; ///< a reach of nothing

/// Of a half edge: which way it runs, and the share of the edge and the node where it begins.
inline geo::Heading heading_of(std::uint32_t half) {
  return half % 2 == 0 ? geo::Heading::forward : geo::Heading::backward;
}

inline double share_at_start(std::uint32_t half) {
  return half % 2 == 0 ? 0 : 1;
}

inline std::uint32_t start_of(const geo::RoadGraph& graph, std::uint32_t half) {
  const auto& edge = graph.edges[half / 2];
  return half % 2 == 0 ? edge.from : edge.to;
}

/// Calls use(segments) for each edge, of segments that are sorted by their edges.
template <typename Use>
void for_each_edge(std::span<const geo::NearSegment> segments, Use use) {
  while (!segments.empty()) {
    std::size_t count = 1;
    while (count < segments.size() && segments[count].edge == segments.front().edge)
      ++count;
    use(segments.first(count));
    segments = segments.subspan(count);
  }
}

} // namespace layers
