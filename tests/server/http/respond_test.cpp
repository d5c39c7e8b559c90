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

Response ask(server::Headers headers, const std::string& text = long_text,
             const std::string& method = "GET") {
  Request request;
  request.method = method;
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
  request.method = "GET";
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
  request.method = "GET";
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

TEST(Respond, OnlyWhoReadsIsToldThatNothingHasChanged) { // RFC 9110 section 13.1.2
  for (const auto* known : {plain_tag.c_str(), gzip_tag.c_str(), "*"}) {
    EXPECT_EQ(ask({{"If-None-Match", known}}, long_text, "HEAD").status, 304);
    EXPECT_EQ(ask({{"If-None-Match", known}}, long_text, "POST").status, 412);
  }
  EXPECT_EQ(ask({{"If-None-Match", "\"old\""}}, long_text, "POST").status, 200);
}

TEST(Respond, AVersionThatIsNotTheOneWantedIsA412) { // RFC 9110 section 13.1.1
  for (const auto* method : {"GET", "HEAD", "POST"}) {
    const auto status = [&](server::Headers headers) {
      return ask(std::move(headers), long_text, method).status;
    };
    EXPECT_EQ(status({{"If-Match", "\"old\""}}), 412);
    EXPECT_EQ(status({{"If-Match", "\"old\", " + plain_tag}}), 200);
    EXPECT_EQ(status({{"If-Match", "\"old\""}, {"If-Match", plain_tag}}), 200);
    EXPECT_EQ(status({{"If-Match", "*"}}), 200);
    EXPECT_EQ(status({{"If-Match", "W/" + plain_tag}}), 412); // compared strongly
    EXPECT_EQ(status({{"If-Match", gzip_tag}}), 412);         // of other bytes than are sent
    EXPECT_EQ(status({{"If-Match", gzip_tag}, {"Accept-Encoding", "gzip"}}), 200);
  }
  EXPECT_EQ(
      ask({{"If-Match", gzip_tag}, {"Accept-Encoding", "gzip"}, {"Range", "bytes=0-9"}}).status,
      412); // a part is one of the plain bytes
  EXPECT_EQ(ask({{"If-Match", plain_tag}, {"Accept-Encoding", "gzip"}}, "{}").status, 200);
}

TEST(Respond, IfMatchIsAskedBeforeIfNoneMatch) { // RFC 9110 section 13.2.2
  EXPECT_EQ(ask({{"If-None-Match", plain_tag}, {"If-Match", "\"old\""}}).status, 412);
  EXPECT_EQ(ask({{"If-None-Match", plain_tag}, {"If-Match", plain_tag}}).status, 304);
}

TEST(Respond, ConditionsOnTimesArePassedOver) { // RFC 9110 sections 13.1.3 and 13.1.4
  const std::string future = "Fri, 01 Jan 2100 00:00:00 GMT";
  const std::string past = "Thu, 01 Jan 1970 00:00:00 GMT";
  EXPECT_EQ(ask({{"If-Modified-Since", future}}).status, 200);
  EXPECT_EQ(ask({{"If-Modified-Since", future}, {"If-None-Match", "\"old\""}}).status, 200);
  EXPECT_EQ(ask({{"If-Modified-Since", past}, {"If-None-Match", plain_tag}}).status, 304);
  EXPECT_EQ(ask({{"If-Unmodified-Since", past}}).status, 200);
}

TEST(Respond, OnlyGetHasParts) { // RFC 9110 section 14.2
  for (const auto* method : {"HEAD", "POST"}) {
    EXPECT_EQ(ask({{"Range", "bytes=10-19"}}, long_text, method).status, 200);
    EXPECT_EQ(ask({{"Range", "bytes=5000-"}}, long_text, method).status, 200);
  }
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
