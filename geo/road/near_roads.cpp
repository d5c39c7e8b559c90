#include "geo/road/near_roads.hpp"

#include <algorithm>
#include <cmath>

namespace geo {

namespace {

double dot(LocalXY a, LocalXY b) {
  return a.x_m * b.x_m + a.y_m * b.y_m;
}

} // namespace

std::vector<NearRun> runs_near(const RoadGraph& graph, const Box& box) {
  std::vector<NearRun> runs;
  for (const auto hit : graph.runs.query(box))
    runs.push_back({hit.item, graph.runs.box(hit)});
  return runs;
}

std::vector<NearRun> runs_of(const RoadGraph& graph, std::uint32_t edge) {
  const auto box = bounding_box(graph.points_of(edge));
  const auto first = std::ranges::lower_bound(graph.run_edges, edge);
  const auto last = std::ranges::upper_bound(graph.run_edges, edge);
  std::vector<NearRun> runs;
  for (auto run = first; run != last; ++run)
    runs.push_back({static_cast<std::uint32_t>(run - graph.run_edges.begin()), box});
  return runs;
}

void segments_near(const RoadGraph& graph, std::span<const NearRun> runs, const LocalPlane& plane,
                   double within_m, std::vector<NearSegment>& found) {
  found.clear();
  const double within_m2 = within_m * within_m;
  const auto centre = plane.centre();
  const auto is_near = [&](const Box& box) {
    const auto nearest = plane.to_local(
        {std::clamp(centre.lon, box.west, box.east), std::clamp(centre.lat, box.south, box.north)});
    return dot(nearest, nearest) <= within_m2;
  };
  for (const auto& [run, box] : runs) {
    if (!is_near(box))
      continue;
    const auto last = graph.last_point_of_run(run);
    auto begin = plane.to_local(graph.points[graph.run_points[run]]);
    for (auto i = graph.run_points[run]; i < last; ++i) {
      const auto end = plane.to_local(graph.points[i + 1]);
      const double near2_m2 = SeenSegment(begin, end, {}).nearest2_m2(); // NaN where both are one
      if (near2_m2 <= within_m2)
        found.push_back({graph.run_edges[run], graph.point_shares[i], graph.point_shares[i + 1],
                         begin, end, std::sqrt(near2_m2)});
      begin = end;
    }
  }
}

void segments_near(const RoadGraph& graph, const LocalPlane& plane, double within_m,
                   std::vector<NearSegment>& found) {
  Box box;
  for (const double to_m : {-within_m, within_m})
    box.extend(plane.to_lonlat({to_m, to_m}));
  segments_near(graph, runs_near(graph, box), plane, within_m, found);
}

} // namespace geo
