#include "layers/tilesets/in_order.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/threads.hpp"
#include "tests/support/wait_until.hpp"

namespace {

using layers::in_order;

/// take() of the numbers 0 to `count` - 1.
auto numbers(int count) {
  return
      [next = 0, count]() mutable { return next < count ? std::optional(next++) : std::nullopt; };
}

int twice(int number, const std::stop_token&) {
  return 2 * number;
}

TEST(InOrder, ResultsComeInTheOrderOfTheJobs) {
  std::vector<int> results;
  std::vector<std::atomic<bool>> is_done(1000);
  in_order(
      4, numbers(1000),
      [&](int number, const std::stop_token&) {
        if (number % 7 == 0) // the next is done before, and does not overtake it
          is_done[static_cast<std::size_t>(number) + 1].wait(false);
        is_done[static_cast<std::size_t>(number)] = true;
        is_done[static_cast<std::size_t>(number)].notify_all();
        return number;
      },
      [&](int result) {
        results.push_back(result);
        return true;
      });
  ASSERT_EQ(results.size(), 1000U);
  EXPECT_TRUE(std::ranges::is_sorted(results));
}

TEST(InOrder, OfNoJobsEnds) {
  in_order(3, numbers(0), twice, [](int) { return true; });
}

TEST(InOrder, AtMostFourResultsAThreadWait) {
  constexpr int most = 2 * 4;
  std::atomic<int> taken = 0;
  int put = 0;
  in_order(
      2, [&, next = numbers(200)]() mutable { return ++taken, next(); }, twice,
      [&](int) {
        if (put < 20) { // at the end there are no more to take
          EXPECT_TRUE(support::wait_until(support::all_others_wait));
          EXPECT_EQ(taken - put, most + 1); // those that wait, and this one
        }
        ++put;
        return true;
      });
  EXPECT_EQ(put, 200);
}

TEST(InOrder, EndsWhenNoMoreIsWantedAndStopsTheRest) {
  std::atomic<int> stopped = 0;
  int put = 0;
  in_order(
      2, numbers(1'000'000),
      [&](int number, const std::stop_token& stop) {
        while (number > 10 && !stop.stop_requested())
          std::this_thread::yield();
        stopped += number > 10 ? 1 : 0;
        return number;
      },
      [&](int) { return ++put < 10; });
  EXPECT_EQ(put, 10);
  EXPECT_LE(stopped, 8);
}

template <typename Take, typename Work, typename Put>
std::string thrown(Take take, Work work, Put put) {
  try {
    in_order(3, take, work, put);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "nothing";
}

TEST(InOrder, WhatIsThrownAnywhereIsThrownHere) {
  const auto on = [](int) { return true; };
  EXPECT_EQ(thrown(
                [&, next = numbers(100)]() mutable {
                  const auto job = next();
                  if (job == 50)
                    throw std::runtime_error("take");
                  return job;
                },
                twice, on),
            "take");
  EXPECT_EQ(thrown(
                numbers(100),
                [](int number, const std::stop_token&) {
                  if (number == 50)
                    throw std::runtime_error("work");
                  return number;
                },
                on),
            "work");
  EXPECT_EQ(thrown(numbers(100), twice,
                   [](int result) {
                     if (result == 100)
                       throw std::runtime_error("put");
                     return true;
                   }),
            "put");
}

TEST(InOrder, WhatCameBeforeAnErrorIsPut) {
  int put = 0;
  EXPECT_THROW(in_order(
                   4, numbers(100),
                   [](int number, const std::stop_token&) {
                     if (number == 50)
                       throw std::runtime_error("work");
                     return number;
                   },
                   [&](int) { return ++put > 0; }),
               std::runtime_error);
  EXPECT_EQ(put, 50);
}

} // namespace
