#include "server/wire/work_pool.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <spdlog/spdlog.h>

#include "geo/threads/priority.hpp"

namespace server {

namespace {

// A client may have this many times as many tasks waiting as there are places left: four fifths of
// an empty queue, and whoever comes next finds a place.
constexpr std::size_t share_of_places_left = 4;

} // namespace

WorkPool::WorkPool(PoolBounds bounds) : m_bounds(bounds) {
  try {
    for (int i = 0; i < bounds.threads; ++i)
      m_threads.emplace_back([this] { work(); });
  } catch (const std::exception&) { // no memory for another
    stop();
    throw;
  }
}

WorkPool::Submitted WorkPool::submit(const std::string& client, std::function<void()> task) {
  {
    const std::lock_guard lock(m_mutex);
    if (m_stopped)
      return Submitted::stopped;
    if (m_queued >= m_bounds.queue)
      return Submitted::queue_is_full;
    Clients newcomer;
    auto own = m_clients.find(client);
    if (own == m_clients.end())
      own = newcomer.try_emplace(client).first;
    auto& waiting = own->second.waiting;
    if (waiting.size() >= share_of_places_left * (m_bounds.queue - m_queued))
      return Submitted::client_has_its_share;
    Turns turn;
    if (waiting.empty())
      turn.push_back(own);
    waiting.push_back(std::move(task));
    // What could have failed has not, and what follows takes no memory: no client is left without a
    // turn, nor a turn without a task.
    m_clients.merge(newcomer);
    m_turns.splice(m_turns.end(), turn);
    ++m_queued;
  }
  m_changed.notify_one();
  return Submitted::taken;
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
  return m_queued;
}

std::size_t WorkPool::running() const {
  const std::lock_guard lock(m_mutex);
  return m_running;
}

bool WorkPool::has_others_waiting(const std::string& client) const {
  const std::lock_guard lock(m_mutex);
  return std::ranges::any_of(m_turns, [&](const auto& other) { return other->first != client; });
}

void WorkPool::work() {
  if (m_bounds.gives_way)
    geo::give_way();
  std::unique_lock lock(m_mutex);
  for (;;) {
    auto turn = m_turns.end();
    m_changed.wait(lock, [&] {
      turn = next_turn();
      return turn != m_turns.end() || (m_stopped && m_queued == 0);
    });
    if (turn == m_turns.end())
      return;
    const auto client = *turn;
    auto task = begin(turn);
    lock.unlock();
    try {
      task();
    } catch (const std::exception& error) { // no memory: its request gets no answer in time
      spdlog::error("work is left undone: {}", error.what());
    }
    task = nullptr; // what it holds may matter to whoever reads running()
    lock.lock();
    end(client);
  }
}

/// The first who may have a thread.
WorkPool::Turns::iterator WorkPool::next_turn() {
  const auto most = static_cast<std::size_t>(std::max(1, m_bounds.threads - 1));
  return std::ranges::find_if(m_turns,
                              [&](const auto& client) { return client->second.running < most; });
}

/// The client's oldest task; with the mutex held.
std::function<void()> WorkPool::begin(Turns::iterator turn) {
  const auto client = *turn;
  auto& waiting = client->second.waiting;
  auto task = std::move(waiting.front());
  waiting.pop_front();
  if (waiting.empty())
    m_turns.erase(turn);
  else
    m_turns.splice(m_turns.end(), m_turns, turn);
  --m_queued;
  ++m_running;
  ++client->second.running;
  return task;
}

/// With the mutex held.
void WorkPool::end(Clients::iterator client) {
  --m_running;
  --client->second.running;
  if (client->second.running == 0 && client->second.waiting.empty())
    m_clients.erase(client);
  if (m_stopped)
    m_changed.notify_all(); // others wait for the last task to begin
}

} // namespace server
