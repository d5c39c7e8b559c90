#include "server/wire/listening_socket.hpp"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "geo/error.hpp"

namespace server {

namespace {

using geo::ErrorKind;
using geo::fail;

constexpr int backlog = 1024;

/// A socket address of any family.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress ip_address(const ListenAddress& address) {
  SocketAddress out;
  auto& v4 = reinterpret_cast<sockaddr_in&>(out.storage);
  if (::inet_pton(AF_INET, address.host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(address.port);
    out.size = sizeof v4;
    return out;
  }
  auto& v6 = reinterpret_cast<sockaddr_in6&>(out.storage);
  if (::inet_pton(AF_INET6, address.host.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(address.port);
    out.size = sizeof v6;
    return out;
  }
  fail_as_no_address(address.host);
}

SocketAddress unix_address(const ListenAddress& address) {
  SocketAddress out;
  auto& local = reinterpret_cast<sockaddr_un&>(out.storage);
  if (address.path.size() >= sizeof local.sun_path)
    fail(ErrorKind::invalid_input, "address {}: the path of a Unix socket has at most {} bytes",
         url_of(address), sizeof local.sun_path - 1);
  local.sun_family = AF_UNIX;
  std::memcpy(local.sun_path, address.path.c_str(), address.path.size() + 1);
  out.size = sizeof local;
  return out;
}

[[noreturn]] void fail_to_listen(const ListenAddress& address, int error) {
  const auto name = to_text(address);
  switch (error) {
  case EADDRINUSE:
    fail(ErrorKind::conflict,
         "address {}: already in use; stop the other program or choose another with --port", name);
  case EACCES:
    if (!address.path.empty())
      break;
    fail(ErrorKind::unavailable, "address {}: not permitted; choose a port above 1023 with --port",
         name);
  case EADDRNOTAVAIL:
    fail(ErrorKind::unavailable,
         "address {}: not an address of this machine; choose another with --address", name);
  default:
    break;
  }
  fail(ErrorKind::unavailable, "address {}: {}", name, std::strerror(error));
}

FileDescriptor new_socket(int family) {
  return FileDescriptor(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

bool is_answered(SocketAddress address) {
  const auto probe = new_socket(AF_UNIX);
  return ::connect(probe.get(), address.get(), address.size) == 0 || errno == EAGAIN;
}

/// A socket file whose server ended without removing it.
void remove_stale(const ListenAddress& listen, const SocketAddress& address) {
  struct stat file {};
  if (::lstat(listen.path.c_str(), &file) != 0 || !S_ISSOCK(file.st_mode))
    return; // bind() says what is wrong
  if (!is_answered(address))
    ::unlink(listen.path.c_str());
}

std::uint16_t bound_port(int fd) {
  SocketAddress bound;
  bound.size = sizeof bound.storage;
  ::getsockname(fd, bound.get(), &bound.size);
  return ntohs(bound.storage.ss_family == AF_INET6
                   ? reinterpret_cast<const sockaddr_in6&>(bound.storage).sin6_port
                   : reinterpret_cast<const sockaddr_in&>(bound.storage).sin_port);
}

} // namespace

ListeningSocket::ListeningSocket(const ListenAddress& address, bool only_ipv6)
    : m_address(address) {
  const bool is_unix = !address.path.empty();
  auto socket_address = is_unix ? unix_address(address) : ip_address(address);
  auto socket = new_socket(socket_address.storage.ss_family);
  const int yes = 1;
  const int v6_only = only_ipv6 ? 1 : 0;
  if (is_unix)
    remove_stale(address, socket_address);
  else
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (socket_address.storage.ss_family == AF_INET6)
    ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &v6_only, sizeof v6_only);
  if (::bind(socket.get(), socket_address.get(), socket_address.size) != 0)
    fail_to_listen(address, errno);
  if (!is_unix)
    m_address.port = bound_port(socket.get());
  m_socket = std::move(socket);
  if (::listen(m_socket.get(), backlog) != 0)
    fail_to_listen(address, errno);
}

void ListeningSocket::close() {
  if (m_socket.get() >= 0 && !m_address.path.empty())
    ::unlink(m_address.path.c_str());
  m_socket = FileDescriptor();
}

} // namespace server
