#pragma once

#include <optional>
#include <string_view>

#include "layers/roles/number_convention.hpp"

namespace layers {

/// Seconds: a number, of `unit_s` each ("300"); with units in Vietnamese, English, Russian or
/// German, the largest first ("5 min", "1 giờ 30 phút", "4,5 мин", "5'30\""), the last one's said
/// by that before it ("1h30"); "m" alone may be metres and is none, in "2m30s" it is minutes; a
/// clock
/// ("00:05:00"; "05:00" are minutes and seconds); ISO 8601, section 4.4.3 ("PT5M"). nullopt for
/// everything else, negative ones too.
std::optional<double> duration_s(std::string_view text, double unit_s,
                                 const NumberConvention& numbers);

/// The same of a ferry, over 0: OpenStreetMap's "duration", where "00:06" are hours and minutes and
/// a number alone is minutes.
std::optional<double> crossing_s(std::string_view text, const NumberConvention& numbers);

} // namespace layers
