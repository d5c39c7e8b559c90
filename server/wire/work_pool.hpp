#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace server {

/// How much of one kind of work is done at a time, and how much may wait.
struct PoolBounds {
  int threads = 2;
  std::size_t queue = 256; ///< tasks that wait
  bool gives_way = false;  ///< to threads of other pools, see geo::give_way()
};

/// Threads that run the tasks of many clients, a task of each client in its turn, those of one
/// client in the order they came. No client can have all of it: the last thread is for others, if
/// there is more than one, and so are some places of the queue. Any thread, but for stop().
class WorkPool {
public:
  enum class Submitted { taken, queue_is_full, client_has_its_share, stopped };

  explicit WorkPool(PoolBounds bounds);
  ~WorkPool() { stop(); }
  WorkPool(const WorkPool&) = delete;
  WorkPool(WorkPool&&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;
  WorkPool& operator=(WorkPool&&) = delete;

  /// What a task throws ends it alone, and is logged. Where it is not `taken` it is dropped. Throws
  /// std::bad_alloc, and then nothing has changed.
  Submitted submit(const std::string& client, std::function<void()> task);

  /// Runs every task that was taken, then ends the threads. From one thread that is not the pool's.
  void stop();

  std::size_t queued() const;  ///< tasks that wait
  std::size_t running() const; ///< tasks that are being run
  bool has_others_waiting(const std::string& client) const;

private:
  struct Client {
    std::deque<std::function<void()>> waiting;
    std::size_t running = 0;
  };
  using Clients = std::map<std::string, Client>;
  using Turns = std::list<Clients::iterator>;

  void work();
  Turns::iterator next_turn();
  std::function<void()> begin(Turns::iterator turn);
  void end(Clients::iterator client);

  const PoolBounds m_bounds;
  mutable std::mutex m_mutex;
  std::condition_variable m_changed;
  Clients m_clients; ///< who has tasks that wait or run
  Turns m_turns;     ///< who has tasks that wait, the next one first
  std::size_t m_queued = 0;
  std::size_t m_running = 0;
  bool m_stopped = false;
  std::vector<std::thread> m_threads;
};

} // namespace server
