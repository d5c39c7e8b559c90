#pragma once

#include "layers/roads/speed_profile.hpp"

namespace support {

/// A profile of few classes, whose numbers tell rules apart.
inline layers::SpeedProfile test_profile() {
  layers::SpeedProfile profile;
  profile.name = "test";
  profile.class_km_h = {{"primary", 60}, {"motorway", 100}, {"path", 0}};
  profile.other_class_km_h = 30;
  profile.maxspeed_factor = 0.5;
  profile.most_km_h = 90;
  profile.surface_factors = {{"gravel", 0.5}};
  profile.closed_access = {"no"};
  profile.closed_barriers = {"bollard"};
  return profile;
}

} // namespace support
