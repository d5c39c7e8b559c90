// Bodies that are made while they are sent.

#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/served.hpp"

namespace {

using support::get;
using support::RawClient;
using support::wait_until;

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
  ASSERT_TRUE(wait_until([&] { return !served.log().empty(); }));
  EXPECT_FALSE(served.log()[0].is_complete);
}

constexpr std::size_t piece_bytes = 64UL * 1024; // of /endless

/// Whether a piece is still not sent, and no other made, after the one socket thread had its turn.
bool waits_for_its_reader(const Served& served, RawClient& other) {
  const int made = served.pieces_made();
  if (served.server.load().unsent_bytes < piece_bytes)
    return false;
  other.ask(get("/fast"));
  return served.server.load().unsent_bytes >= piece_bytes && served.pieces_made() == made;
}

TEST(Stream, IsMadeNoFasterThanItIsRead) {
  constexpr int more_than_the_kernel_holds = 300;
  const Served served;
  RawClient client(served.port(), 4096);
  RawClient other(served.port());
  client.send(get("/endless"));
  EXPECT_TRUE(wait_until([&] {
    return served.pieces_made() > more_than_the_kernel_holds || waits_for_its_reader(served, other);
  }));
  const int made = served.pieces_made();
  EXPECT_LT(made, more_than_the_kernel_holds);
  EXPECT_LE(served.server.load().unsent_bytes, piece_bytes + 1024); // one piece in memory
  for (std::size_t read = 0; read < more_than_the_kernel_holds * piece_bytes;)
    read += client.read_some().size();
  EXPECT_GT(served.pieces_made(), made);
}

TEST(Stream, ThatNobodyReadsIsDroppedAfterItsTimeout) {
  auto options = Served::patient();
  options.timeouts.write_stall_s = 0.2;
  const Served served(options);
  RawClient client(served.port(), 4096);
  client.send(get("/endless"));
  ASSERT_TRUE(wait_until([&] { return served.log().size() == 1; }));
  EXPECT_FALSE(served.log()[0].is_complete);
  EXPECT_TRUE(wait_until([&] { return served.server.load().connections == 0; }));
  EXPECT_EQ(served.server.load().unsent_bytes, 0U);
}

TEST(Stream, NewsArriveAndTheReaderMayWaitForThem) {
  auto options = Served::patient();
  auto& timeouts = options.timeouts;
  timeouts.header_s = timeouts.idle_s = timeouts.work_s = timeouts.write_stall_s = 0.2;
  Served served(options, Served::Later());
  RawClient client(served.port());
  client.send(get("/news"));
  served.server.start();
  EXPECT_EQ(client.read_reply(true).header("Transfer-Encoding"), "chunked");
  EXPECT_TRUE(RawClient(served.port()).ended()); // of one that came later the timeout is over
  EXPECT_FALSE(client.readable());
  served.tell("flood");
  EXPECT_EQ(client.read_some(), "5\r\nflood\r\n");
  served.tell("");
  EXPECT_EQ(client.read_some(), "0\r\n\r\n");
}

TEST(Stream, AThousandReadersOfNewsCostNothingWhileThereAreNone) {
  auto options = Served::patient();
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
  EXPECT_TRUE(wait_until([&] { return served.server.load().connections == 0; }));
}

TEST(Stream, OfNewsEndsWhenTheServerDrainsAndADownloadIsFinished) {
  Served served;
  RawClient news(served.port());
  news.send(get("/news"));
  news.read_reply(true);
  RawClient download(served.port(), 4096);
  download.send(get("/held"));
  download.read_reply(true);
  std::thread draining([&] { served.server.drain(support::patience); });
  EXPECT_EQ(news.read_some(), "0\r\n\r\n");
  served.release();
  EXPECT_THAT(download.read_to_end(), testing::EndsWith("4\r\nlast\r\n0\r\n\r\n"));
  news.abort();
  download.abort();
  draining.join();
}

} // namespace
