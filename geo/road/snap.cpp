#include <algorithm>
#include <cmath>
#include <limits>

#include "geo/local_plane.hpp"
#include "geo/road/road_graph.hpp"

// 1. The index of runs is walked from the nearest box on; boxes farther than the last of the best
//    positions found so far are left out. Distances are squared metres around the point.
// 2. Shares of an edge's length are measured in the plane around its first point, everywhere alike.

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
  const auto edge_end = graph.edge_points[best.edge + 1] - 1;
  const auto last =
      run + 1 < graph.run_points.size() ? std::min(graph.run_points[run + 1], edge_end) : edge_end;
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

double segment_m(const LocalPlane& plane, LonLat a, LonLat b) {
  const auto from = plane.to_local(a);
  const auto to = plane.to_local(b);
  return std::sqrt(squared({to.x_m - from.x_m, to.y_m - from.y_m}));
}

LonLat between(LonLat a, LonLat b, double share) {
  if (share <= 0 || share >= 1)
    return share <= 0 ? a : b;
  return {a.lon + share * (b.lon - a.lon), a.lat + share * (b.lat - a.lat)};
}

Snap snap_of(const RoadGraph& graph, const Nearest& nearest) {
  const auto points = graph.points_of(nearest.edge);
  const auto segment = nearest.point - graph.edge_points[nearest.edge];
  const LocalPlane plane(points.front());
  double before_m = 0;
  double total_m = 0;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const double metres = segment_m(plane, points[i], points[i + 1]);
    if (i == segment)
      before_m = total_m + nearest.along * metres;
    total_m += metres;
  }
  const double share = total_m > 0 ? before_m / total_m : 0;
  return {.at = {nearest.edge, static_cast<float>(share)},
          .position = between(points[segment], points[segment + 1], nearest.along),
          .distance_m = std::sqrt(nearest.distance2_m2)};
}

/// Where shares of an edge's length lie on its points.
class Measure {
public:
  explicit Measure(std::span<const LonLat> points) : m_points(points), m_before_m(points.size()) {
    const LocalPlane plane(points.front());
    for (std::size_t i = 1; i < points.size(); ++i)
      m_before_m[i] = m_before_m[i - 1] + segment_m(plane, points[i - 1], points[i]);
  }
  /// The first point at or after a share.
  std::size_t point_at(double share) const {
    const auto found = std::ranges::lower_bound(m_before_m, share * m_before_m.back());
    return std::min(static_cast<std::size_t>(found - m_before_m.begin()), m_points.size() - 1);
  }
  LonLat position(double share) const {
    if (share <= 0 || share >= 1 || !(m_before_m.back() > 0))
      return share < 1 ? m_points.front() : m_points.back();
    const auto after = std::max(point_at(share), std::size_t{1});
    const double begin_m = m_before_m[after - 1];
    return between(m_points[after - 1], m_points[after],
                   (share * m_before_m.back() - begin_m) / (m_before_m[after] - begin_m));
  }

private:
  std::span<const LonLat> m_points;
  std::vector<double> m_before_m; ///< each point
};

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
  return Measure(graph.points_of(position.edge)).position(static_cast<double>(position.share));
}

std::vector<LonLat> part_of(const RoadGraph& graph, std::uint32_t edge, double begin, double end) {
  const auto points = graph.points_of(edge);
  const Measure measure(points);
  const auto [low, high] = std::minmax(begin, end);
  std::vector<LonLat> part{measure.position(low)};
  for (auto i = measure.point_at(low); i < measure.point_at(high); ++i)
    if (!(points[i] == part.back()))
      part.push_back(points[i]);
  if (const auto last = measure.position(high); !(last == part.back()) || part.size() == 1)
    part.push_back(last);
  if (begin > end)
    std::ranges::reverse(part);
  return part;
}

} // namespace geo
