#include "geo/threads/single_flight.hpp"

#include <condition_variable>
#include <future>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "geo/error.hpp"
#include "tests/support/threads.hpp"
#include "tests/support/wait_until.hpp"

namespace {

using geo::SingleFlight;

/// Until all threads that were started wait, for work or in it.
void let_others_wait() {
  ASSERT_TRUE(support::wait_until(support::all_others_wait));
}

/// Work that goes on until it is let go or told to stop, or the test is given up.
class SlowWork {
public:
  int started() const {
    const std::lock_guard lock(m_mutex);
    return m_started;
  }

  void let_go() {
    const std::lock_guard lock(m_mutex);
    m_is_let_go = true;
    m_changed.notify_all();
  }

  std::string run(const std::stop_token& stop, const std::string& result) {
    std::unique_lock lock(m_mutex);
    ++m_started;
    m_changed.wait_for(lock, stop, support::patience, [&] { return m_is_let_go; });
    geo::check_stop(stop);
    return result;
  }

private:
  mutable std::mutex m_mutex;
  std::condition_variable_any m_changed;
  int m_started = 0;
  bool m_is_let_go = false;
};

TEST(SingleFlight, AHundredWhoAskAtOnceHaveItMadeOnce) {
  SingleFlight<std::string> flights;
  SlowWork work;
  std::vector<std::future<std::string>> answers;
  for (int i = 0; i < 100; ++i)
    answers.push_back(std::async(std::launch::async, [&] {
      return flights.run("tile", [&] { return work.run({}, "made"); }, {});
    }));
  let_others_wait();
  work.let_go();
  for (auto& answer : answers)
    EXPECT_EQ(answer.get(), "made");
  EXPECT_EQ(work.started(), 1);
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
  let_others_wait();
  EXPECT_EQ(flights.run("quick", [] { return "quick"; }, {}), "quick");
  work.let_go();
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
  let_others_wait();
  work.let_go();
  for (auto& answer : answers)
    EXPECT_THROW(answer.get(), geo::Error);
  EXPECT_EQ(work.started(), 1);
}

TEST(SingleFlight, WhenTheClientOfTheOneWhoMakesItGoesAnotherTakesOver) {
  SingleFlight<std::string> flights;
  SlowWork work;
  std::stop_source gone;
  auto first = std::async(std::launch::async, [&] {
    return flights.run(
        "tile", [&] { return work.run(gone.get_token(), "first"); }, gone.get_token());
  });
  let_others_wait();
  std::vector<std::future<std::string>> others;
  for (int i = 0; i < 10; ++i)
    others.push_back(std::async(std::launch::async, [&] {
      return flights.run("tile", [&] { return work.run({}, "other"); }, {});
    }));
  let_others_wait();
  gone.request_stop();
  EXPECT_THROW(first.get(), geo::Error);
  let_others_wait();
  work.let_go();
  for (auto& other : others)
    EXPECT_EQ(other.get(), "other");
  EXPECT_EQ(work.started(), 2); // one of the ten, once
}

TEST(SingleFlight, WhoWaitsIsStoppedByItsOwnClient) {
  SingleFlight<std::string> flights;
  SlowWork work;
  auto first = std::async(std::launch::async, [&] {
    return flights.run("tile", [&] { return work.run({}, "made"); }, {});
  });
  let_others_wait();
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
  work.let_go();
  EXPECT_EQ(first.get(), "made");
}

} // namespace
