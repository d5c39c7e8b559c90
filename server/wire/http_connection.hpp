#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/http.hpp"
#include "server/http/http_head.hpp"
#include "server/options/server_options.hpp"
#include "server/wire/client_address.hpp"
#include "server/wire/held_bytes.hpp"
#include "server/wire/pistache_parser.hpp"
#include "server/wire/send_queue.hpp"
#include "server/wire/work_lanes.hpp"

namespace server {

/// What the connections of one socket thread share. The functions must not throw.
struct ConnectionServices {
  const ServerOptions& options;
  const AccessLog& log;
  const std::atomic<bool>& draining;
  HeldBytes& held; ///< by the requests and answers of all connections
  std::function<Admission(const Request&)> admit;
  std::function<std::optional<Response>(const Request&)> answer_at_once;
  std::function<WorkClass(const Request&)> class_of;
  /// Has the request worked on: on_answer() is called later. Or says why not.
  std::function<std::optional<Response>(const ConnectionKey&, const WorkOwner&, Request&&)>
      give_work;
  /// Has the stream's next piece made: on_piece() is called later. False: ask again later.
  std::function<bool(const ConnectionKey&, const WorkOwner&, std::shared_ptr<BodyStream>)>
      give_piece_work;
  std::function<bool(const WorkOwner&)> others_wait; ///< for work of this kind
  HttpDate date;
  std::vector<char> receive_buffer = std::vector<char>(64UL * 1024);
};

/// HTTP/1.1 and 1.0 (RFC 9112) on one non-blocking socket, which it does not own. Requests run one
/// at a time; answers leave in order and are not copied. Belongs to one socket thread.
///
/// Each on_...() but on_close() does all that is possible without waiting and returns false when
/// the connection is over and the socket is to be closed.
class HttpConnection {
public:
  using Clock = std::chrono::steady_clock;

  HttpConnection(ConnectionKey key, PeerAddress peer, ConnectionServices& services);
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection(HttpConnection&&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;
  HttpConnection& operator=(HttpConnection&&) = delete;

  bool on_ready(); ///< the socket can be read or written, it is its turn again, or draining began
  /// The request that was worked on is answered. `hold`: of the body.
  bool on_answer(Response response, Hold hold);
  /// Nullopt: it could not be made. `hold`: of the piece, which is sent in the connection's turn.
  bool on_piece(std::optional<BodyPiece> piece, Hold hold);
  bool on_tick(Clock::time_point now); ///< looks at the timeouts, and for news of a waiting stream
  void on_close();                     ///< logs what the client will not get any more

  const ConnectionKey& key() const { return m_key; }
  const PeerAddress& peer() const { return m_peer; }
  bool wants_turn() const { return m_more; } ///< has more to do, but lets others go first
  bool is_sending() const { return !m_out.empty(); }

private:
  enum class Phase { idle, header, body, running, streaming, lingering };
  enum class Received { bytes, nothing, end, failure };

  /// What is kept of the request being answered.
  struct Current {
    AccessEntry entry;
    bool keep_alive = false;
    bool http_1_0 = false;
    Clock::time_point started;
    WorkOwner work; ///< where it is worked on
  };

  /// The body being made and sent.
  struct Streaming {
    std::shared_ptr<BodyStream> body;
    Unfinished answer;
    bool is_chunked = false;
    WorkOwner work = {};
    std::optional<Clock::time_point> asked = std::nullopt; ///< since when a piece is being made
  };

  bool progress();
  bool start_requests();
  void start(IncomingRequest incoming);
  void admit();
  void refuse(const Refusal& refusal);
  void take_body_bytes();
  std::string_view reason_to_stop(const WorkOwner& work, Clock::duration age) const;
  void give_up_work(std::string_view why);
  Current current_of(const Request& request) const;
  void queue_answer(Response response, Hold hold = {});
  void queue_stream(Response& response, bool is_chunked, Unfinished answer);
  void queue_body(Response& response, std::string head, Unfinished answer, Hold hold);
  bool is_left_alone() const;
  bool next_piece();
  void queue_piece(BodyPiece piece, Hold hold);
  Received receive();
  bool linger();
  void set_phase(Phase phase);

  ConnectionKey m_key;
  PeerAddress m_peer;
  ConnectionServices& m_services;
  RequestParser m_parser;
  Current m_current;
  std::stop_source m_work{std::nostopstate};
  Hold m_received; ///< of a body that is not complete
  std::optional<Streaming> m_stream;
  SendQueue m_out;
  Phase m_phase = Phase::idle;
  Clock::time_point m_phase_since = Clock::now();
  bool m_closing = false; ///< nothing is read as a request any more
  bool m_more = false;
  std::size_t m_lingered_bytes = 0;
};

} // namespace server
