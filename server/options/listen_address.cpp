#include "server/options/listen_address.hpp"

#include <fmt/format.h>

#include "geo/error.hpp"
#include "geo/number_text.hpp"
#include "server/options/ip_address.hpp"

namespace server {

namespace {

constexpr std::string_view unix_prefix = "unix:";

} // namespace

ListenAddress parse_listen_address(std::string_view text) {
  if (text.starts_with(unix_prefix) && text.size() > unix_prefix.size())
    return {.host = "", .port = 0, .path = std::string(text.substr(unix_prefix.size()))};
  const auto colon = text.rfind(':');
  auto host = text.substr(0, colon == std::string_view::npos ? 0 : colon);
  const bool has_brackets = host.starts_with('[') && host.ends_with(']');
  if (has_brackets)
    host = host.substr(1, host.size() - 2);
  const auto port = geo::parse_number<std::uint16_t>(
      text.substr(colon == std::string_view::npos ? 0 : colon + 1));
  if (!port || host.empty() || has_brackets != (host.find(':') != std::string_view::npos))
    geo::fail(geo::ErrorKind::invalid_input,
              "address \"{}\": not one to listen on; write 127.0.0.1:8080, [::1]:8080 or "
              "unix:/run/hazardmap/http.sock",
              text);
  if (!parse_ip(host))
    fail_as_no_address(host);
  return {.host = std::string(host), .port = *port, .path = ""};
}

std::string to_text(const ListenAddress& address) {
  if (!address.path.empty())
    return fmt::format("{}{}", unix_prefix, address.path);
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return is_v6 ? fmt::format("[{}]:{}", address.host, address.port)
               : fmt::format("{}:{}", address.host, address.port);
}

std::string url_of(const ListenAddress& address) {
  return address.path.empty() ? fmt::format("http://{}/", to_text(address)) : to_text(address);
}

void fail_as_no_address(std::string_view host) {
  geo::fail(geo::ErrorKind::invalid_input,
            "address {}: not an IPv4 or IPv6 address; give one such as 127.0.0.1, 0.0.0.0 or ::1",
            host);
}

} // namespace server
