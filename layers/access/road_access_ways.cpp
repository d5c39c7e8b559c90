// Ways are looked for nearest first: one that cannot be cheaper than driving on to a node that has
// one is not worked out. Of each node its cheapest candidate waits for its turn.
#include "layers/access/road_access.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "layers/access/near_edges.hpp"

namespace layers {

namespace {

using geo::NearSegment;
using geo::RoadWalk;

constexpr auto none = std::numeric_limits<std::uint32_t>::max();

PlaceWay way_of(std::uint32_t half, const RoadWalk& walk) {
  return {half, static_cast<float>(walk.share), static_cast<float>(walk.walk_m), walk.cost};
}

/// A way that may be the cheapest.
struct Candidate {
  /// How far the edge is, then what the way costs, then that it is in sight.
  enum class Known : std::uint8_t { distance, cost, sight };
  double cost = 0; ///< no less than this
  std::uint32_t half = 0;
  std::uint32_t next = none; ///< of its node
  std::span<const NearSegment> segments;
  Known known = Known::distance;
  RoadWalk walk; ///< once its cost is known
};

/// A candidate for each half edge near a place.
std::vector<Candidate> candidates_of(const Surroundings& around, const geo::TravelWeights& weights,
                                     double cost_per_m) {
  std::vector<Candidate> candidates;
  candidates.reserve(2 * around.segments.size());
  for_each_edge(around.segments, [&](std::span<const NearSegment> edge) {
    const auto nearest = std::ranges::min_element(edge, {}, &NearSegment::near_m);
    const std::array by_road{edge.front().begin_share, 1 - edge.back().end_share};
    for (const auto half : {2 * edge.front().edge, 2 * edge.front().edge + 1}) {
      const double whole = weights.half_costs[half];
      if (whole == geo::unreachable)
        continue;
      auto& made = candidates.emplace_back();
      made.cost = nearest->near_m * cost_per_m + whole * static_cast<double>(by_road[half % 2]);
      made.half = half;
      made.segments = edge;
    }
  });
  return candidates;
}

/// A node where candidates begin.
struct NearNode {
  std::uint32_t node = none;
  std::uint32_t first = none; ///< of its candidates
  double cost = never;        ///< from it, by a way or driving on, as far as is known
};

/// A hash table, open addressing.
class NearNodes {
public:
  explicit NearNodes(std::size_t most) : m_slots(std::bit_ceil(2 * most + 1)) {}

  std::span<NearNode> slots() { return m_slots; }
  /// The node's slot, or the one that is free for it.
  NearNode& slot_of(std::uint32_t node) {
    const auto mask = m_slots.size() - 1;
    auto place = (node * std::size_t{0x9E3779B1}) >> 7U & mask;
    while (m_slots[place].node != node && m_slots[place].node != none)
      place = (place + 1) & mask;
    return m_slots[place];
  }

private:
  std::vector<NearNode> m_slots;
};

/// The candidates of a place, the cheapest first, but none from a node from which it is as cheap to
/// drive on to another that has a way.
class CandidateQueue {
public:
  CandidateQueue(const geo::RoadGraph& graph, const geo::TravelWeights& weights,
                 std::vector<Candidate> candidates)
      : m_graph(graph), m_weights(weights), m_candidates(std::move(candidates)),
        m_nodes(m_candidates.size()) {
    for (std::uint32_t i = 0; i < m_candidates.size(); ++i) {
      auto& node = m_nodes.slot_of(start_of(m_candidates[i]));
      node.node = start_of(m_candidates[i]);
      m_candidates[i].next = std::exchange(node.first, i);
    }
    m_turns.reserve(m_candidates.size());
    for (const auto& node : m_nodes.slots())
      if (node.node != none)
        m_turns.push_back(turn_of(node));
    std::sort(m_turns.begin(), m_turns.end(), is_later);
  }

