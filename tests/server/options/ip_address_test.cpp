#include "server/options/ip_address.hpp"

#include <string>

#include <gtest/gtest.h>

namespace {

using server::parse_ip;
using server::parse_ip_range;

bool is_in(const std::string& range, const std::string& address) {
  return contains(parse_ip_range(range).value(), parse_ip(address).value());
}

TEST(IpAddress, IsWrittenAsItIsRead) {
  for (const std::string text : {"10.0.0.1", "255.255.255.255", "::1", "2001:db8::7"})
    EXPECT_EQ(to_text(parse_ip(text).value()), text);
}

TEST(IpAddress, OfAnIpv4ClientOnAnIpv6SocketIsIpv4) {
  EXPECT_EQ(to_text(parse_ip("::ffff:10.0.0.1").value()), "10.0.0.1");
  EXPECT_EQ(parse_ip("::ffff:10.0.0.1"), parse_ip("10.0.0.1"));
}

TEST(IpAddress, AnythingElseIsNone) {
  for (const std::string text :
       {"", "localhost", "10.0.0", "10.0.0.256", "1.2.3.4 ", "::g", "1:2", "10.0.0.1/8"})
    EXPECT_EQ(parse_ip(text), std::nullopt) << text;
  EXPECT_EQ(parse_ip(std::string_view("10.0.0.1\0", 9)), std::nullopt);
}

TEST(IpRange, HoldsTheAddressesWithItsPrefix) {
  EXPECT_TRUE(is_in("10.0.0.0/8", "10.255.1.2"));
  EXPECT_FALSE(is_in("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(is_in("10.1.2.3/8", "10.9.9.9")); // bits behind the prefix do not matter
  EXPECT_TRUE(is_in("10.0.0.128/25", "10.0.0.129"));
  EXPECT_FALSE(is_in("10.0.0.128/25", "10.0.0.127"));
  EXPECT_TRUE(is_in("0.0.0.0/0", "203.0.113.1"));
  EXPECT_FALSE(is_in("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(is_in("::/0", "2001:db8::1"));
  EXPECT_TRUE(is_in("fd00::/8", "fdff::1"));
  EXPECT_TRUE(is_in("10.0.0.1", "10.0.0.1"));
  EXPECT_FALSE(is_in("10.0.0.1", "10.0.0.2"));
}

TEST(IpRange, AnythingElseIsNone) {
  for (const std::string text :
       {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "/8", "::/129", "::1/"})
    EXPECT_EQ(parse_ip_range(text), std::nullopt) << text;
}

TEST(IpAddress, AClientsNetworkIsItsIpv4AddressOrIts64) {
  EXPECT_EQ(network_of(*parse_ip("10.0.0.1")), *parse_ip("10.0.0.1"));
  EXPECT_EQ(to_text(network_of(*parse_ip("2001:db8:1:2:3:4:5:6"))), "2001:db8:1:2::");
}

} // namespace
