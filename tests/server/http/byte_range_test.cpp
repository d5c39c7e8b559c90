#include "server/http/byte_range.hpp"

#include <gtest/gtest.h>

namespace {

using Kind = server::WantedRange::Kind;

/// What a Range header asks for of 100 bytes: "10+5" for 5 bytes from 10 on, "all" or "none".
std::string asked(const std::string& range, server::Headers more = {}, std::uint64_t size = 100,
                  const std::string& method = "GET") {
  server::Request request;
  request.method = method;
  request.headers = std::move(more);
  request.headers.emplace_back("Range", range);
  const auto wanted = server::wanted_range(request, "\"v1\"", size);
  if (wanted.kind != Kind::part)
    return wanted.kind == Kind::whole ? "all" : "none";
  return std::to_string(wanted.part.first) + "+" + std::to_string(wanted.part.size);
}

TEST(ByteRange, NamesBytesFromTheStartOrTheEnd) {
  EXPECT_EQ(asked("bytes=0-0"), "0+1");
  EXPECT_EQ(asked("bytes=10-19"), "10+10");
  EXPECT_EQ(asked("bytes=10-"), "10+90");
  EXPECT_EQ(asked("bytes=-30"), "70+30");
}

TEST(ByteRange, EndsWithTheBody) {
  EXPECT_EQ(asked("bytes=90-1000"), "90+10");
  EXPECT_EQ(asked("bytes=-1000"), "0+100");
  EXPECT_EQ(asked("bytes=99-"), "99+1");
}

TEST(ByteRange, BehindTheEndIsUnsatisfiable) {
  EXPECT_EQ(asked("bytes=100-"), "none");
  EXPECT_EQ(asked("bytes=100-200"), "none");
  EXPECT_EQ(asked("bytes=-0"), "none");
  EXPECT_EQ(asked("bytes=0-", {}, 0), "none");
  EXPECT_EQ(asked("bytes=-5", {}, 0), "none");
}

TEST(ByteRange, WhatIsMalformedIsPassedOver) {
  for (const std::string range :
       {"", "bytes", "bytes=", "bytes=-", "bytes=5", "bytes=5-4", "bytes=a-b", "bytes=1-2x",
        "bytes=--5", "bytes= 1-2", "bytes=0-1,3-4", "items=0-1", "bytes=99999999999999999999-",
        "bytes=0-99999999999999999999", "bytes=0x1-2"})
    EXPECT_EQ(asked(range), "all") << range;
}

TEST(ByteRange, CountsOnlyForTheVersionThatIfRangeNames) {
  EXPECT_EQ(asked("bytes=1-2", {{"If-Range", "\"v1\""}}), "1+2");
  EXPECT_EQ(asked("bytes=1-2", {{"If-Range", "\"v2\""}}), "all");
  EXPECT_EQ(asked("bytes=1-2", {{"If-Range", "W/\"v1\""}}), "all"); // RFC 9110 13.1.5: strong only
  EXPECT_EQ(asked("bytes=1-2", {{"If-Range", "Sat, 21 Nov 2026 00:00:00 GMT"}}), "all");
}

TEST(ByteRange, MeansNothingForOtherMethods) {
  EXPECT_EQ(asked("bytes=1-2", {}, 100, "HEAD"), "all");
}

TEST(ByteRange, IsSaidInTheAnswer) {
  EXPECT_EQ(server::content_range({10, 5}, 100), "bytes 10-14/100");
  const auto response = server::unsatisfiable_range(100);
  EXPECT_EQ(response.status, 416);
  EXPECT_EQ(server::find_header(response.headers, "Content-Range"), "bytes */100");
}

} // namespace
