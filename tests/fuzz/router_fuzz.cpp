// The input is "METHOD target" and a header "Name: value" on each further line. The real API
// answers it from a map of three small layers: always, never with a 500, with JSON where it says
// so, and with links and tags that lead back to it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "check.hpp"
#include "server/api/routes.hpp"
#include "server/http/http_head.hpp"
#include "tests/support/layer_sketch.hpp"

namespace {

using nlohmann::json;
using server::Request;
using server::Response;
using support::Sketch;

Sketch zones() {
  Sketch sketch;
  sketch.square(105, 20, 1);
  sketch.square(105.5, 20.5, 1);
  return sketch;
}

Sketch roads() {
  Sketch sketch;
  for (const double south : {20.0, 20.5}) {
    for (const geo::LonLat p : {geo::LonLat{105, south}, {105.7, south + 0.3}, {106.4, south}})
      sketch.source.geometry.points.push_back(p);
    sketch.source.geometry.end_ring();
    sketch.source.geometry.end_part(geo::PartType::line);
    sketch.end_feature();
  }
  return sketch;
}

Sketch stations() {
  Sketch sketch;
  for (const double lon : {105.1, 105.5, 179.9})
    sketch.point({lon, 20.5});
  return sketch;
}

layers::Map map() {
  return {{{"vi", "Hòa Giang"}},
          {zones().layer("flood"), roads().layer("roads", 3), stations().layer("stations")}};
}

const server::Router& router() {
  static const server::App app{map()};
  static const server::Router router(app, server::routes());
  return router;
}

auto is_named(std::string_view name) {
  return [name](const auto& header) { return server::same_without_case(header.first, name); };
}

std::string_view take_until(std::string_view& text, char end) {
  const auto length = std::min(text.find(end), text.size());
  const auto part = text.substr(0, length);
  text.remove_prefix(std::min(length + 1, text.size()));
  return part;
}

/// False when the target cannot be decoded: such a request never gets to the router.
bool parse(std::string_view input, Request& request) {
  auto line = take_until(input, '\n');
  request.method = take_until(line, ' ');
  request.target = line;
  while (!input.empty()) {
    line = take_until(input, '\n');
    const auto name = take_until(line, ':');
    request.headers.emplace_back(name, line.substr(line.starts_with(' ') ? 1 : 0));
  }
  // The parser lets no other pass.
  std::erase_if(request.headers, is_named("Host"));
  request.headers.emplace_back("Host", "map.test:8080");
  return server::decode_target(request.target, request);
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
  again.headers.emplace_back("If-None-Match", tag);
  const auto unchanged = router().answer(again);
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
    std::erase_if(followed.headers, is_named("Range"));
    check(router().answer(followed).status == 200, "a link leads somewhere");
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Request request;
  if (!parse({reinterpret_cast<const char*>(data), size}, request))
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
