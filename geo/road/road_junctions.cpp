#include "geo/road/road_junctions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "geo/local_plane.hpp"
#include "geo/spatial_index.hpp"
#include "geo/stop.hpp"

// 1. Vertices at which lines only end are looked at; each knows the lines that end there.
// 2. An index over runs of a few segments finds the nearest segment of the level. Those that begin
//    or end near a vertex of the end's own line are that line, or meet it there.
// 3. Near enough, the end moves onto the segment and becomes a vertex of it; a little farther off
//    it is remembered.
// 4. There is one vertex a place: ends that come to lie where the segment begins or ends, or where
//    another end does, become that vertex.

namespace geo {

namespace {

constexpr double least_tolerance_m = 1e-3; ///< what rounding leaves of "on the line"
constexpr double near_m = 2;               ///< what is told though it is not joined
constexpr std::uint32_t segments_a_run = 8;

/// A vertex where lines end and none passes.
struct End {
  std::uint32_t vertex = 0;
  std::vector<std::uint32_t> lines;
};

std::vector<End> ends_of(const RoadVertices& all, std::span<const RoadLine> lines) {
  constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint8_t> is_passed(all.positions.size());
  const auto is_end = [&](std::uint32_t line, std::uint32_t i) {
    const bool begins = i == all.line_starts[line] && !lines[line].begins_cut;
    const bool ends = i + 1 == all.line_starts[line + 1] && !lines[line].ends_cut;
    return begins || ends;
  };
  for (std::uint32_t line = 0; line < all.line_count(); ++line)
    for (auto i = all.line_starts[line]; i < all.line_starts[line + 1]; ++i)
      if (!is_end(line, i))
        is_passed[all.visits[i]] = 1;
  std::vector<End> ends;
  std::vector<std::uint32_t> end_of(all.positions.size(), none);
  for (std::uint32_t line = 0; line < all.line_count(); ++line) {
    const auto visits = all.visits_of(line);
    if (visits.empty())
      continue;
    for (const auto vertex : {visits.front(), visits.back()}) {
      if (is_passed[vertex] != 0)
        continue;
      if (end_of[vertex] == none) {
        end_of[vertex] = static_cast<std::uint32_t>(ends.size());
        ends.push_back({vertex, {}});
      }
      ends[end_of[vertex]].lines.push_back(line);
    }
  }
  return ends;
}

/// The nearest place on a line.
struct Touch {
  double distance_m = std::numeric_limits<double>::infinity();
  std::uint32_t line = 0;
  std::uint32_t visit = 0; ///< where the segment begins, in RoadVertices::visits
  double share = 0;        ///< of the segment
};

/// Finds segments near an end.
class SegmentFinder {
public:
  SegmentFinder(const RoadVertices& all, std::span<const RoadLine> lines)
      : m_all(all), m_lines(lines) {
    std::vector<Box> boxes;
    for (std::uint32_t line = 0; line < all.line_count(); ++line)
      for (auto first = all.line_starts[line]; first + 1 < all.line_starts[line + 1];
           first += segments_a_run) {
        Box box;
        for (auto i = first; i <= last_of({line, first}); ++i)
          box.extend(all.positions[all.visits[i]]);
        boxes.push_back(box);
        m_runs.push_back({line, first});
      }
    m_index = SpatialIndex(boxes);
  }

  Touch nearest(const End& end, double within_m) const {
    const LocalPlane plane(m_all.positions[end.vertex]);
    const auto corner = plane.to_lonlat({within_m, within_m});
    const auto centre = plane.centre();
    const double lon_deg = corner.lon - centre.lon;
    const double lat_deg = corner.lat - centre.lat;
    Touch best;
    for (const auto hit : m_index.query({centre.lon - lon_deg, centre.lat - lat_deg,
                                         centre.lon + lon_deg, centre.lat + lat_deg}))
      if (is_level(end, m_runs[hit.item].line))
        look_at(end, m_runs[hit.item], plane, within_m, best);
    return best.distance_m <= within_m ? best : Touch();
  }

private:
  struct Run {
    std::uint32_t line = 0;
    std::uint32_t first = 0; ///< visit
  };

  std::uint32_t last_of(const Run& run) const {
    return std::min(run.first + segments_a_run, m_all.line_starts[run.line + 1] - 1);
  }

  bool is_level(const End& end, std::uint32_t line) const {
    return std::ranges::any_of(
        end.lines, [&](std::uint32_t own) { return m_lines[own].level == m_lines[line].level; });
  }

  /// Where one of the end's own lines meets a segment that near the end already.
  bool is_met_nearby(const End& end, std::uint32_t vertex, const LocalPlane& plane,
                     double within_m) const {
    const auto at = plane.to_local(m_all.positions[vertex]);
    return std::hypot(at.x_m, at.y_m) <= 2 * within_m &&
           std::ranges::any_of(end.lines, [&](std::uint32_t line) {
             const auto visits = m_all.visits_of(line);
             return std::ranges::find(visits, vertex) != visits.end();
           });
  }

