// What keeps one kind of work, or one client, from holding the work threads.

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/served.hpp"

namespace {

using server::WorkClass;
using support::get;
using support::RawClient;
using support::wait_until;

/// Clients are told apart by what their proxy says.
server::ServerOptions behind_a_proxy() {
  auto options = Served::patient();
  options.trusted_proxies = {*server::parse_ip_range("127.0.0.0/8")};
  options.work_threads = 1;
  return options;
}

std::string get_for(const std::string& client, const std::string& target) {
  return get(target, "X-Forwarded-For: " + client + "\r\n");
}

/// Each thread of a kind of work has something to do, and more waits.
std::vector<RawClient> fill(const Served& served, const std::string& kind) {
  const int running = served.running();
  std::vector<RawClient> clients;
  for (const std::string client : {"10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.2"})
    clients.emplace_back(served.port()).send(get_for(client, "/slow/" + kind));
  EXPECT_TRUE(served.wait_for_running(running + 2));
  EXPECT_TRUE(wait_until([&] { return served.queued() % 2 == 0 && served.queued() > 0; }));
  return clients;
}

TEST(Lanes, QuestionsAndDownloadsHoldUpNoTile) {
  const Served served(behind_a_proxy());
  const auto questions = fill(served, "question");
  const auto downloads = fill(served, "download");
  EXPECT_EQ(RawClient(served.port()).ask(get("/pool")).status, 200);
  EXPECT_EQ(served.running(), 4);
}

TEST(Lanes, TilesHoldUpNoQuestion) {
  const Served served(behind_a_proxy());
  const auto tiles = fill(served, "tile");
  EXPECT_EQ(RawClient(served.port()).ask(get("/pool/question")).status, 200);
  EXPECT_EQ(RawClient(served.port()).ask(get("/pieces/download")).body, Served::all_numbers());
}

TEST(Lanes, OneClientLeavesAThreadToOthers) {
  const Served served(behind_a_proxy());
  std::vector<RawClient> greedy;
  for (int i = 0; i < 8; ++i)
    greedy.emplace_back(served.port()).send(get_for("10.0.0.1", "/slow/question"));
  ASSERT_TRUE(wait_until([&] { return served.queued() == 7; }));
  EXPECT_EQ(RawClient(served.port()).ask(get_for("10.0.0.2", "/pool/question")).status, 200);
}

TEST(Lanes, TheAddressesOfOneSiteAreOneClient) { // RFC 6177
  const Served served(behind_a_proxy());
  std::vector<RawClient> greedy;
  for (const std::string address : {"2001:db8::1", "2001:db8::2:3", "2001:db8::4:5:6:7"})
    greedy.emplace_back(served.port()).send(get_for(address, "/slow/question"));
  ASSERT_TRUE(wait_until([&] { return served.queued() == 2; }));
  EXPECT_EQ(RawClient(served.port()).ask(get_for("2001:db8:0:1::1", "/pool/question")).status, 200);
}

TEST(Lanes, AClientThatFillsTheQueueIsToldThatOthersNeedPlacesAndTheyFindThem) {
  auto options = behind_a_proxy();
  options.limits.queue = 5;
  const Served served(options);
  std::vector<RawClient> greedy;
  greedy.emplace_back(served.port()).send(get_for("10.0.0.1", "/slow/question"));
  ASSERT_TRUE(served.wait_for_running(1));
  for (int i = 0; i < 4; ++i) // four wait, which is four times the place that is left
    greedy.emplace_back(served.port()).send(get_for("10.0.0.1", "/slow/question"));
  ASSERT_TRUE(wait_until([&] { return served.queued() == 4; }));
  const auto refused = RawClient(served.port()).ask(get_for("10.0.0.1", "/slow/question"));
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.header("Retry-After"), "1");
  EXPECT_THAT(refused.body, testing::HasSubstr("too many of your requests of the class questions"));
  EXPECT_EQ(RawClient(served.port()).ask(get_for("10.0.0.2", "/pool/question")).status, 200);
}

TEST(Lanes, AClientThatTakesNoAnswersLeavesMemoryToOthers) {
  auto options = behind_a_proxy();
  options.limits.unsent_bytes = Served::big_bytes + Served::big_bytes / 8;
  const Served served(options);
  RawClient lazy(served.port(), 4096);
  lazy.send(get_for("10.0.0.1", "/own"));
  ASSERT_TRUE(wait_until([&] { return served.server.load().unsent_bytes >= Served::big_bytes; }));
  const auto refused = RawClient(served.port()).ask(get_for("10.0.0.1", "/pool"));
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.header("Retry-After"), "1");
  EXPECT_THAT(refused.body, testing::HasSubstr("too many of your answers wait to be taken"));
  EXPECT_EQ(RawClient(served.port()).ask(get_for("10.0.0.2", "/pool")).status, 200);
}

TEST(Lanes, WorkForAClientThatClosedItsSideGivesWayToOthers) {
  Served served(behind_a_proxy());
  RawClient closed(served.port());
  closed.send(get_for("10.0.0.1", "/slow/question"));
  ASSERT_TRUE(served.wait_for_running(1));
  closed.finish_sending();
  RawClient second(served.port());
  second.send(get_for("10.0.0.2", "/slow/question"));
  ASSERT_TRUE(served.wait_for_running(2));
  RawClient third(served.port());
  third.send(get_for("10.0.0.3", "/slow/question"));
  const auto reply = closed.read_reply();
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.header("Retry-After"), "1");
  EXPECT_THAT(reply.body, testing::HasSubstr("you have closed your side of the connection"));
  ASSERT_TRUE(wait_until([&] { return served.begun() == 3; }));
  served.release();
  EXPECT_EQ(second.read_reply().status, 200);
  EXPECT_EQ(third.read_reply().status, 200);
  EXPECT_EQ(served.stopped(), 1);
}

TEST(Lanes, TellOfEachWorkThatItHasBegun) {
  const Served served;
  RawClient client(served.port());
  for (const auto* target : {"/pool", "/pool/question", "/sized/download"})
    client.ask(get(target));
  EXPECT_EQ(served.begun_classes(),
            (std::vector{WorkClass::tiles, WorkClass::questions, WorkClass::downloads}));
}

} // namespace
