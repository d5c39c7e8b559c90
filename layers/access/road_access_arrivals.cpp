// What a search reaches: departures are sorted, so that those later than what is found are never
// looked at.
#include "layers/access/road_access.hpp"

#include <algorithm>
#include <cmath>

#include "layers/access/near_edges.hpp"

namespace layers {

namespace {

using geo::LocalXY;
using geo::NearSegment;

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

} // namespace

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
  const double off_m = std::hypot(middle.x_m, middle.y_m);
  const double access_m = m_walking.access_m;
  Standing farthest{&around, middle, off_m, false, access_m + spread_m, on_road_m + spread_m};
  Standing nearest{&around, middle, off_m, false, access_m - spread_m, nowhere};
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
