#pragma once

#include <vector>

#include "layers/features/layer.hpp"
#include "layers/roads/speed_profile.hpp"

namespace layers {

/// Classes and surfaces that the profile does not know, levels, bridges, tunnels, junctions,
/// accesses and limits of vehicles that are not understood, and conditions, by their features, and
/// whether nothing tells how fast roads are at all. O(features).
std::vector<LoadReport::Problem> road_problems(const Layer& roads, const SpeedProfile& profile);

} // namespace layers
