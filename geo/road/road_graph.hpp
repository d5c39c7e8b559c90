// geo/road: a road network and the least costs along it; knows no zone, station or demand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stop_token>
#include <vector>

#include "geo/geometry.hpp"
#include "geo/spatial_index.hpp"

namespace geo {

/// What a search adds up along roads, in tenths: of a second where it is time, of a metre where it
/// is length.
using Cost = std::uint32_t;
using Deciseconds = Cost; ///< a cost that is a time
using Decimetres = Cost;  ///< a cost that is a length
/// Not passable; not reached.
constexpr Cost unreachable = std::numeric_limits<Cost>::max();

/// A line of road with one speed each way. It meets another line where they share a vertex, and
/// where its end lies on the other's middle; where lines only cross, one is a bridge. Where both
/// say heights that differ by more than two metres, they never meet.
struct RoadLine {
  std::span<const LonLat> points; ///< two or more; CRS84
  float forward_km_h = 0;         ///< in the order of the points; 0: not passable that way
  float backward_km_h = 0;
  std::uint32_t tag = 0; ///< whatever the caller wants to find again at the edges made of it
  /// Whether one gets on and off along it, not at its ends alone: no tunnel, bridge or motorway.
  bool is_accessible = true;
  /// Whether one does at an end where it goes on to nothing: of a bridge, not of a motorway.
  bool ends_on_ground = true;
  /// Above or below what crosses. Lines of different levels only meet at ends that they share, or
  /// where one ends on the middle of another that is nearer to level 0.
  int level = 0;
  /// Whether equal points are one place, whatever the levels say: nodes of OpenStreetMap are.
  bool are_points_nodes = false;
  bool begins_cut = false; ///< an end that was cut out of a longer line: it meets its equals only
  bool ends_cut = false;
  std::span<const float> heights_m = {}; ///< by point, NaN: not said; empty: none is
};

/// An end of a road that comes near another road and does not meet it.
struct NearEnd {
  enum class Why : std::uint8_t {
    gap,   ///< it lies beside it
    level, ///< and the other road is of another level
    height ///< it lies on it, at another height
  };
  LonLat at;
  double gap_m = 0;
  Why why = Why::gap;
};

/// A position on a road: a linear reference.
struct RoadPosition {
  std::uint32_t edge = 0;
  float share = 0; ///< along the edge: 0 at its first point, 1 at its last
  bool operator==(const RoadPosition&) const = default;
};

/// A position on a road, near a point that is on none.
struct Snap {
  RoadPosition at;
  LonLat position; ///< where that is
  double distance_m = 0;
};

/// A road network, built once, read-only afterwards; any number of threads may read it.
/// Nodes are where roads meet, end, or change their speed or tag; between them lie edges. Nodes are
/// numbered along a Hilbert curve, edges by their first node, so that neighbours lie near in
/// memory. Each edge is two half edges: 2e runs along its points, 2e + 1 against them. Both are
/// arcs of the node where they begin, even when they cannot be driven.
struct RoadGraph {
  struct Edge {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::uint32_t tag = 0;
    float length_m = 0;
  };
  struct Arc {
    std::uint32_t to = 0;
    std::uint32_t half = 0;
  };

  std::vector<LonLat> nodes;
  std::vector<std::uint32_t> arc_starts{0}; ///< node n has arcs [arc_starts[n], arc_starts[n+1])
  std::vector<Arc> arcs;
  std::vector<Edge> edges;
  std::vector<Deciseconds> half_times; ///< by half edge; at least 1, unreachable: not passable
  std::vector<std::uint32_t> edge_points{
      0}; ///< edge e has points [edge_points[e], edge_points[e+1])
  std::vector<LonLat> points;
  std::vector<float> point_shares; ///< by point: the share of its edge's length that lies before it
  std::vector<std::uint8_t> accessible;    ///< by edge: RoadLine::is_accessible, and the last metre
                                           ///< before an end on the ground
  std::vector<std::uint32_t> components;   ///< by node: connected when one-ways count both ways
  std::vector<double> component_lengths_m; ///< 0 is the longest, and so on
  SpatialIndex runs;                       ///< over runs of a few segments, for snap()
  std::vector<std::uint32_t> run_points;   ///< first point of each run
  std::vector<std::uint32_t> run_edges;    ///< edge of each run
  std::vector<NearEnd> near_ends;          ///< in the order of the lines

  std::size_t node_count() const { return nodes.size(); }
  std::size_t edge_count() const { return edges.size(); }
  std::span<const Arc> arcs_of(std::uint32_t node) const {
    return std::span(arcs).subspan(arc_starts[node], arc_starts[node + 1] - arc_starts[node]);
  }
  std::span<const LonLat> points_of(std::uint32_t edge) const {
    return std::span(points).subspan(edge_points[edge], edge_points[edge + 1] - edge_points[edge]);
  }
  std::span<const float> shares_of(std::uint32_t edge) const {
    return std::span(point_shares)
        .subspan(edge_points[edge], edge_points[edge + 1] - edge_points[edge]);
  }
  std::uint32_t last_point_of_run(std::uint32_t run) const {
    const auto last = edge_points[run_edges[run] + 1] - 1;
    return run + 1 < run_points.size() && run_points[run + 1] < last ? run_points[run + 1] : last;
  }
  std::size_t bytes() const;
};

/// Builds the graph. Lines of fewer than two different points are passed over. Vertices within
/// `tolerance_m` of each other at the ends of lines become one (0: only equal ones), and ends so
/// near the middle of another line of their level are on it (0: to a millimetre; of one nearer to
/// level 0 always so). Ends within a further two metres of a line that they do not meet are told in
/// `near_ends`. Chains whose
/// inner nodes have two edges of equal speeds and tag become one edge that keeps every point.
/// Throws too_large beyond 2^31 edges or points, unavailable when asked to stop. O(n log n).
RoadGraph build_road_graph(std::span<const RoadLine> lines, double tolerance_m = 0,
                           const std::stop_token& stop = {});

/// The nearest positions on different edges within `most_m` of a point, nearest first, `count` at
/// most. Edges for which `wanted` (by edge; empty: all) is 0 are passed over. A bounded search of
/// the index; distances are as LocalPlane's around the point.
std::vector<Snap> snap(const RoadGraph& graph, LonLat point, double most_m, std::size_t count,
                       std::span<const std::uint8_t> wanted = {});

/// Where a position lies.
LonLat position_of(const RoadGraph& graph, RoadPosition position);

/// The points of an edge between two shares of its length, in the order from `begin` to `end`
/// (which may be the smaller one), both ends included.
std::vector<LonLat> part_of(const RoadGraph& graph, std::uint32_t edge, double begin, double end);

} // namespace geo
