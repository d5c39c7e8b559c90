// Bodies that are made while they are sent.

#include <chrono>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/served.hpp"

namespace {

using namespace std::chrono_literals;
using support::get;
using support::RawClient;

TEST(Stream, OfUnknownLengthComesInChunks) {
  const Served served;
  RawClient client(served.port());
  const auto reply = client.ask(get("/pieces"));
  EXPECT_EQ(reply.header("Transfer-Encoding"), "chunked");
  EXPECT_EQ(reply.header("Content-Length"), "");
  EXPECT_EQ(reply.body, Served::all_numbers());
  EXPECT_EQ(client.ask(get("/fast")).status, 200); // and the connection goes on
}

TEST(Stream, OfKnownLengthComesAsItIs) {
  const Served served;
  RawClient client(served.port());
  const auto reply = client.ask(get("/sized"));
  EXPECT_EQ(reply.header("Transfer-Encoding"), "");
  EXPECT_EQ(reply.header("Content-Length"), std::to_string(Served::all_numbers().size()));
  EXPECT_EQ(reply.body, Served::all_numbers());
  EXPECT_EQ(client.ask(get("/fast")).status, 200);
}

TEST(Stream, EndsWithTheConnectionForHttp10) {
  const Served served;
  RawClient client(served.port());
  client.send("GET /pieces HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const auto head = client.read_reply(true);
  EXPECT_EQ(head.header("Transfer-Encoding"), "");
  EXPECT_EQ(head.header("Connection"), "close");
  EXPECT_EQ(client.read_to_end(), Served::all_numbers());
}

TEST(Stream, HasNoBodyForHead) {
  const Served served;
  RawClient client(served.port());
  client.send("HEAD /pieces HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.read_reply(true).header("Transfer-Encoding"), "chunked");
  EXPECT_EQ(client.ask(get("/fast")).body, "/fast");
}

TEST(Stream, PipelinedRequestsAreAnsweredAfterIt) {
  const Served served;
  RawClient client(served.port());
  client.send(get("/fast/1") + get("/pieces") + get("/sized") + get("/fast/2"));
  EXPECT_EQ(client.read_reply().body, "/fast/1");
  EXPECT_EQ(client.read_reply().body, Served::all_numbers());
  EXPECT_EQ(client.read_reply().body, Served::all_numbers());
  EXPECT_EQ(client.read_reply().body, "/fast/2");
}

TEST(Stream, ThatFailsIsBrokenOffSoThatTheClientSeesIt) {
  const Served served;
  RawClient client(served.port());
  client.send(get("/broken"));
  EXPECT_ANY_THROW(client.read_reply()); // "the stream ended inside a body", or a reset
  ASSERT_TRUE(Served::wait_until([&] { return !served.log().empty(); }));
  EXPECT_FALSE(served.log()[0].is_complete);
}

TEST(Stream, IsMadeNoFasterThanItIsRead) {
  const Served served;
  RawClient client(served.port(), 4096);
  client.send(get("/endless"));
  std::this_thread::sleep_for(300ms);
  const int made = served.pieces_made();
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(served.pieces_made(), made);                    // it waits for its reader
  EXPECT_LE(served.server.load().unsent_bytes, 65 * 1024U); // with one piece of 64 KiB in memory
  for (std::size_t read = 0; read < 20'000'000;)            // more than the kernel's buffers hold
    read += client.read_some().size();
  EXPECT_GT(served.pieces_made(), made);
}

TEST(Stream, ThatNobodyReadsIsDroppedAfterItsTimeout) {
  server::ServerOptions options;
  options.timeouts.write_stall_s = 0.3;
  const Served served(options);
  RawClient client(served.port(), 4096);
  client.send(get("/endless"));
  EXPECT_TRUE(Served::wait_until([&] { return served.log().size() == 1; }));
  EXPECT_FALSE(served.log()[0].is_complete);
  EXPECT_TRUE(Served::wait_until([&] { return served.server.load().connections == 0; }));
  EXPECT_EQ(served.server.load().unsent_bytes, 0U);
}

TEST(Stream, NewsArriveSoonAndTheReaderMayWaitForThem) {
  server::ServerOptions options;
  options.timeouts = {.idle_s = 0.2, .work_s = 0.2, .write_stall_s = 0.2};
  Served served(options);
  RawClient client(served.port());
  client.send(get("/news"));
  EXPECT_EQ(client.read_reply(true).header("Transfer-Encoding"), "chunked");
  EXPECT_FALSE(client.readable(500)); // longer than every timeout
  const auto start = std::chrono::steady_clock::now();
  served.tell("flood");
  EXPECT_EQ(client.read_some(), "5\r\nflood\r\n");
  EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
  served.tell("");
  EXPECT_EQ(client.read_some(), "0\r\n\r\n");
}

TEST(Stream, AThousandReadersOfNewsCostNothingWhileThereAreNone) {
  server::ServerOptions options;
  options.work_threads = 1;
  options.limits.queue = 1;
  Served served(options);
  std::vector<RawClient> readers;
  for (int i = 0; i < 900; ++i) {
    readers.emplace_back(served.port());
    readers.back().send(get("/news"));
    readers.back().read_reply(true);
  }
  served.tell("x");
  for (auto& reader : readers)
    EXPECT_EQ(reader.read_some(), "1\r\nx\r\n");
  EXPECT_EQ(RawClient(served.port()).ask(get("/pool")).status, 200); // no work thread was taken
}

TEST(Stream, OfNewsEndsWhenItsReaderLeaves) {
  const Served served;
  {
    RawClient client(served.port());
    client.send(get("/news"));
    client.read_reply(true);
    EXPECT_EQ(served.server.load().connections, 1U);
  }
  EXPECT_TRUE(Served::wait_until([&] { return served.server.load().connections == 0; }));
}

TEST(Stream, OfNewsEndsWhenTheServerDrainsAndADownloadIsFinished) {
  Served served;
  RawClient news(served.port());
  news.send(get("/news"));
  news.read_reply(true);
  RawClient download(served.port(), 4096);
  download.send(get("/pieces"));
  std::thread draining([&] { served.server.drain(10s); });
  EXPECT_EQ(news.read_some(), "0\r\n\r\n");
  EXPECT_EQ(download.read_reply().body, Served::all_numbers());
  EXPECT_TRUE(download.ended());
  news.abort();
  download.abort();
  draining.join();
}

} // namespace
