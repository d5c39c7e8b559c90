#include "server/app/single_flight.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "geo/error.hpp"

namespace {

using server::SingleFlight;
using namespace std::chrono_literals;

/// Ten seconds at most.
template <typename Condition>
void wait_until(Condition condition) {
  for (int i = 0; i < 10'000 && !condition(); ++i)
    std::this_thread::sleep_for(1ms);
}

/// Long enough for threads that were started to begin waiting.
void let_others_wait() {
  std::this_thread::sleep_for(50ms);
}

/// Work that goes on until it is let go or told to stop.
struct SlowWork {
  std::atomic<int> started = 0;
  std::atomic<bool> is_let_go = false;

  std::string run(const std::stop_token& stop, const std::string& result) {
    ++started;
    wait_until([&] { return is_let_go || stop.stop_requested(); });
    geo::check_stop(stop);
    return result;
  }
};

TEST(SingleFlight, AHundredWhoAskAtOnceHaveItMadeOnce) {
  SingleFlight<std::string> flights;
  SlowWork work;
  std::vector<std::future<std::string>> answers;
  for (int i = 0; i < 100; ++i)
    answers.push_back(std::async(std::launch::async, [&] {
      return flights.run("tile", [&] { return work.run({}, "made"); }, {});
    }));
  wait_until([&] { return work.started > 0; });
  let_others_wait();
  work.is_let_go = true;
  for (auto& answer : answers)
    EXPECT_EQ(answer.get(), "made");
  EXPECT_EQ(work.started, 1);
}

TEST(SingleFlight, WhatIsOverIsMadeAnew) {
  SingleFlight<int> flights;
  int made = 0;
  EXPECT_EQ(flights.run("a", [&] { return ++made; }, {}), 1);
  EXPECT_EQ(flights.run("a", [&] { return ++made; }, {}), 2);
}

TEST(SingleFlight, OtherKeysDoNotWait) {
  SingleFlight<std::string> flights;
  SlowWork work;
  auto slow = std::async(std::launch::async, [&] {
    return flights.run("slow", [&] { return work.run({}, "slow"); }, {});
  });
  wait_until([&] { return work.started > 0; });
  EXPECT_EQ(flights.run("quick", [] { return "quick"; }, {}), "quick");
  work.is_let_go = true;
  EXPECT_EQ(slow.get(), "slow");
}

TEST(SingleFlight, AnErrorReachesAllWhoWait) {
  SingleFlight<std::string> flights;
  SlowWork work;
  std::vector<std::future<std::string>> answers;
  for (int i = 0; i < 10; ++i)
    answers.push_back(std::async(std::launch::async, [&] {
      return flights.run("tile",
                         [&]() -> std::string {
                           work.run({}, "");
                           geo::fail(geo::ErrorKind::too_large, "too large");
                         },
                         {});
    }));
  wait_until([&] { return work.started > 0; });
  let_others_wait();
  work.is_let_go = true;
  for (auto& answer : answers)
    EXPECT_THROW(answer.get(), geo::Error);
  EXPECT_EQ(work.started, 1);
}

TEST(SingleFlight, WhenTheClientOfTheOneWhoMakesItGoesAnotherTakesOver) {
  SingleFlight<std::string> flights;
  SlowWork work;
  std::stop_source gone;
  auto first = std::async(std::launch::async, [&] {
    return flights.run(
        "tile", [&] { return work.run(gone.get_token(), "first"); }, gone.get_token());
  });
  wait_until([&] { return work.started == 1; });
  std::vector<std::future<std::string>> others;
  for (int i = 0; i < 10; ++i)
    others.push_back(std::async(std::launch::async, [&] {
      return flights.run("tile", [&] { return work.run({}, "other"); }, {});
    }));
  let_others_wait();
  gone.request_stop();
  EXPECT_THROW(first.get(), geo::Error);
  wait_until([&] { return work.started == 2; });
  let_others_wait();
  work.is_let_go = true;
  for (auto& other : others)
    EXPECT_EQ(other.get(), "other");
  EXPECT_EQ(work.started, 2); // one of the ten, once
}

TEST(SingleFlight, WhoWaitsIsStoppedByItsOwnClient) {
  SingleFlight<std::string> flights;
  SlowWork work;
  auto first = std::async(std::launch::async, [&] {
    return flights.run("tile", [&] { return work.run({}, "made"); }, {});
  });
  wait_until([&] { return work.started == 1; });
  std::stop_source gone;
  auto second = std::async(std::launch::async, [&] {
    return flights.run(
        "tile", [] { return "never"; }, gone.get_token());
  });
  let_others_wait();
  gone.request_stop();
  try {
    second.get();
    FAIL() << "it was to be stopped";
  } catch (const geo::Error& error) {
    EXPECT_EQ(error.kind(), geo::ErrorKind::unavailable);
  }
  work.is_let_go = true;
  EXPECT_EQ(first.get(), "made");
}

} // namespace
