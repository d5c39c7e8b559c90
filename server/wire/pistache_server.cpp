#include "server/wire/pistache_server.hpp"

#include <algorithm>
#include <deque>
#include <thread>
#include <utility>

#include <pistache/reactor.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include "server/wire/pistache_loop.hpp"

namespace server {

namespace {

// Descriptors kept free for data files, and for sockets that are accepted but not yet refused.
constexpr std::size_t reserved_descriptors = 256;

/// How many connections the process has descriptors for, after raising its limit.
std::size_t allowed_connections(std::size_t wanted) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  ::getrlimit(RLIMIT_NOFILE, &files);
  const auto limit = static_cast<std::size_t>(files.rlim_cur);
  const auto allowed = std::min(wanted, limit - std::min(limit / 2, reserved_descriptors));
  if (allowed < wanted)
    spdlog::warn("connections {}: the process may open only {} files; serving {} at a time; "
                 "raise the limit with ulimit -n",
                 wanted, limit, allowed);
  return allowed;
}

ServerOptions with_allowed_connections(ServerOptions options) {
  options.limits.connections = allowed_connections(options.limits.connections);
  return options;
}

std::vector<ListenAddress> wanted_addresses(const ServerOptions& options) {
  return options.listen.empty()
             ? std::vector{ListenAddress{.host = options.address, .port = options.port, .path = ""}}
             : options.listen;
}

/// Whether IPv4 has a socket of its own on this port.
bool has_ipv4(const std::vector<ListenAddress>& addresses, std::uint16_t port) {
  return std::ranges::any_of(addresses, [&](const auto& address) {
    return address.port == port && address.host.find('.') != std::string::npos;
  });
}

void listen(std::deque<ListeningSocket>& sockets, const std::vector<ListenAddress>& addresses) {
  for (const auto& address : addresses)
    sockets.emplace_back(address, has_ipv4(addresses, address.port));
}

} // namespace

struct PistacheServer::Parts {
  Parts(const ServerOptions& options, ServerCalls calls)
      : shared(
            std::make_shared<ServerShared>(with_allowed_connections(options), std::move(calls))) {}

  void wake_loops() const {
    for (const auto& inbox : shared->inboxes)
      inbox->wake();
  }

  std::shared_ptr<ServerShared> shared;
  std::deque<ListeningSocket> sockets;
  std::shared_ptr<Pistache::Aio::Reactor> reactor = Pistache::Aio::Reactor::create();
};

PistacheServer::PistacheServer(const ServerOptions& options, ServerCalls calls)
    : m_parts(std::make_unique<Parts>(options, std::move(calls))) {
  auto& [shared, sockets, reactor] = *m_parts;
  listen(sockets, wanted_addresses(options));
  for (const auto& socket : sockets)
    shared->listening.push_back(socket.descriptor());
  reactor->init(
      Pistache::Aio::AsyncContext(static_cast<std::size_t>(options.socket_threads), "socket"));
  reactor->addHandler(std::make_shared<SocketLoop>(shared));
}

void PistacheServer::start() {
  m_parts->reactor->run();
}

PistacheServer::~PistacheServer() {
  m_parts->shared->abandoned = true;
  m_parts->wake_loops();
  m_parts->shared->lanes.stop();
  m_parts->reactor->shutdown();
}

std::vector<ListenAddress> PistacheServer::addresses() const {
  std::vector<ListenAddress> addresses;
  for (const auto& socket : m_parts->sockets)
    addresses.push_back(socket.address());
  return addresses;
}

ServerLoad PistacheServer::load() const {
  const auto& shared = *m_parts->shared;
  return {
      .connections = shared.open, .work = shared.lanes.load(), .unsent_bytes = shared.held.count()};
}

void PistacheServer::drain(std::chrono::duration<double> bound) {
  const auto end = std::chrono::steady_clock::now() + bound;
  auto& shared = *m_parts->shared;
  shared.draining = true;
  m_parts->wake_loops();
  const auto wait_while = [&](auto condition) {
    while (condition() && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  };
  wait_while([&] { return shared.accepting > 0; });
  for (auto& socket : m_parts->sockets)
    socket.close();
  wait_while([&] { return shared.open > 0; });
}

} // namespace server
