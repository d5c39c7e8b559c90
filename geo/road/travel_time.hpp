#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "geo/road/road_graph.hpp"

namespace geo {

enum class Direction : std::uint8_t {
  outbound, ///< from the origins to everywhere
  inbound   ///< from everywhere to the origins
};

/// What each half edge takes in a scenario (roads closed or slowed), laid out for a search. Never
/// changes once built: any number of threads may read it.
struct TravelWeights {
  struct Arc {
    std::uint32_t to = 0;
    Cost cost = unreachable;
  };

  std::vector<Cost> half_costs; ///< by half edge, as the search runs along it
  std::vector<Arc> arcs;        ///< the same, as graph.arcs
  Direction direction = Direction::outbound;

  std::size_t bytes() const;
};

/// `half_costs`: as driven, one for each half edge (graph.half_costs when nothing is closed).
/// Inbound, the search runs against the traffic.
TravelWeights travel_weights(const RoadGraph& graph, std::span<const Cost> half_costs,
                             Direction direction);

/// Where a search begins: a station that leaves `start` after the call. On an edge closed both
/// ways it reaches nothing, and nothing reaches a position there; an end of any other edge is its
/// node.
struct Origin {
  RoadPosition at;
  Cost start = 0;
};

/// A part of an edge that one origin reaches first; its time changes evenly along it.
struct ReachedPart {
  float begin = 0; ///< shares of the edge's length, begin <= end
  float end = 0;
  float begin_time = 0; ///< deciseconds; may be the larger one
  float end_time = 0;
  std::uint32_t origin = 0;
};

struct Arrival {
  Cost cost = unreachable;
  std::uint32_t origin = 0; ///< only where there is a time
  bool operator==(const Arrival&) const = default;
};

/// Shortest times from any of many origins: Dijkstra's algorithm over buckets of a decisecond
/// (Dial, "Algorithm 360", CACM 12(11), 1969). One object serves one search after the other
/// without paying for the whole graph again; it belongs to one thread at a time. The graph and the
/// weights must live as long as it is used.
class TravelTimes {
public:
  explicit TravelTimes(const RoadGraph& graph);

  /// Where costs are equal, the first origin counts. Nodes beyond `limit` are not reached. Throws
  /// invalid_input for a limit over most_limit, unavailable when asked to stop.
  void search(const TravelWeights& weights, std::span<const Origin> origins, Cost limit,
              const std::stop_token& stop = {});

  static constexpr Cost most_limit = 10 * 4 * 3600; ///< four hours

  const RoadGraph& graph() const { return *m_graph; }
  Cost limit() const { return m_limit; }
  /// Every node reached, in no order, each once.
  std::span<const std::uint32_t> reached_nodes() const { return m_reached; }
  /// An origin, where it lies on its edge.
  struct OnEdge {
    RoadPosition at;
    Cost start = 0;
    std::uint32_t origin = 0;
  };
  /// The origins on an edge.
  std::span<const OnEdge> origins_on(std::uint32_t edge) const;
  /// Every edge of which a part is reached, each once.
  std::vector<std::uint32_t> reached_edges() const;
  Arrival at_node(std::uint32_t node) const;
  Arrival at(RoadPosition position) const;
  /// The parts of an edge reached within the limit, along its points, without overlap. They
  /// replace what `out` held.
  void reached_parts(std::uint32_t edge, std::vector<ReachedPart>& out) const;
  /// The line from the origin to the position (inbound: the other way round); empty when it
  /// is not reached.
  std::vector<LonLat> route_to(RoadPosition position) const;
  std::size_t bytes() const;

private:
  struct Label {
    Cost cost = unreachable;
    std::uint32_t origin = 0;
    std::uint32_t arc = 0;   ///< by which the node was reached
    std::uint32_t round = 0; ///< the search that wrote it
  };
  struct Waiting {
    std::uint32_t node = 0;
    std::uint32_t next = 0; ///< the next in the list of the same cost
  };
  enum class Via : std::uint8_t { none, direct, from_node, to_node };
  /// How a position is reached first.
  struct Approach {
    Arrival arrival;
    Via via = Via::none;
  };

  void begin_round(const TravelWeights& weights, Cost limit);
  void begin_at(std::uint32_t origin);
  void run(const std::stop_token& stop);
  void empty_list(Cost cost);
  void settle(std::uint32_t node);
  void offer(std::uint32_t node, const Label& label);
  std::uint32_t origin_count() const { return static_cast<std::uint32_t>(m_origins.size()); }
  bool is_open(std::uint32_t edge) const;
  /// How long the search takes along a share of a half edge; none at all takes no time anywhere.
  double cost_of_share(std::uint32_t half, double share) const;
  /// From a share of its edge to the end of a half edge; unreachable: not passable.
  Cost cost_ahead(std::uint32_t half, float share) const;
  bool is_reached(std::uint32_t node) const { return m_labels[node].round == m_round; }
  /// Whether the search goes from the reached start of a half edge into it.
  bool enters(std::uint32_t half) const;
  /// Whether an origin drives along its own edge.
  bool departs(const OnEdge& origin) const;
  Approach approach(RoadPosition position) const;
  std::uint32_t half_to(const Label& label) const { return m_graph->arcs[label.arc].half; }
  bool begins_by(const Label& label) const;
  /// The half edges from the origin to a reached node; the first may be only partly driven.
  std::vector<std::uint32_t> halves_to(std::uint32_t node) const;

  const RoadGraph* m_graph;
  const TravelWeights* m_weights = nullptr;
  Cost m_limit = 0;
  std::uint32_t m_round = 1;
  std::vector<Label> m_labels; ///< by node; valid if written in this round
  std::vector<std::uint32_t> m_reached;
  std::vector<Origin> m_origins;
  std::vector<OnEdge> m_on_edges;     ///< the origins by edge, share and number
  std::vector<std::uint32_t> m_heads; ///< first in m_waiting for each decisecond up to the limit
  std::vector<Waiting> m_waiting;
  std::vector<std::uint32_t> m_settling; ///< who waited for the present decisecond
  Cost m_first = 0;                      ///< the least cost somebody waits for
  Cost m_last = 0;
};

} // namespace geo
