#include "server/http/http_head.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

TEST(Head, HoldsStatusDateLengthAndTheAnswersOwnHeaders) {
  const server::Response response{.status = 404,
                                  .headers = {{"Content-Type", "text/plain"}},
                                  .body = std::make_shared<const std::string>("no\n")};
  EXPECT_EQ(server::write_head(response, {"today", ""}), "HTTP/1.1 404 Not Found\r\n"
                                                         "Date: today\r\n"
                                                         "Content-Length: 3\r\n"
                                                         "Content-Type: text/plain\r\n"
                                                         "\r\n");
}

TEST(Head, NoBodyHasLengthZero) {
  EXPECT_THAT(server::write_head({}, {"", "close"}),
              HasSubstr("Content-Length: 0\r\nConnection: close\r\n"));
}

TEST(Head, StatusesThatNeverHaveABodyHaveNoLength) {
  for (const int status : {100, 204, 304})
    EXPECT_THAT(server::write_head({.status = status, .headers = {}, .body = nullptr}, {}),
                Not(HasSubstr("Content-Length")));
}

TEST(Head, AHeadersValueCannotStartAnotherHeader) {
  const server::Response response{
      .status = 200, .headers = {{"Location", "/a\r\nSet-Cookie: b"}}, .body = nullptr};
  EXPECT_THAT(server::write_head(response, {}), HasSubstr("Location: /a  Set-Cookie: b\r\n\r\n"));
}

TEST(Head, AnUnknownStatusHasANameAllTheSame) {
  EXPECT_EQ(server::reason_phrase(299), "Unknown");
  EXPECT_EQ(server::reason_phrase(999), "Unknown");
  EXPECT_EQ(server::reason_phrase(505), "HTTP Version Not Supported");
}

TEST(Head, DateIsAnImfFixdate) {
  server::HttpDate date;
  EXPECT_THAT(std::string(date.now()),
              MatchesRegex("[A-Z][a-z][a-z], [0-9][0-9] [A-Z][a-z][a-z] [0-9]+ "
                           "[0-9][0-9]:[0-9][0-9]:[0-9][0-9] GMT"));
}

TEST(Problem, IsRfc9457Json) {
  const auto response = server::problem_response(414, "the \"address\" is too long");
  EXPECT_EQ(response.status, 414);
  EXPECT_EQ(server::find_header(response.headers, "content-type"), "application/problem+json");
  const auto problem = nlohmann::json::parse(*response.body);
  EXPECT_EQ(problem, nlohmann::json({{"type", "about:blank"},
                                     {"title", "URI Too Long"},
                                     {"status", 414},
                                     {"detail", "the \"address\" is too long"}}));
}

} // namespace
