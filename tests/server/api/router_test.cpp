#include "server/api/router.hpp"

#include <memory>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include "geo/error.hpp"

namespace {

using server::AppState;
using server::Call;
using server::Headers;
using server::Request;
using server::Response;
using server::Route;
using testing::HasSubstr;

Response say(const std::string& text) {
  return {.body = std::make_shared<const std::string>(text)};
}

std::vector<Route> routes() {
  return {
      {"/a/{name}.txt", [](const Call& call) { return say(std::string(call.path("name"))); }},
      {"/quick", [](const Call&) { return say("quick"); }, true},
      {.pattern = "/page",
       .answer = [](const Call&) { return say("page"); },
       .needs_layers = false},
      {.pattern = "/known/{what}",
       .answer = [](const Call& call) { return say("made " + std::string(call.path("what"))); },
       .at_once = [](const Call& call) -> std::optional<Response> {
         if (call.path("what") == "bad")
           geo::fail(geo::ErrorKind::invalid_input, "bad");
         return call.path("what") == "kept" ? std::optional(say("kept")) : std::nullopt;
       }},
      {"/busy",
       [](const Call&) -> Response { geo::fail(geo::ErrorKind::unavailable, "too much to do"); }},
      {.pattern = "/notes", .answer = [](const Call&) { return say("notes"); }},
      {.pattern = "/notes",
       .answer = [](const Call& call) { return say("noted " + call.request.body); },
       .method = "POST",
       .body_type = "application/json"},
      {.pattern = "/only-post",
       .answer = [](const Call&) { return say("posted"); },
       .method = "POST",
       .body_type = "application/json"},
      {"/fault",
       [](const Call&) -> Response { geo::fail(geo::ErrorKind::internal, "/srv/secret: broken"); }},
  };
}

class Routing : public testing::Test {
protected:
  static Request request(const std::string& method, const std::string& target, Headers headers = {},
                         const std::string& body = "") {
    Request out;
    out.method = method;
    out.headers = std::move(headers);
    out.body = body;
    EXPECT_TRUE(server::decode_target(target, out));
    return out;
  }
  static std::string header(const Response& response, std::string_view name) {
    return std::string(server::find_header(response.headers, name).value_or(""));
  }
  static std::string detail(const Response& response) {
    return nlohmann::json::parse(*response.body).at("detail");
  }

