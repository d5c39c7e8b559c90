#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "geo/geometry.hpp"
#include "geo/road/road_graph.hpp"

namespace geo {

/// Lines that know which of their vertices they share: the first step of build_road_graph().
struct RoadVertices {
  std::vector<LonLat> positions;             ///< by vertex
  std::vector<float> heights_m;              ///< by vertex; NaN: not said
  std::vector<std::uint32_t> line_starts{0}; ///< line l visits [line_starts[l], line_starts[l+1])
  std::vector<std::uint32_t> visits;         ///< vertices in the order of each line
  std::vector<NearEnd> near_ends;            ///< as RoadGraph::near_ends

  std::size_t line_count() const { return line_starts.size() - 1; }
  std::span<const std::uint32_t> visits_of(std::size_t line) const {
    return std::span(visits).subspan(line_starts[line], line_starts[line + 1] - line_starts[line]);
  }
};

/// Whether two heights are those of a bridge and what it crosses: they differ by more than two
/// metres. One that is not said (NaN) is as any other.
bool are_apart(float height_m, float other_m);

/// Equal points become one vertex, and ends of lines within `tolerance_m` of each other or of the
/// nearest vertex of another line; then ends on the middle of another line get a vertex in it (see
/// join_ends_to_middles()). Where lines pass through a point at heights that are apart, or at
/// several levels, each has a vertex of its own there; ends belong to the nearest level, points
/// without a height to the lowest one. A line visits no vertex twice in a row; one of a single
/// vertex visits none. Throws too_large beyond 2^31 points, unavailable when asked to stop.
RoadVertices share_vertices(std::span<const RoadLine> lines, double tolerance_m,
                            const std::stop_token& stop);

} // namespace geo
