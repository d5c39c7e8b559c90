#include "server/http/http_head.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace server {

namespace {

struct Reason {
  int status;
  std::string_view phrase;
};

/// All of RFC 9110 section 15 and of RFC 6585 that are in use.
constexpr std::array reasons{
    Reason{100, "Continue"},
    Reason{101, "Switching Protocols"},
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{203, "Non-Authoritative Information"},
    Reason{204, "No Content"},
    Reason{205, "Reset Content"},
    Reason{206, "Partial Content"},
    Reason{300, "Multiple Choices"},
    Reason{301, "Moved Permanently"},
    Reason{302, "Found"},
    Reason{303, "See Other"},
    Reason{304, "Not Modified"},
    Reason{307, "Temporary Redirect"},
    Reason{308, "Permanent Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{402, "Payment Required"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{406, "Not Acceptable"},
    Reason{407, "Proxy Authentication Required"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{410, "Gone"},
    Reason{411, "Length Required"},
    Reason{412, "Precondition Failed"},
    Reason{413, "Content Too Large"},
    Reason{414, "URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{416, "Range Not Satisfiable"},
    Reason{417, "Expectation Failed"},
    Reason{421, "Misdirected Request"},
    Reason{422, "Unprocessable Content"},
    Reason{426, "Upgrade Required"},
    Reason{428, "Precondition Required"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{502, "Bad Gateway"},
    Reason{503, "Service Unavailable"},
    Reason{504, "Gateway Timeout"},
    Reason{505, "HTTP Version Not Supported"},
    Reason{511, "Network Authentication Required"},
};

// Found by halving.
static_assert(std::ranges::adjacent_find(reasons, std::ranges::greater_equal(), &Reason::status) ==
                  reasons.end(),
              "statuses rise");

bool may_have_length(int status) {
  return status >= 200 && status != 204 && status != 304;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value);
  // Writes every byte, so that the compiler takes many at a time.
  const auto begin = out.end() - static_cast<std::ptrdiff_t>(value.size());
  std::transform(begin, out.end(), begin, [](char c) { return is_control(c) ? ' ' : c; });
  out.append("\r\n");
}

void append_number(std::string& out, std::uint64_t number) {
  const fmt::format_int text(number);
  out.append(text.data(), text.size());
}

} // namespace

std::string_view reason_phrase(int status) {
  const auto* const found = std::ranges::lower_bound(reasons, status, {}, &Reason::status);
  return found != reasons.end() && found->status == status ? found->phrase : "Unknown";
}

Response problem_response(int status, std::string_view detail) {
  const nlohmann::ordered_json document = {{"type", "about:blank"},
                                           {"title", reason_phrase(status)},
                                           {"status", status},
                                           {"detail", detail}};
  constexpr auto replace_bad_utf8 = nlohmann::ordered_json::error_handler_t::replace;
  auto body = document.dump(-1, ' ', false, replace_bad_utf8) + '\n';
  return {.status = status,
          .headers = {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}},
          .body = std::make_shared<const std::string>(std::move(body))};
}

void add_common_headers(Response& response, bool is_for_pages) {
  if (is_for_pages) {
    response.headers.emplace_back("Access-Control-Allow-Origin", "*");
    response.headers.emplace_back("Access-Control-Expose-Headers", "*");
  }
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
}

Response refusal_response(int status, std::string_view detail) {
  auto response = problem_response(status, detail);
  add_common_headers(response);
  return response;
}

Response busy_response(std::string_view detail) {
  auto response = refusal_response(503, detail);
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

std::optional<std::uint64_t> body_length(const Response& response) {
  if (response.stream)
    return response.stream->length;
  if (response.part)
    return response.part->size;
  return response.body ? response.body->size() : 0;
}

std::string_view HttpDate::now() {
  const std::time_t second = std::time(nullptr);
  if (second != m_second) {
    std::tm utc{};
    gmtime_r(&second, &utc);
    std::array<char, 64> text{};
    const auto length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
    m_text.assign(text.data(), length);
    m_second = second;
  }
  return m_text;
}

std::string write_head(const Response& response, const HeadAdditions& additions) {
  std::string out;
  out.reserve(512);
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::uint64_t>(response.status));
  out.append(" ").append(reason_phrase(response.status)).append("\r\n");
  append_header(out, "Date", additions.date);
  if (const auto length = body_length(response); length && may_have_length(response.status)) {
    out.append("Content-Length: ");
    append_number(out, *length);
    out.append("\r\n");
  }
  if (additions.is_chunked)
    append_header(out, "Transfer-Encoding", "chunked");
  if (!additions.persistence.empty())
    append_header(out, "Connection", additions.persistence);
  for (const auto& [name, value] : response.headers)
    append_header(out, name, value);
  out.append("\r\n");
  return out;
}

} // namespace server
