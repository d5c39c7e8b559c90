#include "server/commands/service_manager.hpp"

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "server/wire/file_descriptor.hpp"

namespace server {

namespace {

/// 0, or the error's number.
int send_to(std::string_view name, std::string_view state) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name.size() >= sizeof address.sun_path)
    return ENAMETOOLONG;
  if (name.front() != '/' && name.front() != '@')
    return EAFNOSUPPORT;
  name.copy(address.sun_path, name.size());
  if (name.front() == '@')
    address.sun_path[0] = '\0';
  const FileDescriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  const auto sent = ::sendto(socket.get(), state.data(), state.size(), MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&address), length);
  return sent < 0 ? errno : 0;
}

void notify(std::string_view state) {
  const char* name = std::getenv("NOTIFY_SOCKET");
  if (name == nullptr || *name == '\0')
    return;
  if (const int error = send_to(name, state); error != 0)
    spdlog::warn("NOTIFY_SOCKET {}: the service manager cannot be told \"{}\": {}", name,
                 state.substr(0, state.find('\n')), std::strerror(error));
}

} // namespace

void notify_ready() {
  notify("READY=1");
}

void notify_stopping() {
  notify("STOPPING=1");
}

ReloadNotice::ReloadNotice() {
  // libstdc++'s steady clock is CLOCK_MONOTONIC, which systemd compares with
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto now_us = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  notify(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", now_us));
}

ReloadNotice::~ReloadNotice() {
  notify_ready();
}

} // namespace server
