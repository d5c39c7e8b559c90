#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace server {

/// Where to listen: an IP address and a port, or a Unix socket.
struct ListenAddress {
  std::string host; ///< "127.0.0.1", "::1"; unused when `path` is set
  std::uint16_t port = 0;
  std::string path; ///< a Unix socket's; empty: none

  bool operator==(const ListenAddress&) const = default;
};

/// "127.0.0.1:8080", "[::1]:8080" or "unix:/run/hazardmap.sock". Throws geo::Error (invalid_input)
/// for anything else.
ListenAddress parse_listen_address(std::string_view text);

/// As parse_listen_address() reads it.
std::string to_text(const ListenAddress& address);

/// "http://127.0.0.1:8080/" or "unix:/run/hazardmap.sock"
std::string url_of(const ListenAddress& address);

/// Throws invalid_input, naming the host.
[[noreturn]] void fail_as_no_address(std::string_view host);

} // namespace server
