#include "server/respond.hpp"

#include <fmt/core.h>
#include <xxhash.h>

#include "server/byte_range.hpp"
#include "server/gzip.hpp"

namespace server {

namespace {

constexpr std::size_t worth_compressing_bytes = 1024;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// `;q=0`, `;q=0.0`, ...
bool is_refused(std::string_view parameters) {
  const auto q = parameters.find("q=");
  return q != std::string_view::npos &&
         parameters.find_first_not_of("0. \t", q + 2) == std::string_view::npos;
}

} // namespace

bool lists(std::string_view header, std::string_view value) {
  bool takes_others = false;
  for (std::size_t start = 0; start < header.size();) {
    const auto end = std::min(header.find(',', start), header.size());
    const auto item = header.substr(start, end - start);
    start = end + 1;
    const auto semicolon = std::min(item.find(';'), item.size());
    auto name = trimmed(item.substr(0, semicolon));
    if (name.starts_with("W/")) // If-None-Match compares weakly (RFC 9110 section 13.1.2)
      name.remove_prefix(2);
    const bool is_taken = !is_refused(item.substr(semicolon));
    if (name == value)
      return is_taken;
    if (name == "*")
      takes_others = is_taken;
  }
  return takes_others;
}

Response respond(const Request& request, std::string_view content_type, std::string_view version,
                 const std::function<std::string()>& make) {
  const auto plain_tag = fmt::format("\"{}-{}\"", HAZARDMAP_VERSION, version);
  const auto gzip_tag = fmt::format("\"{}-{}-gz\"", HAZARDMAP_VERSION, version);
  const auto known = find_header(request.headers, "If-None-Match").value_or("");
  const bool has_plain = lists(known, plain_tag);
  Response response{200, {{"Cache-Control", "no-cache"}, {"Vary", "Accept-Encoding"}}, nullptr};
  if (has_plain || lists(known, gzip_tag)) {
    response.status = 304;
    response.headers.emplace_back("ETag", has_plain ? plain_tag : gzip_tag);
    return response;
  }
  auto text = make();
  const auto wanted = wanted_range(request, plain_tag, text.size());
  if (wanted.kind == WantedRange::Kind::unsatisfiable)
    return unsatisfiable_range(text.size());
  const auto accepted = find_header(request.headers, "Accept-Encoding").value_or("");
  const bool compress = wanted.kind == WantedRange::Kind::whole &&
                        text.size() >= worth_compressing_bytes && lists(accepted, "gzip");
  if (compress) {
    text = gzip(text);
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
  response.headers.emplace_back("ETag", compress ? gzip_tag : plain_tag);
  response.headers.emplace_back("Content-Type", content_type);
  response.headers.emplace_back("Accept-Ranges", "bytes");
  if (wanted.kind == WantedRange::Kind::part) {
    response.status = 206;
    response.part = wanted.part;
    response.headers.emplace_back("Content-Range", content_range(wanted.part, text.size()));
  }
  response.body = std::make_shared<const std::string>(std::move(text));
  return response;
}

Response fresh(const Request& request, std::string_view version) {
  const auto tag = fmt::format("\"{}-{}\"", HAZARDMAP_VERSION, version);
  const auto known = find_header(request.headers, "If-None-Match").value_or("");
  return {lists(known, tag) ? 304 : 200, {{"Cache-Control", "no-cache"}, {"ETag", tag}}, nullptr};
}

Response respond(const Request& request, std::string_view content_type, std::string text) {
  const auto version = fmt::format("{:016x}", XXH3_64bits(text.data(), text.size()));
  return respond(request, content_type, version, [&] { return std::move(text); });
}

} // namespace server
