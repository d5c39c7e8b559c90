#include "server/wire/client_address.hpp"

#include <algorithm>
#include <string_view>

namespace server {

namespace {

bool is_trusted(const IpAddress& address, const std::vector<IpRange>& trusted) {
  return std::ranges::any_of(trusted, [&](const auto& range) { return contains(range, address); });
}

/// "1.2.3.4", "1.2.3.4:5678", "2001:db8::1" or "[2001:db8::1]:5678", as proxies write them.
std::optional<IpAddress> parse_hop(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return std::nullopt;
  text = text.substr(first, text.find_last_not_of(" \t") - first + 1);
  if (text.starts_with('['))
    return parse_ip(text.substr(1, text.find(']') - 1));
  if (std::ranges::count(text, ':') == 1)
    return parse_ip(text.substr(0, text.find(':')));
  return parse_ip(text);
}

bool is_forwarded_header(std::string_view name) {
  constexpr std::string_view prefix = "x-forwarded-";
  return name.size() > prefix.size() && same_without_case(name.substr(0, prefix.size()), prefix);
}

} // namespace

PeerAddress peer_address(const std::optional<IpAddress>& ip, const std::vector<IpRange>& trusted) {
  return {
      .ip = ip, .text = ip ? to_text(*ip) : "unix", .is_trusted = !ip || is_trusted(*ip, trusted)};
}

void settle_client(Request& request, const PeerAddress& peer, const std::vector<IpRange>& trusted) {
  request.client = peer.text;
  if (!peer.is_trusted) {
    std::erase_if(request.headers, [](const auto& h) { return is_forwarded_header(h.first); });
    return;
  }
  std::string hops;
  for (const auto& [name, value] : request.headers)
    if (same_without_case(name, "X-Forwarded-For"))
      hops += (hops.empty() ? "" : ",") + value;
  for (auto rest = std::string_view(hops); !rest.empty();) {
    const auto comma = rest.rfind(',');
    const auto hop = parse_hop(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
    if (!hop)
      return;
    request.client = to_text(*hop);
    if (comma == std::string_view::npos || !is_trusted(*hop, trusted))
      return;
    rest = rest.substr(0, comma);
  }
}

} // namespace server
