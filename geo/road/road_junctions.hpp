#pragma once

#include <span>
#include <stop_token>

#include "geo/road/road_vertices.hpp"

namespace geo {

/// Ends of lines that lie within `tolerance_m` (and a millimetre) of the middle of a line of their
/// level, another or their own, become vertices of it, moved onto it; so do those that lie on (to a
/// millimetre) a line that is nearer to level 0, as a ramp comes down. Heights that are apart keep
/// them apart. Ends within two metres more of such a line are told in `near_ends`, unless a road
/// only passes along it there, and so are ends on a line at another height. Ends that were cut out
/// of a longer line are none. Throws unavailable when asked to stop.
void join_ends_to_middles(RoadVertices& all, std::span<const RoadLine> lines, double tolerance_m,
                          const std::stop_token& stop);

} // namespace geo
