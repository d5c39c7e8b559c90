// 1. Each reached part is cut where less time is left than the walk to access_m takes.
// 2. Before that: a buffer of the line. After it, segment by segment: the hull of the circles that
//    the time left allows at both ends, which holds those between, since the time changes evenly.
// 3. From each piece barriers are taken off, and what only lies beyond them; the road itself stays.
// 4. All pieces are united, neighbours first.
#include "geo/area/exact_area.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "geo/error.hpp"
#include "geo/overlay.hpp"
#include "geo/road/timed_lines.hpp"
#include "geo/stop.hpp"

namespace geo {

namespace {

// Geometries hold metres of the plane in place of degrees until the end.
LonLat plane_point(LocalXY p) {
  return {p.x_m, p.y_m};
}

using Line = std::vector<LonLat>;

/// What is reached where nobody walks: the road itself.
constexpr double road_half_width_m = 3;

void append_line(Geometry& to, const Line& line) {
  to.points.insert(to.points.end(), line.begin(), line.end());
  to.end_ring();
  to.end_part(PartType::line);
}

constexpr double shortest_m = 1e-6;

double length(const Line& line) {
  double sum = 0;
  for (std::size_t i = 1; i < line.size(); ++i)
    sum += std::hypot(line[i].lon - line[i - 1].lon, line[i].lat - line[i - 1].lat);
  return sum;
}

struct Circle {
  LonLat centre;
  double radius = 0;
};

/// The hull of two circles with 32 corners each (Andrew, "Another efficient algorithm for convex
/// hulls in two dimensions", Information Processing Letters 9(5), 1979).
Geometry hull(const Circle& a, const Circle& b) {
  constexpr int corners = 32;
  std::vector<LonLat> points;
  for (const auto& circle : {a, b})
    for (int i = 0; i < corners; ++i) {
      const double angle = 2 * std::numbers::pi * i / corners;
      points.push_back({circle.centre.lon + circle.radius * std::cos(angle),
                        circle.centre.lat + circle.radius * std::sin(angle)});
    }
  std::sort(points.begin(), points.end(),
            [](LonLat p, LonLat q) { return p.lon != q.lon ? p.lon < q.lon : p.lat < q.lat; });
  const auto turns_left = [](LonLat p, LonLat q, LonLat r) {
    return (q.lon - p.lon) * (r.lat - p.lat) - (q.lat - p.lat) * (r.lon - p.lon) > 0;
  };
  Geometry polygon;
  auto& out = polygon.points;
  const auto half_way_round = [&](auto begin, auto end) {
    const auto first = out.size();
    for (auto p = begin; p != end; ++p) {
      while (out.size() >= first + 2 && !turns_left(out[out.size() - 2], out.back(), *p))
        out.pop_back();
      out.push_back(*p);
    }
    out.pop_back(); // the other half begins with it
  };
  half_way_round(points.begin(), points.end());
  half_way_round(points.rbegin(), points.rend());
  out.push_back(out.front());
  polygon.end_ring();
  polygon.end_part(PartType::polygon);
  return polygon;
}

/// A stretch of road and what is reached from it.
struct Piece {
  Line road;
  Geometry area;
};

class Pieces {
public:
  Pieces(const TimedLines& lines, const ExactAreaRequest& request)
      : m_lines(lines), m_limit(request.limit), m_access_m(request.access_m),
        m_m_per_decisecond(request.walking_m_s / 10) {}

  /// Calls take(piece) for each piece of a line.
  template <typename Take>
  void cut(std::size_t line, Take&& take) const {
    const auto points = m_lines.line(line);
    Line full;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (i > 0)
        cut(points[i - 1], points[i], full, take);
      if (radius_m(points[i].time) >= m_access_m)
        full.push_back(plane_point(points[i].at));
      else
        take_full(full, take);
    }
    take_full(full, take);
  }

private:
  double radius_m(double time) const {
    return std::min(m_access_m, (m_limit - time) * m_m_per_decisecond);
  }

