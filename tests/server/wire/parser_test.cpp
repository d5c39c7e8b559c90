#include "server/wire/pistache_parser.hpp"

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using server::RequestParser;
using Step = server::RequestParser::Step;
using testing::ElementsAre;
using testing::Pair;

const server::ServerLimits limits{.header_bytes = 1000, .target_bytes = 100, .body_bytes = 50};

/// next(), with bodies allowed as the limits say.
Step step_of(RequestParser& parser) {
  auto step = parser.next();
  if (step != Step::body_follows)
    return step;
  parser.allow_body(limits.body_bytes);
  return parser.next();
}

/// The last step after `bytes`, given at once or one by one.
Step fed(RequestParser& parser, std::string_view bytes, bool one_by_one = false) {
  auto step = Step::need_bytes;
  for (std::size_t i = 0; i < bytes.size() && step == Step::need_bytes; ++i) {
    parser.append(one_by_one ? bytes.substr(i, 1) : bytes);
    step = step_of(parser);
    if (!one_by_one)
      break;
  }
  return step;
}

int refusal_of(std::string_view bytes) {
  RequestParser whole(limits);
  EXPECT_EQ(fed(whole, bytes), Step::refused) << bytes.substr(0, 100);
  RequestParser dripped(limits);
  // Byte by byte, Beast judges a header when it has all of it, and a chunk when it has some more.
  EXPECT_EQ(fed(dripped, std::string(bytes) + "\r\n\r\n", true), Step::refused)
      << bytes.substr(0, 100);
  EXPECT_EQ(whole.refusal().status, dripped.refusal().status) << bytes.substr(0, 100);
  return whole.refusal().status;
}

void expect_body(std::string_view bytes, std::string_view body) {
  for (const bool one_by_one : {false, true}) {
    RequestParser parser(limits);
    ASSERT_EQ(fed(parser, bytes, one_by_one), Step::request) << bytes;
    EXPECT_EQ(parser.take().request.body, body);
    EXPECT_TRUE(parser.between_requests());
  }
}

TEST(Parser, FillsTheRequest) {
  RequestParser parser(limits);
  ASSERT_EQ(fed(parser, "GET /a%20b?c=d HTTP/1.1\r\nHost: h\r\nX-Y:  z \r\n\r\n"), Step::request);
  const auto incoming = parser.take();
  EXPECT_EQ(incoming.request.method, "GET");
  EXPECT_EQ(incoming.request.target, "/a%20b?c=d");
  EXPECT_THAT(incoming.request.segments, ElementsAre("a b"));
  EXPECT_THAT(incoming.request.query, ElementsAre(Pair("c", "d")));
  EXPECT_THAT(incoming.request.headers, ElementsAre(Pair("Host", "h"), Pair("X-Y", "z")));
  EXPECT_TRUE(incoming.keep_alive);
  EXPECT_FALSE(incoming.http_1_0);
}

TEST(Parser, TakesPipelinedRequestsOneAfterTheOther) {
  RequestParser parser(limits);
  const std::string post = "POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab";
  ASSERT_EQ(fed(parser, post + "\r\nGET /2 HTTP/1.0\r\n\r\nGET /3"), Step::request);
  EXPECT_EQ(parser.take().request.body, "ab");
  ASSERT_EQ(parser.next(), Step::request);
  const auto second = parser.take();
  EXPECT_EQ(second.request.target, "/2");
  EXPECT_FALSE(second.keep_alive); // HTTP/1.0 closes by default
  EXPECT_EQ(parser.next(), Step::need_bytes);
  EXPECT_FALSE(parser.between_requests());
  EXPECT_EQ(fed(parser, " HTTP/1.1\r\nHost: h\r\n\r\n"), Step::request);
  EXPECT_EQ(parser.take().request.target, "/3");
}

TEST(Parser, KnowsWhenAConnectionIsKept) {
  const auto kept = [](std::string_view version, std::string_view header) {
    RequestParser parser(limits);
    EXPECT_EQ(fed(parser, "GET / " + std::string(version) + "\r\nHost: h\r\n" +
                              std::string(header) + "\r\n"),
              Step::request);
    return parser.take().keep_alive;
  };
  EXPECT_TRUE(kept("HTTP/1.1", ""));
  EXPECT_FALSE(kept("HTTP/1.1", "Connection: Close\r\n"));
  EXPECT_FALSE(kept("HTTP/1.0", ""));
  EXPECT_TRUE(kept("HTTP/1.0", "Connection: keep-alive\r\n"));
}

TEST(Parser, ReadsBodiesHoweverTheyArrive) {
  const std::string sized = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n";
  const std::string chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n";
  expect_body(sized + "hello", "hello");
  expect_body(chunked + "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n", "hello");
  expect_body(chunked + "0\r\n\r\n", "");
  expect_body(chunked + "5\r\nhello\r\n00\r\nX-Trailer: 1\r\n\r\n", "hello");
}

TEST(Parser, ATrailerIsNoHeader) {
  RequestParser parser(limits);
  ASSERT_EQ(fed(parser, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "0\r\nAuthorization: x\r\n\r\n"),
            Step::request);
  EXPECT_EQ(server::find_header(parser.take().request.headers, "authorization"), std::nullopt);
}

TEST(Parser, AsksForContinueOnceAndOnlyWhenTheBodyIsMissing) {
  const std::string head =
      "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n";
  RequestParser waiting(limits);
  EXPECT_EQ(fed(waiting, head), Step::send_continue);
  EXPECT_EQ(waiting.next(), Step::need_bytes);
  EXPECT_TRUE(waiting.in_body());
  EXPECT_EQ(fed(waiting, "ab"), Step::request);
  RequestParser eager(limits);
  EXPECT_EQ(fed(eager, head + "a"), Step::need_bytes);
}

