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
  const auto arrive = [&](std::uint32_t half, std::uint32_t to, double length_m) {
    if (weights.half_costs[half] == unreachable)
      return;
    reach_m += length_m;
    if (nodes.insert(to).second)
      waiting.push_back(to);
  };
  const auto& own = graph.edges[from.edge];
  const double share = from.share;
  edges.insert(from.edge);
  arrive(2 * from.edge, own.to, (1 - share) * static_cast<double>(own.length_m));
  arrive(2 * from.edge + 1, own.from, share * static_cast<double>(own.length_m));
  while (!waiting.empty() && reach_m < enough_m) {
    const auto node = waiting.back();
    waiting.pop_back();
    for (const auto& arc : graph.arcs_of(node))
      if (weights.half_costs[arc.half] != unreachable)
        arrive(arc.half, arc.to,
               edges.insert(arc.half / 2).second
                   ? static_cast<double>(graph.edges[arc.half / 2].length_m)
                   : 0);
  }
  return reach_m;
}

} // namespace geo
