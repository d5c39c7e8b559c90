// Descriptors are used again at once while answers are under way: none may reach the wrong client.

#include <algorithm>
#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/served.hpp"

namespace {

using support::get;
using support::RawClient;
using support::wait_until;

constexpr int checked_answers = 20'000;

/// Connects, asks, and goes away before the answer can have come; once for every few answers to
/// others.
void abort_requests(std::uint16_t port, const std::atomic<int>& answers, unsigned seed) {
  std::mt19937 random(seed);
  for (int i = 0; answers < checked_answers; ++i) {
    wait_until([&] { return answers >= std::min(9 * i, checked_answers); });
    RawClient client(port);
    const auto target = "/aborted/" + std::to_string(seed) + "/" + std::to_string(i);
    const bool is_late = random() % 2 == 0; // answered when the client is gone
    client.try_send(get(is_late ? "/late" + target : target));
    if (is_late || random() % 2 == 0)
      client.abort();
  }
}

/// Asks over connections of 1 to 20 requests; returns how many answers were another's.
int wrong_answers(std::uint16_t port, int count, std::atomic<int>& answers, unsigned seed) {
  std::mt19937 random(seed);
  int wrong = 0;
  for (int i = 0; i < count;) {
    RawClient client(port);
    for (auto left = random() % 20 + 1; left > 0 && i < count; --left, ++i) {
      const auto target = "/checked/" + std::to_string(seed) + "/" + std::to_string(i);
      wrong += client.ask(get(target)).body != "GET\n" + target + "\n\n" ? 1 : 0;
      ++answers;
    }
  }
  return wrong;
}

TEST(Churn, LateAnswersNeverReachANewcomer) {
  auto options = Served::patient();
  options.socket_threads = 2;
  options.work_threads = 4;
  options.limits.queue = 100'000;
  const Served served(options);
  std::atomic<int> answers = 0;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> aborting;
  for (unsigned i = 0; i < 3; ++i)
    aborting.emplace_back([&, i] { abort_requests(served.port(), answers, i); });
  std::vector<std::thread> checking;
  for (unsigned i = 0; i < 4; ++i)
    checking.emplace_back(
        [&, i] { wrong += wrong_answers(served.port(), checked_answers / 4, answers, i); });
  for (auto& thread : checking)
    thread.join();
  for (auto& thread : aborting)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Churn, RandomBytesDoNoHarm) {
  const Served served;
  std::mt19937 random(1);
  const std::vector<std::string> pieces{"GET ",
                                        "/",
                                        " HTTP/1.1",
                                        "\r\n",
                                        "\r\n\r\n",
                                        "Host: h",
                                        ":",
                                        "Content-Length: 3",
                                        "Transfer-Encoding: chunked",
                                        "0",
                                        "\0",
                                        "\xff\xfe",
                                        "HEAD ",
                                        "%2e",
                                        "abc",
                                        "Expect: 100-continue"};
  for (int i = 0; i < 500; ++i) {
    RawClient client(served.port());
    std::string bytes = random() % 2 == 0 ? "GET / HTTP/1.1\r\nHost: h\r\n" : "";
    for (auto left = random() % 30; left > 0; --left)
      bytes += pieces[random() % pieces.size()];
    client.try_send(bytes);
    if (random() % 2 == 0)
      client.abort();
  }
  RawClient client(served.port());
  EXPECT_EQ(client.ask(get("/pool")).status, 200);
}

} // namespace
