// Where the server listens.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "geo/error.hpp"
#include "tests/support/served.hpp"

namespace {

using server::ListenAddress;
using support::get;
using support::RawClient;

std::string socket_path(const std::string& name) {
  return testing::TempDir() + name + std::to_string(::getpid());
}

server::ServerOptions listening_on(std::vector<ListenAddress> addresses) {
  auto options = Served::patient();
  options.listen = std::move(addresses);
  return options;
}

TEST(Listening, Ipv6IsServed) {
  auto options = Served::patient();
  options.address = "::1";
  const Served served(options);
  RawClient client(served.port(), 0, "::1");
  EXPECT_EQ(client.ask(get("/fast")).status, 200);
}

TEST(Listening, EveryAddressServesTheSame) {
  const auto path = socket_path("several");
  const Served served(listening_on({{"127.0.0.1", 0, ""}, {"::1", 0, ""}, {"", 0, path}}));
  const auto addresses = served.server.addresses();
  ASSERT_EQ(addresses.size(), 3U);
  EXPECT_EQ(RawClient(addresses[0].port).ask(get("/client")).body, "127.0.0.1");
  EXPECT_EQ(RawClient(addresses[1].port, 0, "::1").ask(get("/client")).body, "::1");
  EXPECT_EQ(RawClient(0, 0, path).ask(get("/client")).body, "unix");
}

TEST(Listening, BothFamiliesMayShareAPort) {
  const Served first;
  const auto port = first.port(); // free for IPv6
  const Served served(listening_on({{"::1", port, ""}}));
  EXPECT_EQ(RawClient(port, 0, "::1").ask(get("/fast")).status, 200);
}

TEST(Listening, TheColonsTakeIpv4TooUnlessItHasASocketOfItsOwn) {
  {
    const Served served(listening_on({{"::", 0, ""}}));
    EXPECT_EQ(RawClient(served.port()).ask(get("/client")).body, "127.0.0.1");
  }
  const auto port = server::ListeningSocket({"0.0.0.0", 0, ""}).address().port; // free again
  const Served served(listening_on({{"::", port, ""}, {"0.0.0.0", port, ""}}));
  EXPECT_EQ(RawClient(port).ask(get("/client")).body, "127.0.0.1");
}

TEST(Listening, MoreThanAFewNewcomersMayWait) {
  const server::ListeningSocket socket({"127.0.0.1", 0, ""});
  tcp_info info{};
  socklen_t size = sizeof info;
  ASSERT_EQ(::getsockopt(socket.descriptor(), IPPROTO_TCP, TCP_INFO, &info, &size), 0);
  std::ifstream file("/proc/sys/net/core/somaxconn");
  unsigned most = 0;
  file >> most;
  // Of a listening socket Linux says here how long its queue may get.
  EXPECT_EQ(info.tcpi_sacked, std::min(1024U, most));
}

TEST(Listening, AUnixSocketsFileGoesWithTheServer) {
  const auto path = socket_path("goes");
  {
    Served served(listening_on({{"", 0, path}}));
    EXPECT_TRUE(std::filesystem::is_socket(path));
    served.server.drain(support::patience);
    EXPECT_FALSE(std::filesystem::exists(path));
  }
}

TEST(Listening, AUnixSocketsFileThatWasLeftBehindIsReplaced) {
  const auto path = socket_path("left");
  {
    const server::ListeningSocket abandoned({"", 0, path});
    std::filesystem::create_hard_link(path, path + ".kept");
  }
  std::filesystem::rename(path + ".kept", path);
  const Served served(listening_on({{"", 0, path}}));
  EXPECT_EQ(RawClient(0, 0, path).ask(get("/fast")).status, 200);
}

std::string listen_error(const server::ServerOptions& options) {
  try {
    const server::PistacheServer server(
        options, {.handler = [](const server::Request&) { return server::Response{}; }});
  } catch (const geo::Error& error) {
    return error.what();
  }
  return "listens";
}

TEST(Listening, APortInUseSaysWhatToDo) {
  const Served served;
  auto options = Served::patient();
  options.port = served.port();
  EXPECT_EQ(listen_error(options),
            "address 127.0.0.1:" + std::to_string(served.port()) +
                ": already in use; stop the other program or choose another with --port");
}

TEST(Listening, AnAddressThatIsNoneSaysWhatIsOne) {
  auto options = Served::patient();
  options.address = "300.1.1.1";
  EXPECT_EQ(listen_error(options), "address 300.1.1.1: not an IPv4 or IPv6 address; give one such "
                                   "as 127.0.0.1, 0.0.0.0 or ::1");
}

TEST(Listening, AnAddressOfAnotherMachineIsNamed) {
  auto options = Served::patient();
  options.address = "192.0.2.1"; // RFC 5737: for documentation, no machine has it
  EXPECT_EQ(listen_error(options), "address 192.0.2.1:8080: not an address of this machine; choose "
                                   "another with --address");
}

TEST(Listening, AUnixSocketInUseIsNotTakenAway) {
  const auto path = socket_path("used");
  const Served served(listening_on({{"", 0, path}}));
  EXPECT_EQ(listen_error(listening_on({{"", 0, path}})),
            "address unix:" + path +
                ": already in use; stop the other program or choose another with --port");
  EXPECT_EQ(RawClient(0, 0, path).ask(get("/fast")).status, 200);
}

TEST(Listening, AFileInTheWayOfAUnixSocketStays) {
  const auto path = socket_path("file");
  std::ofstream(path) << "precious";
  EXPECT_THAT(listen_error(listening_on({{"", 0, path}})), testing::HasSubstr("already in use"));
  EXPECT_TRUE(std::filesystem::is_regular_file(path));
  std::filesystem::remove(path);
}

TEST(Listening, AUnixSocketWithoutAFolderOrWithALongPathSaysSo) {
  EXPECT_EQ(listen_error(listening_on({{"", 0, "/no/such/folder/x"}})),
            "address unix:/no/such/folder/x: No such file or directory");
  const auto path = "/" + std::string(200, 'a');
  EXPECT_EQ(listen_error(listening_on({{"", 0, path}})),
            "address unix:" + path + ": the path of a Unix socket has at most 107 bytes");
}

TEST(Listening, AddressesAreReadAsTheyAreShown) {
  for (const std::string text : {"http://127.0.0.1:8080/", "http://[::1]:80/"}) {
    const auto inner = text.substr(7, text.size() - 8);
    EXPECT_EQ(url_of(server::parse_listen_address(inner)), text);
  }
  EXPECT_EQ(url_of(server::parse_listen_address("unix:/run/a b")), "unix:/run/a b");
}

TEST(Listening, WhatIsNoAddressIsRefused) {
  for (const std::string text :
       {"", "8080", "127.0.0.1", "127.0.0.1:", ":80", "127.0.0.1:65536", "127.0.0.1:-1",
        "127.0.0.1:8o", "::1:80", "[127.0.0.1]:80", "localhost:80", "unix:", "[::1]80", "[]:80"})
    EXPECT_THROW(server::parse_listen_address(text), geo::Error) << text;
}

} // namespace
