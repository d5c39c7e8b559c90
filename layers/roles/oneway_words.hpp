#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace layers {

enum class OneWay : std::uint8_t { no, forward, backward };

/// OpenStreetMap's "yes", "true", "1" | "-1", "reverse" | "no", "reversible", "alternating" (open
/// both ways, one after the other); "FT", "F", "Y" | "TF", "T" | "B", "N" of TomTom and HERE; "Sens
/// direct" | "Sens inverse" | "Double sens" of IGN; "Med" | "Mot" of NVDB; "H" | "G" ("Hin",
/// "Gegen"); "OneWay"; "FWD" | "REV"; words in Vietnamese, English, Russian, German and French.
/// nullopt: none of these.
std::optional<OneWay> oneway_of(std::string_view text);

} // namespace layers
