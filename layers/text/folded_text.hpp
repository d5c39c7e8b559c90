#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace layers {

/// Lower case without accents, for comparing names: "Kinh độ" -> "kinh do", "МОСТ" -> "мост",
/// "Straße" -> "strasse".
/// Latin (with all of Vietnamese) and Cyrillic letters; the rest stays. `utf8` may be composed or
/// decomposed; bytes that are not UTF-8 stay as they are.
std::string folded(std::string_view utf8);

/// The words of a name, folded: split at everything but letters and digits, between a lower and an
/// upper case letter, and between letters and digits. "WardPly_2012" -> {"ward", "ply", "2012"}.
std::vector<std::string> words_of(std::string_view utf8);

/// The words joined by '_': "Kinh độ" -> "kinh_do", "FLD-ZONE" -> "fld_zone".
std::string snake_name(std::string_view utf8);

/// The candidate that differs by at most two letters from `text`; empty: none does.
std::string closest(std::string_view text, const std::vector<std::string>& candidates);

} // namespace layers
