#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace layers {

/// Values of roads in the words of many sources (Vietnamese, English, Russian, German). Upper or
/// lower case, accents and blanks do not matter.

/// Whether a text says yes or no: "true", "có", "1" | "нет", "không có", "0.0". nullopt: neither.
std::optional<bool> yes_or_no(std::string_view text);

/// Whether a value of the role says that a road is a bridge (is in a tunnel): yes, or a kind of
/// one. "building_passage" is no tunnel. nullopt: not understood, or no value.
std::optional<bool> is_bridge_word(std::string_view text);
std::optional<bool> is_tunnel_word(std::string_view text);

/// OpenStreetMap's word for a value of the role: "gesperrt" -> "no", "đất" -> "ground",
/// "Kreisverkehr" -> "roundabout", "Permissive" -> "permissive". nullopt: none is known.
std::optional<std::string> usual_access(std::string_view text);
std::optional<std::string> usual_surface(std::string_view text);
std::optional<std::string> usual_junction(std::string_view text);

} // namespace layers
