#include "geo/threads/parallel.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

#include "geo/threads/priority.hpp"

namespace geo {

namespace {

/// One call of run_with_helpers(): lives on its caller's stack.
struct Job {
  const std::function<void()>& run;
  std::size_t places; ///< helpers that may still join
  std::size_t running = 0;
  std::exception_ptr failure; ///< the first
};

/// Threads that join jobs.
class Helpers {
public:
  explicit Helpers(std::size_t count) { start(count); }
  Helpers(const Helpers&) = delete;
  Helpers& operator=(const Helpers&) = delete;
  ~Helpers() { end(); }

  std::size_t count() const {
    const std::scoped_lock lock(m_mutex);
    return m_threads.size();
  }

  void set_count(std::size_t count) {
    const std::scoped_lock resizing(m_resizing);
    end();
    start(count);
  }

  /// Helpers may join; who calls never waits for one to begin.
  void run(Job& job) {
    std::unique_lock lock(m_mutex);
    m_jobs.push_back(&job);
    lock.unlock();
    m_has_job.notify_all();
    call(job);
    lock.lock();
    std::erase(m_jobs, &job);
    m_is_left.wait(lock, [&] { return job.running == 0; });
  }

private:
  void start(std::size_t count) {
    const std::scoped_lock lock(m_mutex);
    for (std::size_t i = 0; i < count; ++i)
      m_threads.emplace_back([this](const std::stop_token& stop) { help(stop); });
  }

  void end() {
    std::vector<std::jthread> threads;
    {
      const std::scoped_lock lock(m_mutex);
      threads.swap(m_threads);
    }
    for (auto& thread : threads)
      thread.request_stop();
  } // the threads are waited for here

  void help(const std::stop_token& stop) {
    give_way();
    std::unique_lock lock(m_mutex);
    while (m_has_job.wait(lock, stop, [&] { return has_place(); })) {
      auto& job = next_job();
      --job.places;
      ++job.running;
      lock.unlock();
      call(job);
      lock.lock();
      job.places = 0; // there was nothing left for a call to do
      --job.running;
      m_is_left.notify_all();
    }
  }

  bool has_place() const {
    return std::ranges::any_of(m_jobs, [](const Job* job) { return job->places > 0; });
  }

  /// Each in its turn, so that a large one does not keep all helpers to itself.
  Job& next_job() {
    const auto found = std::ranges::find_if(m_jobs, [](const Job* job) { return job->places > 0; });
    m_jobs.splice(m_jobs.end(), m_jobs, found);
    return *m_jobs.back();
  }

  void call(Job& job) {
    try {
      job.run();
    } catch (...) {
      const std::scoped_lock lock(m_mutex);
      if (!job.failure)
        job.failure = std::current_exception();
    }
  }

  std::mutex m_resizing;
  mutable std::mutex m_mutex;
  std::condition_variable_any m_has_job;
  std::condition_variable m_is_left;
  std::list<Job*> m_jobs; ///< the one that waits longest for a helper first
  std::vector<std::jthread> m_threads;
};

Helpers& helpers() {
  static Helpers all(std::max(1U, std::thread::hardware_concurrency()));
  return all;
}

} // namespace

void set_helper_threads(std::size_t count) {
  helpers().set_count(count);
}

std::size_t helper_threads() {
  return helpers().count();
}

void run_with_helpers(std::size_t most_helpers, const std::function<void()>& run) {
  if (most_helpers == 0)
    return run();
  Job job{run, most_helpers, 0, nullptr};
  helpers().run(job);
  if (job.failure)
    std::rethrow_exception(job.failure);
}

} // namespace geo
