#include <algorithm>
#include <cmath>
#include <limits>

#include "geo/local_plane.hpp"
#include "geo/road/road_graph.hpp"

// 1. The index of runs is walked from the nearest box on; boxes farther than the last of the best
//    positions found so far are left out. Distances are squared metres around the point.
// 2. Shares of an edge's length are those of graph.point_shares.

namespace geo {

namespace {

/// The nearest position of a segment, or of an edge.
struct Nearest {
  double distance2_m2 = std::numeric_limits<double>::infinity();
  std::uint32_t edge = 0;
  std::uint32_t point = 0; ///< where its segment begins
  double along = 0;        ///< share of the segment

  bool operator<(const Nearest& other) const {
    return distance2_m2 < other.distance2_m2 ||
           (distance2_m2 == other.distance2_m2 && edge < other.edge);
  }
};

double squared(LocalXY p) {
  return p.x_m * p.x_m + p.y_m * p.y_m;
}

/// The share of the segment where it is nearest to the origin of the plane.
double nearest_share(LocalXY a, LocalXY b) {
  const LocalXY along{b.x_m - a.x_m, b.y_m - a.y_m};
  const double length2 = squared(along);
  const double share = length2 > 0 ? -(a.x_m * along.x_m + a.y_m * along.y_m) / length2 : 0;
  return std::clamp(share, 0.0, 1.0);
}

Nearest nearest_of_run(const RoadGraph& graph, std::uint32_t run, const LocalPlane& plane) {
  Nearest best;
  best.edge = graph.run_edges[run];
  const auto last = graph.last_point_of_run(run);
  auto a = plane.to_local(graph.points[graph.run_points[run]]);
  for (auto i = graph.run_points[run]; i < last; ++i) {
    const auto b = plane.to_local(graph.points[i + 1]);
    const double share = nearest_share(a, b);
    const double away2 =
        squared({a.x_m + share * (b.x_m - a.x_m), a.y_m + share * (b.y_m - a.y_m)});
    if (away2 < best.distance2_m2) {
      best.distance2_m2 = away2;
      best.point = i;
      best.along = share;
    }
    a = b;
  }
  return best;
}

/// Keeps the `count` best of different edges, sorted.
void keep_best(std::vector<Nearest>& best, std::size_t count, const Nearest& candidate) {
  auto same = std::ranges::find(best, candidate.edge, &Nearest::edge);
  if (same == best.end()) {
    if (best.size() == count && !(candidate < best.back()))
      return;
    if (best.size() == count)
      best.pop_back();
    best.push_back(candidate);
    same = best.end() - 1;
  } else if (candidate < *same) {
    *same = candidate;
  }
  for (; same != best.begin() && *same < *(same - 1); --same)
    std::iter_swap(same, same - 1);
}

LonLat between(LonLat a, LonLat b, double share) {
  if (share <= 0 || share >= 1)
    return share <= 0 ? a : b;
  return {a.lon + share * (b.lon - a.lon), a.lat + share * (b.lat - a.lat)};
}

Snap snap_of(const RoadGraph& graph, const Nearest& nearest) {
  const auto* points = &graph.points[nearest.point];
  const auto* shares = &graph.point_shares[nearest.point];
  const double share = shares[0] + nearest.along * (double{shares[1]} - shares[0]);
  return {.at = {nearest.edge, static_cast<float>(share)},
          .position = between(points[0], points[1], nearest.along),
          .distance_m = std::sqrt(nearest.distance2_m2)};
}

/// The first point of an edge at or after a share.
std::size_t point_at(std::span<const float> shares, double share) {
  const auto found = std::ranges::lower_bound(shares, share, {}, [](float s) { return double{s}; });
  return std::min(static_cast<std::size_t>(found - shares.begin()), shares.size() - 1);
}

LonLat place_at(const RoadGraph& graph, std::uint32_t edge, double share) {
  const auto points = graph.points_of(edge);
  const auto shares = graph.shares_of(edge);
  if (share <= 0 || share >= 1)
    return share < 1 ? points.front() : points.back();
  const auto after = std::max(point_at(shares, share), std::size_t{1});
  const double begin = shares[after - 1];
  const double length = shares[after] - begin;
  return between(points[after - 1], points[after], length > 0 ? (share - begin) / length : 0);
}

} // namespace

std::vector<Snap> snap(const RoadGraph& graph, LonLat point, double most_m, std::size_t count,
                       std::span<const std::uint8_t> wanted) {
  std::vector<Nearest> best;
  if (count == 0 || !(most_m >= 0))
    return {};
  best.reserve(std::min(count, std::size_t{16}));
  const LocalPlane plane(point);
  const double most_m2 = most_m * most_m;
  const auto distance_to = [&](const Box& box) {
    return squared(plane.to_local(
        {std::clamp(point.lon, box.west, box.east), std::clamp(point.lat, box.south, box.north)}));
  };
  graph.runs.visit_near(most_m2, distance_to, [&](std::uint32_t run) {
    if (wanted.empty() || wanted[graph.run_edges[run]] != 0)
      if (const auto nearest = nearest_of_run(graph, run, plane); nearest.distance2_m2 <= most_m2)
        keep_best(best, count, nearest);
    return best.size() == count ? best.back().distance2_m2 : most_m2;
  });
  std::vector<Snap> snaps;
  snaps.reserve(best.size());
  for (const auto& nearest : best)
    snaps.push_back(snap_of(graph, nearest));
  return snaps;
}

LonLat position_of(const RoadGraph& graph, RoadPosition position) {
  return place_at(graph, position.edge, position.share);
}

std::vector<LonLat> part_of(const RoadGraph& graph, std::uint32_t edge, double begin, double end) {
  const auto points = graph.points_of(edge);
  const auto shares = graph.shares_of(edge);
  const auto [low, high] = std::minmax(begin, end);
  std::vector<LonLat> part{place_at(graph, edge, low)};
  for (auto i = point_at(shares, low); i < point_at(shares, high); ++i)
    if (!(points[i] == part.back()))
      part.push_back(points[i]);
  if (const auto last = place_at(graph, edge, high); !(last == part.back()) || part.size() == 1)
    part.push_back(last);
  if (begin > end)
    std::ranges::reverse(part);
  return part;
}

} // namespace geo
