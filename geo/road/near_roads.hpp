#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "geo/local_plane.hpp"
#include "geo/road/road_graph.hpp"

namespace geo {

/// A segment of an edge in a plane.
struct NearSegment {
  std::uint32_t edge = 0;
  float begin_share = 0; ///< of the edge's length, at `begin`
  float end_share = 0;
  LocalXY begin;
  LocalXY end;
  double near_m = 0; ///< how near it comes to the plane's centre
};

/// From one share of a segment to another.
struct Stretch {
  double first = 0;
  double last = 1;
};

/// Some segments of an edge, one after the other, and the box around them.
struct NearRun {
  std::uint32_t run = 0; ///< of the graph
  Box box;
};

/// The runs whose boxes touch one, in the order of their edges.
std::vector<NearRun> runs_near(const RoadGraph& graph, const Box& box);

/// All of an edge.
std::vector<NearRun> runs_of(const RoadGraph& graph, std::uint32_t edge);

/// The segments that come within `within_m` of the plane's centre, those of an edge one after the
/// other. They replace what `found` held. Looks at `runs` only, or at all.
void segments_near(const RoadGraph& graph, std::span<const NearRun> runs, const LocalPlane& plane,
                   double within_m, std::vector<NearSegment>& found);
void segments_near(const RoadGraph& graph, const LocalPlane& plane, double within_m,
                   std::vector<NearSegment>& found);

/// A segment as it is seen from a place.
struct SeenSegment {
  double length_m = 0;
  double foot = 0;         ///< of the perpendicular: a share of the segment, also beyond its ends
  double distance2_m2 = 0; ///< of the foot, squared

  SeenSegment(const NearSegment& segment, LocalXY place)
      : SeenSegment(segment.begin, segment.end, place) {}
  SeenSegment(LocalXY begin, LocalXY end, LocalXY place) {
    const LocalXY along{end.x_m - begin.x_m, end.y_m - begin.y_m};
    const LocalXY from{place.x_m - begin.x_m, place.y_m - begin.y_m};
    const double length2 = along.x_m * along.x_m + along.y_m * along.y_m;
    length_m = std::sqrt(length2);
    foot = (from.x_m * along.x_m + from.y_m * along.y_m) / length2;
    distance2_m2 = std::max(0.0, from.x_m * from.x_m + from.y_m * from.y_m - foot * foot * length2);
  }
  /// Of the position at a share.
  double distance2_at(double share) const {
    const double beside_m = (share - foot) * length_m;
    return distance2_m2 + beside_m * beside_m;
  }
  /// Of the nearest position.
  double nearest2_m2() const { return distance2_at(foot < 0 ? 0 : foot > 1 ? 1 : foot); }
};

/// What of a segment lies within `within_m`; nothing does within less than 0.
inline std::optional<Stretch> stretch_within(const SeenSegment& seen, double within_m) {
  const double half2_m2 = within_m * within_m - seen.distance2_m2;
  if (within_m < 0 || half2_m2 < 0)
    return std::nullopt;
  const double half = std::sqrt(half2_m2) / seen.length_m;
  const Stretch stretch{std::max(0.0, seen.foot - half), std::min(1.0, seen.foot + half)};
  if (stretch.first > stretch.last)
    return std::nullopt;
  return stretch;
}

/// Along the edge's points, or against them.
enum class Heading : std::uint8_t { forward, backward };

/// How a place is reached from a share of an edge on: along the edge, then on foot.
struct RoadWalk {
  double cost = 0;  ///< of both
  double share = 0; ///< of the edge, where walking begins
  LocalXY begins;   ///< where that is
  double walk_m = 0;
};

/// What a search and a walk cost.
struct WalkCosts {
  double edge = 0;  ///< along the whole edge
  double metre = 0; ///< on foot
};

/// No way that cheapest_walk() finds from a segment that comes within `near_m` of the place costs
/// less.
inline double least_cost(const NearSegment& segment, double near_m, Heading heading,
                         double from_share, const WalkCosts& costs) {
  const double before = heading == Heading::forward
                            ? static_cast<double>(segment.begin_share) - from_share
                            : from_share - static_cast<double>(segment.end_share);
  return costs.edge * std::max(0.0, before) + costs.metre * near_m;
}

/// The cheapest way to a place that leaves the edge on a stretch of a segment, and comes from
/// `from_share` in a heading; none where the stretch lies behind that. In closed form: along a line
/// one leaves before the foot of the perpendicular, by as much as the sine of the angle is the
/// ratio of the two costs by length (Snell's law).
inline std::optional<RoadWalk> cheapest_walk(const NearSegment& segment, const SeenSegment& seen,
                                             Stretch stretch, Heading heading, double from_share,
                                             const WalkCosts& costs) {
  const double begin_share = segment.begin_share;
  const double shares = segment.end_share - begin_share;
  const double from = shares > 0 ? (from_share - begin_share) / shares : 0;
  const bool is_forward = heading == Heading::forward;
  const double first = is_forward ? std::max(stretch.first, from) : stretch.first;
  const double last = is_forward ? stretch.last : std::min(stretch.last, from);
  if (first > last)
    return std::nullopt;
  const double drive_m = costs.edge * shares / seen.length_m; // a metre's cost
  double along = is_forward ? first : last;                   // as early as one can
  if (drive_m < costs.metre) {
    const double before_m = std::sqrt(seen.distance2_m2) * drive_m /
                            std::sqrt(costs.metre * costs.metre - drive_m * drive_m);
    const double before = before_m / seen.length_m;
    along = std::clamp(seen.foot + (is_forward ? -before : before), first, last);
  }
  RoadWalk walk;
  walk.share = begin_share + along * shares;
  walk.begins = {segment.begin.x_m + along * (segment.end.x_m - segment.begin.x_m),
                 segment.begin.y_m + along * (segment.end.y_m - segment.begin.y_m)};
  walk.walk_m = std::sqrt(seen.distance2_at(along));
  walk.cost = costs.edge * std::abs(walk.share - from_share) + costs.metre * walk.walk_m;
  return walk;
}

} // namespace geo
