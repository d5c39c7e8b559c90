#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "geo/road_graph.hpp"

namespace geo {

enum class Direction : std::uint8_t {
  outbound, ///< from the origins to the places
  inbound   ///< from the places to the origins
};

/// What each half edge takes in a scenario (roads closed or slowed), laid out for a search. Never
/// changes once built: any number of threads may read it.
struct TravelWeights {
  std::vector<Deciseconds> half_times; ///< of each half edge, as the search runs along it
  std::vector<Deciseconds> arc_times;  ///< the same in the order of graph.arcs
};

/// `half_times`: as driven, one for each half edge (graph.half_times when nothing is closed).
/// Inbound, the search runs against the traffic.
TravelWeights travel_weights(const RoadGraph& graph, std::span<const Deciseconds> half_times,
                             Direction direction);

/// Where a search begins: a station that leaves `start` after the call.
struct Origin {
  RoadPlace place;
  Deciseconds start = 0;
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
  Deciseconds time = no_time;
  std::uint32_t origin = 0; ///< only where there is a time
};

/// Shortest times from any of many origins: Dijkstra's algorithm over buckets of a decisecond
/// (Dial, "Algorithm 360", CACM 12(11), 1969). One object serves one search after the other
/// without paying for the whole graph again; it belongs to one thread at a time. The graph and the
/// weights must live as long as it is used.
class TravelTimes {
public:
  explicit TravelTimes(const RoadGraph& graph);

  /// Of equal times the first origin's counts. Nodes beyond `limit` are not reached. Throws
  /// invalid_input for a limit over most_limit, unavailable when asked to stop.
  void search(const TravelWeights& weights, std::span<const Origin> origins, Deciseconds limit,
              const std::stop_token& stop = {});
  /// Goes on from the last search with one origin more, whose number is the count of those before.
  /// Touches only what it reaches earlier than they did.
  void add(const Origin& origin, const std::stop_token& stop = {});

  static constexpr Deciseconds most_limit = 10 * 4 * 3600; ///< four hours

  const RoadGraph& graph() const { return *m_graph; }
  Deciseconds limit() const { return m_limit; }
  /// Every node reached, in no order, each once.
  std::span<const std::uint32_t> reached_nodes() const { return m_reached; }
  /// Every edge of which a part is reached, each once.
  std::vector<std::uint32_t> reached_edges() const;
  Arrival at_node(std::uint32_t node) const;
  Arrival at(RoadPlace place) const;
  /// The parts of an edge reached within the limit, along its points, without overlap.
  void reached_parts(std::uint32_t edge, std::vector<ReachedPart>& out) const;
  /// The line from the origin to the place (inbound: from the place to the origin); empty when it
  /// is not reached.
  std::vector<LonLat> route_to(RoadPlace place) const;

private:
  const RoadGraph* m_graph;
  Deciseconds m_limit = 0;
  std::vector<std::uint32_t> m_reached;
};

} // namespace geo
