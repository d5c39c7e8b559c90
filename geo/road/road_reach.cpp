#include "geo/road/road_reach.hpp"

#include <unordered_set>
#include <vector>

namespace geo {

double road_reach_m(const RoadGraph& graph, const TravelWeights& weights, RoadPosition from,
                    double enough_m) {
  std::unordered_set<std::uint32_t> nodes;
  std::unordered_set<std::uint32_t> edges;
  std::vector<std::uint32_t> waiting;
  double reach_m = 0;
  const auto enter = [&](std::uint32_t half, std::uint32_t to) {
    if (weights.half_costs[half] == unreachable)
      return;
    if (edges.insert(half / 2).second)
      reach_m += static_cast<double>(graph.edges[half / 2].length_m);
    if (nodes.insert(to).second)
      waiting.push_back(to);
  };
  enter(2 * from.edge, graph.edges[from.edge].to);
  enter(2 * from.edge + 1, graph.edges[from.edge].from);
  while (!waiting.empty() && reach_m < enough_m) {
    const auto node = waiting.back();
    waiting.pop_back();
    for (const auto& arc : graph.arcs_of(node))
      enter(arc.half, arc.to);
  }
  return reach_m;
}

} // namespace geo
