#pragma once

#include <cstdint>
#include <optional>
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
};

/// From one share of a segment to another.
struct Stretch {
  double first = 0;
  double last = 1;
};

/// The segments that come within `within_m` of the plane's centre, those of an edge one after the
/// other. They replace what `found` held.
void segments_near(const RoadGraph& graph, const LocalPlane& plane, double within_m,
                   std::vector<NearSegment>& found);

/// A segment as it is seen from a place.
struct SeenSegment {
  double length_m = 0;
  double foot = 0;         ///< of the perpendicular: a share of the segment, also beyond its ends
  double distance2_m2 = 0; ///< of the foot, squared

  SeenSegment(const NearSegment& segment, LocalXY place);
  /// Of the position at a share.
  double distance2_at(double share) const {
    const double beside_m = (share - foot) * length_m;
    return distance2_m2 + beside_m * beside_m;
  }
  /// Of the nearest position.
  double nearest2_m2() const { return distance2_at(foot < 0 ? 0 : foot > 1 ? 1 : foot); }
};

/// What of a segment lies within `within_m`; nothing does within less than 0.
std::optional<Stretch> stretch_within(const SeenSegment& seen, double within_m);

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

/// The cheapest way to a place that leaves the edge on a stretch of a segment, and comes from
/// `from_share` in a heading; none where the stretch lies behind that. In closed form: along a line
/// one leaves before the foot of the perpendicular, by as much as the sine of the angle is the
/// ratio of the two costs by length (Snell's law).
std::optional<RoadWalk> cheapest_walk(const NearSegment& segment, const SeenSegment& seen,
                                      Stretch stretch, Heading heading, double from_share,
                                      const WalkCosts& costs);

} // namespace geo
