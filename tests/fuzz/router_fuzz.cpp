// The input is a request (router_input.hpp). The real API answers it from a small district: always,
// never with a 500, with JSON where it says so, and with links and tags that lead back to it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "check.hpp"
#include "server/api/routes.hpp"
#include "server/http/http_head.hpp"
#include "tests/fuzz/router_input.hpp"

namespace {

using nlohmann::json;
using server::Request;
using server::Response;

const server::Router& router() {
  static const server::App app{fuzzed::map()};
  static const server::Router router(app, server::routes());
  return router;
}

auto is_named(std::string_view name) {
  return [name](const auto& header) { return server::same_without_case(header.first, name); };
}

std::string_view header(const Response& response, std::string_view name) {
  return server::find_header(response.headers, name).value_or("");
}

void check_head(const Response& response) {
  const auto head = server::write_head(response, {.date = "now", .persistence = "close"});
  const bool has_length = head.find("\r\nContent-Length: ") != std::string::npos;
  const auto lines = 4 + response.headers.size() + (has_length ? 1 : 0);
  check(static_cast<std::size_t>(std::ranges::count(head, '\n')) == lines,
        "a header's value starts no line of its own");
  check(head.ends_with("\r\n\r\n"), "a head ends");
}

void check_body(const Response& response) {
  const auto type = header(response, "Content-Type");
  if (!response.body || type.find("json") == std::string_view::npos ||
      !header(response, "Content-Encoding").empty())
    return;
  const auto document = json::parse(*response.body, nullptr, false);
  check(!document.is_discarded(), "JSON is JSON");
  check((response.status >= 400) == (type == "application/problem+json"), "an error is a problem");
  if (response.status >= 400)
    check(document.at("status") == response.status && !document.at("detail").empty(),
          "a problem says its status and why");
}

/// Downloads end, with as much as was announced; events wait for news.
void check_stream(const Response& response) {
  if (!response.stream)
    return;
  check(!response.body, "a stream stands instead of a body");
  std::string text;
  for (bool is_last = response.stream->is_quick; !is_last;) {
    const auto piece = response.stream->next();
    text += piece.bytes;
    is_last = piece.is_last;
  }
  const auto length = response.stream->length;
  check(!length || *length == text.size(), "a stream is as long as it says");
  if (response.status == 200 && !response.stream->is_quick)
    check(json::accept(text), "a whole download is JSON");
}

/// What needs no work, and which body is welcome, is decided without any.
void check_without_work(const Request& request, const Response& response) {
  const auto at_once = router().answer_at_once(request);
  check(!at_once || at_once->status == response.status, "the answer at once is the answer");
  const auto admission = router().admit(request);
  check(!admission.refusal || admission.refusal->status == response.status,
        "what refuses a body refuses the request");
}

/// Asks again for what the client now has.
void check_tag(const Request& request, const Response& response) {
  const std::string tag(header(response, "ETag"));
  if (response.status != 200 || tag.empty())
    return;
  auto again = request;
  std::erase_if(again.headers, is_named("If-None-Match"));
  std::erase_if(again.headers, is_named("If-Match"));
  again.headers.emplace_back("If-None-Match", tag);
  const auto unchanged = router().answer(again);
  if (request.method == "POST")
    return check(unchanged.status == 412, "only who reads is told that nothing has changed");
  check(unchanged.status == 304 && !unchanged.body, "what has not changed is not sent again");
  check(header(unchanged, "ETag") == tag, "and keeps its tag");
}

void check_links(const Request& request, const Response& response) {
  if (response.status != 200 || !response.body ||
      header(response, "Content-Type") != "application/geo+json" ||
      !header(response, "Content-Encoding").empty())
    return;
  const auto document = json::parse(*response.body);
  for (const auto& link : document.value("links", json::array())) {
    Request followed{.method = "GET", .headers = request.headers};
    check(server::decode_target(link.at("href").get<std::string>(), followed), "a link is a URL");
    std::erase_if(followed.headers, is_named("If-None-Match"));
    std::erase_if(followed.headers, is_named("If-Match"));
    std::erase_if(followed.headers, is_named("Range"));
    check(router().answer(followed).status == 200, "a link leads somewhere");
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Request request;
  if (!fuzzed::parse({reinterpret_cast<const char*>(data), size}, request))
    return 0;
  const auto response = router().answer(request);
  check(response.status >= 200 && response.status != 500 &&
            server::reason_phrase(response.status) != "Unknown",
        "there is an answer, and never a 500");
  check_head(response);
  check_body(response);
  check_stream(response);
  check_without_work(request, response);
  check_tag(request, response);
  check_links(request, response);
  return 0;
}