  void look_at(const End& end, const Run& run, const LocalPlane& plane, double within_m,
               Touch& best) const {
    for (auto i = run.first; i < last_of(run); ++i) {
      const auto a = plane.to_local(m_all.positions[m_all.visits[i]]);
      const auto b = plane.to_local(m_all.positions[m_all.visits[i + 1]]);
      const LocalXY along{b.x_m - a.x_m, b.y_m - a.y_m};
      const double length2 = along.x_m * along.x_m + along.y_m * along.y_m;
      const double share = std::clamp(-(a.x_m * along.x_m + a.y_m * along.y_m) / length2, 0.0, 1.0);
      const double away_m = std::hypot(a.x_m + share * along.x_m, a.y_m + share * along.y_m);
      if (away_m < best.distance_m && away_m <= within_m &&
          !is_met_nearby(end, m_all.visits[i], plane, within_m) &&
          !is_met_nearby(end, m_all.visits[i + 1], plane, within_m))
        best = {away_m, run.line, i, share};
    }
  }

  const RoadVertices& m_all;
  std::span<const RoadLine> m_lines;
  std::vector<Run> m_runs;
  SpatialIndex m_index;
};

LonLat on_segment(LonLat a, LonLat b, double share) {
  return {a.lon + share * (b.lon - a.lon), a.lat + share * (b.lat - a.lat)};
}

/// An end that becomes a vertex of a segment.
struct Junction {
  std::uint32_t visit = 0; ///< where the segment begins
  double share = 0;
  std::uint32_t vertex = 0;
};

/// Which vertices have become another.
class Replacements {
public:
  explicit Replacements(std::size_t vertices) : m_by(vertices) {
    std::iota(m_by.begin(), m_by.end(), 0U);
  }
  std::uint32_t operator()(std::uint32_t vertex) const {
    while (m_by[vertex] != vertex)
      vertex = m_by[vertex];
    return vertex;
  }
  void replace(std::uint32_t vertex, std::uint32_t by) { m_by[(*this)(vertex)] = (*this)(by); }

private:
  std::vector<std::uint32_t> m_by;
};

/// Sorts the junctions and leaves out those whose place has a vertex already, which they become.
Replacements share_places(const RoadVertices& all, std::vector<Junction>& junctions) {
  std::ranges::sort(junctions, {}, [](const Junction& j) { return std::pair(j.visit, j.share); });
  Replacements replacements(all.positions.size());
  std::vector<Junction> kept;
  for (const auto& junction : junctions) {
    const auto begin = all.visits[junction.visit];
    const auto end = all.visits[junction.visit + 1];
    const double metres = distance_m(all.positions[begin], all.positions[end]);
    const bool is_last = !kept.empty() && kept.back().visit == junction.visit &&
                         (junction.share - kept.back().share) * metres <= least_tolerance_m;
    if (junction.share * metres <= least_tolerance_m)
      replacements.replace(junction.vertex, begin);
    else if ((1 - junction.share) * metres <= least_tolerance_m)
      replacements.replace(junction.vertex, end);
    else if (is_last)
      replacements.replace(junction.vertex, kept.back().vertex);
    else
      kept.push_back(junction);
  }
  junctions = std::move(kept);
  return replacements;
}

/// `junctions`: sorted.
void put_in(RoadVertices& all, std::span<const Junction> junctions) {
  std::vector<std::uint32_t> visits;
  visits.reserve(all.visits.size() + junctions.size());
  auto next = junctions.begin();
  std::uint32_t begin = 0;
  for (std::size_t line = 0; line < all.line_count(); ++line) {
    for (auto i = begin; i < all.line_starts[line + 1]; ++i) {
      visits.push_back(all.visits[i]);
      for (; next != junctions.end() && next->visit == i; ++next)
        visits.push_back(next->vertex);
    }
    begin = all.line_starts[line + 1];
    all.line_starts[line + 1] = static_cast<std::uint32_t>(visits.size());
  }
  all.visits = std::move(visits);
}

} // namespace

void join_ends_to_middles(RoadVertices& all, std::span<const RoadLine> lines, double tolerance_m,
                          const std::stop_token& stop) {
  const SegmentFinder finder(all, lines);
  const double join_m = std::max(tolerance_m, least_tolerance_m);
  std::vector<Junction> junctions;
  for (const auto& end : ends_of(all, lines)) {
    check_stop(stop);
    const bool is_dead = end.lines.size() == 1;
    const auto touch = finder.nearest(end, is_dead ? join_m + near_m : join_m);
    if (touch.distance_m <= join_m)
      junctions.push_back({touch.visit, touch.share, end.vertex});
    else if (touch.distance_m <= join_m + near_m)
      all.near_ends.push_back({all.positions[end.vertex], touch.distance_m});
  }
  const auto replacements = share_places(all, junctions);
  for (const auto& junction : junctions)
    all.positions[junction.vertex] =
        on_segment(all.positions[all.visits[junction.visit]],
                   all.positions[all.visits[junction.visit + 1]], junction.share);
  put_in(all, junctions);
  for (auto& vertex : all.visits)
    vertex = replacements(vertex);
}

} // namespace geo
