#include "geo/road/timed_lines.hpp"

#include <cmath>

#include "geo/stop.hpp"

namespace geo {

namespace {

LocalPlane plane_of(const RoadGraph& graph, std::span<const std::uint32_t> edges) {
  Box box;
  for (const auto edge : edges)
    for (const auto p : graph.points_of(edge))
      box.extend(p);
  if (box.empty())
    return LocalPlane(LonLat{});
  constexpr double per_degree = 4;
  return LocalPlane({std::round((box.west + box.east) / 2 * per_degree) / per_degree,
                     std::round((box.south + box.north) / 2 * per_degree) / per_degree});
}

/// The points of an edge with the share of its length at each.
struct Course {
  std::vector<LocalXY> points;
  std::vector<double> shares;

  void set(const LocalPlane& plane, std::span<const LonLat> lonlats) {
    points.clear();
    shares.assign(1, 0);
    for (const auto p : lonlats)
      points.push_back(plane.to_local(p));
    for (std::size_t i = 1; i < points.size(); ++i)
      shares.push_back(shares.back() + std::hypot(points[i].x_m - points[i - 1].x_m,
                                                  points[i].y_m - points[i - 1].y_m));
    for (auto& share : shares)
      share /= shares.back() > 0 ? shares.back() : 1;
  }

  LocalXY at(std::size_t segment, double share) const {
    const double length = shares[segment + 1] - shares[segment];
    const double along = length > 0 ? (share - shares[segment]) / length : 0;
    const auto a = points[segment];
    const auto b = points[segment + 1];
    return {a.x_m + along * (b.x_m - a.x_m), a.y_m + along * (b.y_m - a.y_m)};
  }
};

void append(TimedLines& lines, const Course& course, const ReachedPart& part) {
  const double length = double{part.end} - part.begin;
  const auto time_at = [&](double share) {
    const double along = length > 0 ? (share - part.begin) / length : 0;
    return part.begin_time + along * (double{part.end_time} - part.begin_time);
  };
  std::size_t segment = 0;
  while (segment + 2 < course.points.size() && course.shares[segment + 1] <= part.begin)
    ++segment;
  lines.points.push_back({course.at(segment, part.begin), part.begin_time});
  for (; segment + 2 < course.points.size() && course.shares[segment + 1] < part.end; ++segment)
    lines.points.push_back({course.points[segment + 1], time_at(course.shares[segment + 1])});
  lines.points.push_back({course.at(segment, part.end), part.end_time});
  lines.starts.push_back(static_cast<std::uint32_t>(lines.points.size()));
  lines.origins.push_back(part.origin);
}

} // namespace

TimedLines timed_lines(const TravelTimes& times, const std::stop_token& stop,
                       const std::optional<LocalPlane>& plane, const std::optional<Box>& near) {
  const auto edges = times.reached_edges();
  TimedLines lines;
  lines.plane = plane ? *plane : plane_of(times.graph(), edges);
  Course course;
  std::vector<ReachedPart> parts;
  for (const auto edge : edges) {
    const auto points = times.graph().points_of(edge);
    if (near && !bounding_box(points).intersects(*near))
      continue;
    times.reached_parts(edge, parts);
    course.set(lines.plane, points);
    for (const auto& part : parts)
      append(lines, course, part);
    lines.accessible.resize(lines.origins.size(), times.graph().accessible[edge]);
  }
  check_stop(stop);
  return lines;
}

} // namespace geo