  const Headers m_json = {{"Content-Length", "2"}, {"Content-Type", "application/json"}};
  server::App m_app;
  server::Router m_router{m_app, routes()};
};

TEST_F(Routing, AnAnswerNamesItsRoute) {
  const auto response = m_router.answer(request("GET", "/a/b.txt"));
  EXPECT_EQ(*response.body, "b");
  EXPECT_EQ(response.route, "/a/{name}.txt");
  EXPECT_EQ(m_router.answer(request("GET", "/a/b")).route, "");
}

TEST_F(Routing, EachMethodHasItsRoute) {
  EXPECT_EQ(*m_router.answer(request("GET", "/notes")).body, "notes");
  EXPECT_EQ(*m_router.answer(request("HEAD", "/notes")).body, "notes");
  EXPECT_EQ(*m_router.answer(request("POST", "/notes", m_json, "{}")).body, "noted {}");
  const auto refused = m_router.answer(request("DELETE", "/notes"));
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(header(refused, "Allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(m_router.answer(request(std::string("GET\0", 4), "/notes")).status, 405);
  const auto preflight = m_router.answer(request("OPTIONS", "/notes"));
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(header(preflight, "Access-Control-Allow-Methods"), "GET, HEAD, POST, OPTIONS");
}

TEST_F(Routing, WhatCannotBeGotHasNoHeadEither) {
  for (const auto* method : {"HEAD", "GET"}) {
    const auto refused = m_router.answer(request(method, "/only-post"));
    EXPECT_EQ(refused.status, 405);
    EXPECT_EQ(header(refused, "Allow"), "POST, OPTIONS");
  }
}

TEST_F(Routing,
       APreflightAllowsWhatIsAskedForAndAPassword) { // Fetch standard, CORS-preflight fetch
  const auto allowed = [&](const Headers& headers) {
    const auto preflight = m_router.answer(request("OPTIONS", "/notes", headers));
    EXPECT_EQ(header(preflight, "Vary"), "Access-Control-Request-Headers");
    return header(preflight, "Access-Control-Allow-Headers");
  };
  EXPECT_EQ(allowed({}), "*, Authorization");
  EXPECT_EQ(allowed({{"Access-Control-Request-Headers", "content-type, x-team"}}),
            "content-type, x-team, Authorization");
  EXPECT_EQ(allowed({{"Access-Control-Request-Headers", "x: y\r\nSet-Cookie"}}),
            "*, Authorization");
}

TEST_F(Routing, AFaultIsToldToTheLogAndNotToTheClient) {
  std::ostringstream text;
  const auto before = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "test", std::make_shared<spdlog::sinks::ostream_sink_st>(text)));
  const auto response = m_router.answer(request("GET", "/fault"));
  spdlog::set_default_logger(before);
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(detail(response), "internal error; the server's log says more");
  EXPECT_THAT(text.str(), HasSubstr("[error] /srv/secret: broken\n"));
}

TEST_F(Routing, ABodyThatIsMissingIsA411) {
  EXPECT_EQ(m_router.answer(request("POST", "/notes")).status, 411);
  EXPECT_EQ(
      m_router.answer(request("POST", "/notes", {{"Content-Type", "application/json"}})).status,
      411);
}

TEST_F(Routing, ABodyOfAnotherTypeIsA415) {
  const auto status = [&](const std::string& type) {
    const Headers headers{{"Content-Length", "2"}, {"Content-Type", type}};
    return m_router.answer(request("POST", "/notes", headers, "{}")).status;
  };
  EXPECT_EQ(status("text/plain"), 415);
  EXPECT_EQ(status(""), 415);
  EXPECT_EQ(status("application/json5"), 415);
  EXPECT_EQ(status("application/json"), 200);
  EXPECT_EQ(status("Application/JSON ; charset=utf-8"), 200);
  auto compressed = m_json;
  compressed.emplace_back("Content-Encoding", "gzip");
  const auto refused = m_router.answer(request("POST", "/notes", compressed, "{}"));
  EXPECT_EQ(refused.status, 415);
  EXPECT_EQ(detail(refused), "the body must not be compressed");
}

TEST_F(Routing, ABodyIsAdmittedWhereOneIsTaken) {
  EXPECT_TRUE(m_router.admit(request("POST", "/notes", m_json)).takes_body);
  EXPECT_FALSE(m_router.admit(request("POST", "/notes", m_json)).refusal);
  EXPECT_FALSE(m_router.admit(request("GET", "/notes", m_json)).takes_body);
  EXPECT_EQ(m_router.admit(request("POST", "/nowhere", m_json)).refusal->status, 404);
  EXPECT_EQ(m_router.admit(request("POST", "/quick", m_json)).refusal->status, 405);
  EXPECT_EQ(m_router.admit(request("POST", "/notes")).refusal->status, 411);
}

TEST_F(Routing, OnlyWhatNeedsNoWorkIsAnsweredAtOnce) {
  EXPECT_FALSE(m_router.answer_at_once(request("GET", "/a/b.txt")));
  EXPECT_EQ(*m_router.answer_at_once(request("GET", "/quick"))->body, "quick");
  EXPECT_EQ(m_router.answer_at_once(request("GET", "/nowhere"))->status, 404);
  EXPECT_EQ(m_router.answer_at_once(request("OPTIONS", "/a/b.txt"))->status, 204);
}

TEST_F(Routing, WhatIsKnownIsAnsweredAtOnceAndTheRestIsWork) {
  const auto kept = m_router.answer_at_once(request("GET", "/known/kept"));
  EXPECT_EQ(*kept->body, "kept");
  EXPECT_EQ(kept->route, "/known/{what}");
  EXPECT_EQ(header(*kept, "X-Content-Type-Options"), "nosniff");
  EXPECT_FALSE(m_router.answer_at_once(request("GET", "/known/other")));
  EXPECT_EQ(*m_router.answer(request("GET", "/known/other")).body, "made other");
  EXPECT_EQ(m_router.answer_at_once(request("GET", "/known/bad"))->status, 400);
  EXPECT_EQ(m_router.answer_at_once(request("POST", "/known/kept"))->status, 405);
  m_app.state = AppState::loading;
  EXPECT_EQ(m_router.answer_at_once(request("GET", "/known/kept"))->status, 503);
}

TEST_F(Routing, WhileTheLayersAreReadOnlyRoutesThatNeedNoneAnswer) {
  m_app.state = AppState::loading;
  const auto response = m_router.answer_at_once(request("GET", "/a/b.txt"));
  EXPECT_EQ(response->status, 503);
  EXPECT_EQ(header(*response, "Retry-After"), "1");
  EXPECT_EQ(detail(*response), "the layers are being read; ask again in a moment");
  EXPECT_EQ(m_router.answer_at_once(request("GET", "/quick"))->status, 200);
  EXPECT_EQ(m_router.answer_at_once(request("GET", "/nowhere"))->status, 404);
  EXPECT_FALSE(m_router.answer_at_once(request("GET", "/page"))); // it is work none the less
  EXPECT_EQ(m_router.answer(request("GET", "/page")).status, 200);
}

TEST_F(Routing, WhatIsUnavailableMayBeAskedForAgain) {
  const auto response = m_router.answer(request("GET", "/busy"));
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(header(response, "Retry-After"), "1");
  EXPECT_THAT(detail(response), HasSubstr("too much to do"));
}

} // namespace
