#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <pistache/transport.h>

#include "server/answer_inbox.hpp"
#include "server/file_descriptor.hpp"
#include "server/http.hpp"
#include "server/http_connection.hpp"
#include "server/server_options.hpp"
#include "server/work_pool.hpp"

namespace server {

/// What every socket thread of one server shares.
struct ServerShared {
  ServerShared(const ServerOptions& chosen, FastHandler fast_handler, Handler work_handler,
               AccessLog access_log);

  const ServerOptions options;
  const FastHandler fast; ///< may be null
  const Handler handler;
  const AccessLog log; ///< may be null
  WorkPool pool;
  std::atomic<bool> draining = false;  ///< every answer is a connection's last
  std::atomic<bool> abandoned = false; ///< requests still waiting are not run any more
  std::atomic<std::size_t> open = 0;   ///< connections
  std::vector<std::shared_ptr<AnswerInbox>> inboxes; ///< complete before the threads start
};

/// Keeps the new peers that Pistache registered until its transport asks for them.
class ArrivingPeers;

/// Pistache's per-thread owner of sockets, with HttpConnection in the place of Pistache's own input
/// and output. Only Pistache's queue of accepted sockets is left to the base class. Everything but
/// construction happens on its one socket thread.
class SocketTransport : public Pistache::Tcp::Transport {
public:
  explicit SocketTransport(std::shared_ptr<ServerShared> shared);
  ~SocketTransport() override;
  SocketTransport(const SocketTransport&) = delete;
  SocketTransport(SocketTransport&&) = delete;
  SocketTransport& operator=(const SocketTransport&) = delete;
  SocketTransport& operator=(SocketTransport&&) = delete;

  std::shared_ptr<Pistache::Aio::Handler> clone() const override;
  void registerPoller(Pistache::Polling::Epoll& poller) override;
  void onReady(const Pistache::Aio::FdSet& ready) override;

private:
  struct Socket {
    Socket(std::shared_ptr<Pistache::Tcp::Peer> owner, ConnectionKey key,
           ConnectionServices& services)
        : peer(std::move(owner)), http(key, services) {}

    std::shared_ptr<Pistache::Tcp::Peer> peer;
    HttpConnection http;
    bool write_watched = false;
  };
  using Sockets = std::unordered_map<int, Socket>;

  SocketTransport(std::shared_ptr<ServerShared> shared, std::shared_ptr<ArrivingPeers> arriving);

  std::optional<Response> dispatch(const ConnectionKey& key, Request&& request);
  template <typename Event>
  void let(Sockets::iterator socket, Event event);
  template <typename Event>
  void let_all(Event event);
  Sockets::iterator find(const ConnectionKey& key);
  void watch(Socket& socket);
  void drop(Sockets::iterator socket);
  void deliver_answers();
  void look_at_timeouts();
  void accept_from_base(std::vector<Pistache::Polling::Event> events);
  void adopt(const std::shared_ptr<Pistache::Tcp::Peer>& peer);

  std::shared_ptr<ServerShared> m_shared;
  std::shared_ptr<ArrivingPeers> m_arriving;
  std::shared_ptr<AnswerInbox> m_inbox;
  FileDescriptor m_timer;
  ConnectionServices m_services;
  Sockets m_sockets;                                  ///< by descriptor
  std::vector<ConnectionKey> m_turns;                 ///< connections that have more to do
  std::optional<Pistache::Polling::Tag> m_base_queue; ///< of accepted sockets, once it was seen
  std::uint64_t m_last_id = 0;
  bool m_drained = false;
};

} // namespace server
