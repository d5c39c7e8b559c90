#pragma once

#include <optional>
#include <string_view>

#include "layers/requests/standards.hpp"

namespace layers {

/// How densely a place is built up, in Vietnamese, English, Russian and German: "urban",
/// "Phường", "nông thôn", "городское поселение". nullopt: no class is understood.
std::optional<AreaClass> area_class_of(std::string_view text);

} // namespace layers
