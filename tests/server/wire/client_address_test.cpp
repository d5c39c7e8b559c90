#include "server/wire/client_address.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using server::IpRange;
using server::Request;
using testing::ElementsAre;
using testing::Pair;

const std::vector<IpRange> trusted{*server::parse_ip_range("10.0.0.0/8"),
                                   *server::parse_ip_range("fd00::/8")};

/// The client of a request that came from `peer` with these X-Forwarded-For lines.
std::string client(std::string_view peer, const std::vector<std::string>& lines) {
  Request request;
  for (const auto& line : lines)
    request.headers.emplace_back("x-forwarded-FOR", line);
  settle_client(request, server::peer_address(server::parse_ip(peer), trusted), trusted);
  return request.client;
}

TEST(ClientAddress, IsThePeersWithoutAHeader) {
  EXPECT_EQ(client("203.0.113.1", {}), "203.0.113.1");
  EXPECT_EQ(client("10.0.0.1", {}), "10.0.0.1");
  EXPECT_EQ(client("unix", {}), "unix"); // not an address: a Unix socket
}

TEST(ClientAddress, OnlyATrustedPeerIsBelieved) {
  EXPECT_EQ(client("203.0.113.1", {"198.51.100.1"}), "203.0.113.1");
  EXPECT_EQ(client("10.0.0.1", {"198.51.100.1"}), "198.51.100.1");
  EXPECT_EQ(client("unix", {"198.51.100.1"}), "198.51.100.1");
}

TEST(ClientAddress, IsTheLastThatIsNoTrustedProxy) {
  EXPECT_EQ(client("10.0.0.1", {"1.1.1.1, 198.51.100.1, 10.9.9.9"}), "198.51.100.1");
  EXPECT_EQ(client("10.0.0.1", {"1.1.1.1", "198.51.100.1", "10.9.9.9"}), "198.51.100.1");
  EXPECT_EQ(client("10.0.0.1", {"10.7.7.7, 10.8.8.8"}), "10.7.7.7"); // all are: the first
}

TEST(ClientAddress, StopsAtWhatIsNoAddress) {
  EXPECT_EQ(client("10.0.0.1", {"1.1.1.1, unknown, 10.9.9.9"}), "10.9.9.9");
  EXPECT_EQ(client("10.0.0.1", {"<script>"}), "10.0.0.1");
  EXPECT_EQ(client("10.0.0.1", {""}), "10.0.0.1");
  EXPECT_EQ(client("10.0.0.1", {"1.1.1.1,,"}), "10.0.0.1");
}

TEST(ClientAddress, IsReadInEveryFormThatProxiesWrite) {
  EXPECT_EQ(client("10.0.0.1", {"198.51.100.1:5678"}), "198.51.100.1");
  EXPECT_EQ(client("10.0.0.1", {"2001:db8::1"}), "2001:db8::1");
  EXPECT_EQ(client("10.0.0.1", {"[2001:db8::1]:5678"}), "2001:db8::1");
  EXPECT_EQ(client("10.0.0.1", {"[2001:db8::1]"}), "2001:db8::1");
  EXPECT_EQ(client("10.0.0.1", {"["}), "10.0.0.1");
}

TEST(ClientAddress, WhatOthersForwardIsTakenOut) {
  Request request;
  request.headers = {{"Host", "h"}, {"X-Forwarded-Proto", "https"}, {"x-forwarded-for", "1.1.1.1"}};
  settle_client(request, server::peer_address(server::parse_ip("203.0.113.1"), trusted), trusted);
  EXPECT_THAT(request.headers, ElementsAre(Pair("Host", "h")));
  request.headers = {{"X-Forwarded-Proto", "https"}};
  settle_client(request, server::peer_address(server::parse_ip("10.0.0.1"), trusted), trusted);
  EXPECT_THAT(request.headers, ElementsAre(Pair("X-Forwarded-Proto", "https")));
}

/// What is left of a header with these lines, of a request through proxies.
std::vector<std::string> kept(const std::string& name, const std::vector<std::string>& lines,
                              const std::string& hops = "", std::string_view peer = "10.0.0.1") {
  Request request;
  for (const auto& line : lines)
    request.headers.emplace_back(name, line);
  if (!hops.empty())
    request.headers.emplace_back("X-Forwarded-For", hops);
  settle_client(request, server::peer_address(server::parse_ip(peer), trusted), trusted);
  std::vector<std::string> values;
  for (const auto& [key, value] : request.headers)
    if (server::same_without_case(key, name))
      values.push_back(value);
  return values;
}

TEST(ClientAddress, OfSeveralValuesTheOneOfTheOutermostTrustedProxyIsKept) {
  for (const auto* name : {"X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port",
                           "X-Forwarded-Prefix", "x-forwarded-host"}) {
    EXPECT_THAT(kept(name, {"one"}), ElementsAre("one")) << name;
    EXPECT_THAT(kept(name, {"evil, one"}), ElementsAre("one")) << "a proxy that adds: " << name;
    EXPECT_THAT(kept(name, {"evil", "one"}), ElementsAre("one")) << "on a line of its own";
    EXPECT_THAT(kept(name, {"evil, outer , inner"}, "198.51.100.1, 10.9.9.9"),
                ElementsAre("outer"));
    EXPECT_THAT(kept(name, {"outer"}, "198.51.100.1, 10.9.9.9"), ElementsAre("outer"))
        << "only the outermost says something";
    EXPECT_THAT(kept(name, {"evil, one"}, "198.51.100.1"), ElementsAre("one"));
    EXPECT_THAT(kept(name, {"evil, one"}, "198.51.100.1", "203.0.113.1"), ElementsAre());
  }
}

TEST(ClientAddress, WhatBelongsToNoTrustedProxyIsNotCounted) {
  EXPECT_THAT(kept("X-Forwarded-Host", {"evil, outer"}, "10.1.1.1, 198.51.100.1"),
              ElementsAre("outer"))
      << "what stands before the client anybody may have written";
}

} // namespace
