#include "geo/road/near_roads.hpp"

#include <algorithm>
#include <cmath>

namespace geo {

namespace {

LocalXY minus(LocalXY a, LocalXY b) {
  return {a.x_m - b.x_m, a.y_m - b.y_m};
}

double dot(LocalXY a, LocalXY b) {
  return a.x_m * b.x_m + a.y_m * b.y_m;
}

} // namespace

void segments_near(const RoadGraph& graph, const LocalPlane& plane, double within_m,
                   std::vector<NearSegment>& found) {
  found.clear();
  const double within_m2 = within_m * within_m;
  const auto centre = plane.centre();
  const auto distance_to = [&](const Box& box) {
    const auto nearest = plane.to_local(
        {std::clamp(centre.lon, box.west, box.east), std::clamp(centre.lat, box.south, box.north)});
    return dot(nearest, nearest);
  };
  std::vector<std::uint32_t> runs;
  graph.runs.visit_near(within_m2, distance_to, [&](std::uint32_t run) {
    runs.push_back(run);
    return within_m2;
  });
  std::ranges::sort(runs); // as edges are
  for (const auto run : runs) {
    const auto edge = graph.run_edges[run];
    const auto last = graph.last_point_of_run(run);
    for (auto i = graph.run_points[run]; i < last; ++i) {
      const NearSegment segment{edge, graph.point_shares[i], graph.point_shares[i + 1],
                                plane.to_local(graph.points[i]),
                                plane.to_local(graph.points[i + 1])};
      if (!(segment.begin == segment.end) && SeenSegment(segment, {}).nearest2_m2() <= within_m2)
        found.push_back(segment);
    }
  }
}

SeenSegment::SeenSegment(const NearSegment& segment, LocalXY place) {
  const auto along = minus(segment.end, segment.begin);
  const auto from = minus(place, segment.begin);
  const double length2 = dot(along, along);
  length_m = std::sqrt(length2);
  foot = dot(from, along) / length2;
  distance2_m2 = std::max(0.0, dot(from, from) - foot * foot * length2);
}

std::optional<Stretch> stretch_within(const SeenSegment& seen, double within_m) {
  const double half2_m2 = within_m * within_m - seen.distance2_m2;
  if (within_m < 0 || half2_m2 < 0)
    return std::nullopt;
  const double half = std::sqrt(half2_m2) / seen.length_m;
  const Stretch stretch{std::max(0.0, seen.foot - half), std::min(1.0, seen.foot + half)};
  if (stretch.first > stretch.last)
    return std::nullopt;
  return stretch;
}

std::optional<RoadWalk> cheapest_walk(const NearSegment& segment, const SeenSegment& seen,
                                      Stretch stretch, Heading heading, double from_share,
                                      const WalkCosts& costs) {
  const double begin_share = segment.begin_share;
  const double shares = segment.end_share - begin_share;
  const double from = shares > 0 ? (from_share - begin_share) / shares : 0;
  const bool is_forward = heading == Heading::forward;
  const double first = is_forward ? std::max(stretch.first, from) : stretch.first;
  const double last = is_forward ? stretch.last : std::min(stretch.last, from);
  if (first > last)
    return std::nullopt;
  const double drive_m = costs.edge * shares / seen.length_m; // a metre's cost
  double along = is_forward ? first : last;                   // as early as one can
  if (drive_m < costs.metre) {
    const double before_m = std::sqrt(seen.distance2_m2) * drive_m /
                            std::sqrt(costs.metre * costs.metre - drive_m * drive_m);
    const double before = before_m / seen.length_m;
    along = std::clamp(seen.foot + (is_forward ? -before : before), first, last);
  }
  RoadWalk walk;
  walk.share = begin_share + along * shares;
  walk.begins = {segment.begin.x_m + along * (segment.end.x_m - segment.begin.x_m),
                 segment.begin.y_m + along * (segment.end.y_m - segment.begin.y_m)};
  walk.walk_m = std::sqrt(seen.distance2_at(along));
  walk.cost = costs.edge * std::abs(walk.share - from_share) + costs.metre * walk.walk_m;
  return walk;
}

} // namespace geo
