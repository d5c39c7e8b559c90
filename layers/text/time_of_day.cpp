#include "layers/text/time_of_day.hpp"

#include <algorithm>

#include "geo/number_text.hpp"

namespace layers {

std::optional<int> parse_time_of_day(std::string_view text) {
  constexpr unsigned hour = 60;
  const auto colon = std::min(text.find(':'), text.size());
  const auto minutes_text = text.substr(std::min(colon + 1, text.size()));
  const auto hours = geo::parse_number<unsigned>(text.substr(0, colon));
  const auto minutes = geo::parse_number<unsigned>(minutes_text);
  const bool is_legal = hours && minutes && colon <= 2 && minutes_text.size() == 2 &&
                        *minutes < hour && *hours * hour + *minutes <= 24 * hour;
  return is_legal ? std::optional(static_cast<int>(*hours * hour + *minutes)) : std::nullopt;
}

} // namespace layers
