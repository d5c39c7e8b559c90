#pragma once

#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <vector>

namespace geo {

/// The whole of a text as a number: `12`, `-1.5`, `1e3`; no blanks, no plus, nothing behind it.
/// nullopt for everything else, for what the type cannot hold, and for what is not finite.
template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto* end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || last != end)
    return std::nullopt;
  if constexpr (std::is_floating_point_v<Number>)
    if (!std::isfinite(number))
      return std::nullopt;
  return number;
}

/// "1,2.5"; nullopt when something between the commas is no finite number.
std::optional<std::vector<double>> parse_numbers(std::string_view text);

} // namespace geo
