#include "geo/road/road_vertices.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "geo/local_plane.hpp"
#include "geo/stop.hpp"

// 1. The points of all lines are sorted; equal ones are one vertex.
// 2. With a tolerance, ends of lines near each other become one vertex, and one near an inner
//    vertex of another line becomes that vertex, which stays where it is. A window over the sorted
//    points finds them.
// 3. Repeated visits in a row are dropped.

namespace geo {

namespace {

constexpr std::uint32_t no_vertex = std::numeric_limits<std::uint32_t>::max();

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
  struct Visit {
    LonLat point;
    std::uint32_t position;
  };
  std::vector<Visit> sorted;
  sorted.reserve(count);
  for (const auto& line : lines)
    for (const auto& point : line.points)
      sorted.push_back({point, static_cast<std::uint32_t>(sorted.size())});
  std::ranges::sort(sorted, [](const Visit& a, const Visit& b) {
    return std::tie(a.point.lon, a.point.lat) < std::tie(b.point.lon, b.point.lat);
  });
  result.visits.resize(count);
  for (const auto& visit : sorted) {
    if (result.positions.empty() || !(result.positions.back() == visit.point))
      result.positions.push_back(visit.point);
    result.visits[visit.position] = static_cast<std::uint32_t>(result.positions.size() - 1);
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
  std::vector<std::uint32_t> starts;
  std::vector<std::uint32_t> lines;

  explicit LinesOfVertices(const RoadVertices& all)
      : starts(all.positions.size() + 1), lines(all.visits.size()) {
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
  /// Whether a line goes through `other` that does not go through `vertex`.
  bool has_another(std::uint32_t vertex, std::uint32_t other) const {
    return std::ranges::any_of(of(other), [&](std::uint32_t line) {
      return std::ranges::find(of(vertex), line) == of(vertex).end();
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
  explicit Merging(const RoadVertices& all)
      : m_becomes(all.positions.size()), m_ends(m_becomes.size()) {
    std::iota(m_becomes.begin(), m_becomes.end(), 0U);
    for (std::size_t line = 0; line < all.line_count(); ++line)
      if (const auto visits = all.visits_of(line); !visits.empty())
        m_ends[visits.front()] = m_ends[visits.back()] = 1;
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

void merge_ends(RoadVertices& all, double tolerance_m, const std::stop_token& stop) {
  const LinesOfVertices lines(all);
  Merging merging(all);
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
    merge_ends(result, tolerance_m, stop);
    drop_repeats(result);
  }
  return result;
}

} // namespace geo
