#include "server/http/respond.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include <fmt/compile.h>
#include <xxhash.h>

#include "server/http/accept_encoding.hpp"
#include "server/http/byte_range.hpp"
#include "server/http/http_head.hpp"

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

/// How tags are compared (RFC 9110 section 8.8.3.2): a weak one, "W/…", is strongly equal to none.
enum class Comparison { strong, weak };

bool list_names(std::string_view list, std::string_view tag, Comparison comparison) {
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    auto named = trimmed(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    if (comparison == Comparison::weak && named.starts_with("W/"))
      named.remove_prefix(2);
    if (named == tag || named == "*")
      return true;
  }
  return false;
}

/// Whether a header, which may stand on several lines, names the tag.
bool header_names(const Request& request, std::string_view header, std::string_view tag,
                  Comparison comparison) {
  return std::ranges::any_of(request.headers, [&](const auto& line) {
    return same_without_case(line.first, header) && list_names(line.second, tag, comparison);
  });
}

/// Section 13.1.1. `tags`: those that what is sent may have.
bool wants_another(const Request& request, std::initializer_list<std::string_view> tags) {
  return find_header(request.headers, "If-Match") &&
         std::ranges::none_of(tags, [&](std::string_view tag) {
           return header_names(request, "If-Match", tag, Comparison::strong);
         });
}

Response another_version() {
  return problem_response(412, "If-Match names no version that would be sent; ask without it");
}

/// Section 13.1.2.
bool knows(const Request& request, std::string_view tag) {
  return header_names(request, "If-None-Match", tag, Comparison::weak);
}

Response known_version(const Request& request, Headers headers) {
  if (request.method == "GET" || request.method == "HEAD")
    return {304, std::move(headers), nullptr};
  return problem_response(412, "If-None-Match names the version that is there; ask without it");
}

Response part_of(const ByteRange& part, Response whole) {
  whole.status = 206;
  whole.headers.emplace_back("Content-Range", content_range(part, whole.body->size()));
  whole.part = part;
  return whole;
}

} // namespace

std::optional<Response> unmet_condition(const Request& request, const Content& content) {
  if (wants_another(request, {tag_of(content.version, wanted_encoding(request)),
                              tag_of(content.version, Encoding::identity)}))
    return another_version();
  if (!find_header(request.headers, "If-None-Match"))
    return std::nullopt;
  for (const auto encoding : all_encodings)
    if (auto tag = tag_of(content.version, encoding); knows(request, tag))
      return known_version(request, headers_of(content, std::move(tag)));
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
  if (auto unmet = unmet_condition(request, content))
    return *std::move(unmet);
  return send(request, content,
              encode(std::make_shared<const std::string>(make()), wanted_encoding(request)));
}

Response respond(const Request& request, std::string_view content_type, std::string text) {
  const auto version = fmt::format("{:016x}", XXH3_64bits(text.data(), text.size()));
  return respond(request, {content_type, version}, [&] { return std::move(text); });
}

Response fresh(const Request& request, std::string_view version) {
  const auto tag = tag_of(version, Encoding::identity);
  Headers headers{{"Cache-Control", "no-cache"}, {"ETag", tag}};
  if (wants_another(request, {tag}))
    return another_version();
  if (knows(request, tag))
    return known_version(request, std::move(headers));
  return {200, std::move(headers), nullptr};
}

} // namespace server
