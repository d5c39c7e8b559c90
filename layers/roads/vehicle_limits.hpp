#pragma once

#include <optional>
#include <string>
#include <vector>

#include "layers/features/layer.hpp"
#include "layers/roads/road_access.hpp"
#include "layers/roads/speed_profile.hpp"

namespace layers {

/// What vehicles may pass, by weight and size, against the engine of the profile.

/// Limits that the engine exceeds along a line, and against it.
struct Exceeded {
  AccessRules forward;
  AccessRules backward;
};

/// By feature. The lowest limit that concerns an engine counts: of "maxweight", "maxgcweight",
/// "maxweightrating" (also ":hgv"), "maxheight", "maxwidth" (also ":physical"), "maxaxleload", of
/// one direction too; ":emergency" stands in place of all but ":physical". Where the configuration
/// names the attribute of a role, that alone.
std::vector<Exceeded> exceeded_limits(const Layer& layer, const SpeedProfile& profile);

/// Limits that the profile asks about and that are not understood, ":conditional" ones among them,
/// but for those of attributes that play a role, which the layer's own report has.
std::vector<LoadReport::Problem> limit_problems(const Layer& layer, const SpeedProfile& profile);

/// OpenStreetMap's keys of all sorts, with ":physical" and the like where a point may have them.
std::vector<std::string> limit_keys();

/// "maxweight below 14 t"; nullopt: the rule is no limit, or the profile does not say what the
/// engine has.
std::optional<std::string> limit_text(AccessRule rule, const SpeedProfile& profile);

} // namespace layers
