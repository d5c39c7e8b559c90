#include "server/http/byte_range.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "geo/number_text.hpp"
#include "server/http/http_head.hpp"

namespace server {

namespace {

WantedRange part(std::uint64_t first, std::uint64_t size) {
  return {WantedRange::Kind::part, {first, size}};
}

/// "-500": the last ones.
WantedRange suffix(std::uint64_t wanted, std::uint64_t size) {
  if (wanted == 0 || size == 0)
    return {WantedRange::Kind::unsatisfiable, {}};
  const auto count = std::min(wanted, size);
  return part(size - count, count);
}

} // namespace

WantedRange wanted_range(const Request& request, std::string_view etag, std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  auto text = find_header(request.headers, "Range").value_or("");
  const auto only_if = find_header(request.headers, "If-Range");
  if (request.method != "GET" || !text.starts_with(unit) || (only_if && *only_if != etag))
    return {};
  text.remove_prefix(unit.size());
  const auto dash = text.find('-');
  if (dash == std::string_view::npos)
    return {};
  const auto first = geo::parse_number<std::uint64_t>(text.substr(0, dash));
  const auto last = geo::parse_number<std::uint64_t>(text.substr(dash + 1));
  if (dash == 0)
    return last ? suffix(*last, size) : WantedRange{};
  if (!first || (!last && dash + 1 < text.size()) || (last && *last < *first))
    return {};
  if (*first >= size)
    return {WantedRange::Kind::unsatisfiable, {}};
  return part(*first, std::min(last.value_or(size - 1), size - 1) - *first + 1);
}

std::string content_range(const ByteRange& part, std::uint64_t size) {
  return fmt::format("bytes {}-{}/{}", part.first, part.first + part.size - 1, size);
}

Response unsatisfiable_range(std::uint64_t size) {
  auto response = problem_response(416, "the range lies behind the end");
  response.headers.emplace_back("Content-Range", fmt::format("bytes */{}", size));
  return response;
}

} // namespace server