  /// The tapering part of a segment; the end of the full one, or its beginning, goes to `full`.
  template <typename Take>
  void cut(const TimedPoint& a, const TimedPoint& b, Line& full, Take&& take) const {
    const double full_until = m_limit - m_access_m / m_m_per_decisecond;
    const auto begin = std::min(a.time, b.time);
    const auto end = std::max(a.time, b.time);
    if (end <= full_until || begin > m_limit)
      return;
    const auto at = [&](double time) {
      const double share = b.time == a.time ? 0 : (time - a.time) / (b.time - a.time);
      return Circle{
          {a.at.x_m + share * (b.at.x_m - a.at.x_m), a.at.y_m + share * (b.at.y_m - a.at.y_m)},
          radius_m(time)};
    };
    auto wide = at(std::max(begin, full_until));
    auto narrow = at(std::min<double>(end, m_limit));
    if (a.time == b.time)
      narrow.centre = plane_point(b.at);
    if (begin < full_until && a.time < b.time) {
      full.push_back(wide.centre);
      take_full(full, take);
    } else if (begin < full_until) {
      full.assign(1, wide.centre);
    }
    if (wide.radius > shortest_m)
      take(Piece{{wide.centre, narrow.centre}, hull(wide, narrow)});
  }

  template <typename Take>
  void take_full(Line& full, Take&& take) const {
    if (full.size() > 1 && length(full) > shortest_m) {
      Geometry line;
      append_line(line, full);
      take(Piece{full, buffer(line, m_access_m)});
    } else if (!full.empty()) {
      take(Piece{full, hull({full.front(), m_access_m}, {full.front(), m_access_m})});
    }
    full.clear();
  }

  const TimedLines& m_lines;
  double m_limit;
  double m_access_m;
  double m_m_per_decisecond;
};

class Barriers {
public:
  Barriers(const LocalPlane& plane, std::span<const GeometryView> barriers) {
    for (const auto& barrier : barriers)
      for (std::uint32_t p = 0; p < barrier.part_count(); ++p)
        if (barrier.part(p).type() == PartType::polygon)
          add(plane, barrier.part(p));
  }

  /// What of a piece can be walked to, and the road itself.
  Geometry cut(const Piece& piece) const {
    auto left = piece.area;
    bool is_cut = false;
    const auto box = bounding_box(GeometryView(piece.area));
    for (std::size_t b = 0; b < m_polygons.size(); ++b)
      if (m_boxes[b].intersects(box)) {
        left = difference(left, m_polygons[b]);
        is_cut = true;
      }
    if (!is_cut || length(piece.road) <= shortest_m)
      return left;
    Geometry road;
    append_line(road, piece.road);
    const auto corridor = buffer(road, road_half_width_m);
    auto reached = corridor;
    for (std::uint32_t p = 0; p < left.part_count(); ++p)
      if (touch(GeometryView(left, p, p + 1), road))
        append(reached, GeometryView(left, p, p + 1));
    return reached;
  }

private:
  void add(const LocalPlane& plane, PartView part) {
    Geometry polygon;
    append(polygon, GeometryView(*part.arrays, part.part, part.part + 1));
    for (auto& p : polygon.points)
      p = plane_point(plane.to_local(p));
    m_polygons.push_back(make_valid(polygon));
    m_boxes.push_back(bounding_box(GeometryView(m_polygons.back())));
  }

  std::vector<Geometry> m_polygons;
  std::vector<Box> m_boxes;
};

} // namespace

Geometry exact_area(const TravelTimes& times, const ExactAreaRequest& request,
                    const std::stop_token& stop) {
  return exact_area(timed_lines(times, stop), request, stop);
}

Geometry exact_area(const TimedLines& roads, const ExactAreaRequest& request,
                    const std::stop_token& stop) {
  if (!(request.access_m > 0) || !(request.walking_m_s > 0))
    fail(ErrorKind::invalid_input, "exact area within {} m at {} m/s: both must be above 0",
         request.access_m, request.walking_m_s);
  constexpr std::uint32_t batch = 1024;
  const Barriers barriers(roads.plane, request.barriers);
  const Pieces walked(roads, request);
  auto not_walked = request;
  not_walked.access_m = std::min(request.access_m, road_half_width_m);
  const Pieces driven(roads, not_walked);
  Geometry united;
  Geometry waiting;
  const auto unite_waiting = [&] {
    check_stop(stop);
    append(united, unite(waiting, stop));
    waiting.clear();
  };
  for (std::size_t line = 0; line < roads.origins.size(); ++line) {
    const auto& pieces = roads.accessible[line] != 0 ? walked : driven;
    pieces.cut(line, [&](const Piece& piece) { append(waiting, barriers.cut(piece)); });
    if (waiting.part_count() >= batch)
      unite_waiting();
  }
  unite_waiting();
  auto area = unite(united, stop);
  for (auto& p : area.points)
    p = roads.plane.to_lonlat({p.lon, p.lat});
  orient_right_hand(area);
  return area;
}

} // namespace geo
