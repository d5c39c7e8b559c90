#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace server {

/// A fixed number of threads that run tasks in the order they came, with a bound on how many wait.
class WorkPool {
public:
  WorkPool(int threads, std::size_t queue_limit);
  ~WorkPool() { stop(); }
  WorkPool(const WorkPool&) = delete;
  WorkPool(WorkPool&&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;
  WorkPool& operator=(WorkPool&&) = delete;

  /// False when `queue_limit` tasks wait already or the pool was stopped: the task is not taken.
  /// From any thread. A task must not throw.
  bool submit(std::function<void()> task);

  /// Runs every task that was taken, then ends the threads. From one thread that is not the pool's.
  void stop();

  std::size_t queued() const;  ///< tasks that wait; any thread
  std::size_t running() const; ///< tasks that are being run; any thread

private:
  void work();

  mutable std::mutex m_mutex;
  std::condition_variable m_changed;
  std::deque<std::function<void()>> m_tasks;
  std::size_t m_queue_limit;
  std::size_t m_running = 0;
  bool m_stopped = false;
  std::vector<std::thread> m_threads;
};

} // namespace server
