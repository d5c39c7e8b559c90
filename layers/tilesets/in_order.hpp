#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <future>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace layers {

/// Threads that take jobs one after another and work on many at once; the results come in the order
/// of the jobs. For in_order().
template <typename Take, typename Work>
class OrderedWork {
public:
  using Job = typename std::invoke_result_t<Take>::value_type;
  using Result = std::invoke_result_t<Work, Job, std::stop_token>;

  OrderedWork(int threads, Take take, Work work)
      : m_take(std::move(take)), m_work(std::move(work)),
        m_most(static_cast<std::size_t>(threads) * 4) {
    try {
      for (int i = 0; i < threads; ++i)
        m_threads.emplace_back([this] { run(m_stop.get_token()); });
    } catch (const std::exception&) { // those that have begun wait for jobs
      m_stop.request_stop();
      throw;
    }
  }
  OrderedWork(const OrderedWork&) = delete;
  OrderedWork& operator=(const OrderedWork&) = delete;
  ~OrderedWork() { m_stop.request_stop(); }

  /// nullopt: there are no more. Throws what the job threw.
  std::optional<Result> next() {
    std::unique_lock lock(m_mutex);
    m_has_result.wait(lock, [&] { return m_is_last_taken || !m_begun.empty(); });
    if (m_begun.empty())
      return std::nullopt;
    auto result = std::move(m_begun.front());
    m_begun.pop_front();
    lock.unlock();
    m_has_room.notify_one();
    return result.get();
  }

private:
  void run(const std::stop_token& stop) {
    std::promise<Result> promise;
    while (auto job = begin(promise, stop)) {
      try {
        promise.set_value(m_work(std::move(*job), stop));
      } catch (...) {
        promise.set_exception(std::current_exception());
      }
      promise = {};
    }
  }

  /// The next job, once there is room for its result.
  std::optional<Job> begin(std::promise<Result>& promise, const std::stop_token& stop) {
    std::unique_lock lock(m_mutex);
    m_has_room.wait(lock, stop, [&] { return m_is_last_taken || m_begun.size() < m_most; });
    if (m_is_last_taken || stop.stop_requested())
      return std::nullopt;
    std::optional<Job> job;
    try {
      job = m_take();
    } catch (...) {
      promise.set_exception(std::current_exception());
      m_begun.push_back(promise.get_future());
    }
    m_is_last_taken = !job.has_value();
    if (job)
      m_begun.push_back(promise.get_future());
    else
      m_has_room.notify_all();
    m_has_result.notify_one();
    return job;
  }

  Take m_take;
  Work m_work;
  std::size_t m_most; ///< results not yet asked for
  std::mutex m_mutex;
  std::condition_variable_any m_has_room;
  std::condition_variable m_has_result;
  std::deque<std::future<Result>> m_begun; ///< in the order of the jobs
  bool m_is_last_taken = false;
  std::stop_source m_stop;
  std::vector<std::jthread> m_threads;
};

/// Works on jobs on several threads and hands the results on in the order of the jobs.
///   take() -> std::optional<Job>          one call at a time, on any thread; nullopt: no more
///   work(Job, std::stop_token) -> Result  many at once; asked to stop when it is not wanted
///   put(Result) -> bool                   on the calling thread; false: no more is wanted
/// At most four results a thread wait to be put. What any of them throws ends the work and is
/// thrown here. Returns when no thread is left.
template <typename Take, typename Work, typename Put>
void in_order(int threads, Take take, Work work, Put put) {
  OrderedWork<Take, Work> ordered(threads, std::move(take), std::move(work));
  while (auto result = ordered.next())
    if (!put(std::move(*result)))
      return;
}

} // namespace layers
