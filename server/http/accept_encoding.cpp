#include "server/http/accept_encoding.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "server/http/qvalue.hpp"

namespace server {

namespace {

struct Likings {
  std::array<std::optional<Liking>, all_encodings.size()> named;
  std::optional<Liking> others; ///< "*"

  /// 0: refused, or not spoken of.
  Liking of(Encoding encoding) const {
    return named[static_cast<std::size_t>(encoding)].value_or(others.value_or(0));
  }
};

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