  /// Null when there is none.
  Candidate* pop() {
    while (!m_turns.empty()) {
      auto& candidate = m_candidates[m_turns.back().candidate];
      m_turns.pop_back();
      const auto node = start_of(candidate);
      const double known = m_nodes.slot_of(node).cost;
      if (known > candidate.cost)
        return &candidate;
      tell(node, known);
    }
    return nullptr;
  }
  /// A popped one whose cost is known better; never: it is no way.
  void push(const Candidate& candidate) {
    const auto turn = turn_of(m_nodes.slot_of(start_of(candidate)));
    if (turn.cost == never)
      return;
    m_turns.push_back(turn);
    for (auto at = m_turns.end() - 1; at != m_turns.begin() && is_later(*at, *(at - 1)); --at)
      std::iter_swap(at, at - 1);
  }
  /// A popped one is its node's way.
  void keep(const Candidate& candidate) { tell(start_of(candidate), candidate.cost); }

private:
  /// The cheapest candidate of a node.
  struct Turn {
    double cost = never;
    std::uint32_t half = none;
    std::uint32_t candidate = 0;
  };
  static bool is_later(const Turn& a, const Turn& b) {
    return a.cost > b.cost || (a.cost == b.cost && a.half > b.half);
  }
  Turn turn_of(const NearNode& node) const {
    Turn turn;
    for (auto i = node.first; i != none; i = m_candidates[i].next)
      turn = std::min(turn, {m_candidates[i].cost, m_candidates[i].half, i},
                      [](const Turn& a, const Turn& b) { return is_later(b, a); });
    return turn;
  }
  std::uint32_t start_of(const Candidate& candidate) const {
    return layers::start_of(m_graph, candidate.half);
  }
  /// Tells a node's cost to those from which one drives to it.
  void tell(std::uint32_t node, double cost) {
    for (const auto& arc : m_graph.arcs_of(node)) {
      const auto there = m_weights.half_costs[arc.half ^ 1U];
      auto& other = m_nodes.slot_of(arc.to);
      if (there != geo::unreachable && other.node != none)
        other.cost = std::min(other.cost, there + cost);
    }
  }

  const geo::RoadGraph& m_graph;
  const geo::TravelWeights& m_weights;
  std::vector<Candidate> m_candidates;
  NearNodes m_nodes;
  std::vector<Turn> m_turns; ///< of nodes that have no way yet; sorted, the cheapest is the last
};

} // namespace

std::vector<PlaceWay> RoadAccess::ways_to(const Surroundings& around) const {
  using Known = Candidate::Known;
  const auto standing = standing_at(around, {});
  CandidateQueue queue(m_network->graph, *m_weights,
                       candidates_of(around, *m_weights, m_walking.cost_per_m));
  std::vector<PlaceWay> ways;
  while (auto* next = queue.pop()) {
    const bool is_hidden = next->known == Known::cost && around.has_walls() &&
                           is_parted(standing, next->segments, next->walk);
    if (next->known != Known::distance && !is_hidden) {
      ways.push_back(way_of(next->half, next->walk));
      queue.keep(*next);
      continue;
    }
    const auto walk = cheapest(standing, next->segments, heading_of(next->half),
                               share_at_start(next->half), is_hidden);
    next->known = is_hidden ? Known::sight : Known::cost;
    next->cost = walk ? walk->cost : never;
    if (walk)
      next->walk = *walk;
    queue.push(*next);
  }
  return ways;
}

std::optional<PlaceWay> RoadAccess::way_along(const Surroundings& around,
                                              geo::RoadPosition from) const {
  const std::span<const NearSegment> of_edge{
      std::ranges::lower_bound(around.segments, from.edge, {}, &NearSegment::edge),
      std::ranges::upper_bound(around.segments, from.edge, {}, &NearSegment::edge)};
  if (of_edge.empty())
    return std::nullopt;
  const auto standing = standing_at(around, {});
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
