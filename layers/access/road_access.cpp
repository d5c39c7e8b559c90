// The surroundings of a place, how it stands in them, and the cheapest way along one edge. Ways of
// which any may be the cheapest are in road_access_ways.cpp, arrivals of a search in
// road_access_arrivals.cpp.
#include "layers/access/road_access.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "layers/access/near_edges.hpp"

namespace layers {

namespace {

using geo::Heading;
using geo::LocalXY;
using geo::NearSegment;
using geo::RoadWalk;
using geo::Stretch;

/// What lies so near a road lies on it, however places are rounded.
constexpr double least_access_m = 1;

/// The cheaper one.
void keep_cheaper(std::optional<RoadWalk>& best, const std::optional<RoadWalk>& other) {
  if (other && (!best || other->cost < best->cost))
    best = other;
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

} // namespace

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
  around.has_bridges = has_bridges(around.segments);
  closed_zones_near(*m_network, *m_scenario, around.plane, seen_m, around.closed_zones);
  water_near(*m_network, around.plane, seen_m, around.water);
}

Neighbourhood RoadAccess::neighbourhood(const geo::Box& box) const {
  const auto near = widened(box);
  return {geo::runs_near(m_network->graph, near), m_network->zone_index.any(near),
          m_network->water_index.any(near)};
}

void RoadAccess::look(const Neighbourhood& near, geo::LonLat place, Surroundings& around) const {
  around.plane = geo::LocalPlane(place);
  const double seen_m = std::max(m_walking.access_m, on_road_m);
  geo::segments_near(m_network->graph, near.runs, around.plane, seen_m, around.segments);
  around.has_bridges = has_bridges(around.segments);
  around.closed_zones = {};
  around.water = {};
  if (near.has_zones)
    closed_zones_near(*m_network, *m_scenario, around.plane, seen_m, around.closed_zones);
  if (near.has_water)
    water_near(*m_network, around.plane, seen_m, around.water);
}

bool RoadAccess::has_bridges(std::span<const NearSegment> segments) const {
  return std::ranges::any_of(segments,
                             [&](const auto& segment) { return !is_accessible(segment.edge); });
}

RoadAccess::Standing RoadAccess::standing_at(const Surroundings& around, LocalXY at) const {
  Standing standing{&around, at, std::hypot(at.x_m, at.y_m), false, m_walking.access_m, on_road_m};
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
  const auto costs = costs_of(half);
  std::optional<RoadWalk> best;
  const auto offer = [&](const NearSegment& segment) {
    const geo::SeenSegment seen(segment, standing.at);
    const auto stretch = geo::stretch_within(seen, within_m);
    if (!stretch)
      return;
    const auto offer_part = [&](Stretch part) {
      keep_cheaper(best, geo::cheapest_walk(segment, seen, part, heading, from_share, costs));
    };
    if (heeds_walls)
      std::ranges::for_each(open_parts(standing, segment, *stretch), offer_part);
    else
      offer_part(*stretch);
  };
  const auto nearest = std::ranges::min_element(edge, {}, &NearSegment::near_m);
  offer(*nearest); // then few others can be cheaper
  const auto may_be_cheaper = [&](const NearSegment& segment) {
    const double near_m = std::max(0.0, segment.near_m - standing.off_m);
    return !best || geo::least_cost(segment, near_m, heading, from_share, costs) < best->cost;
  };
  for (auto segment = edge.begin(); segment != edge.end(); ++segment)
    if (segment != nearest && may_be_cheaper(*segment))
      offer(*segment);
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

} // namespace layers
