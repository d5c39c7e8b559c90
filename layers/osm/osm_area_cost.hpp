#pragma once

#include <cstdint>
#include <vector>

#include <osmium/osm/way.hpp>

namespace layers {

/// About how many comparisons libosmium takes to make an area of the ways, at most: it compares
/// each segment with all that lie below or above it, each ring with all segments west of it, and
/// moves those behind each that is drawn twice. A hundred million take about a second.
std::uint64_t assembling_cost(const std::vector<const osmium::Way*>& ways);

} // namespace layers
