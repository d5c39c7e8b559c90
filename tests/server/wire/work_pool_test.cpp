#include "server/wire/work_pool.hpp"

#include <atomic>
#include <latch>

#include <gtest/gtest.h>

namespace {

TEST(WorkPool, RunsEveryTaskItTookBeforeItStops) {
  std::atomic<int> done = 0;
  server::WorkPool pool(2, 1000);
  for (int i = 0; i < 1000; ++i)
    EXPECT_TRUE(pool.submit([&] { ++done; }));
  pool.stop();
  EXPECT_EQ(done, 1000);
}

TEST(WorkPool, TakesNoMoreThanItsQueueHolds) {
  std::latch started(1);
  std::latch release(1);
  std::atomic<int> done = 0;
  server::WorkPool pool(1, 2);
  EXPECT_TRUE(pool.submit([&] {
    started.count_down();
    release.wait();
    ++done;
  }));
  started.wait(); // it runs: the queue is empty
  EXPECT_TRUE(pool.submit([&] { ++done; }));
  EXPECT_TRUE(pool.submit([&] { ++done; }));
  EXPECT_FALSE(pool.submit([&] { ++done; }));
  release.count_down();
  pool.stop();
  EXPECT_EQ(done, 3);
}

TEST(WorkPool, TakesNothingOnceStopped) {
  server::WorkPool pool(1, 10);
  pool.stop();
  EXPECT_FALSE(pool.submit([] {}));
}

} // namespace
