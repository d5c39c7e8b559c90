#include "server/http/http.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using server::Request;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Request decoded(std::string_view target, std::string method = "GET") {
  Request request;
  request.method = std::move(method);
  EXPECT_TRUE(server::decode_target(target, request)) << target;
  return request;
}

bool refused(std::string_view target) {
  Request request;
  request.method = "GET";
  return !server::decode_target(target, request);
}

TEST(Target, PathIsSplitAtSlashesAndPercentDecoded) {
  EXPECT_THAT(decoded("/xyz/l%C5%A9/3/1/2.geojson").segments,
              ElementsAre("xyz", "l\u0169", "3", "1", "2.geojson"));
}

TEST(Target, RootHasNoSegments) {
  EXPECT_THAT(decoded("/").segments, IsEmpty());
}

TEST(Target, OneTrailingSlashAddsNoSegment) {
  EXPECT_THAT(decoded("/a/").segments, ElementsAre("a"));
  EXPECT_THAT(decoded("/a//").segments, ElementsAre("a", ""));
}

TEST(Target, AnEncodedSlashStaysInsideItsSegment) {
  EXPECT_THAT(decoded("/a%2Fb/c").segments, ElementsAre("a/b", "c"));
}

TEST(Target, APlusIsASpaceInTheQueryOnly) {
  const auto request = decoded("/a+b?q=a+b%2Bc");
  EXPECT_THAT(request.segments, ElementsAre("a+b"));
  EXPECT_THAT(request.query, ElementsAre(Pair("q", "a b+c")));
}

TEST(Target, RepeatedKeysKeepTheirOrder) {
  EXPECT_THAT(
      decoded("/?id=2&x&id=1&=v&&id=").query,
      ElementsAre(Pair("id", "2"), Pair("x", ""), Pair("id", "1"), Pair("", "v"), Pair("id", "")));
}

TEST(Target, AQueryMayHoldSlashesAndQuestionMarks) {
  EXPECT_THAT(decoded("/a?b=/../?c").query, ElementsAre(Pair("b", "/../?c")));
}

TEST(Target, DotsThatClimbAreRefusedEncodedOrNot) {
  for (const auto* target : {"/..", "/a/../b", "/%2e%2e/b", "/.%2E", "/.", "/a/./b", "/%2e",
                             "/a%2f..%2fb", "/..%5Cb", "/%2e%2e%2fetc"})
    EXPECT_TRUE(refused(target)) << target;
}

TEST(Target, DotsInANameAreKept) {
  EXPECT_THAT(decoded("/...//a..b").segments, ElementsAre("...", "", "a..b"));
}

TEST(Target, BadEscapesAreRefused) {
  for (const auto* target : {"/%", "/%4", "/%4g", "/%zz", "/a?b=%", "/a?%f=1", "/%00", "/a?b=%00"})
    EXPECT_TRUE(refused(target)) << target;
}

TEST(Target, AnEscapeMayEndTheTarget) {
  EXPECT_THAT(decoded("/%41").segments, ElementsAre("A"));
  EXPECT_THAT(decoded("/?a=%41").query, ElementsAre(Pair("a", "A")));
}

TEST(Target, AbsoluteFormLosesItsHost) {
  EXPECT_THAT(decoded("http://example.org:81/a/b?c=d").segments, ElementsAre("a", "b"));
  EXPECT_THAT(decoded("HTTPS://example.org/a").segments, ElementsAre("a"));
  EXPECT_THAT(decoded("http://example.org").segments, IsEmpty());
  EXPECT_THAT(decoded("http://example.org?c=d").query, ElementsAre(Pair("c", "d")));
}

TEST(Target, WhatIsNoPathIsRefused) {
  for (const auto* target :
       {"", "a", "?a=b", "*", "http://", "http:///a", "ftp://host/a", "host:80", "/a#b"})
    EXPECT_TRUE(refused(target)) << target;
}

TEST(Target, AStarIsForOptionsOnly) {
  EXPECT_THAT(decoded("*", "OPTIONS").segments, IsEmpty());
}

TEST(Target, AThousandSlashesAreAThousandEmptySegmentsLessTheTrailingOne) {
  EXPECT_EQ(decoded(std::string(1000, '/')).segments.size(), 999U);
}

TEST(Headers, NamesAreComparedWithoutCaseAndTheFirstWins) {
  const server::Headers headers{{"Accept", "a"}, {"ACCEPT", "b"}};
  EXPECT_EQ(server::find_header(headers, "accept"), "a");
  EXPECT_EQ(server::find_header(headers, "accep"), std::nullopt);
}

} // namespace
