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

/// The values of a list that may stand on several lines, and have commas between.
std::string joined(const Headers& headers, std::string_view name) {
  std::string values;
  for (const auto& [key, value] : headers)
    if (same_without_case(key, name))
      values += (values.empty() ? "" : ",") + value;
  return values;
}

/// The last of the values, which it takes away; a list without a comma is one value.
std::string_view take_last(std::string_view& values) {
  const auto comma = values.rfind(',');
  const auto last = comma == std::string_view::npos ? values : values.substr(comma + 1);
  values = values.substr(0, comma == std::string_view::npos ? 0 : comma);
  return last;
}

/// Sets request.client; the number of trusted proxies that the request has come through.
std::size_t settle_address(Request& request, const std::vector<IpRange>& trusted) {
  const auto hops = joined(request.headers, "X-Forwarded-For");
  std::size_t proxies = 1;
  for (auto rest = std::string_view(hops); !rest.empty(); ++proxies) {
    const auto hop = parse_hop(take_last(rest));
    if (!hop)
      break;
    request.client = to_text(*hop);
    if (rest.empty() || !is_trusted(*hop, trusted))
      break;
  }
  return proxies;
}

/// Leaves of a header what the outermost of the trusted proxies said: each adds its value behind
/// the others, or is the only one to say something.
void keep_outermost(Headers& headers, std::string_view name, std::size_t proxies) {
  const auto values = joined(headers, name);
  auto rest = std::string_view(values);
  auto kept = take_last(rest);
  while (--proxies > 0 && !rest.empty())
    kept = take_last(rest);
  if (kept.size() == values.size())
    return; // one value, or none
  std::erase_if(headers, [&](const auto& h) { return same_without_case(h.first, name); });
  headers.emplace_back(name, trimmed(kept));
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
  const auto proxies = settle_address(request, trusted);
  for (const auto* name :
       {"X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix"})
    keep_outermost(request.headers, name, proxies);
}

std::string sharer_of(const std::string& client) {
  const auto address = parse_ip(client);
  return address ? to_text(network_of(*address)) : client;
}

} // namespace server
