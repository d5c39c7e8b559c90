#pragma once

#include <span>
#include <vector>

#include "geo/geometry.hpp"

namespace layers {

/// Roads meet where they share a point. Points of one place whose heights differ by more than two
/// metres are moved apart, by a few millimetres, so that a bridge and the road below it do not
/// meet. `heights_m`: as RawSource has them. O(n log n).
void part_heights(std::vector<geo::LonLat>& points, std::span<const float> heights_m);

} // namespace layers
