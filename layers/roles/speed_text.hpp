#pragma once

#include <optional>
#include <string_view>

namespace layers {

/// A speed as sources write it: "50", "50,5", "30 mph", "50 km/h", "50 (signs)"; OpenStreetMap's
/// "VN:urban", "DE:zone:30", "GB:nsl_single", "walk"; of several ("80;60") the lowest. "none" is
/// infinite. A number without a unit counts `unit_km_h`. nullopt: none of these, 0, or beyond
/// 300 km/h.
std::optional<double> speed_km_h_of(std::string_view text, double unit_km_h = 1);

/// Words that say that no one number holds: "signals", "variable", "implicit".
bool is_speed_without_number(std::string_view text);

} // namespace layers
