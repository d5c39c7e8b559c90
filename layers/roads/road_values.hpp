#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "layers/features/layer.hpp"
#include "layers/roads/speed_profile.hpp"

namespace layers {

/// What values of roads say. Texts are as role_texts() has them.

/// What stands between the ';' of OpenStreetMap's lists: `ferry;hiking`.
std::vector<std::string> listed_values(std::string_view values);

/// By feature: classes as they stand; a ferry's is `ferry_class`, even where it says what road it
/// is part of.
std::vector<std::string> road_classes(const Layer& roads);

/// Whether the configuration itself says what plays a role, or that nothing does: OpenStreetMap's
/// other keys for the same then say nothing.
bool is_chosen(const Layer& roads, const std::string& role);

/// By feature: who may drive there. Where the configuration names no attribute, OpenStreetMap's
/// special keys for vehicles stand over the general one.
std::vector<std::string> road_accesses(const Layer& roads);

/// Whether the profile closes roads of an access; of several (`private;no`) each must be closed.
bool is_closed_by(const std::string& access, const SpeedProfile& profile);
bool is_known_access(const std::string& access, const SpeedProfile& profile);

/// Whether an access, or one of several, lets everyone it speaks of pass: "yes", "designated".
bool says_yes(const std::string& access);

/// On the speed; of several surfaces (`asphalt;gravel`) the slowest. 1 where the profile has none.
double surface_factor(const std::string& surface, const SpeedProfile& profile);
bool is_known_surface(const std::string& surface, const SpeedProfile& profile);

/// "-1", "+1" or "1.0": a whole number from -10 to 10; nullopt: anything else.
std::optional<int> said_level(std::string_view text);

} // namespace layers
