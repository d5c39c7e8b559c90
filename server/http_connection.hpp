#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http.hpp"
#include "server/http_head.hpp"
#include "server/pistache_parser.hpp"
#include "server/server_options.hpp"

namespace server {

/// Names one connection for ever: a descriptor is used again, an id is not.
struct ConnectionKey {
  int fd = -1;
  std::uint64_t id = 0;
};

/// What the connections of one socket thread share.
struct ConnectionServices {
  const ServerOptions& options;
  const AccessLog& log;
  const std::atomic<bool>& draining;
  /// Answers at once, or gives the request away and returns nullopt: then on_answer() is called
  /// later. Must not throw.
  std::function<std::optional<Response>(const ConnectionKey&, Request&&)> dispatch;
  HttpDate date;
  std::vector<char> receive_buffer = std::vector<char>(64UL * 1024);
};

/// HTTP/1.1 and 1.0 (RFC 9112) on one non-blocking socket, which it does not own. Requests run one
/// at a time; answers leave in order and are not copied. Belongs to one socket thread.
///
/// Each on_...() does all that is possible without waiting and returns false when the connection is
/// over and the socket is to be closed.
class HttpConnection {
public:
  using Clock = std::chrono::steady_clock;

  HttpConnection(ConnectionKey key, ConnectionServices& services);

  bool on_ready(); ///< the socket can be read or written, it is its turn again, or draining began
  bool on_answer(Response response);   ///< the request given away is answered
  bool on_tick(Clock::time_point now); ///< looks at the timeouts

  const ConnectionKey& key() const { return m_key; }
  bool wants_write() const { return !m_out.empty(); } ///< only until the socket can be written
  bool wants_turn() const { return m_more; }          ///< has more to do, but let others go first

private:
  enum class Phase { idle, header, body, running, lingering };
  enum class Received { bytes, nothing, end, failure };

  struct Outgoing {
    std::string head;
    std::shared_ptr<const std::string> body; ///< null: none
    std::size_t sent = 0;
    bool interim = false; ///< 100 Continue
    AccessEntry entry;
    Clock::time_point started;

    std::size_t size() const { return head.size() + (body ? body->size() : 0); }
  };

  /// What is kept of the request being answered.
  struct Current {
    std::string method;
    std::string target;
    bool keep_alive = false;
    bool http_1_0 = false;
    Clock::time_point started;
  };

  bool progress();
  bool start_requests();
  void start(IncomingRequest incoming);
  void refuse(const Refusal& refusal);
  void queue_answer(Response response);
  void queue_continue();
  void queue(Outgoing outgoing);
  bool flush();
  std::ptrdiff_t send_some();
  void note_sent(std::size_t bytes);
  Received receive();
  bool linger();
  void set_phase(Phase phase);

  ConnectionKey m_key;
  ConnectionServices& m_services;
  RequestParser m_parser;
  Current m_current;
  std::deque<Outgoing> m_out;
  Phase m_phase = Phase::idle;
  Clock::time_point m_phase_since = Clock::now();
  Clock::time_point m_last_sent;
  bool m_closing = false; ///< nothing is read as a request any more
  bool m_more = false;
  std::size_t m_lingered_bytes = 0;
};

} // namespace server
