#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geo/road/road_vertices.hpp"

namespace geo {

/// What becomes an edge: the way from one node to the next.
struct RoadChains {
  std::vector<std::uint32_t> starts{0}; ///< chain c visits [starts[c], starts[c+1])
  std::vector<std::uint32_t> visits;    ///< vertices; the first and the last are nodes
  std::vector<std::uint32_t> lines;     ///< whose speeds and tag a chain has, in its direction

  std::size_t size() const { return lines.size(); }
  std::span<const std::uint32_t> visits_of(std::size_t chain) const {
    return std::span(visits).subspan(starts[chain], starts[chain + 1] - starts[chain]);
  }
};

/// Cuts lines where they meet, and joins them where only two meet that are alike in both
/// directions. A closed way that nothing meets begins where its first line does. Each chain runs
/// as its first line does.
RoadChains chain_roads(const RoadVertices& vertices, std::span<const RoadLine> lines);

} // namespace geo
