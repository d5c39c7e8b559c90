// server/options: all that can be set about the server, read and checked; acts on nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "layers/tiles/tile_builder.hpp"
#include "server/options/ip_address.hpp"
#include "server/options/listen_address.hpp"

namespace server {

/// What one client may ask for at most.
struct ServerLimits {
  std::size_t header_bytes = 32UL * 1024; ///< request line and headers; more is a 431
  std::size_t target_bytes = 8UL * 1024;  ///< more is a 414
  std::size_t body_bytes = 1024UL * 1024; ///< where a body is taken; more is a 413; 0: none is
  std::size_t queue = 256; ///< of each WorkClass, waiting for a work thread; more is a 503
  /// In bodies of requests that are not answered and of answers that are not taken, each once
  /// however many wait for it. When there are more, work is refused with a 503.
  std::size_t unsent_bytes = 512UL * 1024 * 1024;
  std::size_t connections = 10'000;           ///< in all; lowered to what RLIMIT_NOFILE allows
  std::size_t connections_per_address = 1000; ///< from one IPv4 address or IPv6 /64, proxies that
                                              ///< are trusted excepted
  std::size_t pipeline = 16; ///< answers of one connection gathered before they are sent

  bool operator==(const ServerLimits&) const = default;
};

/// How long one client may take.
struct ServerTimeouts {
  double header_s = 10; ///< from a request's first byte to the end of its headers
  double body_s = 30;   ///< from the end of its headers to the end of its body
  double idle_s = 60;   ///< between requests
  double work_s = 30;   ///< until there is an answer; then it is a 503, and the work is stopped
  double write_stall_s = 30; ///< an answer of which the client takes nothing
  double drain_s = 30;       ///< at the end, for the requests in hand
  double reload_s = 60;      ///< a reload; then it is told, and goes on

  bool operator==(const ServerTimeouts&) const = default;
};

/// How tiles are made and kept.
struct TileOptions {
  std::size_t cache_bytes = 64UL * 1024 * 1024; ///< finished tiles kept in memory; 0: none
  std::size_t budget_bytes = layers::default_tile_budget_bytes; ///< see layers::TileRequest
  std::string cache_control = "no-cache";                       ///< the header's value

  bool operator==(const TileOptions&) const = default;
};

struct ServerOptions {
  std::string address = "127.0.0.1";    ///< IPv4 or IPv6
  std::uint16_t port = 8080;            ///< 0: any free one
  std::vector<ListenAddress> listen;    ///< instead of address and port, when there is any
  std::vector<IpRange> trusted_proxies; ///< who is believed about the clients behind them
  std::string base_url;                 ///< where others reach the server; empty: as requests say
  int socket_threads = 1;               ///< 1 or more
  int work_threads = 2; ///< of a WorkClass for one client, 1 or more; each class has one more
  std::size_t compute_threads = 0; ///< help with large work; 0: as many as there are cores
  ServerLimits limits;
  ServerTimeouts timeouts;
  TileOptions tiles;

  bool operator==(const ServerOptions&) const = default;
};

} // namespace server
