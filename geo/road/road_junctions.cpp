#include "geo/road/road_junctions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "geo/local_plane.hpp"
#include "geo/road/disjoint_sets.hpp"
#include "geo/spatial_index.hpp"
#include "geo/stop.hpp"

// 1. Vertices at which lines only end are looked at; each knows the lines that end there.
// 2. An index over runs of a few segments finds the nearest segment of the level, and of those
//    nearer to level 0. Those that begin or end near a vertex of the end's own line are that line,
//    or meet it there.
// 3. Near enough, the end moves onto the segment and becomes a vertex of it; a little farther off
//    it is remembered.
// 4. There is one vertex a place: ends that come to lie where the segment begins or ends, or where
//    another end does, become that vertex.

namespace geo {

namespace {

constexpr double least_tolerance_m = 1e-3; ///< what rounding leaves of "on the line"
constexpr double near_m = 2;               ///< what is told though it is not joined
constexpr std::uint32_t segments_a_run = 8;
/// Of all that lie near an end, the nearer ones roughly first. Where there are more, nothing tells
/// any more which one the end should be on.
constexpr std::size_t most_runs = 256;

/// A vertex where lines end and none passes.
struct End {
  struct Level {
    int level = 0;
    std::size_t lines = 0;
  };
  std::uint32_t vertex = 0;
  std::vector<std::uint32_t> lines;
  std::vector<Level> levels; ///< of its lines, each once

  void add(std::uint32_t line, int level) {
    lines.push_back(line);
    const auto found = std::ranges::find(levels, level, &Level::level);
    if (found == levels.end())
      levels.push_back({level, 1});
    else
      ++found->lines;
  }
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
        ends.push_back({vertex, {}, {}});
      }
      ends[end_of[vertex]].add(line, lines[line].level);
    }
  }
  return ends;
}

/// The nearest place on a line.
struct Touch {
  double distance_m = std::numeric_limits<double>::infinity();
  std::uint32_t visit = 0; ///< where the segment begins, in RoadVertices::visits
  double share = 0;        ///< of the segment
};

LonLat on_segment(LonLat a, LonLat b, double share) {
  return {a.lon + share * (b.lon - a.lon), a.lat + share * (b.lat - a.lat)};
}

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

  /// What an end is on.
  std::optional<Touch> joined(const End& end, double within_m) const {
    auto touch = nearest(end, within_m, Level::own);
    if (!is_found(touch))
      touch = nearest(end, least_tolerance_m, Level::lower);
    return is_found(touch) ? std::optional(touch) : std::nullopt;
  }

  /// What an end is near to though not on it.
  std::optional<NearEnd> near(const End& end, double within_m) const {
    const auto beside = nearest(end, within_m, Level::own);
    const auto below = nearest(end, within_m, Level::lower);
    const auto apart = nearest(end, least_tolerance_m, Level::own_apart);
    if (is_found(apart) && end.lines.size() == 1)
      return NearEnd{m_all.positions[end.vertex], apart.distance_m, NearEnd::Why::height};
    const bool is_below = below.distance_m < beside.distance_m;
    const auto& touch = is_below ? below : beside;
    if (!is_found(touch) && end.lines.size() == 1)
      if (const auto over = nearest(end, within_m, Level::higher); is_found(over))
        return NearEnd{m_all.positions[end.vertex], over.distance_m, NearEnd::Why::level};
    if (!is_found(touch) || !leads_up(end, touch))
      return std::nullopt;
    return NearEnd{m_all.positions[end.vertex], touch.distance_m,
                   is_below ? NearEnd::Why::level : NearEnd::Why::gap};
  }

