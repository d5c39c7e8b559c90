// Who reads fast keeps nobody waiting.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/served.hpp"

namespace {

using support::get;
using support::RawClient;

/// Asks for something and returns when the server could read it.
void ask_and_arrive(RawClient& client, const std::string& target) {
  client.send(get(target));
  EXPECT_TRUE(support::wait_until([&] { return client.has_arrived(); }));
}

TEST(Turns, AShortAnswerOvertakesLongOnesThatAreTakenAsFastAsTheyAreSent) {
  Served served;
  RawClient halting(served.port());
  std::vector<RawClient> takers;
  for (int i = 0; i < 8; ++i)
    takers.emplace_back(served.port()).ask(get("/fast"));
  RawClient last(served.port());
  last.ask(get("/fast"));
  halting.send(get("/halt"));
  ASSERT_TRUE(support::wait_until([&] { return served.is_halted(); }));
  for (auto& taker : takers)
    ask_and_arrive(taker, "/large");
  ask_and_arrive(last, "/fast/last");
  const auto logged_before = served.log().size();
  served.release();
  EXPECT_EQ(last.read_reply().status, 200);
  for (auto& taker : takers)
    EXPECT_TRUE(taker.read_reply().body == std::string(Served::large_bytes, 'l'));
  const auto all = logged_before + 1 + takers.size() + 1;
  ASSERT_TRUE(support::wait_until([&] { return served.log().size() == all; }));
  EXPECT_EQ(served.log().at(logged_before).target, "/halt"); // the log has the order of sending
  EXPECT_EQ(served.log().at(logged_before + 1).target, "/fast/last");
}

TEST(Turns, LongAnswersOfOnePipelineComeInOrder) {
  const Served served;
  RawClient client(served.port());
  client.send(get("/big") + get("/fast/1") + get("/own") + get("/own-fast") + get("/pieces") +
              get("/fast/2"));
  EXPECT_TRUE(client.read_reply().body == std::string(Served::big_bytes, 'b'));
  EXPECT_EQ(client.read_reply().body, "/fast/1");
  EXPECT_TRUE(client.read_reply().body == std::string(Served::big_bytes, 'o'));
  EXPECT_TRUE(client.read_reply().body == std::string(Served::big_bytes, 'o'));
  EXPECT_EQ(client.read_reply().body, Served::all_numbers());
  EXPECT_EQ(client.read_reply().body, "/fast/2");
}

TEST(Turns, WhoeverGoesAwayWhileItsTurnComesIsLogged) {
  const Served served;
  for (int i = 0; i < 20; ++i) {
    RawClient client(served.port());
    client.send(get("/big"));
    client.read_some();
    client.abort();
  }
  ASSERT_TRUE(support::wait_until([&] { return served.log().size() == 20; }));
  for (const auto& entry : served.log())
    EXPECT_EQ(entry.is_complete, entry.bytes == Served::big_bytes);
  EXPECT_TRUE(support::wait_until([&] { return served.server.load().connections == 0; }));
  EXPECT_EQ(served.server.load().unsent_bytes, 0U);
}

} // namespace
