// What keeps one client, or many, from holding the server: timeouts, limits, draining.

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/served.hpp"
#include "tests/support/threads.hpp"

namespace {

using namespace std::chrono_literals;
using support::get;
using support::RawClient;
using support::wait_until;
using Clock = std::chrono::steady_clock;

/// Whether the socket thread rests, as it does between two looks at timeouts, so many times more.
bool socket_thread_rests(std::uint64_t times = 1) {
  const auto before = support::times_asleep("socket");
  return wait_until([&] { return support::times_asleep("socket") >= before + times; });
}

/// Returns when the idle timeout has ended a connection that was opened just now.
void let_idle_timeout_pass(const Served& served) {
  EXPECT_TRUE(RawClient(served.port()).ended());
}

TEST(Timeout, HeadersThatDripAreA408) {
  auto options = Served::patient();
  options.timeouts.header_s = 0.2;
  const Served served(options);
  RawClient client(served.port());
  client.send("GET / HT");
  const auto reply = client.read_reply();
  EXPECT_EQ(reply.status, 408);
  EXPECT_EQ(reply.header("Connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST(Timeout, DrippingBytesDoNotProlongIt) {
  auto options = Served::patient();
  options.timeouts.header_s = 0.2;
  const Served served(options);
  RawClient dripping(served.port());
  dripping.send("GET");
  RawClient other(served.port());
  other.ask(get("/fast")); // what was sent before is read by now
  RawClient silent(served.port());
  silent.send("GET");
  while (!silent.readable()) {
    dripping.try_send("G");
    EXPECT_TRUE(socket_thread_rests()); // it has seen the byte
  }
  other.ask(get("/fast")); // all were looked at when that one was
  const auto is_408 = [](const server::AccessEntry& entry) { return entry.status == 408; };
  EXPECT_EQ(std::ranges::count_if(served.log(), is_408), 2);
}

TEST(Timeout, ABodyThatDoesNotComeIsA408) {
  auto options = Served::patient();
  options.timeouts.body_s = 0.2;
  const Served served(options);
  RawClient client(served.port());
  EXPECT_EQ(client.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab").status, 408);
  EXPECT_TRUE(client.ended());
}

TEST(Timeout, AnIdleConnectionEndsWithoutAWord) {
  auto options = Served::patient();
  options.timeouts.idle_s = 0.2;
  Served served(options, Served::Later());
  RawClient done(served.port());
  done.send(get("/a"));
  served.server.start();
  EXPECT_EQ(done.read_reply().status, 200);
  EXPECT_TRUE(done.ended());
  RawClient silent(served.port());
  EXPECT_TRUE(silent.ended());
}

TEST(Timeout, AHandlerMayTakeLongerThanAnyOfThem) {
  auto options = Served::patient();
  auto& timeouts = options.timeouts;
  timeouts.header_s = timeouts.body_s = timeouts.idle_s = timeouts.write_stall_s = 0.2;
  Served served(options, Served::Later());
  RawClient client(served.port());
  client.send(get("/slow"));
  served.server.start();
  ASSERT_TRUE(served.wait_for_running(1));
  let_idle_timeout_pass(served);
  served.release();
  EXPECT_EQ(client.read_reply().status, 200);
}

TEST(Timeout, AClientThatStopsReadingIsDropped) {
  auto options = Served::patient();
  options.timeouts.write_stall_s = 0.2;
  const Served served(options);
  RawClient client(served.port(), 4096);
  client.send(get("/big"));
  ASSERT_TRUE(wait_until([&] { return served.log().size() == 1; }));
  EXPECT_FALSE(served.log()[0].is_complete);
  EXPECT_ANY_THROW(client.read_reply()); // the rest of the 8 MiB never comes
}

TEST(Timeout, ASlowReaderGetsAllOfIt) {
  auto options = Served::patient();
  auto& timeouts = options.timeouts;
  timeouts.header_s = timeouts.body_s = timeouts.idle_s = timeouts.work_s = 0.2;
  Served served(options, Served::Later());
  RawClient client(served.port(), 65536);
  client.send(get("/big"));
  served.server.start();
  ASSERT_TRUE(wait_until([&] { return client.readable(); }));
  let_idle_timeout_pass(served); // only write_stall_s is about who reads
  EXPECT_EQ(client.read_reply().body, std::string(Served::big_bytes, 'b'));
}

TEST(Limit, ClientsThatNeverReadCostNothingAndHoldUpNobody) {
  const Served served;
  std::vector<RawClient> deaf;
  for (int i = 0; i < 20; ++i)
    deaf.emplace_back(served.port(), 4096).send(get("/big") + get("/big"));
  for (const auto& client : deaf)
    ASSERT_TRUE(wait_until([&] { return client.readable(); }));
  RawClient client(served.port());
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(client.ask(get("/pool")).status, 200);
  EXPECT_TRUE(socket_thread_rests(5));
}

TEST(Limit, TwoHundredSlowHeadersHoldUpNobody) {
  const Served served;
  std::vector<RawClient> slow;
  for (int i = 0; i < 200; ++i)
    slow.emplace_back(served.port()).send("GET / HTTP/1.1\r\nHo");
  RawClient client(served.port());
  EXPECT_EQ(client.ask(get("/pool")).status, 200);
}

TEST(Limit, AFullQueueIsA503WithRetryAfter) {
  auto options = Served::patient();
  options.work_threads = 1;
  options.limits.queue = 1;
  Served served(options);
  RawClient running(served.port());
  running.send(get("/slow/1"));
  ASSERT_TRUE(served.wait_for_running(1));
  RawClient waiting(served.port());
  waiting.send(get("/slow/2"));
  ASSERT_TRUE(wait_until([&] { return served.queued() == 1; }));
  RawClient refused(served.port());
  const auto reply = refused.ask(get("/pool"));
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.header("Retry-After"), "1");
  EXPECT_THAT(reply.body, testing::HasSubstr("of the class tiles wait already (limits.queue)"));
  EXPECT_EQ(refused.ask(get("/fast")).status, 200); // the connection goes on
  served.release();
  EXPECT_EQ(running.read_reply().body, "/slow/1");
  EXPECT_EQ(waiting.read_reply().body, "/slow/2");
  EXPECT_EQ(refused.ask(get("/pool")).status, 200);
}

TEST(Limit, ConnectionsOverTheLimitAreTurnedAwayUntilOneEnds) {
  auto options = Served::patient();
  options.limits.connections = 2;
  const Served served(options);
  RawClient first(served.port());
  EXPECT_EQ(first.ask(get("/fast")).status, 200);
  RawClient second(served.port());
  EXPECT_EQ(second.ask(get("/fast")).status, 200);
  RawClient third(served.port());
  EXPECT_EQ(third.read_reply().status, 503);
  EXPECT_EQ(second.ask(get("/fast", "Connection: close\r\n")).status, 200);
  EXPECT_TRUE(second.ended());
  second.abort();
  ASSERT_TRUE(wait_until([&] { return served.server.load().connections == 1; }));
  EXPECT_EQ(RawClient(served.port()).ask(get("/fast")).status, 200);
}

TEST(Limit, ConnectionsOfOneAddressLeaveRoomForOthers) {
  auto options = Served::patient();
  options.limits.connections_per_address = 2;
  const Served served(options);
  RawClient first(served.port());
  EXPECT_EQ(first.ask(get("/fast")).status, 200);
  RawClient second(served.port());
  EXPECT_EQ(second.ask(get("/fast")).status, 200);
  const auto refused = RawClient(served.port()).read_reply();
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.header("Retry-After"), "1");
  EXPECT_THAT(refused.body,
              testing::HasSubstr("from your address (limits.connections_per_address)"));
  first.abort();
  EXPECT_TRUE(wait_until([&] { return served.server.load().connections == 1; }));
  EXPECT_EQ(RawClient(served.port()).ask(get("/fast")).status, 200);
}

TEST(Limit, ATrustedProxyMayHaveAnyNumberOfConnections) {
  auto options = Served::patient();
  options.limits.connections_per_address = 1;
  options.trusted_proxies = {*server::parse_ip_range("127.0.0.0/8")};
  const Served served(options);
  std::vector<RawClient> clients;
  for (int i = 0; i < 5; ++i) {
    clients.emplace_back(served.port());
    EXPECT_EQ(clients.back().ask(get("/fast")).status, 200);
  }
}

TEST(Limit, AnswersThatNobodyReadsStopNewWorkButNotTheRest) {
  auto options = Served::patient();
  options.limits.unsent_bytes = Served::big_bytes - 1;
  const Served served(options);
  RawClient lazy(served.port(), 4096);
  lazy.send(get("/own"));
  ASSERT_TRUE(wait_until([&] { return served.server.load().unsent_bytes >= Served::big_bytes; }));
  RawClient other(served.port());
  const auto refused = other.ask(get("/pool"));
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.header("Retry-After"), "1");
  EXPECT_EQ(other.ask(get("/fast")).status, 200);
  EXPECT_EQ(other.ask(get("/big")).status, 200); // in memory once, however many read it
  lazy.abort();
  ASSERT_TRUE(wait_until([&] { return served.server.load().unsent_bytes == 0; }));
  EXPECT_EQ(other.ask(get("/pool")).status, 200);
}

TEST(Limit, WhereNothingMayWaitOneIsStillAnswered) {
  auto options = Served::patient();
  options.limits.unsent_bytes = 0;
  const Served served(options);
  EXPECT_EQ(RawClient(served.port()).ask(get("/own")).body.size(), Served::big_bytes);
}

TEST(Limit, WhatManyWaitForIsHeldOnceAndCounts) {
  auto options = Served::patient();
  options.limits.unsent_bytes = Served::big_bytes - 1;
  const Served served(options);
  std::vector<RawClient> lazy;
  for (int i = 0; i < 3; ++i) {
    lazy.emplace_back(served.port(), 4096);
    lazy.back().send(get("/big"));
    ASSERT_TRUE(wait_until([&] { return lazy.back().readable(); }));
  }
  ASSERT_TRUE(wait_until([&] { return served.server.load().unsent_bytes >= Served::big_bytes; }));
  EXPECT_LT(served.server.load().unsent_bytes, 2 * Served::big_bytes);
  const auto refused = RawClient(served.port()).ask(get("/pool"));
  EXPECT_EQ(refused.status, 503);
  EXPECT_THAT(refused.body, testing::HasSubstr("limits.unsent_bytes"));
  for (auto& client : lazy)
    client.abort();
  EXPECT_TRUE(wait_until([&] { return served.server.load().unsent_bytes == 0; }));
}

TEST(Limit, WorkThatWaitedIsNotDoneWhenThereIsNoRoomForItsAnswerAnyMore) {
  auto options = Served::patient();
  options.work_threads = 1;
  options.limits.unsent_bytes = Served::big_bytes - 1;
  Served served(options);
  RawClient running(served.port());
  running.send(get("/slow/1"));
  ASSERT_TRUE(served.wait_for_running(1));
  RawClient waiting(served.port());
  waiting.send(get("/own"));
  ASSERT_TRUE(wait_until([&] { return served.queued() == 1; }));
  RawClient lazy(served.port(), 4096);
  lazy.send(get("/big"));
  ASSERT_TRUE(wait_until([&] { return served.server.load().unsent_bytes >= Served::big_bytes; }));
  served.release();
  EXPECT_EQ(waiting.read_reply().status, 503);
  EXPECT_EQ(running.read_reply().status, 200); // it had begun before
}

TEST(Limit, WhoTakesNothingWhileThereIsNoRoomIsCutOff) {
  auto options = Served::patient();
  options.limits.unsent_bytes = Served::big_bytes - 1;
  const Served served(options);
  RawClient lazy(served.port(), 4096);
  lazy.send(get("/own-fast"));
  ASSERT_TRUE(wait_until([&] { return served.server.load().unsent_bytes >= Served::big_bytes; }));
  RawClient next(served.port(), 4096);
  next.send(get("/own-fast"));
  ASSERT_TRUE(wait_until([&] { return served.log().size() == 1; }));
  EXPECT_FALSE(served.log()[0].is_complete);
  EXPECT_TRUE(wait_until([&] { return served.server.load().connections == 1; }));
  EXPECT_LT(served.server.load().unsent_bytes, 2 * Served::big_bytes);
}

TEST(Limit, ADownloadWaitsWhileThereIsNoRoomAndGoesOn) {
  auto options = Served::patient();
  options.limits.unsent_bytes = Served::big_bytes - 1;
  const Served served(options);
  RawClient download(served.port(), 4096);
  download.send(get("/endless"));
  ASSERT_TRUE(wait_until([&] { return served.server.load().unsent_bytes >= 64UL * 1024; }));
  RawClient lazy(served.port(), 4096);
  lazy.send(get("/big"));
  ASSERT_TRUE(wait_until([&] { return served.server.load().unsent_bytes >= Served::big_bytes; }));
  const int made = served.pieces_made();
  for (std::size_t read = 0; served.server.load().unsent_bytes % Served::big_bytes > 1024;) {
    read += download.read_some().size(); // what was made is taken
    ASSERT_LT(read, 2 * Served::big_bytes);
  }
  RawClient(served.port()).ask(get("/fast"));
  EXPECT_EQ(served.pieces_made(), made);
  lazy.abort();
  EXPECT_TRUE(wait_until([&] { return served.pieces_made() > made; }));
}

TEST(Limit, BodiesThatAreNotCompleteCountToo) {
  auto options = Served::patient();
  options.limits.unsent_bytes = 100'000;
  const Served served(options);
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n";
  RawClient first(served.port());
  first.send(head + std::string(60'000, 'a'));
  ASSERT_TRUE(wait_until([&] { return served.server.load().unsent_bytes >= 60'000; }));
  RawClient second(served.port());
  second.send(head + std::string(60'000, 'b'));
  const auto refused = second.read_reply();
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.header("Retry-After"), "1");
  EXPECT_TRUE(second.ended());
  first.abort();
  EXPECT_TRUE(wait_until([&] { return served.server.load().unsent_bytes == 0; }));
}

TEST(Limit, WorkThatTakesTooLongIsAnsweredForAndStopped) {
  auto options = Served::patient();
  options.work_threads = 1;
  options.timeouts.work_s = 0.3;
  const Served served(options);
  RawClient client(served.port());
  client.send(get("/slow/1") + get("/fast/2"));
  const auto reply = client.read_reply();
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.header("Retry-After"), "1");
  EXPECT_EQ(reply.header("Connection"), "close");
  EXPECT_THAT(reply.body, testing::HasSubstr("the answer took too long"));
  EXPECT_TRUE(client.ended());
  EXPECT_TRUE(served.wait_for_idle_threads());
  EXPECT_EQ(served.stopped(), served.begun());
}

TEST(Limit, WorkIsStoppedEvenWhileTheAnswerBeforeItIsNotRead) {
  auto options = Served::patient();
  options.timeouts.work_s = 0.3;
  const Served served(options);
  RawClient client(served.port(), 4096);
  client.send(get("/big") + get("/slow"));
  const auto has_503 = [&] { return served.server.load().unsent_bytes > Served::big_bytes; };
  ASSERT_TRUE(wait_until(has_503)); // behind the answer before it
  EXPECT_TRUE(served.wait_for_idle_threads());
  EXPECT_EQ(served.stopped(), served.begun());
  EXPECT_EQ(client.read_reply().body.size(), Served::big_bytes);
  EXPECT_EQ(client.read_reply().status, 503);
}

TEST(Limit, WhatWaitsTooLongInTheQueueIsNeverStarted) {
  auto options = Served::patient();
  options.work_threads = 1;
  options.timeouts.work_s = 0.2;
  Served served(options);
  while (served.running() == 0) // a slow machine may give one up before it is begun
    EXPECT_EQ(RawClient(served.port()).ask(get("/deaf")).status, 503);
  EXPECT_EQ(RawClient(served.port()).ask(get("/slow")).status, 503);
  served.release();
  EXPECT_TRUE(served.wait_for_idle_threads());
  EXPECT_EQ(served.begun(), 1);
}

/// Serves in a process that may open 400 files until the pipe is closed; true when its socket
/// thread rests then.
bool serve_with_few_descriptors(int port_pipe, int end_pipe) {
  const rlimit files{.rlim_cur = 400, .rlim_max = 400};
  ::setrlimit(RLIMIT_NOFILE, &files);
  const Served served;
  const auto port = served.port();
  char end = 0;
  return ::write(port_pipe, &port, sizeof port) == sizeof port && ::read(end_pipe, &end, 1) == 0 &&
         socket_thread_rests(5);
}

TEST(Limit, MoreClientsThanDescriptorsNeitherSpinNorStopTheServer) {
  std::array<int, 2> port_pipe{};
  std::array<int, 2> end_pipe{};
  ASSERT_EQ(::pipe(port_pipe.data()) + ::pipe(end_pipe.data()), 0);
  const auto child = ::fork();
  if (child == 0) {
    ::close(end_pipe[1]);
    ::_exit(serve_with_few_descriptors(port_pipe[1], end_pipe[0]) ? 0 : 1);
  }
  std::uint16_t port = 0;
  ASSERT_EQ(::read(port_pipe[0], &port, sizeof port), sizeof port);
  std::vector<RawClient> clients;
  for (int i = 0; i < 500; ++i)
    clients.emplace_back(port);
  // 400 files less the half that is reserved leave 200 served
  const auto is_turned_away = [](const auto& client) { return client.readable(); };
  EXPECT_TRUE(wait_until([&] { return std::ranges::count_if(clients, is_turned_away) >= 300; }));
  int answers = 0;
  for (auto& client : clients)
    answers += !is_turned_away(client) && client.ask(get("/pool")).status == 200 ? 1 : 0;
  EXPECT_EQ(answers, 200);
  ::close(end_pipe[1]);
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  for (const int fd : {port_pipe[0], port_pipe[1], end_pipe[0]})
    ::close(fd);
}

std::ptrdiff_t open_files() {
  const std::filesystem::directory_iterator files("/proc/self/fd");
  return std::distance(begin(files), end(files));
}

TEST(Limit, TransfersThatAreBrokenOffLeaveNoDescriptorBehind) {
  const Served served;
  EXPECT_EQ(RawClient(served.port()).ask(get("/pool")).status, 200);
  EXPECT_TRUE(wait_until([&] { return served.server.load().connections == 0; }));
  const auto before = open_files();
  for (int i = 0; i < 100; ++i)
    for (const std::string target : {"/big", "/endless", "/slow"}) {
      RawClient client(served.port(), 4096);
      client.send(get(target));
      if (i % 2 == 0 && target != "/slow")
        client.read_some();
      if (i % 3 == 0 || target == "/slow") // a mere close may be a half-close: its work goes on
        client.abort();
    }
  EXPECT_TRUE(wait_until([&] { return served.server.load().connections == 0; }));
  EXPECT_EQ(open_files(), before);
}

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm"); // proc(5): total and resident size in pages
  std::size_t total = 0;
  std::size_t resident = 0;
  file >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

TEST(Limit, ABigAnswerIsInMemoryOnceHoweverManyWaitForIt) {
  const Served served;
  std::vector<RawClient> readers;
  readers.emplace_back(served.port(), 4096);
  readers.back().send(get("/big"));
  readers.back().read_some();
  const auto before = resident_bytes();
  for (int i = 0; i < 63; ++i) {
    readers.emplace_back(served.port(), 4096);
    readers.back().send(get("/big"));
    readers.back().read_some();
  }
  EXPECT_LT(resident_bytes(), before + 4 * Served::big_bytes); // 63 copies would be 16 times that
}

TEST(Drain, FinishesTheRunningRequestAndClosesTheIdle) {
  Served served;
  RawClient idle(served.port());
  EXPECT_EQ(idle.ask(get("/fast")).status, 200);
  RawClient running(served.port());
  running.send(get("/slow/1"));
  ASSERT_TRUE(served.wait_for_running(1));
  std::thread draining([&] { served.server.drain(support::patience); });
  EXPECT_TRUE(idle.ended());
  EXPECT_ANY_THROW(RawClient(served.port())); // nobody listens any more
  served.release();
  const auto reply = running.read_reply();
  EXPECT_EQ(reply.body, "/slow/1");
  EXPECT_EQ(reply.header("Connection"), "close");
  EXPECT_TRUE(running.ended());
  running.abort();
  draining.join();
}

TEST(Drain, ReturnsAtItsBoundWhenAHandlerDoesNotEnd) {
  Served served;
  RawClient running(served.port());
  running.send(get("/slow/1"));
  ASSERT_TRUE(served.wait_for_running(1));
  const auto start = Clock::now();
  served.server.drain(200ms);
  EXPECT_GE(Clock::now() - start, 200ms);
  EXPECT_EQ(served.running(), 1);
  served.release();
}

TEST(Drain, OfAnUnusedServerIsImmediate) {
  Served served;
  const auto start = Clock::now();
  served.server.drain(support::patience);
  EXPECT_LT(Clock::now() - start, support::patience); // it has not waited in vain
}

TEST(Drain, FreesThePort) {
  Served first;
  first.server.drain(support::patience);
  auto options = Served::patient();
  options.port = first.port();
  server::PistacheServer second(
      options, {.handler = [](const server::Request&) { return server::Response{.status = 204}; }});
  second.start();
  RawClient client(options.port);
  EXPECT_EQ(client.ask(get("/")).status, 204);
}

} // namespace
