#include "server/http/respond.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/compile.h>
#include <xxhash.h>

#include "server/http/accept_encoding.hpp"
#include "server/http/byte_range.hpp"

namespace server {

namespace {

std::string tag_of(std::string_view version, Encoding encoding) {
  constexpr std::array<std::string_view, all_encodings.size()> endings{"", "-gz", "-br", "-zst"};
  return fmt::format(FMT_COMPILE("\"{}-{}{}\""), HAZARDMAP_VERSION, version,
                     endings[static_cast<std::size_t>(encoding)]);
}

/// Headers without those that tell what the body is.
Headers headers_of(const Content& content, std::string tag) {
  Headers headers;
  headers.reserve(10);
  headers.emplace_back("Cache-Control", content.cache_control);
  headers.emplace_back("Vary", "Accept-Encoding");
  headers.emplace_back("ETag", std::move(tag));
  return headers;
}

/// Whether If-None-Match names the tag. It compares weakly (RFC 9110 section 13.1.2).
bool is_known(std::string_view if_none_match, std::string_view tag) {
  while (!if_none_match.empty()) {
    const auto end = std::min(if_none_match.find(','), if_none_match.size());
    auto known = trimmed(if_none_match.substr(0, end));
    if_none_match.remove_prefix(std::min(end + 1, if_none_match.size()));
    if (known.starts_with("W/"))
      known.remove_prefix(2);
    if (known == tag || known == "*")
      return true;
  }
  return false;
}

Response part_of(const ByteRange& part, Response whole) {
  whole.status = 206;
  whole.headers.emplace_back("Content-Range", content_range(part, whole.body->size()));
  whole.part = part;
  return whole;
}

} // namespace

std::optional<Response> not_modified(const Request& request, const Content& content) {
  const auto known = find_header(request.headers, "If-None-Match");
  if (!known)
    return std::nullopt;
  for (const auto encoding : all_encodings)
    if (auto tag = tag_of(content.version, encoding); is_known(*known, tag))
      return Response{304, headers_of(content, std::move(tag)), nullptr};
  return std::nullopt;
}

Encoding wanted_encoding(const Request& request) {
  const bool wants_part = request.method == "GET" && find_header(request.headers, "Range");
  return wants_part ? Encoding::identity : best_encoding(request.headers);
}

Response send(const Request& request, const Content& content, Encoded body) {
  auto tag = tag_of(content.version, body.encoding);
  const auto size = body.body->size();
  const auto wanted = wanted_range(request, tag, size);
  if (wanted.kind == WantedRange::Kind::unsatisfiable)
    return unsatisfiable_range(size);
  Response response{200, headers_of(content, std::move(tag)), std::move(body.body)};
  response.headers.emplace_back("Content-Type", content.type);
  response.headers.emplace_back("Accept-Ranges", "bytes");
  if (body.encoding != Encoding::identity)
    response.headers.emplace_back("Content-Encoding", name_of(body.encoding));
  if (wanted.kind == WantedRange::Kind::part)
    return part_of(wanted.part, std::move(response));
  return response;
}

Response respond(const Request& request, const Content& content,
                 const std::function<std::string()>& make) {
  if (auto known = not_modified(request, content))
    return *std::move(known);
  return send(request, content,
              encode(std::make_shared<const std::string>(make()), wanted_encoding(request)));
}

Response respond(const Request& request, std::string_view content_type, std::string text) {
  const auto version = fmt::format("{:016x}", XXH3_64bits(text.data(), text.size()));
  return respond(request, {content_type, version}, [&] { return std::move(text); });
}

Response fresh(const Request& request, std::string_view version) {
  auto tag = tag_of(version, Encoding::identity);
  const auto known = find_header(request.headers, "If-None-Match").value_or("");
  const int status = is_known(known, tag) ? 304 : 200;
  return {status, {{"Cache-Control", "no-cache"}, {"ETag", std::move(tag)}}, nullptr};
}

} // namespace server
