#include "layers/access/road_access.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

namespace layers {

namespace {

using geo::Heading;
using geo::LocalXY;
using geo::NearSegment;
using geo::RoadWalk;
using geo::Stretch;

constexpr double never = std::numeric_limits<double>::infinity();
constexpr double nowhere = -1; ///< a reach of nothing
/// What lies so near a road lies on it, however places are rounded.
constexpr double least_access_m = 1;

Heading heading_of(std::uint32_t half) {
  return half % 2 == 0 ? Heading::forward : Heading::backward;
}

double share_at_start(std::uint32_t half) {
  return half % 2 == 0 ? 0 : 1;
}

std::uint32_t start_of(const geo::RoadGraph& graph, std::uint32_t half) {
  const auto& edge = graph.edges[half / 2];
  return half % 2 == 0 ? edge.from : edge.to;
}

/// Calls use(segments) for each edge.
template <typename Use>
void for_each_edge(std::span<const NearSegment> segments, Use use) {
  while (!segments.empty()) {
    std::size_t count = 1;
    while (count < segments.size() && segments[count].edge == segments.front().edge)
      ++count;
    use(segments.first(count));
    segments = segments.subspan(count);
  }
}

/// The cheaper one.
void keep_cheaper(std::optional<RoadWalk>& best, const std::optional<RoadWalk>& other) {
  if (other && (!best || other->cost < best->cost))
    best = other;
}

double distance_m(const Wall& wall, LocalXY place) {
  return std::sqrt(geo::SeenSegment({0, 0, 0, wall.begin, wall.end}, place).nearest2_m2());
}

/// How far the nearest wall is.
double free_m(const Surroundings& around, LocalXY place) {
  double nearest_m = never;
  for (const auto* walls : {&around.closed_zones, &around.water})
    for (const auto& wall : walls->borders)
      if (!(wall.begin == wall.end))
        nearest_m = std::min(nearest_m, distance_m(wall, place));
  return nearest_m;
}

struct LocalBox {
  LocalXY low;
  LocalXY high;
};

LocalBox box_of(std::span<const NearSegment> segments) {
  LocalBox box{{never, never}, {-never, -never}};
  for (const auto& segment : segments)
    for (const auto p : {segment.begin, segment.end}) {
      box.low = {std::min(box.low.x_m, p.x_m), std::min(box.low.y_m, p.y_m)};
      box.high = {std::max(box.high.x_m, p.x_m), std::max(box.high.y_m, p.y_m)};
    }
  return box;
}

double distance_to_box_m(const Departure& departure, LocalXY place) {
  return std::hypot(std::max({departure.low.x_m - place.x_m, 0.0, place.x_m - departure.high.x_m}),
                    std::max({departure.low.y_m - place.y_m, 0.0, place.y_m - departure.high.y_m}));
}

bool is_in_water(const Surroundings& around, LocalXY place) {
  return around.water.contain(around.plane.to_lonlat(place));
}

/// What of a segment lies in water: rising.
std::vector<Stretch> wet_stretches(const Surroundings& around, const NearSegment& segment) {
  const auto begin = around.plane.to_lonlat(segment.begin);
  const auto end = around.plane.to_lonlat(segment.end);
  std::vector<double> cuts{0, 1};
  for (const auto* shape : around.water.shapes)
    std::ranges::copy(shape->crossings(begin, end), std::back_inserter(cuts));
  std::ranges::sort(cuts);
  std::vector<Stretch> wet;
  for (std::size_t i = 1; i < cuts.size(); ++i) {
    const double middle = (cuts[i - 1] + cuts[i]) / 2;
    if (cuts[i - 1] < cuts[i] && around.water.contain({begin.lon + middle * (end.lon - begin.lon),
                                                       begin.lat + middle * (end.lat - begin.lat)}))
      wet.push_back({cuts[i - 1], cuts[i]});
  }
  return wet;
}

/// Adds what of a stretch lies between others, which rise.
void hide_between(Stretch part, std::span<const Stretch> others, std::vector<Stretch>& hidden) {
  for (const auto& other : others) {
    hidden.push_back({part.first, std::min(part.last, other.first)});
    part.first = std::max(part.first, other.last);
  }
  hidden.push_back(part);
}

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

/// How a place stands among the roads and walls.
struct RoadAccess::Standing {
  const Surroundings* around = nullptr;
  LocalXY at;
  bool is_in_water = false;
  double walked_m = 0;   ///< how far roads are reached on foot
  double standing_m = 0; ///< how far those that one gets off at their ends only
};

RoadAccess::RoadAccess(const RoadNetwork& network, const Scenario& scenario,
                       const geo::TravelWeights& weights, const Walking& walking)
    : m_network(&network), m_scenario(&scenario),
      m_weights(&weights), m_walking{std::max(walking.access_m, least_access_m),
                                     walking.cost_per_m} {}

std::vector<geo::Box> RoadAccess::closed_zones() const {
  std::vector<geo::Box> boxes;
  for (std::size_t zone = 0; zone < m_network->zones.size(); ++zone)
    if (m_scenario->zone_closed[zone] != 0)
      boxes.push_back(m_network->zones[zone].shape.box());
  return boxes;
}

geo::Box RoadAccess::widened(const geo::Box& box) const {
  const geo::LocalPlane plane({(box.west + box.east) / 2, (box.south + box.north) / 2});
  const auto low = plane.to_local({box.west, box.south});
  const double by_m = 1.01 * std::max(m_walking.access_m, on_road_m) + 1; // planes differ a little
  const auto south_west = plane.to_lonlat({low.x_m - by_m, low.y_m - by_m});
  const auto north_east = plane.to_lonlat({by_m - low.x_m, by_m - low.y_m});
  return {south_west.lon, south_west.lat, north_east.lon, north_east.lat};
}

void RoadAccess::look(geo::LonLat centre, double spread_m, Surroundings& around) const {
  around.plane = geo::LocalPlane(centre);
  const double seen_m = std::max(m_walking.access_m, on_road_m) + spread_m;
  geo::segments_near(m_network->graph, around.plane, seen_m, around.segments);
  around.has_bridges = std::ranges::any_of(
      around.segments, [&](const auto& segment) { return !is_accessible(segment.edge); });
  closed_zones_near(*m_network, *m_scenario, around.plane, seen_m, around.closed_zones);
  water_near(*m_network, around.plane, seen_m, around.water);
}

RoadAccess::Standing RoadAccess::standing_at(const Surroundings& around, LocalXY at) const {
  Standing standing{&around, at, false, m_walking.access_m, on_road_m};
  if (around.has_walls()) {
    const auto place = around.plane.to_lonlat(at);
    standing.is_in_water = around.water.contain(place);
    if (standing.is_in_water)
      standing.walked_m = std::min(standing.walked_m, on_road_m);
    if (around.closed_zones.contain(place))
      standing.walked_m = nowhere;
  }
  const auto is_beside = [&](const NearSegment& segment) {
    return is_accessible(segment.edge) &&
           geo::SeenSegment(segment, at).nearest2_m2() <= on_road_m * on_road_m;
  };
  if (around.has_bridges && std::ranges::any_of(around.segments, is_beside))
    standing.standing_m = nowhere;
  return standing;
}

double RoadAccess::reach_m(const Standing& standing, std::uint32_t edge) const {
  return is_accessible(edge) ? standing.walked_m : standing.standing_m;
}

geo::WalkCosts RoadAccess::costs_of(std::uint32_t half) const {
  return {static_cast<double>(m_weights->half_costs[half]), m_walking.cost_per_m};
}

std::optional<RoadWalk> RoadAccess::cheapest(const Standing& standing,
                                             std::span<const NearSegment> edge, Heading heading,
                                             double from_share, bool heeds_walls) const {
  const auto half = 2 * edge.front().edge + (heading == Heading::forward ? 0 : 1);
  if (m_weights->half_costs[half] == geo::unreachable)
    return std::nullopt;
  const double within_m = reach_m(standing, half / 2);
  std::optional<RoadWalk> best;
  for (const auto& segment : edge) {
    const geo::SeenSegment seen(segment, standing.at);
    const auto stretch = geo::stretch_within(seen, within_m);
    if (!stretch)
      continue;
    const auto offer = [&](Stretch part) {
      keep_cheaper(best,
                   geo::cheapest_walk(segment, seen, part, heading, from_share, costs_of(half)));
    };
    if (heeds_walls)
      std::ranges::for_each(open_parts(standing, segment, *stretch), offer);
    else
      offer(*stretch);
  }
  return best;
}

std::vector<Stretch> RoadAccess::open_parts(const Standing& standing, const NearSegment& segment,
                                            Stretch whole) const {
  std::vector<Stretch> hidden;
  for (const auto& wall : standing.around->closed_zones.borders)
    if (const auto part = hidden_stretch(segment, standing.at, wall))
      hidden.push_back(*part);
  const auto standing_on = stands_on(standing, segment);
  for (const auto& wall : standing.around->water.borders)
    if (const auto part = hidden_stretch(segment, standing.at, wall))
      hide_between(*part, standing_on, hidden);
  std::erase_if(hidden, [](Stretch part) { return part.first >= part.last; });
  return open_stretches(whole, hidden);
}

bool RoadAccess::is_parted(const Standing& standing, std::span<const NearSegment> edge,
                           const RoadWalk& walk) const {
  if (!is_accessible(edge.front().edge))
    return false;
  return standing.around->closed_zones.part(standing.at, walk.begins) ||
         (standing.around->water.part(standing.at, walk.begins) &&
          (walk.walk_m > on_road_m ||
           !(standing.is_in_water || is_in_water(*standing.around, walk.begins))));
}

std::vector<Stretch> RoadAccess::stands_on(const Standing& standing,
                                           const NearSegment& segment) const {
  const auto beside = geo::stretch_within({segment, standing.at}, on_road_m);
  if (!beside)
    return {};
  if (standing.is_in_water)
    return {*beside};
  auto wet = wet_stretches(*standing.around, segment);
  for (auto& part : wet)
    part = {std::max(part.first, beside->first), std::min(part.last, beside->last)};
  std::erase_if(wet, [](Stretch part) { return part.first >= part.last; });
  return wet;
}

std::optional<RoadWalk> RoadAccess::cheapest_in_sight(const Standing& standing,
                                                      std::span<const NearSegment> edge,
                                                      Heading heading, double from_share,
                                                      double most) const {
  const auto walk = cheapest(standing, edge, heading, from_share, false);
  if (!walk || walk->cost >= most)
    return std::nullopt;
  return is_parted(standing, edge, *walk) ? cheapest(standing, edge, heading, from_share, true)
                                          : walk;
}

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
  const auto standing = standing_at(around, at);
  std::optional<PlaceWay> best;
  for_each_edge(around.segments, [&](std::span<const NearSegment> edge) {
    if (edge.front().edge != from.edge)
      return;
    for (const auto half : {2 * from.edge, 2 * from.edge + 1}) {
      const auto walk = cheapest_in_sight(standing, edge, heading_of(half), from.share,
                                          best ? best->cost : never);
      if (walk && (!best || walk->cost < best->cost))
        best = way_of(half, *walk);
    }
  });
  return best;
}

std::vector<Departure> RoadAccess::departures(const Surroundings& around,
                                              const geo::TravelTimes& times) const {
  std::vector<Departure> found;
  for_each_edge(around.segments, [&](std::span<const NearSegment> edge) {
    const auto box = box_of(edge);
    const auto add = [&](std::uint32_t half, double share, geo::Arrival begun) {
      if (begun.cost <= times.limit() && m_weights->half_costs[half] != geo::unreachable)
        found.push_back({double(begun.cost), begun.origin, half, share, edge, box.low, box.high});
    };
    const auto number = edge.front().edge;
    for (const auto half : {2 * number, 2 * number + 1}) {
      add(half, share_at_start(half), times.at_node(start_of(m_network->graph, half)));
      for (const auto& on : times.origins_on(number))
        add(half, on.at.share, {on.start, on.origin});
    }
  });
  std::ranges::stable_sort(found, {}, &Departure::cost);
  return found;
}

PlaceArrival RoadAccess::arrival_at(const Surroundings& around,
                                    std::span<const Departure> departures, LocalXY at) const {
  const auto standing = standing_at(around, at);
  PlaceArrival earliest;
  for (const auto& departure : departures) {
    if (departure.cost >= earliest.cost)
      break;
    const double left = earliest.cost - departure.cost;
    const double beside_m = distance_to_box_m(departure, at);
    if (beside_m * m_walking.cost_per_m >= left || beside_m > reach_m(standing, departure.half / 2))
      continue;
    const auto walk = cheapest_in_sight(standing, departure.segments, heading_of(departure.half),
                                        departure.share, left);
    if (walk && walk->cost < left)
      earliest = {departure.cost + walk->cost, departure.origin};
  }
  return earliest;
}

RoadAccess::Bounds RoadAccess::bounds(const Surroundings& around,
                                      std::span<const Departure> departures, LocalXY middle,
                                      double spread_m) const {
  Standing farthest{&around, middle, false, m_walking.access_m + spread_m, on_road_m + spread_m};
  Standing nearest{&around, middle, false, m_walking.access_m - spread_m, nowhere};
  const double walls_m = free_m(around, middle);
  if (walls_m <= spread_m) {
    nearest.walked_m = nowhere;
  } else if (around.has_walls()) {
    const auto place = around.plane.to_lonlat(middle);
    if (around.water.contain(place)) {
      farthest.walked_m = std::min(farthest.walked_m, on_road_m + spread_m);
      nearest.walked_m = std::min(nearest.walked_m, on_road_m - spread_m);
    }
    if (around.closed_zones.contain(place))
      farthest.walked_m = nowhere;
    nearest.walked_m = std::min({nearest.walked_m, farthest.walked_m, walls_m});
  }
  Bounds bounds{never, never};
  for (const auto& departure : departures) {
    if (departure.cost >= bounds.latest)
      break; // then it is not under the earliest either
    const double beside_m = distance_to_box_m(departure, middle);
    const auto improve = [&](const Standing& standing, double& least) {
      if (departure.cost + beside_m * m_walking.cost_per_m >= least ||
          beside_m > reach_m(standing, departure.half / 2))
        return;
      if (const auto walk = cheapest(standing, departure.segments, heading_of(departure.half),
                                     departure.share, false))
        least = std::min(least, departure.cost + walk->cost);
    };
    improve(farthest, bounds.earliest);
    improve(nearest, bounds.latest);
  }
  const double walk = spread_m * m_walking.cost_per_m;
  return {bounds.earliest - walk, bounds.latest + walk};
}

std::vector<Departure> RoadAccess::that_matter(std::span<const Departure> departures,
                                               LocalXY middle, double spread_m,
                                               const Bounds& bounds) const {
  std::vector<Departure> left;
  for (const auto& departure : departures) {
    const double beside_m = std::max(0.0, distance_to_box_m(departure, middle) - spread_m);
    if (departure.cost + beside_m * m_walking.cost_per_m < bounds.latest)
      left.push_back(departure);
  }
  return left;
}

} // namespace layers
