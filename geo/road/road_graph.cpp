#include "geo/road/road_graph.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

#include "geo/hilbert.hpp"
#include "geo/local_plane.hpp"
#include "geo/road/disjoint_sets.hpp"
#include "geo/road/road_chains.hpp"
#include "geo/road/road_landings.hpp"
#include "geo/road/road_vertices.hpp"
#include "geo/stop.hpp"

// 1. Lines that share vertices become chains between nodes (road_vertices.cpp, road_chains.cpp);
//    bridges come down where they go on to nothing (road_landings.cpp).
// 2. Nodes are numbered along a Hilbert curve, chains become edges sorted by their first node.
// 3. Each edge gives an arc to the node at either end.
// 4. Nodes are united along passable edges into components.
// 5. Runs of a few segments are indexed by their boxes.

namespace geo {

namespace {

constexpr std::uint32_t no_node = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t segments_per_run = 8;
constexpr int curve_order = 24;

Deciseconds time_along(double length_m, float speed_km_h) {
  if (!(speed_km_h > 0))
    return unreachable;
  const double seconds = length_m / (static_cast<double>(speed_km_h) / 3.6);
  return static_cast<Deciseconds>(
      std::clamp(std::round(10 * seconds), 1.0, double{unreachable - 1}));
}

/// Fills graph.nodes; returns the node of each vertex, where it is one.
std::vector<std::uint32_t> number_nodes(RoadGraph& graph, const RoadVertices& vertices,
                                        const RoadChains& chains) {
  struct Node {
    std::uint64_t along;
    std::uint32_t vertex;
  };
  const Box extent = bounding_box(vertices.positions);
  std::vector<std::uint32_t> node_of(vertices.positions.size(), no_node);
  std::vector<Node> nodes;
  for (std::size_t chain = 0; chain < chains.size(); ++chain)
    for (const auto vertex : {chains.visits_of(chain).front(), chains.visits_of(chain).back()})
      if (node_of[vertex] == no_node) {
        node_of[vertex] = 0;
        nodes.push_back({hilbert_number(curve_order, vertices.positions[vertex], extent), vertex});
      }
  std::ranges::sort(nodes, {}, [](const Node& n) { return std::tie(n.along, n.vertex); });
  graph.nodes.reserve(nodes.size());
  for (const auto& node : nodes) {
    node_of[node.vertex] = static_cast<std::uint32_t>(graph.nodes.size());
    graph.nodes.push_back(vertices.positions[node.vertex]);
  }
  return node_of;
}

/// Fills the edges with their points and times.
void make_edges(RoadGraph& graph, const RoadVertices& vertices, const RoadChains& chains,
                std::span<const RoadLine> lines, const std::vector<std::uint32_t>& node_of) {
  std::vector<std::uint32_t> order(chains.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(
      order, {}, [&](std::uint32_t chain) { return node_of[chains.visits_of(chain).front()]; });
  graph.edges.reserve(order.size());
  graph.half_times.reserve(2 * order.size());
  graph.edge_points.reserve(order.size() + 1);
  graph.points.reserve(chains.visits.size());
  graph.point_shares.reserve(chains.visits.size());
  for (const auto chain : order) {
    const auto visits = chains.visits_of(chain);
    const auto& line = lines[chains.lines[chain]];
    for (const auto vertex : visits)
      graph.points.push_back(vertices.positions[vertex]);
    graph.edge_points.push_back(static_cast<std::uint32_t>(graph.points.size()));
    const double metres = length_m(std::span(graph.points).last(visits.size()));
    graph.edges.push_back(
        {node_of[visits.front()], node_of[visits.back()], line.tag, static_cast<float>(metres)});
    graph.accessible.push_back(chains.accessible[chain]);
    graph.half_times.push_back(time_along(metres, line.forward_km_h));
    graph.half_times.push_back(time_along(metres, line.backward_km_h));
  }
}

/// Lengths in the plane around the edge's first point.
void append_shares(RoadGraph& graph, std::span<const LonLat> points) {
  const LocalPlane plane(points.front());
  std::vector<double> before_m{0};
  for (std::size_t i = 1; i < points.size(); ++i) {
    const auto a = plane.to_local(points[i - 1]);
    const auto b = plane.to_local(points[i]);
    before_m.push_back(before_m.back() + std::hypot(b.x_m - a.x_m, b.y_m - a.y_m));
  }
  const double whole_m = before_m.back() > 0 ? before_m.back() : 1;
  for (const double length_m : before_m)
    graph.point_shares.push_back(static_cast<float>(length_m / whole_m));
}

void make_arcs(RoadGraph& graph) {
  graph.arc_starts.assign(graph.node_count() + 1, 0);
  for (const auto& edge : graph.edges) {
    ++graph.arc_starts[edge.from + 1];
    ++graph.arc_starts[edge.to + 1];
  }
  std::partial_sum(graph.arc_starts.begin(), graph.arc_starts.end(), graph.arc_starts.begin());
  graph.arcs.resize(2 * graph.edge_count());
  auto next = graph.arc_starts;
  for (std::uint32_t e = 0; e < graph.edge_count(); ++e) {
    const auto& edge = graph.edges[e];
    graph.arcs[next[edge.from]++] = {edge.to, 2 * e};
    graph.arcs[next[edge.to]++] = {edge.from, 2 * e + 1};
  }
}

bool is_passable(const RoadGraph& graph, std::uint32_t edge) {
  return graph.half_times[2 * edge] != unreachable || graph.half_times[2 * edge + 1] != unreachable;
}

/// For each node the smallest one it is connected with.
std::vector<std::uint32_t> connect_nodes(const RoadGraph& graph) {
  DisjointSets connected(graph.node_count());
  for (std::uint32_t e = 0; e < graph.edge_count(); ++e) {
    if (!is_passable(graph, e))
      continue;
    const auto& edge = graph.edges[e];
    const auto [low, high] = std::minmax({connected.find(edge.from), connected.find(edge.to)});
    connected.join(high, low);
  }
  std::vector<std::uint32_t> lowest;
  lowest.reserve(graph.node_count());
  for (std::uint32_t node = 0; node < graph.node_count(); ++node)
    lowest.push_back(connected.find(node));
  return lowest;
}

void find_components(RoadGraph& graph) {
  const auto lowest = connect_nodes(graph);
  std::vector<double> length_m(graph.node_count());
  for (std::uint32_t e = 0; e < graph.edge_count(); ++e)
    if (is_passable(graph, e))
      length_m[lowest[graph.edges[e].from]] += static_cast<double>(graph.edges[e].length_m);
  std::vector<std::uint32_t> roots;
  for (std::uint32_t node = 0; node < graph.node_count(); ++node)
    if (lowest[node] == node)
      roots.push_back(node);
  std::ranges::stable_sort(roots, std::greater(), [&](std::uint32_t n) { return length_m[n]; });
  std::vector<std::uint32_t> component_of(graph.node_count());
  for (const auto root : roots) {
    component_of[root] = static_cast<std::uint32_t>(graph.component_lengths_m.size());
    graph.component_lengths_m.push_back(length_m[root]);
  }
  for (const auto root : lowest)
    graph.components.push_back(component_of[root]);
}

void index_runs(RoadGraph& graph) {
  std::vector<Box> boxes;
  for (std::uint32_t e = 0; e < graph.edge_count(); ++e) {
    const auto last = graph.edge_points[e + 1] - 1;
    for (auto first = graph.edge_points[e]; first < last; first += segments_per_run) {
      const auto end = std::min(first + segments_per_run, last);
      boxes.push_back(bounding_box(std::span(graph.points).subspan(first, end - first + 1)));
      graph.run_points.push_back(first);
      graph.run_edges.push_back(e);
    }
  }
  graph.runs = SpatialIndex(boxes);
}

template <typename T>
std::size_t bytes_of(const std::vector<T>& values) {
  return values.capacity() * sizeof(T);
}

} // namespace

RoadGraph build_road_graph(std::span<const RoadLine> lines, double tolerance_m,
                           const std::stop_token& stop) {
  auto vertices = share_vertices(lines, tolerance_m, stop);
  const auto chains = with_landings(chain_roads(vertices, lines), vertices, lines);
  check_stop(stop);
  RoadGraph graph;
  const auto node_of = number_nodes(graph, vertices, chains);
  make_edges(graph, vertices, chains, lines, node_of);
  for (std::uint32_t e = 0; e < graph.edge_count(); ++e)
    append_shares(graph, graph.points_of(e));
  check_stop(stop);
  make_arcs(graph);
  find_components(graph);
  check_stop(stop);
  index_runs(graph);
  graph.near_ends = std::move(vertices.near_ends);
  return graph;
}

std::size_t RoadGraph::bytes() const {
  return bytes_of(nodes) + bytes_of(arc_starts) + bytes_of(arcs) + bytes_of(edges) +
         bytes_of(half_times) + bytes_of(edge_points) + bytes_of(points) + bytes_of(point_shares) + bytes_of(accessible) +
         bytes_of(components) + bytes_of(component_lengths_m) + runs.bytes() +
         bytes_of(run_points) + bytes_of(run_edges);
}

} // namespace geo
