#include "server/options/ip_address.hpp"

#include <algorithm>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "geo/number_text.hpp"

namespace server {

namespace {

constexpr int v4_prefix_bits = 96;
constexpr std::size_t v4_at = v4_prefix_bits / 8;
constexpr std::array<std::uint8_t, v4_at> v4_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_v4(const IpAddress& address) {
  return std::equal(v4_prefix.begin(), v4_prefix.end(), address.bytes.begin());
}

IpAddress mapped(const in_addr& v4) {
  IpAddress address;
  std::ranges::copy(v4_prefix, address.bytes.begin());
  std::memcpy(address.bytes.data() + v4_at, &v4, sizeof v4);
  return address;
}

/// Sets the bits behind the first `prefix_bits` to zero.
IpAddress cut(IpAddress address, int prefix_bits) {
  for (int bit = prefix_bits; bit < 128; ++bit)
    address.bytes[static_cast<std::size_t>(bit / 8)] &=
        static_cast<std::uint8_t>(~(0x80U >> (bit % 8)));
  return address;
}

} // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
  const std::string terminated(text);
  if (terminated.find('\0') != std::string::npos)
    return std::nullopt;
  in_addr v4{};
  if (::inet_pton(AF_INET, terminated.c_str(), &v4) == 1)
    return mapped(v4);
  IpAddress v6;
  if (::inet_pton(AF_INET6, terminated.c_str(), v6.bytes.data()) == 1)
    return v6;
  return std::nullopt;
}

std::optional<IpRange> parse_ip_range(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  const auto address = parse_ip(text.substr(0, slash));
  if (!address)
    return std::nullopt;
  if (slash == text.size())
    return IpRange{*address, 128};
  const int before = text.find(':') == std::string_view::npos ? v4_prefix_bits : 0;
  const auto bits = geo::parse_number<int>(text.substr(slash + 1));
  if (!bits || *bits < 0 || *bits > 128 - before)
    return std::nullopt;
  return IpRange{cut(*address, before + *bits), before + *bits};
}

std::string to_text(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool v4 = is_v4(address);
  ::inet_ntop(v4 ? AF_INET : AF_INET6, address.bytes.data() + (v4 ? v4_at : 0), text.data(),
              text.size());
  return text.data();
}

bool contains(const IpRange& range, const IpAddress& address) {
  return cut(address, range.prefix_bits) == range.first;
}

IpAddress network_of(const IpAddress& address) {
  return is_v4(address) ? address : cut(address, 64);
}

std::optional<IpAddress> ip_of(const sockaddr_storage& peer) {
  if (peer.ss_family == AF_INET)
    return mapped(reinterpret_cast<const sockaddr_in&>(peer).sin_addr);
  if (peer.ss_family != AF_INET6)
    return std::nullopt;
  IpAddress address;
  std::memcpy(address.bytes.data(), &reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr,
              address.bytes.size());
  return address;
}

} // namespace server
