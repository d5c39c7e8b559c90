#include "geo/road/road_vertices.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "geo/local_plane.hpp"
#include "geo/road/road_junctions.hpp"
#include "geo/stop.hpp"

// 1. The points of all lines are sorted; equal ones are one vertex.
// 2. With a tolerance, ends of lines near each other become one vertex, and one near an inner
//    vertex of another line becomes that vertex, which stays where it is. A window over the sorted
//    points finds them.
// 3. Ends on the middle of another line are put into it (road_junctions.cpp).
// 4. Repeated visits in a row are dropped.

namespace geo {

namespace {

constexpr std::uint32_t no_vertex = std::numeric_limits<std::uint32_t>::max();

struct Visit {
  LonLat point;
  std::uint32_t position; ///< among all visits
  std::uint32_t line;
  int level;
  bool passes; ///< neither begins nor ends the line there
};

std::vector<Visit> sorted_visits(std::span<const RoadLine> lines, std::size_t count) {
  std::vector<Visit> sorted;
  sorted.reserve(count);
  for (std::uint32_t l = 0; l < lines.size(); ++l) {
    const auto& points = lines[l].points;
    for (std::size_t i = 0; i < points.size(); ++i)
      sorted.push_back(
          {points[i], static_cast<std::uint32_t>(sorted.size()), l,
           lines[l].are_points_nodes ? 0 : lines[l].level,
           (i > 0 || lines[l].begins_cut) && (i + 1 < points.size() || lines[l].ends_cut)});
  }
  std::ranges::sort(sorted, [](const Visit& a, const Visit& b) {
    return std::tie(a.point.lon, a.point.lat) < std::tie(b.point.lon, b.point.lat);
  });
  return sorted;
}

/// The levels at which lines pass through one point.
std::vector<int> passing_levels(std::span<const Visit> visits) {
  std::vector<int> levels;
  for (const auto& visit : visits)
    if (visit.passes)
      levels.push_back(visit.level);
  std::ranges::sort(levels);
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  return levels;
}

/// The vertices of one point: one a level that is passed, else one.
void number_point(RoadVertices& result, std::span<const Visit> visits) {
  const auto first = static_cast<std::uint32_t>(result.positions.size());
  const bool one_level = std::ranges::all_of(
      visits, [&](const Visit& visit) { return visit.level == visits.front().level; });
  const auto levels = one_level ? std::vector<int>() : passing_levels(visits);
  result.positions.insert(result.positions.end(), std::max(levels.size(), std::size_t{1}),
                          visits.front().point);
  for (const auto& visit : visits) {
    const auto nearest = std::ranges::min_element(
        levels, {}, [&](int level) { return std::abs(level - visit.level); });
    result.visits[visit.position] = first + static_cast<std::uint32_t>(nearest - levels.begin());
  }
}

RoadVertices number_vertices(std::span<const RoadLine> lines) {
  constexpr std::size_t most_points = std::size_t{1} << 31U;
  RoadVertices result;
  std::size_t count = 0;
  for (const auto& line : lines) {
    count += line.points.size();
    if (count > most_points)
      fail(ErrorKind::too_large, "road network: has over {} points; use fewer or simpler roads",
           most_points);
    result.line_starts.push_back(static_cast<std::uint32_t>(count));
  }
  const auto sorted = sorted_visits(lines, count);
  result.visits.resize(count);
  for (auto rest = std::span(sorted); !rest.empty();) {
    const auto end = std::ranges::find_if_not(
        rest, [&](const Visit& visit) { return visit.point == rest.front().point; });
    const auto here = rest.first(static_cast<std::size_t>(end - rest.begin()));
    number_point(result, here);
    rest = rest.subspan(here.size());
  }
  return result;
}

void drop_repeats(RoadVertices& lines) {
  std::uint32_t kept = 0;
  std::uint32_t begin = 0;
  for (std::size_t line = 0; line < lines.line_count(); ++line) {
    const auto end = lines.line_starts[line + 1];
    const auto first = kept;
    for (auto i = begin; i < end; ++i)
      if (kept == first || lines.visits[kept - 1] != lines.visits[i])
        lines.visits[kept++] = lines.visits[i];
    if (kept == first + 1)
      kept = first;
    begin = end;
    lines.line_starts[line + 1] = kept;
  }
  lines.visits.resize(kept);
}

/// The lines through each vertex.
struct LinesOfVertices {
  std::span<const RoadLine> roads;
  std::vector<std::uint32_t> starts;
  std::vector<std::uint32_t> lines;

