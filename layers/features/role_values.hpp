#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "layers/features/layer.hpp"

namespace layers {

/// What the attributes of a layer say in their roles. Every reader asks here, so that all take a
/// value for the same: LayerConfig::constants first, then LayerConfig::values, then what
/// layers/roles understands. Attributes stay as they are written.

/// The attribute that plays a role; empty: none does.
std::string attribute_of(const Layer& layer, std::string_view role);
/// An attribute or a constant plays the role.
bool has_role(const Layer& layer, std::string_view role);

/// Result i belongs to feature i: km/h, seconds, 1 to 5, …; of one-way streets 1, -1 or 0. NaN:
/// there is no value, or none that is understood.
std::vector<double> role_numbers(const Layer& layer, std::string_view role);
/// The same as texts, as they stand or as LayerConfig::values says. Empty: missing.
std::vector<std::string> role_texts(const Layer& layer, std::string_view role);

/// What values mean where they do not say it themselves: "5" -> {"KRB III", "V"},
/// "primary" -> {"Principal Arterial"}.
std::map<std::string, std::vector<std::string>> values_by_meaning(const Layer& layer,
                                                                  std::string_view role);

/// What a constant means, in the same words; empty: the role has none.
std::string constant_meaning(const Layer& layer, std::string_view role);

} // namespace layers
