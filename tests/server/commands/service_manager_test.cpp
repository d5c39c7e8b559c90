#include "server/commands/service_manager.hpp"

#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "server/wire/file_descriptor.hpp"

namespace {

using testing::HasSubstr;

/// A service manager: the socket of $NOTIFY_SOCKET, for as long as it lives.
class Manager {
public:
  /// `name` as in the variable: a path, or '@' and an abstract name.
  explicit Manager(const std::string& name)
      : m_name(name), m_socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, sizeof address.sun_path - 1);
    if (name.starts_with('@'))
      address.sun_path[0] = '\0';
    const auto length = offsetof(sockaddr_un, sun_path) + name.size();
    if (::bind(m_socket.get(), reinterpret_cast<const sockaddr*>(&address),
               static_cast<socklen_t>(length)) != 0)
      throw std::runtime_error("bind " + name);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~Manager() {
    ::unsetenv("NOTIFY_SOCKET");
    ::unlink(m_name.c_str());
  }
  Manager(const Manager&) = delete;
  Manager(Manager&&) = delete;
  Manager& operator=(const Manager&) = delete;
  Manager& operator=(Manager&&) = delete;

  /// The next datagram; empty: none has come.
  std::string told() const {
    std::string text(256, '\0');
    const auto got = ::recv(m_socket.get(), text.data(), text.size(), 0);
    text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return text;
  }

private:
  std::string m_name;
  server::FileDescriptor m_socket;
};

std::string some_path() {
  return std::filesystem::temp_directory_path() / ("notify-" + std::to_string(::getpid()));
}

long long monotonic_us() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000LL + now.tv_nsec / 1000;
}

/// What is logged while `act` runs with this $NOTIFY_SOCKET.
template <class Act>
std::string logged(const std::string& name, const Act& act) {
  ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  testing::internal::CaptureStdout(); // where spdlog writes unless told otherwise
  act();
  ::unsetenv("NOTIFY_SOCKET");
  return testing::internal::GetCapturedStdout();
}

TEST(ServiceManager, IsToldThatTheServiceIsReadyAndThatItStops) {
  const Manager manager(some_path());
  server::notify_ready();
  EXPECT_EQ(manager.told(), "READY=1");
  server::notify_stopping();
  EXPECT_EQ(manager.told(), "STOPPING=1");
  EXPECT_EQ(manager.told(), "");
}

TEST(ServiceManager, MayListenOnAnAbstractSocket) {
  const Manager manager("@hazardmap-test-" + std::to_string(::getpid()));
  server::notify_ready();
  EXPECT_EQ(manager.told(), "READY=1");
}

TEST(ServiceManager, IsToldWhenAReloadBeginsAndWhenItEnds) {
  const Manager manager(some_path());
  const auto before_us = monotonic_us();
  {
    const server::ReloadNotice notice;
    const auto told = manager.told();
    const std::string beginning = "RELOADING=1\nMONOTONIC_USEC=";
    ASSERT_EQ(told.substr(0, beginning.size()), beginning);
    const auto began_us = std::stoll(told.substr(beginning.size()));
    EXPECT_GE(began_us, before_us);
    EXPECT_LE(began_us, monotonic_us());
    EXPECT_EQ(manager.told(), "");
  }
  EXPECT_EQ(manager.told(), "READY=1");
}

TEST(ServiceManager, IsToldThatAReloadEndedEvenWhenItFailed) {
  const Manager manager(some_path());
  try {
    const server::ReloadNotice notice;
    throw std::runtime_error("the configuration is broken");
  } catch (const std::runtime_error&) {
  }
  EXPECT_THAT(manager.told(), HasSubstr("RELOADING=1"));
  EXPECT_EQ(manager.told(), "READY=1");
}

TEST(ServiceManager, NeedNotBeThere) {
  ::unsetenv("NOTIFY_SOCKET");
  EXPECT_EQ(logged("", server::notify_ready), "");
  server::notify_ready(); // and without the variable
}

TEST(ServiceManager, ThatCannotBeReachedIsAWarning) {
  EXPECT_THAT(logged("/nowhere/notify", server::notify_ready),
              HasSubstr("NOTIFY_SOCKET /nowhere/notify: the service manager cannot be told "
                        "\"READY=1\": No such file or directory"));
  EXPECT_THAT(logged("/" + std::string(200, 'x'), server::notify_stopping),
              HasSubstr("cannot be told \"STOPPING=1\": File name too long"));
  EXPECT_THAT(logged("vsock:2:1", server::notify_ready),
              HasSubstr("NOTIFY_SOCKET vsock:2:1: the service manager cannot be told \"READY=1\": "
                        "Address family not supported by protocol"));
}

} // namespace
