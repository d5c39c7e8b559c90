#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace server {

/// What one client may ask for at most. All are 1 or more.
struct ServerLimits {
  std::size_t header_bytes = 32UL * 1024; ///< request line and headers; more is a 431
  std::size_t target_bytes = 8UL * 1024;  ///< more is a 414
  std::size_t body_bytes = 1024UL * 1024; ///< more is a 413
  std::size_t queue = 256;                ///< requests waiting for a work thread; more is a 503
  std::size_t connections = 10'000;       ///< in all; lowered to what RLIMIT_NOFILE allows
  std::size_t pipeline = 16; ///< answers of one connection gathered before they are sent

  bool operator==(const ServerLimits&) const = default;
};

/// How long one client may take.
struct ServerTimeouts {
  double header_s = 10;      ///< from a request's first byte to the end of its headers
  double body_s = 30;        ///< from the end of its headers to the end of its body
  double idle_s = 60;        ///< between requests
  double write_stall_s = 30; ///< an answer of which the client takes nothing

  bool operator==(const ServerTimeouts&) const = default;
};

struct ServerOptions {
  std::string address = "127.0.0.1"; ///< IPv4 or IPv6
  std::uint16_t port = 8080;         ///< 0: any free one
  int socket_threads = 1;            ///< 1 or more
  int work_threads = 2;              ///< 1 or more
  ServerLimits limits;
  ServerTimeouts timeouts;

  bool operator==(const ServerOptions&) const = default;
};

/// One answered request. A request that was refused before its first line was understood has no
/// method and no target.
struct AccessEntry {
  std::string method;
  std::string target; ///< as sent: any byte may stand in it
  int status = 0;
  std::size_t bytes = 0;   ///< of the body as sent
  double milliseconds = 0; ///< from the request's last byte to its answer's last byte handed over
};

/// Called on a socket thread once the whole answer was handed to the kernel. Null: quiet.
using AccessLog = std::function<void(const AccessEntry&)>;

} // namespace server
