#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr_storage;

namespace server {

/// An IP address. IPv4 as the IPv4-mapped IPv6 address that it is on a socket for both (RFC 4291
/// section 2.5.5.2), so that 10.0.0.1 is one address however it came in.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const IpAddress&) const = default; // NOLINT: it is not a null pointer
};

/// Neighbouring addresses: those whose first `prefix_bits` (of 128) are those of `first`.
struct IpRange {
  IpAddress first;
  int prefix_bits = 128;

  bool operator==(const IpRange&) const = default;
};

/// "10.0.0.1", "::1"; nullopt for anything else, a name for one.
std::optional<IpAddress> parse_ip(std::string_view text);

/// "10.0.0.0/8", "fd00::/8" (RFC 4632, RFC 4291 section 2.3), or one address.
std::optional<IpRange> parse_ip_range(std::string_view text);

/// As it is usually written: "10.0.0.1", "2001:db8::1".
std::string to_text(const IpAddress& address);

bool contains(const IpRange& range, const IpAddress& address);

/// The addresses that are likely one client's: an IPv4 address, or the /64 of an IPv6 address (RFC
/// 6177: a site has at least that many). The address with the bits behind set to zero.
IpAddress network_of(const IpAddress& address);

/// The address of a peer; nullopt for a Unix socket.
std::optional<IpAddress> ip_of(const sockaddr_storage& peer);

} // namespace server
