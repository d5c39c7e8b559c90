#pragma once

#include <string>
#include <vector>

#include "layers/travel/travel.hpp"

namespace layers {

/// What is taken for granted about the stations of a travel, a line each: those far from a road,
/// those farther than any or parted from them by water, those that are cut off; with ids, names and
/// distances, those of the what-if first.
std::vector<std::string> travel_warnings(const Travel& travel);

/// The same of straight distances, to which roads are nothing: that closed and slowed ones change
/// nothing.
std::vector<std::string> straight_warnings(const Travel& travel, const ScenarioRequest& scenario);

} // namespace layers
