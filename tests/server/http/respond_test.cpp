#include "server/http/respond.hpp"

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/decompress.hpp"

namespace {

using server::Encoding;
using server::Request;
using server::Response;

const std::string long_text(5000, 'x');
const std::string plain_tag = "\"" HAZARDMAP_VERSION "-v1\"";
const std::string gzip_tag = "\"" HAZARDMAP_VERSION "-v1-gz\"";

Response ask(server::Headers headers, const std::string& text = long_text) {
  Request request;
  request.method = "GET";
  request.headers = std::move(headers);
  return server::respond(request, {"application/json", "v1"}, [&] { return text; });
}

std::string header(const Response& response, std::string_view name) {
  return std::string(server::find_header(response.headers, name).value_or(""));
}

TEST(Respond, SendsTheTextWithItsVersion) {
  const auto response = ask({});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(*response.body, long_text);
  EXPECT_EQ(header(response, "ETag"), plain_tag);
  EXPECT_EQ(header(response, "Content-Type"), "application/json");
  EXPECT_EQ(header(response, "Vary"), "Accept-Encoding");
}

TEST(Respond, EachEncodingHasItsTag) {
  const std::map<std::string, Encoding> encodings{
      {"gzip", Encoding::gzip}, {"br", Encoding::br}, {"zstd", Encoding::zstd}};
  std::set<std::string> tags{plain_tag};
  for (const auto& [name, encoding] : encodings) {
    const auto response = ask({{"Accept-Encoding", "deflate, " + name + ";q=0.8"}});
    EXPECT_EQ(header(response, "Content-Encoding"), name);
    EXPECT_EQ(header(response, "Vary"), "Accept-Encoding");
    EXPECT_EQ(support::decompress(*response.body, encoding, long_text.size()), long_text);
    tags.insert(header(response, "ETag"));
  }
  EXPECT_EQ(tags.size(), 4U);
}

TEST(Respond, DoesNotCompressForWhoDoesNotTakeIt) {
  EXPECT_EQ(header(ask({{"Accept-Encoding", "gzip;q=0"}}), "Content-Encoding"), "");
  EXPECT_EQ(header(ask({{"Accept-Encoding", "deflate"}}), "Content-Encoding"), "");
}

TEST(Respond, APartIsOneOfTheBytesThatAreNotCompressed) {
  const server::Headers headers{{"Range", "bytes=10-19"}, {"Accept-Encoding", "gzip, br"}};
  const auto part = ask(headers);
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(header(part, "Content-Encoding"), "");
  EXPECT_EQ(header(part, "ETag"), plain_tag);
  EXPECT_EQ(header(part, "Content-Range"), "bytes 10-19/5000");
  EXPECT_EQ(part.part, (server::ByteRange{10, 10}));
  const auto behind = ask({{"Range", "bytes=5000-"}, {"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(behind.status, 416);
  EXPECT_EQ(header(behind, "Content-Range"), "bytes */5000");
}

TEST(Respond, DoesNotCompressAFewBytes) {
  EXPECT_EQ(header(ask({{"Accept-Encoding", "gzip"}}, "{}"), "Content-Encoding"), "");
}

TEST(Respond, SaysNotModifiedWithoutMakingTheText) {
  Request request;
  request.headers = {{"If-None-Match", "\"old\", W/" + plain_tag}};
  const auto response = server::respond(request, {"application/json", "v1"}, []() -> std::string {
    throw std::logic_error("made although it was known");
  });
  EXPECT_EQ(response.status, 304);
  EXPECT_EQ(response.body, nullptr);
  EXPECT_EQ(header(response, "ETag"), plain_tag);
}

TEST(Respond, WhatIsSentMayBeKeptAsItsContentSays) {
  Request request;
  request.headers = {{"If-None-Match", plain_tag}};
  const server::Content content{"text/plain", "v1", "public, max-age=60"};
  const auto known = server::respond(request, content, [] { return ""; });
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(header(known, "Cache-Control"), "public, max-age=60");
  request.headers.clear();
  const auto whole = server::respond(request, content, [] { return ""; });
  EXPECT_EQ(header(whole, "Cache-Control"), "public, max-age=60");
  EXPECT_EQ(header(ask({}), "Cache-Control"), "no-cache");
}

TEST(Respond, KnowsTheCompressedVersionToo) {
  EXPECT_EQ(ask({{"If-None-Match", gzip_tag}}).status, 304);
  EXPECT_EQ(header(ask({{"If-None-Match", gzip_tag}}), "ETag"), gzip_tag);
  EXPECT_EQ(ask({{"If-None-Match", "\"v2\""}}).status, 200);
  EXPECT_EQ(ask({{"If-None-Match", "\"v1\""}}).status, 200); // of another program
  EXPECT_EQ(ask({{"If-None-Match", "*"}}).status, 304);
}

TEST(Respond, EqualTextsHaveEqualTags) {
  const Request request;
  const auto tag = [&](const std::string& text) {
    return header(server::respond(request, "text/plain", text), "ETag");
  };
  EXPECT_EQ(tag("a"), tag("a"));
  EXPECT_NE(tag("a"), tag("b"));
}

} // namespace