TEST(Parser, StopsAtABodyUntilItIsAllowed) {
  for (const std::string body :
       {"Content-Length: 2\r\n\r\nab", "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"}) {
    RequestParser parser(limits);
    parser.append("POST /x HTTP/1.1\r\nHost: h\r\n" + body);
    EXPECT_EQ(parser.next(), Step::body_follows);
    EXPECT_EQ(parser.next(), Step::body_follows);
    EXPECT_EQ(parser.partial().target, "/x");
    EXPECT_EQ(parser.partial().body, "");
    parser.allow_body(2);
    ASSERT_EQ(parser.next(), Step::request);
    EXPECT_EQ(parser.take().request.body, "ab");
  }
}

TEST(Parser, ABodyMayBeAllowedLessThanTheOneBefore) {
  RequestParser parser(limits);
  const std::string post = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab";
  parser.append(post + post);
  EXPECT_EQ(parser.next(), Step::body_follows);
  parser.allow_body(2);
  EXPECT_EQ(parser.next(), Step::request);
  parser.take();
  EXPECT_EQ(parser.next(), Step::body_follows);
  parser.allow_body(1);
  EXPECT_EQ(parser.next(), Step::refused);
  EXPECT_EQ(parser.refusal().status, 413);
}

TEST(Parser, RefusesWhatIsTooLarge) {
  const std::string get = "GET / HTTP/1.1\r\nHost: h\r\n";
  EXPECT_EQ(refusal_of("GET /" + std::string(100, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n"), 414);
  EXPECT_EQ(refusal_of("GET /" + std::string(5000, 'a')), 414);
  EXPECT_EQ(refusal_of(get + "A: " + std::string(5000, 'a')), 431);
  std::string many = get;
  for (int i = 0; i < 500; ++i)
    many += "A: b\r\n"; // 500 x 2 counted bytes on 1000 allowed, and the first line
  EXPECT_EQ(refusal_of(many + "\r\n"), 431);
  const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
  EXPECT_EQ(refusal_of(post + "Content-Length: 51\r\n\r\n"), 413);
  EXPECT_EQ(refusal_of(post + "Transfer-Encoding: chunked\r\n\r\n20\r\n" + std::string(32, 'a') +
                       "\r\n13\r\n"),
            413); // 0x20 + 0x13 = 51
  EXPECT_EQ(refusal_of(post + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(2000, 'x')),
            400);
}

TEST(Parser, TakesAHundredHeaders) {
  std::string get = "GET / HTTP/1.1\r\nHost: h\r\n";
  for (int i = 0; i < 99; ++i)
    get += "A:\r\n";
  RequestParser parser(limits);
  ASSERT_EQ(fed(parser, get + "\r\n"), Step::request);
  EXPECT_EQ(parser.take().request.headers.size(), 100U);
  EXPECT_EQ(refusal_of(get + "A:\r\n\r\n"), 431);
}

TEST(Parser, RefusesWhatIsAmbiguous) {
  const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
  const std::string length = "Content-Length: 2\r\n";
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  EXPECT_EQ(refusal_of(post + length + chunked + "\r\n"), 400);
  EXPECT_EQ(refusal_of(post + chunked + length + "\r\n"), 400);
  EXPECT_EQ(refusal_of(post + length + "Content-Length: 3\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of(post + "Content-Length: -1\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of(post + "Content-Length: 99999999999999999999999\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of(post + chunked + chunked + "\r\n"), 400);
  EXPECT_EQ(refusal_of(post + "Transfer-Encoding: gzip\r\n\r\n"), 501);
  EXPECT_EQ(refusal_of(post + "Transfer-Encoding: gzip, chunked\r\n\r\n"), 501);
  EXPECT_EQ(refusal_of(post + "Transfer-Encoding: chunked, gzip\r\n\r\n"), 501);
  EXPECT_EQ(refusal_of("POST / HTTP/1.0\r\n" + chunked + "\r\n"), 400);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of(post + "Content-Length : 2\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of(post + "Content-Length: 2, 2\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of(post + "Content-Length: +2\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: \"><script>\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: h\r\n Folded: line\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of(post + "Expect: 200-ok\r\nContent-Length: 2\r\n\r\n"), 417);
}

TEST(Parser, RefusesWhatIsMalformed) {
  const std::string chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string& bytes :
       {std::string("GET\r\n\r\n"), std::string("GET / HTTP/2.0\r\nHost: h\r\n\r\n"),
        std::string("GET / FOO/1.1\r\nHost: h\r\n\r\n"), std::string("G\x01T / HTTP/1.1\r\n\r\n"),
        std::string("GET  / HTTP/1.1\r\n\r\n"), std::string("GET / HTTP/1.1\nHost: h\n\n"),
        std::string("GET /\x7f HTTP/1.1\r\n\r\n"), std::string("\x16\x03\x01\x02\x00\x01", 6),
        std::string("GET / HTTP/1.1\r\nHost h\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nHost: h\r\nA: b\x01\r\n\r\n"),
        std::string("GET /../a HTTP/1.1\r\nHost: h\r\n\r\n"),
        std::string("GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n"),
        std::string("CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n"), chunked + "g\r\n\r\n\r\n",
        chunked + "1\r\nabc\r\n", chunked + "-1\r\nabc\r\n",
        chunked + "11111111111111111\r\nabc\r\n"})
    EXPECT_EQ(refusal_of(bytes), 400);
}

TEST(Parser, IsOverOnceItRefused) {
  RequestParser parser(limits);
  EXPECT_EQ(fed(parser, "GET\r\n\r\n"), Step::refused);
  EXPECT_EQ(fed(parser, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"), Step::refused);
}

} // namespace
