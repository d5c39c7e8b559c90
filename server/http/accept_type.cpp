#include "server/http/accept_type.hpp"

#include <algorithm>

#include "server/http/qvalue.hpp"

namespace server {

namespace {

/// How well a range such as "text/html", "text/*" or "*/*" names a type; 0: it does not.
int exactness(std::string_view range, std::string_view type) {
  const auto main_type = type.substr(0, type.find('/') + 1);
  if (same_without_case(range, type))
    return 3;
  if (range.ends_with("/*") && same_without_case(range.substr(0, range.size() - 1), main_type))
    return 2;
  return range == "*/*" ? 1 : 0;
}

/// What a type is liked for by the range that names it best.
struct Match {
  int exactness = 0;
  Liking liking = 0;
};

void note_range(Match& match, std::string_view item, std::string_view type) {
  auto range = trimmed(item.substr(0, item.find(';')));
  const auto exact = exactness(range, type);
  if (exact <= match.exactness)
    return;
  const auto weight = item.rfind(';'); // parameters of the type may stand before it
  const auto liking =
      parse_weight(weight == std::string_view::npos ? std::string_view() : item.substr(weight));
  match = {exact, liking.value_or(1000)};
}

Liking liking_of(const Headers& headers, std::string_view type, bool& is_asked) {
  Match match;
  for (const auto& [name, value] : headers) {
    if (!same_without_case(name, "Accept"))
      continue;
    is_asked = true;
    for (std::string_view list = value; !list.empty();) {
      const auto end = std::min(list.find(','), list.size());
      note_range(match, list.substr(0, end), type);
      list.remove_prefix(std::min(end + 1, list.size()));
    }
  }
  return match.liking;
}

} // namespace

std::optional<std::size_t> preferred_type(const Headers& headers,
                                          std::span<const std::string_view> offered) {
  std::optional<std::size_t> best;
  Liking most = 0;
  bool is_asked = false;
  for (std::size_t i = 0; i < offered.size(); ++i)
    if (const auto liking = liking_of(headers, offered[i], is_asked); liking > most) {
      best = i;
      most = liking;
    }
  return is_asked ? best : std::optional<std::size_t>(0);
}

Response varying_by_accept(Response response) {
  for (auto& [name, value] : response.headers)
    if (name == "Vary")
      value += ", Accept";
  return response;
}

} // namespace server
