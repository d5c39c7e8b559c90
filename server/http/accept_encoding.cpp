#include "server/http/accept_encoding.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace server {

namespace {

/// How much the client likes an encoding, in thousandths: a qvalue has three decimals at most.
using Liking = int;

struct Likings {
  std::array<std::optional<Liking>, all_encodings.size()> named;
  std::optional<Liking> others; ///< "*"

  /// 0: refused, or not spoken of.
  Liking of(Encoding encoding) const {
    return named[static_cast<std::size_t>(encoding)].value_or(others.value_or(0));
  }
};

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

/// Reads what follows a coding's name: nothing, or ";q=0.5".
std::optional<Liking> parse_weight(std::string_view text) {
  if (text.empty())
    return 1000;
  const auto weight = trimmed(text.substr(1));
  return same_without_case(weight.substr(0, 2), "q=") ? parse_qvalue(weight.substr(2))
                                                      : std::nullopt;
}

std::optional<Encoding> encoding_of(std::string_view name) {
  if (same_without_case(name, "x-gzip")) // RFC 9110 section 8.4.1.3
    return Encoding::gzip;
  for (const auto encoding : all_encodings)
    if (same_without_case(name, name_of(encoding)))
      return encoding;
  return std::nullopt;
}

void note_item(Likings& likings, std::string_view item) {
  const auto semicolon = std::min(item.find(';'), item.size());
  const auto name = trimmed(item.substr(0, semicolon));
  const auto liking = parse_weight(item.substr(semicolon));
  if (!liking)
    return;
  if (name == "*")
    likings.others = liking;
  else if (const auto encoding = encoding_of(name))
    likings.named[static_cast<std::size_t>(*encoding)] = liking;
}

void note_items(Likings& likings, std::string_view list) {
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    note_item(likings, list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

} // namespace

Encoding best_encoding(const Headers& headers) {
  Likings likings;
  for (const auto& [name, value] : headers)
    if (same_without_case(name, "Accept-Encoding"))
      note_items(likings, value);
  auto best = Encoding::identity;
  Liking most = 0;
  for (const auto encoding : {Encoding::zstd, Encoding::br, Encoding::gzip, Encoding::identity})
    if (likings.of(encoding) > most) {
      best = encoding;
      most = likings.of(encoding);
    }
  return best;
}

} // namespace server
