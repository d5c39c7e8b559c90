#include <algorithm>
#include <cmath>
#include <limits>

#include "geo/road/travel_time.hpp"

// Times of positions on edges, and the routes there. Along an edge time passes evenly, so what
// reaches a position first is one of: the edge's first node and the way forward, its last node and
// the way back, an origin on the same edge.

namespace geo {

namespace {

constexpr double beyond = std::numeric_limits<double>::infinity();

/// What comes along an edge in one direction: at `share` at `time`, taking `whole` for the edge.
struct Ray {
  double cost = beyond;
  double share = 0;
  double whole = beyond;
  std::uint32_t origin = 0;

  double time_at(double x) const { return cost + (x == share ? 0 : std::abs(x - share) * whole); }
  /// How far from `share` it comes within a limit.
  double reach(Cost limit) const { return cost > limit ? -1 : (limit - cost) / whole; }
};

/// Which of two rays in one direction, both begun at `x`, is earlier.
Ray earlier(const Ray& a, const Ray& b, double x) {
  const double a_time = a.time_at(x);
  const double b_time = b.time_at(x);
  return a_time < b_time || (a_time == b_time && a.origin < b.origin) ? a : b;
}

void add_part(std::vector<ReachedPart>& parts, const Ray& ray, double begin, double end) {
  const auto first = static_cast<float>(begin);
  const auto last = static_cast<float>(end);
  if (first < last)
    parts.push_back({first, last, static_cast<float>(ray.time_at(begin)),
                     static_cast<float>(ray.time_at(end)), ray.origin});
}

/// Parts between two shares, where one ray comes forward and one back.
void add_parts(std::vector<ReachedPart>& parts, const Ray& forward, const Ray& back, double begin,
               double end, Cost limit) {
  const double forward_end =
      forward.cost == beyond ? begin : std::min(end, forward.share + forward.reach(limit));
  const double back_begin =
      back.cost == beyond ? end : std::max(begin, back.share - back.reach(limit));
  if (forward_end <= back_begin) {
    add_part(parts, forward, begin, forward_end);
    add_part(parts, back, back_begin, end);
    return;
  }
  const double lead = back.time_at(begin) - forward.time_at(begin);
  const double meeting =
      std::clamp(begin + lead / (forward.whole + back.whole), back_begin, forward_end);
  add_part(parts, forward, begin, meeting);
  add_part(parts, back, meeting, end);
}

void append_line(std::vector<LonLat>& line, const std::vector<LonLat>& more) {
  for (const auto& point : more)
    if (line.empty() || !(line.back() == point))
      line.push_back(point);
}

} // namespace

bool TravelTimes::is_open(std::uint32_t edge) const {
  return m_weights->half_costs[2 * edge] != unreachable ||
         m_weights->half_costs[2 * edge + 1] != unreachable;
}

double TravelTimes::cost_of_share(std::uint32_t half, double share) const {
  if (share == 0)
    return 0;
  const auto whole = m_weights->half_costs[half];
  return whole == unreachable ? beyond : share * whole;
}

Cost TravelTimes::cost_ahead(std::uint32_t half, float share) const {
  const double left = half % 2 == 0 ? 1 - static_cast<double>(share) : static_cast<double>(share);
  const double cost = std::round(cost_of_share(half, left));
  return cost < unreachable ? static_cast<Cost>(cost) : unreachable;
}

std::span<const TravelTimes::OnEdge> TravelTimes::origins_on(std::uint32_t edge) const {
  const auto edge_of = [](const OnEdge& o) { return o.at.edge; };
  return {std::ranges::lower_bound(m_on_edges, edge, {}, edge_of),
          std::ranges::upper_bound(m_on_edges, edge, {}, edge_of)};
}

Arrival TravelTimes::at_node(std::uint32_t node) const {
  return is_reached(node) ? Arrival{m_labels[node].cost, m_labels[node].origin} : Arrival{};
}

TravelTimes::Approach TravelTimes::approach(RoadPosition position) const {
  Approach best;
  if (m_weights == nullptr || !is_open(position.edge))
    return best;
  const auto consider = [&](double cost, std::uint32_t origin, Via via) {
    cost = std::round(cost);
    if (cost > m_limit)
      return;
    const Arrival arrival{static_cast<Cost>(cost), origin};
    if (arrival.cost < best.arrival.cost ||
        (arrival.cost == best.arrival.cost && origin < best.arrival.origin))
      best = {arrival, via};
  };
  const double share = static_cast<double>(position.share);
  for (const auto& origin : origins_on(position.edge)) {
    const double apart = share - static_cast<double>(origin.at.share);
    const auto half = 2 * position.edge + (apart < 0 ? 1 : 0);
    consider(origin.start + cost_of_share(half, std::abs(apart)), origin.origin, Via::direct);
  }
  const auto& edge = m_graph->edges[position.edge];
  if (const auto& label = m_labels[edge.from]; is_reached(edge.from))
    consider(label.cost + cost_of_share(2 * position.edge, share), label.origin, Via::from_node);
  if (const auto& label = m_labels[edge.to]; is_reached(edge.to))
    consider(label.cost + cost_of_share(2 * position.edge + 1, 1 - share), label.origin,
             Via::to_node);
  return best;
}

Arrival TravelTimes::at(RoadPosition position) const {
  return approach(position).arrival;
}

void TravelTimes::reached_parts(std::uint32_t edge, std::vector<ReachedPart>& out) const {
  out.clear();
  if (m_weights == nullptr)
    return;
  const auto ray = [&](std::uint32_t half, double cost, double share, std::uint32_t origin) {
    const auto whole = m_weights->half_costs[half];
    return whole == unreachable ? Ray{} : Ray{cost, share, static_cast<double>(whole), origin};
  };
  const auto from_node = [&](std::uint32_t half, std::uint32_t node, double share) {
    const auto& label = m_labels[node];
    const bool turns_round = half_to(label) == (half ^ 1U); // that is never earlier
    return is_reached(node) && !turns_round ? ray(half, label.cost, share, label.origin) : Ray{};
  };
  const auto origins = origins_on(edge);
  std::vector<Ray> back(origins.size() + 1); // in each interval between origins
  back.back() = from_node(2 * edge + 1, m_graph->edges[edge].to, 1);
  for (auto i = origins.size(); i > 0; --i) {
    const auto& o = origins[i - 1];
    const double share = static_cast<double>(o.at.share);
    back[i - 1] = earlier(ray(2 * edge + 1, o.start, share, o.origin), back[i], share);
  }
  auto forward = from_node(2 * edge, m_graph->edges[edge].from, 0);
  double begin = 0;
  for (std::size_t i = 0; i < origins.size(); ++i) {
    const auto& o = origins[i];
    const double share = static_cast<double>(o.at.share);
    add_parts(out, forward, back[i], begin, share, m_limit);
    forward = earlier(forward, ray(2 * edge, o.start, share, o.origin), share);
    begin = share;
  }
  add_parts(out, forward, back.back(), begin, 1, m_limit);
}

bool TravelTimes::enters(std::uint32_t half) const {
  const auto& edge = m_graph->edges[half / 2];
  const auto node = half % 2 == 0 ? edge.from : edge.to;
  return is_reached(node) && m_labels[node].cost < m_limit &&
         m_weights->half_costs[half] != unreachable;
}

bool TravelTimes::departs(const OnEdge& origin) const {
  const auto [edge, share] = origin.at;
  const auto& costs = m_weights->half_costs;
  return origin.start < m_limit && ((share < 1 && costs[2 * edge] != unreachable) ||
                                    (share > 0 && costs[2 * edge + 1] != unreachable));
}

std::vector<std::uint32_t> TravelTimes::reached_edges() const {
  std::vector<std::uint32_t> edges;
  for (const auto node : m_reached)
    for (const auto& arc : m_graph->arcs_of(node))
      if (enters(arc.half) && (arc.half % 2 == 0 || !enters(arc.half - 1)))
        edges.push_back(arc.half / 2);
  const auto entered = edges.size();
  for (const auto& origin : m_on_edges) {
    const auto edge = origin.at.edge;
    const bool is_new = edges.size() == entered || edges.back() != edge;
    if (is_new && departs(origin) && !enters(2 * edge) && !enters(2 * edge + 1))
      edges.push_back(edge);
  }
  return edges;
}

bool TravelTimes::begins_by(const Label& label) const {
  const auto half = half_to(label);
  const auto& origin = m_origins[label.origin];
  return origin.at.edge == half / 2 && label.cost >= origin.start &&
         cost_ahead(half, origin.at.share) == label.cost - origin.start;
}

std::vector<std::uint32_t> TravelTimes::halves_to(std::uint32_t node) const {
  std::vector<std::uint32_t> halves;
  for (auto at = node;;) {
    const auto& label = m_labels[at];
    const auto half = half_to(label);
    halves.push_back(half);
    if (begins_by(label))
      break;
    const auto& edge = m_graph->edges[half / 2];
    at = half % 2 == 0 ? edge.from : edge.to;
  }
  std::ranges::reverse(halves);
  return halves;
}

std::vector<LonLat> TravelTimes::route_to(RoadPosition position) const {
  const auto [arrival, via] = approach(position);
  if (via == Via::none)
    return {};
  const auto& edge = m_graph->edges[position.edge];
  double begin = static_cast<double>(m_origins[arrival.origin].at.share);
  std::vector<LonLat> line;
  if (via != Via::direct) {
    for (const auto half : halves_to(via == Via::from_node ? edge.from : edge.to)) {
      const double end = half % 2 == 0 ? 1 : 0;
      append_line(line, part_of(*m_graph, half / 2, line.empty() ? begin : 1 - end, end));
    }
    begin = via == Via::from_node ? 0 : 1;
  }
  append_line(line, part_of(*m_graph, position.edge, begin, static_cast<double>(position.share)));
  if (line.size() == 1)
    line.push_back(line.front());
  if (m_weights->direction == Direction::inbound)
    std::ranges::reverse(line);
  return line;
}

} // namespace geo
