#pragma once

#include <optional>
#include <string_view>

namespace layers {

/// Minutes since midnight of "07:30", "7:30" or "24:00" (1440); nullopt: it is no time of day.
std::optional<int> parse_time_of_day(std::string_view text);

} // namespace layers
