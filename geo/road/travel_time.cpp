#include "geo/road/travel_time.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "geo/stop.hpp"

// 1. The ends of an origin's edge begin with its start and the time of the way there.
// 2. Nodes wait in lists, one for each decisecond up to the limit; a node that is reached earlier
//    waits once more, and its old place is recognised by the time.
// 3. Lists are emptied in order; the node's arcs offer times to their ends. Every half edge takes a
//    decisecond at least, so a list does not grow while it is emptied.
//    What emptying a list needs is fetched in steps for all of it, for memory answers slowly.
// 4. Labels carry the round they were written in: a search pays only for what it reaches.
// Reading results is in travel_time_positions.cpp.

namespace geo {

namespace {

constexpr std::uint32_t list_end = std::numeric_limits<std::uint32_t>::max();

/// Where a half edge is in graph.arcs.
std::uint32_t arc_of(const RoadGraph& graph, std::uint32_t half) {
  const auto& edge = graph.edges[half / 2];
  auto arc = graph.arc_starts[half % 2 == 0 ? edge.from : edge.to];
  while (graph.arcs[arc].half != half)
    ++arc;
  return arc;
}

} // namespace

TravelWeights travel_weights(const RoadGraph& graph, std::span<const Cost> half_costs,
                             Direction direction) {
  TravelWeights weights;
  weights.direction = direction;
  weights.half_costs.assign(half_costs.begin(), half_costs.end());
  if (direction == Direction::inbound)
    for (std::size_t half = 0; half + 1 < half_costs.size(); half += 2)
      std::swap(weights.half_costs[half], weights.half_costs[half + 1]);
  weights.arcs.reserve(graph.arcs.size());
  for (const auto& arc : graph.arcs)
    weights.arcs.push_back({arc.to, weights.half_costs[arc.half]});
  return weights;
}

std::size_t TravelWeights::bytes() const {
  return half_costs.capacity() * sizeof(Cost) + arcs.capacity() * sizeof(Arc);
}

TravelTimes::TravelTimes(const RoadGraph& graph) : m_graph(&graph), m_labels(graph.node_count()) {}

void TravelTimes::search(const TravelWeights& weights, std::span<const Origin> origins, Cost limit,
                         const std::stop_token& stop) {
  if (limit > most_limit)
    fail(ErrorKind::invalid_input, "travel time limit {} s: is over {} s; ask for less", limit / 10,
         most_limit / 10);
  begin_round(weights, limit);
  m_origins.assign(origins.begin(), origins.end());
  for (std::uint32_t i = 0; i < origin_count(); ++i)
    m_on_edges.push_back({origins[i].at, origins[i].start, i});
  std::ranges::sort(m_on_edges, {},
                    [](const OnEdge& o) { return std::tuple(o.at.edge, o.at.share, o.origin); });
  for (std::uint32_t i = 0; i < origin_count(); ++i)
    begin_at(i);
  run(stop);
}

std::size_t TravelTimes::bytes() const {
  return m_labels.capacity() * sizeof(Label) + m_waiting.capacity() * sizeof(Waiting) +
         m_on_edges.capacity() * sizeof(OnEdge) + m_origins.capacity() * sizeof(Origin) +
         (m_reached.capacity() + m_heads.capacity() + m_settling.capacity()) *
             sizeof(std::uint32_t);
}

void TravelTimes::begin_round(const TravelWeights& weights, Cost limit) {
  if (++m_round == 0) {
    std::ranges::fill(m_labels, Label{});
    m_round = 1;
  }
  m_weights = &weights;
  m_limit = limit;
  m_reached.clear();
  m_on_edges.clear();
  m_waiting.clear();
  m_heads.assign(limit + 1, list_end);
  m_first = limit;
  m_last = 0;
}

void TravelTimes::begin_at(std::uint32_t number) {
  const auto& [position, start] = m_origins[number];
  if (!is_open(position.edge) || start > m_limit)
    return;
  for (const auto half : {2 * position.edge, 2 * position.edge + 1}) {
    const auto arc = arc_of(*m_graph, half);
    if (const auto ahead = cost_ahead(half, position.share); ahead <= m_limit - start)
      offer(m_graph->arcs[arc].to, {start + ahead, number, arc, m_round});
  }
}

void TravelTimes::offer(std::uint32_t node, const Label& label) {
  auto& known = m_labels[node];
  if (known.round != m_round) {
    m_reached.push_back(node);
  } else if (known.cost <= label.cost) {
    if (known.cost == label.cost && label.origin < known.origin)
      known = label;
    return;
  }
  known = label;
  m_waiting.push_back({node, m_heads[label.cost]});
  m_heads[label.cost] = static_cast<std::uint32_t>(m_waiting.size() - 1);
  m_first = std::min(m_first, label.cost);
  m_last = std::max(m_last, label.cost);
}

void TravelTimes::run(const std::stop_token& stop) {
  for (auto cost = m_first; cost <= m_last; ++cost) {
    if (m_heads[cost] == list_end)
      continue;
    check_stop(stop);
    empty_list(cost);
  }
  m_waiting.clear();
  m_first = m_limit;
  m_last = 0;
}

void TravelTimes::empty_list(Cost cost) {
  const auto* starts = m_graph->arc_starts.data();
  const auto* arcs = m_weights->arcs.data();
  m_settling.clear();
  for (auto waiting = std::exchange(m_heads[cost], list_end); waiting != list_end;) {
    const auto [node, next] = m_waiting[waiting];
    __builtin_prefetch(&m_labels[node]);
    __builtin_prefetch(starts + node);
    m_settling.push_back(node);
    waiting = next;
  }
  for (const auto node : m_settling)
    __builtin_prefetch(arcs + starts[node]);
  for (const auto node : m_settling)
    for (auto i = starts[node]; i < starts[node + 1]; ++i)
      __builtin_prefetch(&m_labels[arcs[i].to]);
  for (const auto node : m_settling)
    if (m_labels[node].cost == cost)
      settle(node);
}

void TravelTimes::settle(std::uint32_t node) {
  const auto label = m_labels[node];
  const auto left = m_limit - label.cost;
  const auto* arcs = m_weights->arcs.data();
  const auto last = m_graph->arc_starts[node + 1];
  for (auto i = m_graph->arc_starts[node]; i < last; ++i)
    if (arcs[i].cost <= left)
      offer(arcs[i].to, {label.cost + arcs[i].cost, label.origin, i, m_round});
}

} // namespace geo
