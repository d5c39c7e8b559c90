#include "tests/support/raw_client.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include "tests/support/wait_until.hpp"

namespace support {

namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

int family_of(std::string_view address) {
  if (address.starts_with('/'))
    return AF_UNIX;
  return address.find(':') == address.npos ? AF_INET : AF_INET6;
}

int connect_to(std::string_view address, std::uint16_t port, int fd) {
  if (address.starts_with('/')) {
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    address.copy(local.sun_path, sizeof local.sun_path - 1);
    return ::connect(fd, reinterpret_cast<const sockaddr*>(&local), sizeof local);
  }
  if (address.find(':') != std::string_view::npos) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    ::inet_pton(AF_INET6, std::string(address).c_str(), &v6.sin6_addr);
    return ::connect(fd, reinterpret_cast<const sockaddr*>(&v6), sizeof v6);
  }
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(port);
  ::inet_pton(AF_INET, std::string(address).c_str(), &v4.sin_addr);
  return ::connect(fd, reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
}

} // namespace

std::string Reply::header(std::string_view name) const {
  return std::string(server::find_header(headers, name).value_or(""));
}

RawClient::RawClient(std::uint16_t port, int receive_buffer_bytes, std::string_view address)
    : m_socket(::socket(family_of(address), SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval bound{.tv_sec = patience.count(), .tv_usec = 0};
  const int fd = m_socket.get();
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof bound);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &bound, sizeof bound);
  const int one = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (receive_buffer_bytes > 0)
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
  if (connect_to(address, port, fd) != 0)
    fail("connect");
}

bool RawClient::try_send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && (errno == EPIPE || errno == ECONNRESET))
      return false;
    if (sent < 0)
      fail("send");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::send(std::string_view bytes) {
  if (!try_send(bytes))
    fail("send");
}

bool RawClient::has_arrived() const {
  int unacknowledged_bytes = 0;
  if (::ioctl(m_socket.get(), SIOCOUTQ, &unacknowledged_bytes) != 0)
    fail("ioctl");
  return unacknowledged_bytes == 0;
}

void RawClient::finish_sending() {
  ::shutdown(m_socket.get(), SHUT_WR);
}

void RawClient::abort() {
  const linger reset{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(m_socket.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  m_socket = server::FileDescriptor();
}

bool RawClient::receive_more() {
  std::array<char, 65536> buffer; // NOLINT: filled by recv
  const auto count = ::recv(m_socket.get(), buffer.data(), buffer.size(), 0);
  if (count < 0)
    fail("receive");
  m_bytes.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

std::string RawClient::take_line() {
  auto end = m_bytes.find("\r\n");
  for (; end == m_bytes.npos; end = m_bytes.find("\r\n"))
    if (!receive_more())
      throw std::runtime_error("the stream ended inside a head: " + m_bytes);
  auto line = m_bytes.substr(0, end);
  m_bytes.erase(0, end + 2);
  return line;
}

Reply RawClient::read_reply(bool to_head) {
  Reply reply;
  const auto status_line = take_line();
  if (!status_line.starts_with("HTTP/1.1 "))
    throw std::runtime_error("not a status line: " + status_line);
  reply.status = std::stoi(status_line.substr(9, 3));
  for (auto line = take_line(); !line.empty(); line = take_line()) {
    const auto colon = line.find(": ");
    reply.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  const auto length = reply.header("Content-Length");
  if (to_head)
    return reply;
  if (reply.header("Transfer-Encoding") == "chunked")
    reply.body = take_chunks();
  else if (!length.empty())
    reply.body = take(std::stoul(length));
  return reply;
}

std::string RawClient::take(std::size_t bytes) {
  while (m_bytes.size() < bytes)
    if (!receive_more())
      throw std::runtime_error("the stream ended inside a body");
  auto taken = m_bytes.substr(0, bytes);
  m_bytes.erase(0, bytes);
  return taken;
}

std::string RawClient::take_chunks() {
  std::string body;
  for (;;) {
    const auto size = std::stoul(take_line(), nullptr, 16);
    body += take(size);
    if (take(2) != "\r\n")
      throw std::runtime_error("a chunk does not end with its length");
    if (size == 0)
      return body;
  }
}

std::string RawClient::read_to_end() {
  while (receive_more()) {
  }
  return std::exchange(m_bytes, {});
}

std::string RawClient::read_some() {
  if (m_bytes.empty())
    receive_more();
  return std::exchange(m_bytes, {});
}

Reply RawClient::ask(std::string_view request) {
  send(request);
  return read_reply();
}

bool RawClient::ended() {
  return m_bytes.empty() && !receive_more();
}

bool RawClient::readable() const {
  pollfd waiting{.fd = m_socket.get(), .events = POLLIN, .revents = 0};
  return !m_bytes.empty() || ::poll(&waiting, 1, 0) > 0;
}

std::string get(std::string_view target, std::string_view headers) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(headers) +
         "\r\n";
}

} // namespace support
