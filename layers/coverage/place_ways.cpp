#include "layers/coverage/place_ways.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "geo/threads/parallel.hpp"
#include "layers/access/near_edges.hpp"

namespace layers {

namespace {

/// Points that lie no farther than this from the first of them, along each axis, are looked at
/// together.
constexpr double together_m = 50;

/// Numbers of points along a Hilbert curve: neighbours follow each other.
std::vector<std::uint32_t> along_curve(const Demand& demand) {
  std::vector<std::uint32_t> order(demand.points.size());
  for (std::uint32_t slot = 0; slot < order.size(); ++slot)
    order[slot] = demand.cells.item_at(slot);
  return order;
}

/// How many of the first lie together.
std::size_t count_together(const Demand& demand, std::span<const std::uint32_t> points) {
  const geo::LocalPlane plane(demand.points[points.front()].position);
  const auto is_beyond = [&](std::uint32_t point) {
    const auto at = plane.to_local(demand.points[point].position);
    return std::max(std::abs(at.x_m), std::abs(at.y_m)) > together_m;
  };
  return static_cast<std::size_t>(std::ranges::find_if(points, is_beyond) - points.begin());
}

geo::Box box_of(const Demand& demand, std::span<const std::uint32_t> points) {
  geo::Box box;
  for (const auto point : points)
    box.extend(demand.points[point].position);
  return box;
}

/// A way, and the node where it begins.
struct NodeWay {
  std::uint32_t node = 0;
  WaysByNode::Way way;
};

std::vector<NodeWay> ways_to(const Demand& demand, const RoadAccess& access,
                             std::span<const std::uint32_t> points) {
  const auto& graph = access.network().graph;
  std::vector<NodeWay> found;
  Surroundings around;
  while (!points.empty()) {
    const auto together = points.first(count_together(demand, points));
    points = points.subspan(together.size());
    const auto near = access.neighbourhood(box_of(demand, together));
    for (const auto point : together) {
      access.look(near, demand.points[point].position, around);
      for (const auto& way : access.ways_to(around))
        found.push_back(
            {start_of(graph, way.half), {point, static_cast<geo::Cost>(std::lround(way.cost))}});
    }
  }
  return found;
}

/// In the order of the nodes.
WaysByNode by_node(const std::vector<std::vector<NodeWay>>& found, std::size_t node_count,
                   std::size_t point_count) {
  WaysByNode made;
  made.point_count = point_count;
  made.starts.resize(node_count + 1);
  for (const auto& ways : found)
    for (const auto& way : ways)
      ++made.starts[way.node + 1];
  for (std::size_t node = 1; node < made.starts.size(); ++node)
    made.starts[node] += made.starts[node - 1];
  made.ways.resize(made.starts.back());
  auto next = made.starts;
  for (const auto& ways : found)
    for (const auto& way : ways)
      made.ways[next[way.node]++] = way.way;
  return made;
}

std::vector<std::vector<NodeWay>> ways_to(const Demand& demand, const RoadAccess& access,
                                          std::span<const std::uint32_t> points,
                                          const std::stop_token& stop) {
  constexpr std::size_t run = 512;
  std::vector<std::vector<NodeWay>> found((points.size() + run - 1) / run);
  geo::parallel_for(found.size(), stop, [&](std::size_t i) {
    found[i] =
        ways_to(demand, access, points.subspan(i * run, std::min(run, points.size() - i * run)));
  });
  return found;
}

/// Edges that cost something else, and those that meet them: whether a way is needless may hang on
/// these.
std::vector<std::uint8_t> changed_edges(const geo::RoadGraph& graph,
                                        const geo::TravelWeights& weights,
                                        const geo::TravelWeights& other) {
  std::vector<std::uint8_t> is_changed(graph.edge_count());
  for (std::uint32_t half = 0; half < weights.half_costs.size(); ++half) {
    if (weights.half_costs[half] == other.half_costs[half])
      continue;
    const auto& edge = graph.edges[half / 2];
    for (const auto node : {edge.from, edge.to})
      for (const auto& arc : graph.arcs_of(node))
        is_changed[arc.half / 2] = 1;
  }
  return is_changed;
}

std::vector<std::uint8_t> changed_points(const Demand& demand, const RoadAccess& access,
                                         const geo::TravelWeights& other) {
  std::vector<std::uint8_t> is_changed(demand.points.size());
  const auto mark = [&](const geo::Box& box) {
    for (const auto hit : demand.cells.query(box))
      is_changed[hit.item] = 1;
  };
  const auto edges = changed_edges(access.network().graph, access.weights(), other);
  for (std::uint32_t e = 0; e < edges.size(); ++e)
    if (edges[e] != 0)
      mark(access.box_around(e));
  for (const auto& zone : access.closed_zones())
    mark(access.widened(zone));
  return is_changed;
}

} // namespace

WaysByNode ways_by_node(const Demand& demand, const RoadAccess& access,
                        const std::stop_token& stop) {
  return by_node(ways_to(demand, access, along_curve(demand), stop),
                 access.network().graph.node_count(), demand.points.size());
}

WaysByNode ways_after(const WaysByNode& ways, const geo::TravelWeights& other, const Demand& demand,
                      const RoadAccess& access, const std::stop_token& stop) {
  const auto is_changed = changed_points(demand, access, other);
  std::vector<std::uint32_t> changed;
  for (const auto point : along_curve(demand))
    if (is_changed[point] != 0)
      changed.push_back(point);
  auto found = ways_to(demand, access, changed, stop);
  auto& kept = found.emplace_back();
  for (std::uint32_t node = 0; node + 1 < ways.starts.size(); ++node)
    for (const auto& way : ways.of(node))
      if (is_changed[way.point] == 0)
        kept.push_back({node, way});
  return by_node(found, ways.starts.size() - 1, demand.points.size());
}

WaysByNode ways_of_points(const WaysByNode& ways, std::span<const std::uint8_t> is_wanted) {
  WaysByNode wanted;
  wanted.point_count = ways.point_count;
  wanted.starts.assign(1, 0);
  for (std::uint32_t node = 0; node + 1 < ways.starts.size(); ++node) {
    std::ranges::copy_if(ways.of(node), std::back_inserter(wanted.ways),
                         [&](const auto& way) { return is_wanted[way.point] != 0; });
    wanted.starts.push_back(static_cast<std::uint32_t>(wanted.ways.size()));
  }
  return wanted;
}

} // namespace layers
