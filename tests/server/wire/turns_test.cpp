// Who reads fast keeps nobody waiting.

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/served.hpp"

namespace {

using support::get;
using support::RawClient;

TEST(Turns, AShortAnswerOvertakesLongOnesThatAreReadAsFastAsTheyAreSent) {
  constexpr std::size_t large = 8;
  Served served(Served::patient(), Served::Later());
  std::vector<RawClient> fast_readers;
  for (std::size_t i = 0; i < large; ++i)
    fast_readers.emplace_back(served.port()).send(get("/big"));
  RawClient last(served.port());
  last.send(get("/fast"));
  std::vector<std::thread> reading;
  std::atomic<std::size_t> right = 0;
  for (auto& reader : fast_readers)
    reading.emplace_back(
        [&] { right += reader.read_reply().body == std::string(Served::big_bytes, 'b') ? 1 : 0; });
  served.server.start();
  EXPECT_EQ(last.read_reply().body, "/fast");
  for (auto& thread : reading)
    thread.join();
  EXPECT_EQ(right, large);
  ASSERT_TRUE(support::wait_until([&] { return served.log().size() == large + 1; }));
  EXPECT_EQ(served.log().front().target, "/fast"); // in the order in which they were all sent
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
