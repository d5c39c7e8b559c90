#include <algorithm>
#include <cmath>
#include <limits>

#include "geo/road/travel_time.hpp"

// Times of places on edges, and the ways there. Along an edge time passes evenly, so what reaches a
// place first is one of: the edge's first node and the way forward, its last node and the way back,
// an origin on the same edge.

namespace geo {

namespace {

constexpr double beyond = std::numeric_limits<double>::infinity();

/// What comes along an edge in one direction: at `share` at `time`, taking `whole` for the edge.
struct Ray {
  double time = beyond;
  double share = 0;
  double whole = beyond;
  std::uint32_t origin = 0;

  double time_at(double x) const { return time + (x == share ? 0 : std::abs(x - share) * whole); }
  /// How far from `share` it comes within a limit.
  double reach(Deciseconds limit) const { return time > limit ? -1 : (limit - time) / whole; }
};

/// Of two rays in one direction that have both begun at `x`.
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
               double end, Deciseconds limit) {
  const double forward_end =
      forward.time == beyond ? begin : std::min(end, forward.share + forward.reach(limit));
  const double back_begin =
      back.time == beyond ? end : std::max(begin, back.share - back.reach(limit));
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
  return m_weights->half_times[2 * edge] != no_time ||
         m_weights->half_times[2 * edge + 1] != no_time;
}

double TravelTimes::time_of_share(std::uint32_t half, double share) const {
  if (share == 0)
    return 0;
  const auto whole = m_weights->half_times[half];
  return whole == no_time ? beyond : share * whole;
}

Deciseconds TravelTimes::time_ahead(std::uint32_t half, float share) const {
  const double left = half % 2 == 0 ? 1 - static_cast<double>(share) : static_cast<double>(share);
  const double time = std::round(time_of_share(half, left));
  return time < no_time ? static_cast<Deciseconds>(time) : no_time;
}

std::span<const TravelTimes::OnEdge> TravelTimes::origins_on(std::uint32_t edge) const {
  const auto edge_of = [](const OnEdge& o) { return o.place.edge; };
  return {std::ranges::lower_bound(m_on_edges, edge, {}, edge_of),
          std::ranges::upper_bound(m_on_edges, edge, {}, edge_of)};
}

Arrival TravelTimes::at_node(std::uint32_t node) const {
  return is_reached(node) ? Arrival{m_labels[node].time, m_labels[node].origin} : Arrival{};
}

TravelTimes::Approach TravelTimes::approach(RoadPlace place) const {
  Approach best;
  if (m_weights == nullptr || !is_open(place.edge))
    return best;
  const auto consider = [&](double time, std::uint32_t origin, Way way) {
    time = std::round(time);
    if (time > m_limit)
      return;
    const Arrival arrival{static_cast<Deciseconds>(time), origin};
    if (arrival.time < best.arrival.time ||
        (arrival.time == best.arrival.time && origin < best.arrival.origin))
      best = {arrival, way};
  };
  const double share = static_cast<double>(place.share);
  for (const auto& origin : origins_on(place.edge)) {
    const double apart = share - static_cast<double>(origin.place.share);
    const auto half = 2 * place.edge + (apart < 0 ? 1 : 0);
    consider(origin.start + time_of_share(half, std::abs(apart)), origin.origin, Way::direct);
  }
  const auto& edge = m_graph->edges[place.edge];
  if (const auto& label = m_labels[edge.from]; is_reached(edge.from))
    consider(label.time + time_of_share(2 * place.edge, share), label.origin, Way::from_node);
  if (const auto& label = m_labels[edge.to]; is_reached(edge.to))
    consider(label.time + time_of_share(2 * place.edge + 1, 1 - share), label.origin, Way::to_node);
  return best;
}

Arrival TravelTimes::at(RoadPlace place) const {
  return approach(place).arrival;
}

void TravelTimes::reached_parts(std::uint32_t edge, std::vector<ReachedPart>& out) const {
  out.clear();
  if (m_weights == nullptr)
    return;
  const auto ray = [&](std::uint32_t half, double time, double share, std::uint32_t origin) {
    const auto whole = m_weights->half_times[half];
    return whole == no_time ? Ray{} : Ray{time, share, static_cast<double>(whole), origin};
  };
  const auto from_node = [&](std::uint32_t half, std::uint32_t node, double share) {
    const auto& label = m_labels[node];
    const bool turns_round = half_to(label) == (half ^ 1U); // that is never earlier
    return is_reached(node) && !turns_round ? ray(half, label.time, share, label.origin) : Ray{};
  };
  const auto origins = origins_on(edge);
  std::vector<Ray> back(origins.size() + 1); // in each interval between origins
  back.back() = from_node(2 * edge + 1, m_graph->edges[edge].to, 1);
  for (auto i = origins.size(); i > 0; --i) {
    const auto& o = origins[i - 1];
    const double share = static_cast<double>(o.place.share);
    back[i - 1] = earlier(ray(2 * edge + 1, o.start, share, o.origin), back[i], share);
  }
  auto forward = from_node(2 * edge, m_graph->edges[edge].from, 0);
  double begin = 0;
  for (std::size_t i = 0; i < origins.size(); ++i) {
    const auto& o = origins[i];
    const double share = static_cast<double>(o.place.share);
    add_parts(out, forward, back[i], begin, share, m_limit);
    forward = earlier(forward, ray(2 * edge, o.start, share, o.origin), share);
    begin = share;
  }
  add_parts(out, forward, back.back(), begin, 1, m_limit);
}

bool TravelTimes::enters(std::uint32_t half) const {
  const auto& edge = m_graph->edges[half / 2];
  const auto node = half % 2 == 0 ? edge.from : edge.to;
  return is_reached(node) && m_labels[node].time < m_limit &&
         m_weights->half_times[half] != no_time;
}

bool TravelTimes::departs(const OnEdge& origin) const {
  const auto [edge, share] = origin.place;
  const auto& times = m_weights->half_times;
  return origin.start < m_limit && ((share < 1 && times[2 * edge] != no_time) ||
                                    (share > 0 && times[2 * edge + 1] != no_time));
}

std::vector<std::uint32_t> TravelTimes::reached_edges() const {
  std::vector<std::uint32_t> edges;
  for (const auto node : m_reached)
    for (const auto& arc : m_graph->arcs_of(node))
      if (enters(arc.half) && (arc.half % 2 == 0 || !enters(arc.half - 1)))
        edges.push_back(arc.half / 2);
  const auto entered = edges.size();
  for (const auto& origin : m_on_edges) {
    const auto edge = origin.place.edge;
    const bool is_new = edges.size() == entered || edges.back() != edge;
    if (is_new && departs(origin) && !enters(2 * edge) && !enters(2 * edge + 1))
      edges.push_back(edge);
  }
  return edges;
}

bool TravelTimes::begins_by(const Label& label) const {
  const auto half = half_to(label);
  const auto& origin = m_origins[label.origin];
  return origin.place.edge == half / 2 && label.time >= origin.start &&
         time_ahead(half, origin.place.share) == label.time - origin.start;
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

std::vector<LonLat> TravelTimes::route_to(RoadPlace place) const {
  const auto [arrival, way] = approach(place);
  if (way == Way::none)
    return {};
  const auto& edge = m_graph->edges[place.edge];
  double begin = static_cast<double>(m_origins[arrival.origin].place.share);
  std::vector<LonLat> line;
  if (way != Way::direct) {
    for (const auto half : halves_to(way == Way::from_node ? edge.from : edge.to)) {
      const double end = half % 2 == 0 ? 1 : 0;
      append_line(line, part_of(*m_graph, half / 2, line.empty() ? begin : 1 - end, end));
    }
    begin = way == Way::from_node ? 0 : 1;
  }
  append_line(line, part_of(*m_graph, place.edge, begin, static_cast<double>(place.share)));
  if (line.size() == 1)
    line.push_back(line.front());
  if (m_weights->direction == Direction::inbound)
    std::ranges::reverse(line);
  return line;
}

} // namespace geo