  LinesOfVertices(const RoadVertices& all, std::span<const RoadLine> roads_)
      : roads(roads_), starts(all.positions.size() + 1), lines(all.visits.size()) {
    for (const auto vertex : all.visits)
      ++starts[vertex + 1];
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    auto next = starts;
    for (std::size_t line = 0; line < all.line_count(); ++line)
      for (const auto vertex : all.visits_of(line))
        lines[next[vertex]++] = static_cast<std::uint32_t>(line);
  }
  std::span<const std::uint32_t> of(std::uint32_t vertex) const {
    return std::span(lines).subspan(starts[vertex], starts[vertex + 1] - starts[vertex]);
  }
  /// Whether a line goes through `other`, at the level of one through `vertex`, that does not go
  /// through that.
  bool has_another(std::uint32_t vertex, std::uint32_t other) const {
    return std::ranges::any_of(of(other), [&](std::uint32_t line) {
      return std::ranges::find(of(vertex), line) == of(vertex).end() &&
             std::ranges::any_of(of(vertex), [&](std::uint32_t own) {
               return roads[own].level == roads[line].level;
             });
    });
  }
};

/// Calls on_vertex(vertex, distance) for those within the tolerance of a vertex, itself too.
template <typename OnVertex>
void visit_near(std::span<const LonLat> positions, LonLat centre, double tolerance_m,
                OnVertex on_vertex) {
  const LocalPlane plane(centre);
  // A hair more than the tolerance: distance_m decides.
  const auto corner = plane.to_lonlat({1.001 * tolerance_m, 1.001 * tolerance_m});
  const double lon_deg = corner.lon - centre.lon;
  const double lat_deg = corner.lat - centre.lat;
  for (auto p = std::ranges::lower_bound(positions, centre.lon - lon_deg, {}, &LonLat::lon);
       p != positions.end() && p->lon <= centre.lon + lon_deg; ++p) {
    if (std::abs(p->lat - centre.lat) > lat_deg)
      continue;
    const double away_m = distance_m(centre, *p);
    if (away_m <= tolerance_m)
      on_vertex(static_cast<std::uint32_t>(p - positions.begin()), away_m);
  }
}

/// Which vertex each becomes.
class Merging {
public:
  Merging(const RoadVertices& all, std::span<const RoadLine> lines)
      : m_becomes(all.positions.size()), m_ends(m_becomes.size()) {
    std::iota(m_becomes.begin(), m_becomes.end(), 0U);
    for (std::size_t line = 0; line < all.line_count(); ++line)
      if (const auto visits = all.visits_of(line); !visits.empty()) {
        if (!lines[line].begins_cut)
          m_ends[visits.front()] = 1;
        if (!lines[line].ends_cut)
          m_ends[visits.back()] = 1;
      }
  }
  bool is_end(std::uint32_t vertex) const { return m_ends[vertex] != 0; }
  std::uint32_t find(std::uint32_t vertex) {
    while (m_becomes[vertex] != vertex)
      vertex = m_becomes[vertex] = m_becomes[m_becomes[vertex]];
    return vertex;
  }
  void unite_ends(std::uint32_t a, std::uint32_t b) {
    const auto [low, high] = std::minmax({find(a), find(b)});
    m_becomes[high] = low;
  }
  /// An inner vertex stays where it is.
  void move_end(std::uint32_t end, std::uint32_t inner) {
    const auto root = find(end);
    if (is_end(root))
      m_becomes[root] = inner;
  }

private:
  std::vector<std::uint32_t> m_becomes;
  std::vector<std::uint8_t> m_ends;
};

void merge_ends(RoadVertices& all, std::span<const RoadLine> roads, double tolerance_m,
                const std::stop_token& stop) {
  const LinesOfVertices lines(all, roads);
  Merging merging(all, roads);
  struct Move {
    std::uint32_t end;
    std::uint32_t inner;
  };
  std::vector<Move> moves;
  for (std::uint32_t end = 0; end < all.positions.size(); ++end) {
    if (!merging.is_end(end))
      continue;
    check_stop(stop);
    Move nearest{end, no_vertex};
    double nearest_m = std::numeric_limits<double>::infinity();
    visit_near(all.positions, all.positions[end], tolerance_m,
               [&](std::uint32_t other, double away_m) {
                 if (!lines.has_another(end, other))
                   return;
                 if (merging.is_end(other)) {
                   merging.unite_ends(end, other);
                 } else if (away_m < nearest_m) {
                   nearest.inner = other;
                   nearest_m = away_m;
                 }
               });
    if (nearest.inner != no_vertex)
      moves.push_back(nearest);
  }
  for (const auto& move : moves)
    merging.move_end(move.end, move.inner);
  for (auto& visit : all.visits)
    visit = merging.find(visit);
}

} // namespace

RoadVertices share_vertices(std::span<const RoadLine> lines, double tolerance_m,
                            const std::stop_token& stop) {
  auto result = number_vertices(lines);
  drop_repeats(result);
  check_stop(stop);
  if (tolerance_m > 0) {
    merge_ends(result, lines, tolerance_m, stop);
    drop_repeats(result);
  }
  join_ends_to_middles(result, lines, tolerance_m, stop);
  drop_repeats(result);
  return result;
}

} // namespace geo
