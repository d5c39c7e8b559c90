#include "server/pistache_server.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pistache/listener.h>
#include <pistache/net.h>
#include <pistache/tcp.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "geo/error.hpp"
#include "server/file_descriptor.hpp"
#include "server/pistache_transport.hpp"

namespace server {

namespace {

constexpr int backlog = 1024;

// Descriptors kept free for data files, and for sockets that are accepted but not yet refused:
// without one Pistache's acceptor spins.
constexpr std::size_t reserved_descriptors = 256;

Pistache::IP parse_address(const std::string& text) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1)
    return Pistache::IP(reinterpret_cast<sockaddr*>(&v4));
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1)
    return Pistache::IP(reinterpret_cast<sockaddr*>(&v6));
  geo::fail(geo::ErrorKind::invalid_input,
            "address {}: not an IPv4 or IPv6 address; give one such as 127.0.0.1, 0.0.0.0 or ::1",
            text);
}

std::string shown(const ServerOptions& options) {
  const bool brackets = options.address.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", brackets ? "[" : "", options.address, brackets ? "]" : "",
                     options.port);
}

[[noreturn]] void fail_to_listen(const ServerOptions& options, const std::string& reason) {
  // Pistache hands on nothing but the system's text.
  const auto is = [&](int error) { return reason.find(std::strerror(error)) != std::string::npos; };
  if (is(EADDRINUSE))
    geo::fail(geo::ErrorKind::conflict,
              "address {}: already in use; stop the other program or choose another with --port",
              shown(options));
  if (is(EACCES))
    geo::fail(geo::ErrorKind::unavailable,
              "address {}: not permitted; choose a port above 1023 with --port", shown(options));
  if (is(EADDRNOTAVAIL))
    geo::fail(geo::ErrorKind::unavailable,
              "address {}: not an address of this machine; choose another with --address",
              shown(options));
  geo::fail(geo::ErrorKind::unavailable, "address {}: {}", shown(options), reason);
}

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

bool listens_on(int fd, std::uint16_t port) {
  int listening = 0;
  socklen_t size = sizeof listening;
  if (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 || listening == 0)
    return false;
  sockaddr_storage address{};
  size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return false;
  const auto bound = address.ss_family == AF_INET6
                         ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                         : reinterpret_cast<const sockaddr_in&>(address).sin_port;
  return ntohs(bound) == port;
}

/// The listening socket, which Pistache's Listener keeps to itself.
int find_listening_socket(std::uint16_t port) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    const auto name = entry.path().filename().string();
    int fd = -1;
    std::from_chars(name.data(), name.data() + name.size(), fd);
    if (listens_on(fd, port))
      return fd;
  }
  geo::fail(geo::ErrorKind::internal, "port {}: no socket listens on it", port);
}

} // namespace

struct PistacheServer::Parts {
  Parts(const ServerOptions& options, FastHandler fast, Handler handler, AccessLog log)
      : shared(std::make_shared<ServerShared>(with_allowed_connections(options), std::move(fast),
                                              std::move(handler), std::move(log))) {}

  std::shared_ptr<ServerShared> shared;
  Pistache::Tcp::Listener listener;
  std::uint16_t port = 0;
  int listening_socket = -1; ///< the listener's own
};

PistacheServer::PistacheServer(const ServerOptions& options, FastHandler fast, Handler handler,
                               AccessLog log)
    : m_parts(
          std::make_unique<Parts>(options, std::move(fast), std::move(handler), std::move(log))) {
  using Options = Pistache::Tcp::Options;
  const Pistache::Address address(parse_address(options.address), Pistache::Port(options.port));
  auto& listener = m_parts->listener;
  listener.init(
      static_cast<std::size_t>(options.socket_threads),
      Pistache::Flags<Options>(Options::ReuseAddr | Options::NoDelay | Options::CloseOnExec),
      "socket", backlog);
  listener.setTransportFactory(
      [shared = m_parts->shared] { return std::make_shared<SocketTransport>(shared); });
  try {
    listener.bind(address);
  } catch (const std::exception& error) {
    fail_to_listen(options, error.what());
  }
  m_parts->port = listener.getPort();
  m_parts->listening_socket = find_listening_socket(m_parts->port);
  listener.runThreaded();
}

PistacheServer::~PistacheServer() {
  m_parts->shared->abandoned = true;
  m_parts->shared->pool.stop();
}

std::uint16_t PistacheServer::port() const {
  return m_parts->port;
}

void PistacheServer::drain(std::chrono::milliseconds bound) {
  const auto end = std::chrono::steady_clock::now() + bound;
  // A socket that does not listen in the place of the one that does: the kernel refuses newcomers,
  // and Pistache's acceptor sleeps on until it is shut down.
  const FileDescriptor deaf(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ::dup3(deaf.get(), m_parts->listening_socket, O_CLOEXEC);
  auto& shared = *m_parts->shared;
  shared.draining = true;
  for (const auto& inbox : shared.inboxes)
    inbox->wake();
  while (shared.open > 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

} // namespace server
