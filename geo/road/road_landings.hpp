#pragma once

#include <span>

#include "geo/road/road_chains.hpp"

namespace geo {

/// Where a line that one gets off at its ends alone goes on to nothing, it has come down: the last
/// metre of it (or half of its last segment) becomes a chain of its own that one gets off along.
/// Its new vertex is added to `all`. Lines whose ends are not on the ground, and ends that were cut
/// out of a longer line, are left as they are.
RoadChains with_landings(const RoadChains& chains, RoadVertices& all,
                         std::span<const RoadLine> lines);

} // namespace geo
