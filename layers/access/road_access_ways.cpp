// Ways are looked for nearest first: one that cannot be cheaper than driving on to a node that has
// one is not worked out.
#include "layers/access/road_access.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "layers/access/near_edges.hpp"

namespace layers {

namespace {

using geo::LocalXY;
using geo::NearSegment;
using geo::RoadWalk;

PlaceWay way_of(std::uint32_t half, const RoadWalk& walk) {
  return {half, static_cast<float>(walk.share), static_cast<float>(walk.walk_m), walk.cost};
}

/// What is known of the costs from nodes to a place: a hash table, open addressing.
class NodeCosts {
public:
  struct Slot {
    std::uint32_t node = no_node;
    bool is_told = false; ///< to those from which one drives to it
    double cost = never;
  };

  Slot& of(std::uint32_t node) {
    if (2 * m_count >= m_slots.size())
      grow();
    auto& slot = m_slots[place_of(node)];
    m_count += slot.node == no_node;
    slot.node = node;
    return slot;
  }

private:
  static constexpr auto no_node = std::numeric_limits<std::uint32_t>::max();

  std::size_t place_of(std::uint32_t node) const {
    const auto mask = m_slots.size() - 1;
    auto place = (node * std::size_t{0x9E3779B1}) >> 7U & mask;
    while (m_slots[place].node != node && m_slots[place].node != no_node)
      place = (place + 1) & mask;
    return place;
  }
  void grow() {
    const auto old = std::exchange(m_slots, std::vector<Slot>(2 * m_slots.size()));
    for (const auto& slot : old)
      if (slot.node != no_node)
        m_slots[place_of(slot.node)] = slot;
  }

  std::vector<Slot> m_slots = std::vector<Slot>(128);
  std::size_t m_count = 0;
};

/// The ways to a place that are kept: none from a node from which it is as cheap to drive on to
/// another that has one.
class KeptWays {
public:
  KeptWays(const geo::RoadGraph& graph, const geo::TravelWeights& weights)
      : m_graph(graph), m_weights(weights) {}

  /// Ways must come cheapest first.
  bool is_needless(std::uint32_t node, double cost) {
    const auto known = m_costs.of(node);
    if (known.cost > cost)
      return false;
    if (!known.is_told)
      tell(node, known.cost);
    return true;
  }
  void keep(std::uint32_t node, const PlaceWay& way) {
    tell(node, way.cost);
    m_ways.push_back(way);
  }
  std::vector<PlaceWay> take() { return std::move(m_ways); }

private:
  /// A node's cost, to itself and those from which one drives to it.
  void tell(std::uint32_t node, double cost) {
    auto& own = m_costs.of(node);
    own.cost = cost;
    own.is_told = true;
    for (const auto& arc : m_graph.arcs_of(node)) {
      const auto there = m_weights.half_costs[arc.half ^ 1U];
      if (there == geo::unreachable)
        continue;
      auto& other = m_costs.of(arc.to);
      other.cost = std::min(other.cost, there + cost);
    }
  }

