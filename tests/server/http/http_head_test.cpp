#include "server/http/http_head.hpp"

#include <map>
#include <string>

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

/// RFC 9110 section 15 but for 305 and 306, which are no longer used; RFC 6585.
const std::map<int, std::string> registered{
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {511, "Network Authentication Required"},
};

TEST(Head, EachRegisteredStatusHasItsNameAndNoOtherHasOne) {
  for (int status = 0; status < 1000; ++status) {
    const auto known = registered.find(status);
    EXPECT_EQ(server::reason_phrase(status), known == registered.end() ? "Unknown" : known->second)
        << status;
  }
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