private:
  struct Run {
    std::uint32_t line = 0;
    std::uint32_t first = 0; ///< visit
  };
  /// Of a line: that of one of the end's lines, or nearer to or farther from level 0 than one of
  /// them; the first at heights that keep it apart from the end, the others at such that do not.
  enum class Level : std::uint8_t { own_apart, own, lower, higher };

  static bool is_found(const Touch& touch) { return std::isfinite(touch.distance_m); }

  /// Within some metres; else nothing is found.
  Touch nearest(const End& end, double within_m, Level level) const {
    if ((level == Level::lower && are_on_ground(end)) ||
        (level == Level::own_apart && std::isnan(m_all.heights_m[end.vertex])))
      return {};
    const LocalPlane plane(m_all.positions[end.vertex]);
    Touch best;
    std::size_t looked_at = 0;
    m_index.visit_near(
        within_m, [&](const Box& box) { return distance_m_to(box, plane); },
        [&](std::uint32_t run) {
          if (is_level(end, m_runs[run].line, level))
            look_at(end, m_runs[run], level, plane, within_m, best);
          return ++looked_at == most_runs ? -1.0 : std::min(within_m, best.distance_m);
        });
    return best;
  }

  /// From the centre of a plane.
  static double distance_m_to(const Box& box, const LocalPlane& plane) {
    const auto centre = plane.centre();
    const auto nearest = plane.to_local(
        {std::clamp(centre.lon, box.west, box.east), std::clamp(centre.lat, box.south, box.north)});
    return std::hypot(nearest.x_m, nearest.y_m);
  }

  /// Whether no road passes along a segment at an end: there is one line, or all come from farther
  /// off, at 30 degrees and more.
  bool leads_up(const End& end, const Touch& touch) const {
    return end.lines.size() == 1 || std::ranges::all_of(end.lines, [&](std::uint32_t line) {
             const auto visits = m_all.visits_of(line);
             const auto next = visits.front() == end.vertex ? visits[1] : visits[visits.size() - 2];
             const auto end_at = m_all.positions[end.vertex];
             const double next_m = distance_m(end_at, m_all.positions[next]);
             const double step_m = std::min(next_m, 5.0);
             const LocalPlane plane(on_segment(end_at, m_all.positions[next], step_m / next_m));
             return nearest_on(plane, touch.visit).distance_m >= touch.distance_m + step_m / 2;
           });
  }

  std::uint32_t last_of(const Run& run) const {
    return std::min(run.first + segments_a_run, m_all.line_starts[run.line + 1] - 1);
  }

  static bool are_on_ground(const End& end) {
    return std::ranges::all_of(end.levels, [](const auto& own) { return own.level == 0; });
  }

  bool is_level(const End& end, std::uint32_t line, Level wanted) const {
    const int level = m_lines[line].level;
    return std::ranges::any_of(end.levels, [&](const End::Level& own) {
      if (wanted == Level::higher)
        return std::abs(level) > std::abs(own.level);
      const bool goes_on = own.lines > 1;
      return wanted == Level::lower ? std::abs(level) < std::abs(own.level) && !goes_on
                                    : own.level == level;
    });
  }

  /// Where one end of a segment says no height, it lies at that of the other.
  bool is_apart(const End& end, const Touch& touch) const {
    const float begin_m = m_all.heights_m[m_all.visits[touch.visit]];
    const float end_m = m_all.heights_m[m_all.visits[touch.visit + 1]];
    const float climb_m =
        std::isnan(end_m) ? 0 : static_cast<float>(touch.share) * (end_m - begin_m);
    return are_apart(m_all.heights_m[end.vertex], std::isnan(begin_m) ? end_m : begin_m + climb_m);
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

  /// Where a segment is nearest to the centre of a plane.
  Touch nearest_on(const LocalPlane& plane, std::uint32_t visit) const {
    const auto a = plane.to_local(m_all.positions[m_all.visits[visit]]);
    const auto b = plane.to_local(m_all.positions[m_all.visits[visit + 1]]);
    const LocalXY along{b.x_m - a.x_m, b.y_m - a.y_m};
    const double length2 = along.x_m * along.x_m + along.y_m * along.y_m;
    const double share = std::clamp(-(a.x_m * along.x_m + a.y_m * along.y_m) / length2, 0.0, 1.0);
    return {std::hypot(a.x_m + share * along.x_m, a.y_m + share * along.y_m), visit, share};
  }

  void look_at(const End& end, const Run& run, Level level, const LocalPlane& plane,
               double within_m, Touch& best) const {
    for (auto i = run.first; i < last_of(run); ++i) {
      const auto touch = nearest_on(plane, i);
      const bool is_nearer =
          std::pair(touch.distance_m, i) < std::pair(best.distance_m, best.visit);
      if (is_nearer && touch.distance_m <= within_m &&
          is_apart(end, touch) == (level == Level::own_apart) &&
          !is_met_nearby(end, m_all.visits[i], plane, within_m) &&
          !is_met_nearby(end, m_all.visits[i + 1], plane, within_m))
        best = touch;
    }
  }

  const RoadVertices& m_all;
  std::span<const RoadLine> m_lines;
  std::vector<Run> m_runs;
  SpatialIndex m_index;
};

/// An end that becomes a vertex of a segment.
struct Junction {
  std::uint32_t visit = 0; ///< where the segment begins
  double share = 0;
  std::uint32_t vertex = 0;
};

/// Sorts the junctions and leaves out those whose place has a vertex already, which they become.
DisjointSets share_places(const RoadVertices& all, std::vector<Junction>& junctions) {
  std::ranges::sort(junctions, {}, [](const Junction& j) { return std::pair(j.visit, j.share); });
  DisjointSets replacements(all.positions.size());
  std::vector<Junction> kept;
  for (const auto& junction : junctions) {
    const auto begin = all.visits[junction.visit];
    const auto end = all.visits[junction.visit + 1];
    const double metres = distance_m(all.positions[begin], all.positions[end]);
    const bool is_last = !kept.empty() && kept.back().visit == junction.visit &&
                         (junction.share - kept.back().share) * metres <= least_tolerance_m;
    if (junction.share * metres <= least_tolerance_m)
      replacements.join(junction.vertex, begin);
    else if ((1 - junction.share) * metres <= least_tolerance_m)
      replacements.join(junction.vertex, end);
    else if (is_last)
      replacements.join(junction.vertex, kept.back().vertex);
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
    if (const auto touch = finder.joined(end, join_m))
      junctions.push_back({touch->visit, touch->share, end.vertex});
    else if (const auto near = finder.near(end, join_m + near_m))
      all.near_ends.push_back(*near);
  }
  auto replacements = share_places(all, junctions);
  for (const auto& junction : junctions)
    all.positions[junction.vertex] =
        on_segment(all.positions[all.visits[junction.visit]],
                   all.positions[all.visits[junction.visit + 1]], junction.share);
  put_in(all, junctions);
  for (auto& vertex : all.visits)
    vertex = replacements.find(vertex);
}

} // namespace geo