  const geo::RoadGraph& m_graph;
  const geo::TravelWeights& m_weights;
  NodeCosts m_costs; ///< from nodes, by a way or driving on
  std::vector<PlaceWay> m_ways;
};

/// A way as far as it is known: by its edge's distance, then by its cost, then in sight.
struct Candidate {
  enum class Known : std::uint8_t { distance, cost, sight };
  double cost = 0; ///< no less than this
  std::uint32_t half = 0;
  std::uint32_t edge = 0; ///< number of the segments
  Known known = Known::distance;
};

bool is_dearer(const Candidate& a, const Candidate& b) {
  return a.cost > b.cost || (a.cost == b.cost && a.half > b.half);
}

/// Candidates, the cheapest first. Few are put back.
class CandidateQueue {
public:
  explicit CandidateQueue(std::vector<Candidate> candidates) : m_sorted(std::move(candidates)) {
    std::ranges::sort(m_sorted, is_dearer); // the cheapest is the last
  }
  bool empty() const { return m_sorted.empty() && m_again.empty(); }
  Candidate pop() {
    if (m_again.empty() || (!m_sorted.empty() && is_dearer(m_again.front(), m_sorted.back()))) {
      const auto next = m_sorted.back();
      m_sorted.pop_back();
      return next;
    }
    std::ranges::pop_heap(m_again, is_dearer);
    const auto next = m_again.back();
    m_again.pop_back();
    return next;
  }
  void push(const Candidate& candidate) {
    m_again.push_back(candidate);
    std::ranges::push_heap(m_again, is_dearer);
  }

private:
  std::vector<Candidate> m_sorted;
  std::vector<Candidate> m_again; ///< a heap
};

double nearest_m(std::span<const NearSegment> segments, LocalXY place) {
  double nearest2_m2 = never;
  for (const auto& segment : segments)
    nearest2_m2 = std::min(nearest2_m2, geo::SeenSegment(segment, place).nearest2_m2());
  return std::sqrt(nearest2_m2);
}

} // namespace

std::vector<PlaceWay> RoadAccess::ways_to(const Surroundings& around, LocalXY at) const {
  const auto standing = standing_at(around, at);
  struct NearEdge {
    std::span<const NearSegment> segments;
    std::array<RoadWalk, 2> walks; ///< by heading, once they are known
  };
  std::vector<NearEdge> edges;
  edges.reserve(around.segments.size());
  std::vector<Candidate> waiting;
  waiting.reserve(2 * around.segments.size());
  for_each_edge(around.segments, [&](std::span<const NearSegment> edge) {
    const double on_foot = nearest_m(edge, at) * m_walking.cost_per_m;
    const auto number = static_cast<std::uint32_t>(edges.size());
    const std::array by_road{edge.front().begin_share, 1 - edge.back().end_share};
    for (const auto half : {2 * edge.front().edge, 2 * edge.front().edge + 1})
      if (const double whole = m_weights->half_costs[half]; whole != geo::unreachable)
        waiting.push_back({on_foot + whole * static_cast<double>(by_road[half % 2]), half, number});
    edges.push_back({edge, {}});
  });
  KeptWays kept(m_network->graph, *m_weights);
  CandidateQueue queue(std::move(waiting));
  while (!queue.empty()) {
    const auto next = queue.pop();
    const auto node = start_of(m_network->graph, next.half);
    if (kept.is_needless(node, next.cost))
      continue;
    auto& [segments, walks] = edges[next.edge];
    auto& known = walks[next.half % 2];
    const bool is_hidden = next.known == Candidate::Known::cost && around.has_walls() &&
                           is_parted(standing, segments, known);
    if (next.known != Candidate::Known::distance && !is_hidden) {
      kept.keep(node, way_of(next.half, known));
      continue;
    }
    const auto walk =
        cheapest(standing, segments, heading_of(next.half), share_at_start(next.half), is_hidden);
    if (walk) {
      known = *walk;
      queue.push({walk->cost, next.half, next.edge,
                  is_hidden ? Candidate::Known::sight : Candidate::Known::cost});
    }
  }
  return kept.take();
}

std::optional<PlaceWay> RoadAccess::way_along(const Surroundings& around, LocalXY at,
                                              geo::RoadPosition from) const {
  const std::span<const NearSegment> of_edge{
      std::ranges::lower_bound(around.segments, from.edge, {}, &NearSegment::edge),
      std::ranges::upper_bound(around.segments, from.edge, {}, &NearSegment::edge)};
  if (of_edge.empty())
    return std::nullopt;
  const auto standing = standing_at(around, at);
  std::optional<PlaceWay> best;
  for (const auto half : {2 * from.edge, 2 * from.edge + 1}) {
    const auto walk = cheapest_in_sight(standing, of_edge, heading_of(half), from.share,
                                        best ? best->cost : never);
    if (walk && (!best || walk->cost < best->cost))
      best = way_of(half, *walk);
  }
  return best;
}

} // namespace layers
