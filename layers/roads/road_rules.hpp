#pragma once

#include <vector>

#include "layers/features/layer.hpp"
#include "layers/roads/speed_profile.hpp"

namespace layers {

/// How a road is driven.
struct RoadRule {
  float forward_km_h = 0; ///< along its points; 0: not
  float backward_km_h = 0;
  bool is_bridge = false;
  bool operator==(const RoadRule&) const = default;
};

/// One for each feature of a road layer, from its attributes as docs/configuration.md explains them
/// ("Roads and how engines drive").
std::vector<RoadRule> road_rules(const Layer& roads, const SpeedProfile& profile);

/// The attribute that the configuration names for a role, else the first of `usual` that the layer
/// has; empty: none.
std::string attribute_for(const Layer& layer, const std::string& role,
                          const std::vector<std::string>& usual);

} // namespace layers
