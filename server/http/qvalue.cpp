#include "server/http/qvalue.hpp"

#include <algorithm>

#include "server/http/http.hpp"

namespace server {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// "0.25" -> 250; nullopt for what is no qvalue (RFC 9110 section 12.4.2).
std::optional<Liking> parse_qvalue(std::string_view text) {
  constexpr std::size_t decimals = 3;
  const auto digits = text.substr(std::min<std::size_t>(2, text.size()));
  const bool is_started = text.starts_with('0') || text.starts_with('1');
  const bool has_point = text.size() < 2 || text[1] == '.';
  if (!is_started || !has_point || digits.size() > decimals ||
      !std::ranges::all_of(digits, is_digit))
    return std::nullopt;
  Liking value = text[0] - '0';
  for (std::size_t i = 0; i < decimals; ++i)
    value = value * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  return value <= 1000 ? std::optional(value) : std::nullopt;
}

} // namespace

std::optional<Liking> parse_weight(std::string_view text) {
  if (text.empty())
    return 1000;
  const auto weight = trimmed(text.substr(1));
  return same_without_case(weight.substr(0, 2), "q=") ? parse_qvalue(weight.substr(2))
                                                      : std::nullopt;
}

} // namespace server
