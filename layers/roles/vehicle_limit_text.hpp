#pragma once

#include <optional>
#include <string_view>

namespace layers {

constexpr double most_weight_t = 200;
constexpr double most_length_m = 50;

/// What signs say of the vehicles that may pass: "3.5", "3,5 t", "3500 kg", "7.5 st" (short tons);
/// "3.2 m", "320 cm", "10 ft", "12'6\""; of several ("7.5;12") the lowest. "none", "default" and
/// "unsigned" are infinite. A number without a unit counts `unit` tonnes or metres. nullopt: none
/// of these, 0, or beyond the most.
std::optional<double> weight_t_of(std::string_view text, double unit = 1);
std::optional<double> length_m_of(std::string_view text, double unit = 1);

} // namespace layers
