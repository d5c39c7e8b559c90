#include "server/http/public_url.hpp"

#include <gtest/gtest.h>

#include "geo/error.hpp"

namespace {

using server::Headers;

std::string url(Headers headers) {
  headers.emplace_back("Host", "map.test:8080");
  return server::base_url_of(headers);
}

TEST(PublicUrl, IsAsTheClientNamedItWithoutAProxy) {
  EXPECT_EQ(url({}), "http://map.test:8080");
  EXPECT_EQ(server::base_url_of({{"host", "[::1]:80"}}), "http://[::1]:80");
}

TEST(PublicUrl, IsAsTheProxySays) {
  EXPECT_EQ(url({{"X-Forwarded-Proto", "https"}}), "https://map.test:8080");
  EXPECT_EQ(url({{"X-Forwarded-Proto", " HTTPS "}}), "https://map.test:8080");
  EXPECT_EQ(url({{"X-Forwarded-Host", "www.example.org"}}), "http://www.example.org");
  EXPECT_EQ(url({{"X-Forwarded-Prefix", "/gis"}}), "http://map.test:8080/gis");
  EXPECT_EQ(url({{"X-Forwarded-Prefix", " /a/b-1/ "}}), "http://map.test:8080/a/b-1");
  EXPECT_EQ(url({{"X-Forwarded-Prefix", "/"}}), "http://map.test:8080");
  EXPECT_EQ(url({{"x-forwarded-proto", "https"},
                 {"x-forwarded-host", "h"},
                 {"x-forwarded-prefix", "/gis"}}),
            "https://h/gis");
}

TEST(PublicUrl, APortIsSaidOnceAndOnlyWhereItIsUnusual) {
  const auto with_port = [](const std::string& scheme, const std::string& host,
                            const std::string& port) {
    return url(
        {{"X-Forwarded-Proto", scheme}, {"X-Forwarded-Host", host}, {"X-Forwarded-Port", port}});
  };
  EXPECT_EQ(with_port("https", "h", "8443"), "https://h:8443");
  EXPECT_EQ(with_port("https", "h", "443"), "https://h");
  EXPECT_EQ(with_port("http", "h", "80"), "http://h");
  EXPECT_EQ(with_port("https", "h", "80"), "https://h:80");
  EXPECT_EQ(with_port("https", "h:1", "8443"), "https://h:1");
  EXPECT_EQ(with_port("https", "[::1]", "8443"), "https://[::1]:8443");
  for (const auto* port : {"", "0", "65536", "-1", "80a", "8443\r\nX: y"})
    EXPECT_EQ(with_port("https", "h", port), "https://h") << port;
}

TEST(PublicUrl, WhatIsNotWellFormedIsPassedOver) {
  for (const auto* host : {"", "h/p", "h\"", "h<", "h h", "h:", "h:port", "h:65536", "u@h", "//h",
                           "h\r\nX: y", "[::1", "[]", "[g]", "h?x", "h#x", "a,b", "h\\", "хост"}) {
    EXPECT_EQ(url({{"X-Forwarded-Host", host}}), "http://map.test:8080") << host;
    EXPECT_EQ(server::base_url_of({{"Host", host}}), "http://localhost") << host;
  }
  for (const auto* prefix : {"", "gis", "javascript:alert(1)", "//evil.example", "/a//b", "/..",
                             "/a/../b", "/./a", "/a\"b", "/a<b>", "/a b", "/a\r\nX: y", "/%2e%2e",
                             "/a?b", "/a#b", "/a\\b", "https://evil.example", "/a,/b", "/đ"})
    EXPECT_EQ(url({{"X-Forwarded-Prefix", prefix}}), "http://map.test:8080") << prefix;
  for (const auto* scheme : {"", "gopher", "javascript", "https:", "http,https"})
    EXPECT_EQ(url({{"X-Forwarded-Proto", scheme}}), "http://map.test:8080") << scheme;
}

TEST(PublicUrl, WithoutAHostItIsThisMachine) {
  EXPECT_EQ(server::base_url_of({}), "http://localhost");
}

TEST(PublicUrl, IsReadFromAConfiguration) {
  for (const auto* text :
       {"https://map.test", "http://10.0.0.1:8080", "https://[::1]:8443/gis/map"})
    EXPECT_EQ(server::parse_base_url(text), text);
  EXPECT_EQ(server::parse_base_url("https://map.test/"), "https://map.test");
  EXPECT_EQ(server::parse_base_url("https://map.test/gis/"), "https://map.test/gis");
  EXPECT_EQ(server::parse_base_url(""), "");
  for (const auto* text :
       {"map.test", "/gis", "ftp://map.test", "javascript://map.test", "https://", "https:///gis",
        "https://map.test?x", "https://map.test/a?x", "https://map.test/#x", "https://u:p@map.test",
        "https://map.test/..", "https://map.test//gis", "https:/map.test", " https://map.test"})
    EXPECT_THROW(server::parse_base_url(text), geo::Error) << text;
}

} // namespace
