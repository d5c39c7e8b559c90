#include "server/respond.hpp"

#include <gtest/gtest.h>

namespace {

using server::Request;
using server::Response;

const std::string long_text(5000, 'x');
const std::string plain_tag = "\"" HAZARDMAP_VERSION "-v1\"";
const std::string gzip_tag = "\"" HAZARDMAP_VERSION "-v1-gz\"";

Response ask(server::Headers headers, const std::string& text = long_text) {
  Request request;
  request.method = "GET";
  request.headers = std::move(headers);
  return server::respond(request, "application/json", "v1", [&] { return text; });
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

TEST(Respond, CompressesForWhoTakesGzipUnderAnotherTag) {
  const auto response = ask({{"Accept-Encoding", "br, gzip;q=0.8"}});
  EXPECT_EQ(header(response, "Content-Encoding"), "gzip");
  EXPECT_EQ(header(response, "ETag"), gzip_tag);
  EXPECT_LT(response.body->size(), long_text.size());
  EXPECT_EQ(response.body->substr(0, 2), "\x1f\x8b"); // RFC 1952 section 2.3.1
}

TEST(Respond, DoesNotCompressForWhoRefusesGzip) {
  EXPECT_EQ(header(ask({{"Accept-Encoding", "gzip;q=0"}}), "Content-Encoding"), "");
  EXPECT_EQ(header(ask({{"Accept-Encoding", "br"}}), "Content-Encoding"), "");
}

TEST(Respond, TheStarOfAcceptEncodingSpeaksOfWhatIsNotNamed) {
  EXPECT_EQ(header(ask({{"Accept-Encoding", "*"}}), "Content-Encoding"), "gzip");
  EXPECT_EQ(header(ask({{"Accept-Encoding", "*;q=0, gzip"}}), "Content-Encoding"), "gzip");
  EXPECT_EQ(header(ask({{"Accept-Encoding", "*, gzip;q=0"}}), "Content-Encoding"), "");
}

TEST(Respond, DoesNotCompressAFewBytes) {
  EXPECT_EQ(header(ask({{"Accept-Encoding", "gzip"}}, "{}"), "Content-Encoding"), "");
}

TEST(Respond, SaysNotModifiedWithoutMakingTheText) {
  Request request;
  request.headers = {{"If-None-Match", "\"old\", W/" + plain_tag}};
  const auto response = server::respond(request, "application/json", "v1", []() -> std::string {
    throw std::logic_error("made although it was known");
  });
  EXPECT_EQ(response.status, 304);
  EXPECT_EQ(response.body, nullptr);
  EXPECT_EQ(header(response, "ETag"), plain_tag);
}

TEST(Respond, KnowsTheCompressedVersionToo) {
  EXPECT_EQ(ask({{"If-None-Match", gzip_tag}}).status, 304);
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
