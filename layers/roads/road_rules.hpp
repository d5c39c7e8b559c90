#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "layers/features/layer.hpp"
#include "layers/roads/road_access.hpp"
#include "layers/roads/speed_profile.hpp"

namespace layers {

/// How a road is driven.
struct RoadRule {
  float forward_km_h = 0; ///< along its points; 0: not
  float backward_km_h = 0;
  bool is_bridge = false;
  bool is_accessible = true; ///< one gets on and off along it: no tunnel, bridge, motorway or ferry
  /// "layer": above or below what crosses; where it says nothing, a bridge is at 1, a tunnel at -1.
  int level = 0;
  bool ends_on_ground = true; ///< as geo::RoadLine has it: no tunnel and no motorway
  AccessRules access{};         ///< what closed it (in one direction, or both), or opened it
  bool operator==(const RoadRule&) const = default;
};

/// The class of ferries, whether an attribute says so or OpenStreetMap's `route`.
constexpr std::string_view ferry_class = "ferry";

/// Of all lines of a feature.
double road_length_m(const Layer& roads, std::size_t feature);

/// What is to be told about ferries.
struct Ferries {
  std::size_t not_taken = 0; ///< by the profile
  double not_taken_m = 0;
};
Ferries ferries_of(const Layer& roads, const SpeedProfile& profile);

/// One for each feature of a road layer, from its attributes as docs/configuration.md explains them
/// ("Roads and how engines drive").
std::vector<RoadRule> road_rules(const Layer& roads, const SpeedProfile& profile);

} // namespace layers
