#include "geo/road/road_vertices.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include "geo/local_plane.hpp"
#include "geo/road/disjoint_sets.hpp"
#include "geo/road/road_junctions.hpp"
#include "geo/stop.hpp"

// 1. The points of all lines are sorted; equal ones are one vertex a storey.
// 2. With a tolerance, ends of lines near each other become one vertex, and one near an inner
//    vertex of another line becomes that vertex, which stays where it is. A window over the sorted
//    points finds them.
// 3. Ends on the middle of another line are put into it (road_junctions.cpp).
// 4. Repeated visits in a row are dropped.

namespace geo {

namespace {

constexpr float apart_m = 2; ///< points of a road differ less, whoever measured them
constexpr float no_height = std::numeric_limits<float>::quiet_NaN();
/// Vertices that are looked at around an end. Each of its neighbours looks at as many, so that
/// ends of any number become one.
constexpr std::size_t most_near = 256;
constexpr std::uint32_t no_vertex = std::numeric_limits<std::uint32_t>::max();

struct Visit {
  LonLat point;
  std::uint32_t position; ///< among all visits
  int level;
  float height_m; ///< not_said: below all others
  bool passes;    ///< neither begins nor ends the line there
};

constexpr float not_said = -std::numeric_limits<float>::infinity();

float said_height(const RoadLine& line, std::size_t point) {
  const bool is_said = !line.heights_m.empty() && !std::isnan(line.heights_m[point]);
  return is_said ? line.heights_m[point] : not_said;
}

std::vector<Visit> sorted_visits(std::span<const RoadLine> lines, std::size_t count) {
  std::vector<Visit> sorted;
  sorted.reserve(count);
  for (const auto& line : lines) {
    const auto& points = line.points;
    for (std::size_t i = 0; i < points.size(); ++i)
      sorted.push_back({points[i], static_cast<std::uint32_t>(sorted.size()),
                        line.are_points_nodes ? 0 : line.level, said_height(line, i),
                        (i > 0 || line.begins_cut) && (i + 1 < points.size() || line.ends_cut)});
  }
  std::ranges::sort(sorted, [](const Visit& a, const Visit& b) {
    return std::tie(a.point.lon, a.point.lat, a.height_m) <
           std::tie(b.point.lon, b.point.lat, b.height_m);
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

/// How many of the visits of one point are one above the other without a gap.
std::size_t visits_of_storey(std::span<const Visit> visits) {
  const auto is_gap = [](const Visit& below, const Visit& above) {
    return below.height_m != not_said && are_apart(below.height_m, above.height_m);
  };
  const auto last = std::ranges::adjacent_find(visits, is_gap);
  return last == visits.end() ? visits.size() : static_cast<std::size_t>(last - visits.begin()) + 1;
}

/// The vertices of one storey of a point: one a level that is passed, else one.
void number_storey(RoadVertices& result, std::span<const Visit> visits) {
  const auto first = static_cast<std::uint32_t>(result.positions.size());
  const bool one_level = std::ranges::all_of(
      visits, [&](const Visit& visit) { return visit.level == visits.front().level; });
  const auto levels = one_level ? std::vector<int>() : passing_levels(visits);
  result.positions.insert(result.positions.end(), std::max(levels.size(), std::size_t{1}),
                          visits.front().point);
  const auto said =
      std::ranges::find_if(visits, [](const Visit& visit) { return visit.height_m != not_said; });
  result.heights_m.resize(result.positions.size(),
                          said == visits.end() ? no_height : said->height_m);
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
    const auto storey = here.first(visits_of_storey(here));
    number_storey(result, storey);
    rest = rest.subspan(storey.size());
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
  const RoadVertices& all;
  std::span<const RoadLine> roads;
  std::vector<std::uint32_t> starts;
  std::vector<std::uint32_t> lines;

  LinesOfVertices(const RoadVertices& all_, std::span<const RoadLine> roads_)
      : all(all_), roads(roads_), starts(all.positions.size() + 1), lines(all.visits.size()) {
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
  /// Whether a line goes through `other` that does not go through `vertex` and may meet one that
  /// does: it is of its level, or both end there.
  bool has_another(std::uint32_t vertex, std::uint32_t other) const {
    return std::ranges::any_of(of(other), [&](std::uint32_t line) {
      return std::ranges::find(of(vertex), line) == of(vertex).end() &&
             std::ranges::any_of(of(vertex), [&](std::uint32_t own) {
               return roads[own].level == roads[line].level ||
                      (is_free_end(vertex, own) && is_free_end(other, line));
             });
    });
  }

private:
  /// Whether a line ends there, and not for another of its level to go on above or below the
  /// ground.
  bool is_free_end(std::uint32_t vertex, std::uint32_t line) const {
    const auto visits = all.visits_of(line);
    const auto is_level = [&](std::uint32_t other) {
      return roads[other].level == roads[line].level;
    };
    return (vertex == visits.front() || vertex == visits.back()) &&
           (roads[line].level == 0 || std::ranges::count_if(of(vertex), is_level) == 1);
  }
};

/// Calls on_vertex(other, distance) for vertices within the tolerance of one, outwards along the
/// sorted positions, until it returns false.
template <typename OnVertex>
void visit_near(std::span<const LonLat> positions, std::uint32_t vertex, double tolerance_m,
                OnVertex on_vertex) {
  const auto centre = positions[vertex];
  const LocalPlane plane(centre);
  // A hair more than the tolerance: distance_m decides.
  const auto corner = plane.to_lonlat({1.001 * tolerance_m, 1.001 * tolerance_m});
  const double lon_deg = corner.lon - centre.lon;
  const double lat_deg = corner.lat - centre.lat;
  const auto is_in_reach = [&](std::size_t other) {
    return other < positions.size() && std::abs(positions[other].lon - centre.lon) <= lon_deg;
  };
  std::size_t west = vertex - std::size_t{1}; // beyond the end: none is left
  std::size_t east = vertex + std::size_t{1};
  while (is_in_reach(west) || is_in_reach(east)) {
    const bool is_west_next =
        is_in_reach(west) && (!is_in_reach(east) ||
                              centre.lon - positions[west].lon <= positions[east].lon - centre.lon);
    const auto other = is_west_next ? west-- : east++;
    if (std::abs(positions[other].lat - centre.lat) > lat_deg)
      continue;
    const double away_m = distance_m(centre, positions[other]);
    if (away_m <= tolerance_m && !on_vertex(static_cast<std::uint32_t>(other), away_m))
      return;
  }
}

/// Which vertex each becomes; none becomes one whose height is apart from its own.
class Merging {
public:
  Merging(const RoadVertices& all, std::span<const RoadLine> lines)
      : m_becomes(all.positions.size()), m_heights_m(all.heights_m), m_ends(all.positions.size()) {
    for (std::size_t line = 0; line < all.line_count(); ++line)
      if (const auto visits = all.visits_of(line); !visits.empty()) {
        if (!lines[line].begins_cut)
          m_ends[visits.front()] = 1;
        if (!lines[line].ends_cut)
          m_ends[visits.back()] = 1;
      }
  }
  bool is_end(std::uint32_t vertex) const { return m_ends[vertex] != 0; }
  std::uint32_t find(std::uint32_t vertex) { return m_becomes.find(vertex); }
  void unite_ends(std::uint32_t a, std::uint32_t b) {
    const auto [low, high] = std::minmax({find(a), find(b)});
    join(high, low);
  }
  /// An inner vertex stays where it is.
  void move_end(std::uint32_t end, std::uint32_t inner) {
    if (is_end(find(end)))
      join(end, inner);
  }
  /// Of the vertices as they are now.
  std::vector<float> heights_m() && { return std::move(m_heights_m); }

private:
  void join(std::uint32_t vertex, std::uint32_t other) {
    const float height_m = m_heights_m[find(vertex)];
    auto& other_m = m_heights_m[find(other)];
    if (are_apart(height_m, other_m))
      return;
    if (std::isnan(other_m))
      other_m = height_m;
    m_becomes.join(vertex, other);
  }

  DisjointSets m_becomes;
  std::vector<float> m_heights_m;
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
    std::size_t looked_at = 0;
    const auto look_at = [&](std::uint32_t other, double away_m) {
      if (all.positions[end] == all.positions[other] ||
          are_apart(all.heights_m[end], all.heights_m[other]) || !lines.has_another(end, other))
        return;
      if (merging.is_end(other)) {
        merging.unite_ends(end, other);
      } else if (away_m < nearest_m) {
        nearest.inner = other;
        nearest_m = away_m;
      }
    };
    visit_near(all.positions, end, tolerance_m, [&](std::uint32_t other, double away_m) {
      look_at(other, away_m);
      return ++looked_at < most_near;
    });
    if (nearest.inner != no_vertex)
      moves.push_back(nearest);
  }
  for (const auto& move : moves)
    merging.move_end(move.end, move.inner);
  for (auto& visit : all.visits)
    visit = merging.find(visit);
  all.heights_m = std::move(merging).heights_m();
}

} // namespace

bool are_apart(float height_m, float other_m) {
  return std::abs(height_m - other_m) > apart_m;
}

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
