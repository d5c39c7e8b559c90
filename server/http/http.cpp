#include "server/http/http.hpp"

#include <algorithm>

namespace server {

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  const char l = lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

/// nullopt on a bad escape or a NUL.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size())
        return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0)
        return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (c == '\0')
      return std::nullopt;
    out += c;
  }
  return out;
}

/// True when a piece between slashes is "." or "..": a slash may have been percent-encoded, and a
/// segment may end up in a file name.
bool climbs(std::string_view segment) {
  while (!segment.empty()) {
    const auto end = std::min(segment.find_first_of("/\\"), segment.size());
    const auto piece = segment.substr(0, end);
    if (piece == "." || piece == "..")
      return true;
    segment.remove_prefix(std::min(end + 1, segment.size()));
  }
  return false;
}

bool decode_path(std::string_view path, Request& request) {
  while (!path.empty()) {
    path.remove_prefix(1); // the slash
    const auto end = std::min(path.find('/'), path.size());
    auto segment = percent_decode(path.substr(0, end), false);
    path.remove_prefix(end);
    if (!segment || climbs(*segment))
      return false;
    if (segment->empty() && path.empty())
      break; // one trailing slash
    request.segments.push_back(std::move(*segment));
  }
  return true;
}

bool decode_query(std::string_view query, Request& request) {
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty())
      continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto key = percent_decode(pair.substr(0, equals), true);
    auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!key || !value)
      return false;
    request.query.emplace_back(std::move(*key), std::move(*value));
  }
  return true;
}

/// "http://host/path?query" -> "/path?query"; nullopt when it is neither this nor starts with a
/// slash.
std::optional<std::string_view> without_host(std::string_view target) {
  if (target.starts_with('/'))
    return target;
  const auto colon = std::min(target.find("://"), target.size());
  const auto scheme = target.substr(0, colon);
  if (!same_without_case(scheme, "http") && !same_without_case(scheme, "https"))
    return std::nullopt;
  target.remove_prefix(std::min(colon + 3, target.size()));
  const auto host_end = std::min(target.find_first_of("/?"), target.size());
  if (host_end == 0)
    return std::nullopt;
  return target.substr(host_end);
}

} // namespace

bool same_without_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) {
  const auto first = std::min(text.find_first_not_of(" \t"), text.size());
  return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

std::optional<std::string_view> find_header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (same_without_case(key, name))
      return value;
  return std::nullopt;
}

bool decode_target(std::string_view target, Request& request) {
  request.segments.clear();
  request.query.clear();
  if (target == "*")
    return request.method == "OPTIONS";
  const auto local = without_host(target);
  if (!local || local->find('#') != std::string_view::npos)
    return false;
  const auto question = std::min(local->find('?'), local->size());
  const auto query = local->substr(std::min(question + 1, local->size()));
  return decode_path(local->substr(0, question), request) && decode_query(query, request);
}

} // namespace server
