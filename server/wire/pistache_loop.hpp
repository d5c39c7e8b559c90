#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <pistache/reactor.h>

#include "server/http/http.hpp"
#include "server/options/server_options.hpp"
#include "server/wire/answer_inbox.hpp"
#include "server/wire/file_descriptor.hpp"
#include "server/wire/held_bytes.hpp"
#include "server/wire/http_connection.hpp"
#include "server/wire/work_lanes.hpp"

namespace server {

/// Counts connections by the network they come from. For any thread.
class AddressCounts {
public:
  bool add(const IpAddress& address, std::size_t limit); ///< false: it has `limit` already
  void remove(const IpAddress& address);

private:
  std::mutex m_mutex;
  std::map<IpAddress, std::size_t> m_counts;
};

/// What every socket thread of one server shares.
struct ServerShared {
  ServerShared(const ServerOptions& chosen, ServerCalls server_calls)
      : options(chosen), calls(std::move(server_calls)), held(chosen.limits.unsent_bytes),
        lanes(options, calls, held) {}

  const ServerOptions options;
  const ServerCalls calls;
  std::vector<int> listening; ///< descriptors; complete before the threads start
  HeldBytes held;             ///< outlives what is counted
  WorkLanes lanes;
  AddressCounts addresses;
  std::atomic<bool> draining = false;  ///< every answer is a connection's last
  std::atomic<bool> abandoned = false; ///< every connection ends, whatever it waits for
  std::atomic<int> accepting = 0;      ///< threads that take new connections
  std::atomic<std::size_t> open = 0;   ///< connections
  std::vector<std::shared_ptr<AnswerInbox>> inboxes; ///< complete before the threads start
};

/// One socket thread's sockets, driven by Pistache's event loop: accepts connections and lets each
/// HttpConnection do what it can. Everything but construction and registerPoller() happens on that
/// one thread.
class SocketLoop : public Pistache::Aio::Handler {
public:
  explicit SocketLoop(std::shared_ptr<ServerShared> shared);

  std::shared_ptr<Pistache::Aio::Handler> clone() const override;
  void registerPoller(Pistache::Polling::Epoll& poller) override;
  void onReady(const Pistache::Aio::FdSet& ready) override;

private:
  struct Socket {
    Socket(FileDescriptor owned, ConnectionKey key, PeerAddress peer, ConnectionServices& services)
        : descriptor(std::move(owned)), http(key, std::move(peer), services) {}

    FileDescriptor descriptor;
    HttpConnection http;
    bool is_in_line = false; ///< for a turn
  };
  using Sockets = std::unordered_map<int, Socket>;

  std::optional<Response> answer_at_once(const Request& request) const;
  template <typename Event>
  void let(Sockets::iterator socket, Event event);
  template <typename Event>
  void let_all(Event event);
  Sockets::iterator find(const ConnectionKey& key);
  void drop(Sockets::iterator socket);
  void be_ready(Sockets::iterator socket);
  void get_in_line(Socket& socket);
  void give_turns();
  void deliver(FinishedWork finished);
  void look_at_inbox();
  void look_at_timeouts();
  void start_accepting();
  void stop_accepting();
  bool accept_one(int listening);
  void adopt(FileDescriptor descriptor, const PeerAddress& peer);
  void drain();

  std::shared_ptr<ServerShared> m_shared;
  std::shared_ptr<AnswerInbox> m_inbox;
  FileDescriptor m_timer;
  ConnectionServices m_services;
  Pistache::Polling::Epoll* m_poller = nullptr; ///< this thread's, outlives the loop
  Sockets m_sockets;                            ///< by descriptor
  std::deque<ConnectionKey> m_turns;            ///< connections that have more to do, in line
  std::uint64_t m_last_id = 0;
  bool m_accepting = false;
  bool m_drained = false;
};

} // namespace server
