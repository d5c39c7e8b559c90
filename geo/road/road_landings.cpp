#include "geo/road/road_landings.hpp"

#include <algorithm>
#include <array>

#include "geo/local_plane.hpp"

namespace geo {

namespace {

constexpr double landing_m = 1;

/// By vertex: one chain ends there, and was not cut out of a longer line.
std::vector<std::uint8_t> dead_ends(const RoadChains& chains, const RoadVertices& all,
                                    std::span<const RoadLine> lines) {
  std::vector<std::uint8_t> ends(all.positions.size());
  const auto add = [&](std::uint32_t vertex, int count) {
    ends[vertex] = static_cast<std::uint8_t>(std::min(ends[vertex] + count, 2));
  };
  for (std::size_t chain = 0; chain < chains.size(); ++chain)
    for (const auto vertex : {chains.visits_of(chain).front(), chains.visits_of(chain).back()})
      add(vertex, 1);
  for (std::size_t line = 0; line < all.line_count(); ++line) {
    const auto visits = all.visits_of(line);
    if (!visits.empty() && lines[line].begins_cut)
      add(visits.front(), 2);
    if (!visits.empty() && lines[line].ends_cut)
      add(visits.back(), 2);
  }
  for (auto& end : ends)
    end = end == 1 ? 1 : 0;
  return ends;
}

/// A new vertex a little before an end.
std::uint32_t vertex_before(RoadVertices& all, std::uint32_t end, std::uint32_t inner) {
  const auto a = all.positions[end];
  const auto b = all.positions[inner];
  const double share = std::min(landing_m / distance_m(a, b), 0.5);
  all.positions.push_back({a.lon + share * (b.lon - a.lon), a.lat + share * (b.lat - a.lat)});
  all.heights_m.push_back(all.heights_m[end]);
  return static_cast<std::uint32_t>(all.positions.size() - 1);
}

} // namespace

RoadChains with_landings(const RoadChains& chains, RoadVertices& all,
                         std::span<const RoadLine> lines) {
  const auto is_dead = dead_ends(chains, all, lines);
  RoadChains result;
  for (std::size_t chain = 0; chain < chains.size(); ++chain) {
    const auto line = chains.lines[chain];
    const bool lands = !lines[line].is_accessible && lines[line].ends_on_ground;
    std::vector<std::uint32_t> visits(chains.visits_of(chain).begin(),
                                      chains.visits_of(chain).end());
    if (lands && is_dead[visits.front()] != 0) {
      const auto inner = vertex_before(all, visits.front(), visits[1]);
      result.add(std::array{visits.front(), inner}, line, true);
      visits.front() = inner;
    }
    const auto last = visits.back();
    const bool lands_at_last = lands && is_dead[last] != 0;
    if (lands_at_last)
      visits.back() = vertex_before(all, last, visits[visits.size() - 2]);
    result.add(visits, line, chains.accessible[chain] != 0);
    if (lands_at_last)
      result.add(std::array{visits.back(), last}, line, true);
  }
  return result;
}

} // namespace geo
