#include "server/http/public_url.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "geo/error.hpp"
#include "geo/number_text.hpp"

namespace server {

namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool are_unreserved(std::string_view text) {
  constexpr std::string_view others = "-._~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
  });
}

/// "[::1]"
bool is_ip_literal(std::string_view text) {
  constexpr std::string_view characters = "0123456789abcdefABCDEF:.";
  return text.size() > 3 && text.starts_with('[') && text.ends_with(']') &&
         text.find_first_not_of(characters, 1) == text.size() - 1;
}

bool is_port(std::string_view text) {
  const auto port = geo::parse_number<std::uint32_t>(text);
  return port && *port >= 1 && *port <= 65'535;
}

/// Where ":8080" begins; the end where there is none.
std::size_t port_begin(std::string_view host) {
  return std::min(host.find(':', host.starts_with('[') ? host.find(']') : 0), host.size());
}

bool has_port(std::string_view host) {
  return port_begin(host) < host.size();
}

std::string_view without_slashes_behind(std::string_view text) {
  return text.substr(0, text.find_last_not_of('/') + 1);
}

/// A header that is well-formed; else "".
std::string_view checked(const Headers& headers, std::string_view name,
                         bool (*is_good)(std::string_view)) {
  const auto text = trimmed(find_header(headers, name).value_or(""));
  return is_good(text) ? text : "";
}

std::string_view scheme_of(const Headers& headers) {
  const auto text = trimmed(find_header(headers, "X-Forwarded-Proto").value_or(""));
  return same_without_case(text, "https") ? "https" : "http";
}

std::string host_of(const Headers& headers, std::string_view scheme) {
  auto host = std::string(checked(headers, "X-Forwarded-Host", is_host));
  if (host.empty())
    host = checked(headers, "Host", is_host);
  if (host.empty())
    host = "localhost";
  const auto port = checked(headers, "X-Forwarded-Port", is_port);
  const bool is_usual = port == (scheme == "https" ? "443" : "80");
  return port.empty() || is_usual || has_port(host) ? host : fmt::format("{}:{}", host, port);
}

std::string_view prefix_of(const Headers& headers) {
  const auto text = trimmed(find_header(headers, "X-Forwarded-Prefix").value_or(""));
  const auto prefix = without_slashes_behind(text);
  return is_path_prefix(prefix) ? prefix : "";
}

} // namespace

bool is_host(std::string_view text) {
  const auto end = port_begin(text);
  const auto host = text.substr(0, end);
  return (are_unreserved(host) || is_ip_literal(host)) &&
         (end == text.size() || is_port(text.substr(end + 1)));
}

bool is_path_prefix(std::string_view text) {
  if (text.empty())
    return false;
  while (!text.empty()) {
    const auto end = std::min(text.find('/', 1), text.size());
    const auto segment = text.substr(1, end - 1);
    if (text[0] != '/' || !are_unreserved(segment) || segment == "." || segment == "..")
      return false;
    text.remove_prefix(end);
  }
  return true;
}

std::string parse_base_url(const std::string& text) {
  if (text.empty())
    return text;
  const auto url = without_slashes_behind(text);
  const auto scheme = url.substr(0, std::min(url.find("://"), url.size()));
  const auto rest = url.substr(std::min(scheme.size() + 3, url.size()));
  const auto host = rest.substr(0, rest.find('/'));
  const auto prefix = rest.substr(host.size());
  if ((scheme != "http" && scheme != "https") || !is_host(host) ||
      (!prefix.empty() && !is_path_prefix(prefix)))
    geo::fail(geo::ErrorKind::invalid_input,
              "\"{}\" is not where others reach a server; write https://map.example.org or "
              "https://map.example.org/gis",
              text);
  return std::string(url);
}

std::string base_url_of(const Headers& headers) {
  const auto scheme = scheme_of(headers);
  return fmt::format("{}://{}{}", scheme, host_of(headers, scheme), prefix_of(headers));
}

} // namespace server
