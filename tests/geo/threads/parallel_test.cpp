#include "geo/threads/parallel.hpp"

#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "geo/error.hpp"
#include "tests/support/wait_until.hpp"

namespace {

/// As many helpers as a test wants, and as many as before after it.
class Parallel : public testing::Test {
protected:
  ~Parallel() override { geo::set_helper_threads(m_before); }

private:
  std::size_t m_before = geo::helper_threads();
};

struct None {};
constexpr auto no_state = [] { return None(); };

TEST_F(Parallel, EachNumberIsWorkedOnOnceWhateverTheHelpers) {
  for (const std::size_t helpers : {0U, 1U, 3U, 8U}) {
    geo::set_helper_threads(helpers);
    for (const std::size_t count : {0U, 1U, 2U, 1000U}) {
      std::vector<std::atomic<int>> calls(count);
      geo::parallel_for(count, {}, [&](std::size_t i) { ++calls[i]; });
      for (const auto& one : calls)
        EXPECT_EQ(one, 1);
    }
  }
}

TEST_F(Parallel, HelpersHelp) {
  geo::set_helper_threads(2);
  std::atomic<int> begun = 0;
  geo::parallel_for(3, {}, [&](std::size_t) {
    ++begun;
    EXPECT_TRUE(support::wait_until([&] { return begun == 3; }));
  });
}

TEST_F(Parallel, EachThreadMakesItsStateOnce) {
  geo::set_helper_threads(3);
  std::atomic<int> made = 0;
  std::mutex mutex;
  std::set<std::thread::id> threads;
  geo::parallel_for(
      1000, {}, [&] { return made++; },
      [&](std::size_t, int) {
        const std::scoped_lock lock(mutex);
        threads.insert(std::this_thread::get_id());
      });
  EXPECT_EQ(made, static_cast<int>(threads.size()));
}

TEST_F(Parallel, NoMoreThreadsThanAreAllowed) {
  geo::set_helper_threads(8);
  std::atomic<int> now = 0;
  std::atomic<int> most = 0;
  geo::parallel_for(
      10'000, {}, no_state,
      [&](std::size_t, None) {
        const int running = ++now;
        for (int known = most; known < running && !most.compare_exchange_weak(known, running);) {
        }
        --now;
      },
      3);
  EXPECT_LE(most, 3);
}

TEST_F(Parallel, ManyNestedCallersShareTheSameHelpers) {
  constexpr std::size_t helpers = 2;
  constexpr std::size_t callers = 16;
  geo::set_helper_threads(helpers);
  std::mutex mutex;
  std::set<std::thread::id> workers;
  std::atomic<std::size_t> sum = 0;
  std::vector<std::jthread> threads;
  for (std::size_t c = 0; c < callers; ++c)
    threads.emplace_back([&] {
      geo::parallel_for(10, {}, [&](std::size_t i) {
        geo::parallel_for(10, {}, [&](std::size_t j) {
          geo::parallel_for(10, {}, [&](std::size_t k) {
            sum += i * 100 + j * 10 + k;
            const std::scoped_lock lock(mutex);
            workers.insert(std::this_thread::get_id());
          });
        });
      });
    });
  threads.clear();
  EXPECT_EQ(sum, callers * (999 * 1000 / 2));
  EXPECT_LE(workers.size(), callers + helpers);
}

TEST_F(Parallel, WhatIsThrownReachesTheCallerAndEndsTheRest) {
  geo::set_helper_threads(3);
  std::atomic<int> calls = 0;
  const auto run = [&] {
    geo::parallel_for(1'000'000, {}, [&](std::size_t i) {
      ++calls;
      if (i == 10)
        throw std::runtime_error("ten");
    });
  };
  EXPECT_THROW(run(), std::runtime_error);
  EXPECT_LT(calls, 1'000'000);
}

TEST_F(Parallel, AHelpersExceptionIsTheCallers) {
  geo::set_helper_threads(1);
  const auto caller = std::this_thread::get_id();
  std::atomic<int> begun = 0;
  const auto run = [&] {
    geo::parallel_for(2, {}, [&](std::size_t) {
      ++begun;
      EXPECT_TRUE(support::wait_until([&] { return begun == 2; }));
      if (std::this_thread::get_id() != caller)
        throw std::runtime_error("helper");
    });
  };
  EXPECT_THROW(run(), std::runtime_error);
}

TEST_F(Parallel, WhoIsAskedToStopStops) {
  geo::set_helper_threads(2);
  std::stop_source source;
  std::atomic<int> calls = 0;
  const auto run = [&] {
    geo::parallel_for(1'000'000, source.get_token(), [&](std::size_t) {
      if (++calls == 100)
        source.request_stop();
    });
  };
  EXPECT_THROW(run(), geo::Error);
  EXPECT_LT(calls, 200); // what had begun goes on
}

TEST_F(Parallel, TheNumberOfHelpersCanChangeWhileTheyWork) {
  std::atomic<bool> is_over = false;
  std::jthread changes([&] {
    for (std::size_t i = 0; !is_over; ++i)
      geo::set_helper_threads(i % 4);
  });
  for (int round = 0; round < 200; ++round) {
    std::atomic<std::size_t> sum = 0;
    geo::parallel_for(100, {}, [&](std::size_t i) { sum += i; });
    EXPECT_EQ(sum, 4950U);
  }
  is_over = true;
}

} // namespace
