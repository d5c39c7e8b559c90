#include "server/wire/work_pool.hpp"

#include <atomic>
#include <latch>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using server::WorkPool;
using Submitted = server::WorkPool::Submitted;

TEST(WorkPool, RunsEveryTaskItTookBeforeItStops) {
  std::atomic<int> done = 0;
  WorkPool pool({.threads = 2, .queue = 2000});
  for (int i = 0; i < 1000; ++i)
    EXPECT_EQ(pool.submit("a", [&] { ++done; }), Submitted::taken);
  pool.stop();
  EXPECT_EQ(done, 1000);
}

TEST(WorkPool, TakesNothingOnceStopped) {
  WorkPool pool({.threads = 1, .queue = 10});
  pool.stop();
  EXPECT_EQ(pool.submit("a", [] {}), Submitted::stopped);
}

/// A pool whose threads are held until release().
struct Held {
  Held(int threads, std::size_t queue, const std::vector<std::string>& clients)
      : held(static_cast<std::ptrdiff_t>(clients.size())), pool({threads, queue}) {
    for (const auto& client : clients)
      EXPECT_EQ(pool.submit(client,
                            [this] {
                              held.count_down();
                              released.wait();
                            }),
                Submitted::taken);
    held.wait(); // they run: the queue is empty
  }
  ~Held() { release(); }

  void release() {
    if (!released.try_wait())
      released.count_down();
    pool.stop();
  }

  std::latch held;
  std::latch released{1};
  WorkPool pool;
};

TEST(WorkPool, TakesNoMoreThanItsQueueHolds) {
  std::atomic<int> done = 0;
  Held held(1, 2, {"a"});
  EXPECT_EQ(held.pool.submit("a", [&] { ++done; }), Submitted::taken);
  EXPECT_EQ(held.pool.submit("a", [&] { ++done; }), Submitted::taken);
  EXPECT_EQ(held.pool.submit("a", [&] { ++done; }), Submitted::queue_is_full);
  held.release();
  EXPECT_EQ(done, 2);
}

TEST(WorkPool, EachClientHasItsTurn) {
  std::vector<std::string> order;
  Held held(1, 100, {"a"});
  for (const std::string task : {"a1", "a2", "a3", "b1", "b2", "c1"})
    EXPECT_EQ(held.pool.submit(task.substr(0, 1), [&, task] { order.push_back(task); }),
              Submitted::taken);
  held.release();
  EXPECT_EQ(order, (std::vector<std::string>{"a1", "b1", "c1", "a2", "b2", "a3"}));
}

TEST(WorkPool, NoClientHasTheLastThread) {
  std::atomic<bool> is_begun = false;
  std::latch other(1);
  Held held(2, 100, {"a"});
  held.pool.submit("a", [&] { is_begun = true; });
  held.pool.submit("b", [&] { other.count_down(); });
  other.wait();
  EXPECT_FALSE(is_begun);
  held.release();
  EXPECT_TRUE(is_begun);
}

TEST(WorkPool, AClientLeavesPlacesToOthers) {
  Held held(1, 10, {"a"});
  int taken = 0;
  while (held.pool.submit("a", [] {}) == Submitted::taken)
    ++taken;
  EXPECT_EQ(taken, 8); // four times the two places that are left
  EXPECT_EQ(held.pool.submit("a", [] {}), Submitted::client_has_its_share);
  EXPECT_EQ(held.pool.submit("b", [] {}), Submitted::taken);
  EXPECT_EQ(held.pool.submit("c", [] {}), Submitted::taken);
  EXPECT_EQ(held.pool.submit("d", [] {}), Submitted::queue_is_full);
}

TEST(WorkPool, TellsWhetherOthersWait) {
  Held held(1, 10, {"a"});
  EXPECT_FALSE(held.pool.has_others_waiting("a"));
  held.pool.submit("a", [] {});
  EXPECT_FALSE(held.pool.has_others_waiting("a"));
  EXPECT_TRUE(held.pool.has_others_waiting("b"));
}

} // namespace
