#pragma once

#include <optional>
#include <string_view>

#include "layers/roles/number_convention.hpp"

namespace layers {

/// A level from 1 to 5: a number, alone or behind a word for "level" ("Cấp độ rủi ro 3"); a Roman
/// numeral I to V; words in Vietnamese, English, Russian, German and Indonesian, "Very High Hazard
/// Zone" too; colours of Decision 18/2021/QĐ-TTg; severities of CAP 1.2. "3 - High" counts when
/// both say the same. nullopt: none of these, or beyond 1 to 5.
std::optional<double> severity_of(std::string_view text, const NumberConvention& numbers);

/// The same by words alone: texts that could be but numbers do not count.
bool is_severity_word(std::string_view text);

} // namespace layers
