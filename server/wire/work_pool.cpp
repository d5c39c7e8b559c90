#include "server/wire/work_pool.hpp"

#include <utility>

namespace server {

WorkPool::WorkPool(int threads, std::size_t queue_limit) : m_queue_limit(queue_limit) {
  for (int i = 0; i < threads; ++i)
    m_threads.emplace_back([this] { work(); });
}

bool WorkPool::submit(std::function<void()> task) {
  {
    const std::lock_guard lock(m_mutex);
    if (m_stopped || m_tasks.size() >= m_queue_limit)
      return false;
    m_tasks.push_back(std::move(task));
  }
  m_changed.notify_one();
  return true;
}

void WorkPool::stop() {
  {
    const std::lock_guard lock(m_mutex);
    m_stopped = true;
  }
  m_changed.notify_all();
  for (auto& thread : m_threads)
    thread.join();
  m_threads.clear();
}

std::size_t WorkPool::queued() const {
  const std::lock_guard lock(m_mutex);
  return m_tasks.size();
}

std::size_t WorkPool::running() const {
  const std::lock_guard lock(m_mutex);
  return m_running;
}

void WorkPool::work() {
  for (;;) {
    std::function<void()> task;
    {
      std::unique_lock lock(m_mutex);
      m_changed.wait(lock, [this] { return m_stopped || !m_tasks.empty(); });
      if (m_tasks.empty())
        return;
      task = std::move(m_tasks.front());
      m_tasks.pop_front();
      ++m_running;
    }
    task();
    task = nullptr; // what it holds may matter to whoever reads running()
    const std::lock_guard lock(m_mutex);
    --m_running;
  }
}

} // namespace server
