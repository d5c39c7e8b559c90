// geo/threads: computing that is shared among threads, and values that are made once for all who
// want them; knows nothing of what is computed.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <limits>
#include <stop_token>

#include "geo/stop.hpp"

namespace geo {

/// How many threads help those that call parallel_for(), however many these are. They give way to
/// others (see give_way()). As many as there are cores, until it is said. Any thread; waits for
/// helpers that are at work.
void set_helper_threads(std::size_t count);
std::size_t helper_threads();

/// Calls run() on this thread, and at the same time on `most_helpers` others at most, as far as
/// they are free; returns when no call is left. Throws what one of the calls threw. May be nested:
/// who calls never waits for a thread that has not begun.
void run_with_helpers(std::size_t most_helpers, const std::function<void()>& run);

constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

/// Calls work(i, state) for each i below `count`, each once, in no order, on at most `most_threads`
/// threads; each makes its own state once. What a call throws is thrown here, and what has not
/// begun by then is left out. Throws unavailable when asked to stop. So that answers do not depend
/// on the machine, `work` must not care which thread it runs on.
template <typename Make, typename Work>
void parallel_for(std::size_t count, const std::stop_token& stop, Make make_state, Work work,
                  std::size_t most_threads = any_number) {
  std::atomic<std::size_t> next = 0;
  const auto run = [&] {
    auto i = next++;
    if (i >= count)
      return;
    try {
      auto state = make_state();
      for (; i < count; i = next++) {
        check_stop(stop);
        work(i, state);
      }
    } catch (...) {
      next = count;
      throw;
    }
  };
  const auto threads = std::min(count, most_threads);
  run_with_helpers(threads - std::min<std::size_t>(threads, 1), run);
}

/// The same without a state: work(i).
template <typename Work>
void parallel_for(std::size_t count, const std::stop_token& stop, Work work) {
  struct None {};
  parallel_for(
      count, stop, [] { return None(); }, [&](std::size_t i, None&) { work(i); });
}

} // namespace geo
