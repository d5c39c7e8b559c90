#include "layers/access/road_access.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace layers {

namespace {

using geo::Heading;
using geo::LocalXY;
using geo::NearSegment;
using geo::RoadWalk;
using geo::Stretch;

constexpr double never = std::numeric_limits<double>::infinity();
constexpr double nowhere = -1; ///< a reach of nothing

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
  return std::sqrt(geo::distance2_m2({0, 0, 0, wall.begin, wall.end}, place));
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

PlaceWay way_of(std::uint32_t half, const RoadWalk& walk) {
  return {half, static_cast<float>(walk.share), static_cast<float>(walk.walk_m), walk.cost};
}

/// The ways to a place that are kept: none from a node from which it is as cheap to drive on to
/// another that has one.
class KeptWays {
public:
  KeptWays(const geo::RoadGraph& graph, const geo::TravelWeights& weights)
      : m_graph(graph), m_weights(weights) {}

  /// Ways must come cheapest first.
  bool is_needless(std::uint32_t node, double cost) {
    double other = cost_from(node);
    for (auto i = m_graph.arc_starts[node]; other > cost && i < m_graph.arc_starts[node + 1]; ++i)
      if (const auto& arc = m_weights.arcs[i]; arc.cost != geo::unreachable)
        other = arc.cost + cost_from(arc.to);
    if (other > cost)
      return false;
    m_costs.emplace_back(node, other);
    return true;
  }
  void keep(std::uint32_t node, const PlaceWay& way) {
    m_costs.emplace_back(node, way.cost);
    m_ways.push_back(way);
  }
  std::vector<PlaceWay> take() { return std::move(m_ways); }

private:
  double cost_from(std::uint32_t node) const {
    const auto found = std::ranges::find(m_costs, node, &std::pair<std::uint32_t, double>::first);
    return found == m_costs.end() ? never : found->second;
  }

  const geo::RoadGraph& m_graph;
  const geo::TravelWeights& m_weights;
  std::vector<std::pair<std::uint32_t, double>> m_costs; ///< from nodes, by a way or driving on
  std::vector<PlaceWay> m_ways;
};

/// A way that may be in sight.
struct Candidate {
  std::uint32_t half = 0;
  RoadWalk walk;
  std::span<const NearSegment> edge;
  bool is_in_sight = false;
};

bool is_dearer(const Candidate& a, const Candidate& b) {
  return a.walk.cost > b.walk.cost || (a.walk.cost == b.walk.cost && a.half > b.half);
}

} // namespace

/// How a place stands among the roads and walls.
struct RoadAccess::Standing {
  const Surroundings* around = nullptr;
  LocalXY at;
  double walked_m = 0;   ///< how far roads are reached on foot
  double standing_m = 0; ///< how far those that one gets off at their ends only
};

RoadAccess::RoadAccess(const RoadNetwork& network, const Scenario& scenario,
                       const geo::TravelWeights& weights, const Walking& walking)
    : m_network(&network), m_scenario(&scenario), m_weights(&weights), m_walking(walking) {}

geo::Box RoadAccess::box_around(std::uint32_t edge) const {
  const auto box = geo::bounding_box(m_network->graph.points_of(edge));
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
  Standing standing{&around, at, m_walking.access_m, on_road_m};
  if (around.has_walls()) {
    const auto place = around.plane.to_lonlat(at);
    if (around.water.contain(place))
      standing.walked_m = std::min(standing.walked_m, on_road_m);
    if (around.closed_zones.contain(place))
      standing.walked_m = nowhere;
  }
  const auto is_beside = [&](const NearSegment& segment) {
    return is_accessible(segment.edge) && geo::distance2_m2(segment, at) <= on_road_m * on_road_m;
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
    const auto stretch = geo::stretch_within(segment, standing.at, within_m);
    if (!stretch)
      continue;
    const auto offer = [&](Stretch part) {
      keep_cheaper(best, geo::cheapest_walk(segment, part, standing.at, heading, from_share,
                                            costs_of(half)));
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
  const auto beside = geo::stretch_within(segment, standing.at, on_road_m);
  for (const auto& wall : standing.around->water.borders) {
    const auto part = hidden_stretch(segment, standing.at, wall);
    if (!part)
      continue;
    const auto near = beside.value_or(Stretch{part->last, part->last});
    hidden.push_back({part->first, std::min(part->last, near.first)});
    hidden.push_back({std::max(part->first, near.last), part->last});
  }
  std::erase_if(hidden, [](Stretch part) { return part.first >= part.last; });
  return open_stretches(whole, hidden);
}

bool RoadAccess::is_parted(const Standing& standing, std::span<const NearSegment> edge,
                           const RoadWalk& walk) const {
  if (!is_accessible(edge.front().edge))
    return false;
  return standing.around->closed_zones.part(standing.at, walk.begins) ||
         (walk.walk_m > on_road_m && standing.around->water.part(standing.at, walk.begins));
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
  std::vector<Candidate> waiting;
  for_each_edge(around.segments, [&](std::span<const NearSegment> edge) {
    for (const auto half : {2 * edge.front().edge, 2 * edge.front().edge + 1})
      if (const auto walk = cheapest(standing, edge, heading_of(half), share_at_start(half), false))
        waiting.push_back({half, *walk, edge});
  });
  std::ranges::make_heap(waiting, is_dearer);
  KeptWays kept(m_network->graph, *m_weights);
  while (!waiting.empty()) {
    std::ranges::pop_heap(waiting, is_dearer);
    auto next = waiting.back();
    waiting.pop_back();
    const auto node = start_of(m_network->graph, next.half);
    if (kept.is_needless(node, next.walk.cost))
      continue;
    if (next.is_in_sight || !is_parted(standing, next.edge, next.walk)) {
      kept.keep(node, way_of(next.half, next.walk));
      continue;
    }
    const auto seen =
        cheapest(standing, next.edge, heading_of(next.half), share_at_start(next.half), true);
    if (seen) {
      waiting.push_back({next.half, *seen, next.edge, true});
      std::ranges::push_heap(waiting, is_dearer);
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
    const auto [low, high] = box_of(edge);
    const auto add = [&](std::uint32_t half, double share, geo::Arrival begun) {
      if (begun.cost <= times.limit() && m_weights->half_costs[half] != geo::unreachable)
        found.push_back({double(begun.cost), begun.origin, half, share, edge, low, high});
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
  Standing farthest{&around, middle, m_walking.access_m + spread_m, on_road_m + spread_m};
  Standing nearest{&around, middle, m_walking.access_m - spread_m, nowhere};
  const double walls_m = free_m(around, middle);
  if (walls_m <= spread_m) {
    nearest.walked_m = nowhere;
  } else if (around.has_walls()) {
    const auto place = around.plane.to_lonlat(middle);
    if (around.water.contain(place))
      farthest.walked_m = std::min(farthest.walked_m, on_road_m + spread_m);
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

} // namespace layers
