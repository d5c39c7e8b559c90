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
  std::vector<std::uint8_t> accessible; ///< by chain: whether one gets on and off along it

  std::size_t size() const { return lines.size(); }
  std::span<const std::uint32_t> visits_of(std::size_t chain) const {
    return std::span(visits).subspan(starts[chain], starts[chain + 1] - starts[chain]);
  }
  /// Ends the chain whose visits were appended last.
  void end_chain(std::uint32_t line, bool is_accessible) {
    starts.push_back(static_cast<std::uint32_t>(visits.size()));
    lines.push_back(line);
    accessible.push_back(is_accessible ? 1 : 0);
  }
  void add(std::span<const std::uint32_t> chain, std::uint32_t line, bool is_accessible) {
    visits.insert(visits.end(), chain.begin(), chain.end());
    end_chain(line, is_accessible);
  }
};

/// Cuts lines where they meet, and joins them where only two meet that are alike in both
/// directions. A closed way that nothing meets begins where its first line does. Each chain runs
/// as its first line does.
RoadChains chain_roads(const RoadVertices& vertices, std::span<const RoadLine> lines);

} // namespace geo
