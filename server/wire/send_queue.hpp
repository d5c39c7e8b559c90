#pragma once

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/http.hpp"
#include "server/wire/held_bytes.hpp"

namespace server {

/// Whether a call on a socket that gave this `errno` would only have had to wait.
inline bool would_block(int error) {
  return error == EAGAIN || error == EWOULDBLOCK;
}

/// An answer that is not all sent yet, for the log.
struct Unfinished {
  AccessEntry entry;
  std::chrono::steady_clock::time_point started;
};

/// Logs an answer that is over, unless there is no log.
void log_end(const AccessLog& log, Unfinished answer, bool is_complete,
             std::chrono::steady_clock::time_point end);

/// An answer, or a piece of one.
struct Outgoing {
  std::string head;
  SharedText body = nullptr;  ///< null: none
  ByteRange part = {};        ///< what is sent of the body
  std::string_view tail = {}; ///< behind it; lives for ever
  std::size_t sent = 0;
  Hold hold = {};                                    ///< of a body that waits to be taken
  std::optional<Unfinished> finishes = std::nullopt; ///< the answer whose end it is

  std::size_t size() const { return head.size() + part.size + tail.size(); }
};

/// How an attempt to send ended.
enum class Sending {
  done,      ///< nothing is left
  waits,     ///< the client takes no more for now
  gives_way, ///< it may take more, but has had its turn
  broken     ///< the connection is, or there is no room for what its client does not take
};

/// What one connection has to send, in order; nothing is copied. What is not sent at once is
/// counted as held. For one thread.
class SendQueue {
public:
  using Clock = std::chrono::steady_clock;

  /// What is sent in one turn of a connection: however fast its client reads, others wait no longer
  /// than the kernel needs to copy that much.
  static constexpr std::size_t turn_bytes = 64UL * 1024;

  /// Both must live as long.
  SendQueue(HeldBytes& held, const AccessLog& log) : m_held(held), m_log(log) {}

  bool empty() const { return m_out.empty(); }
  std::size_t size() const { return m_out.size(); }
  Clock::time_point last_sent() const { return m_last_sent; } ///< or when it began to wait

  void push(Outgoing outgoing);

  /// Sends what the socket takes, at most `bytes`, which become what is left of them.
  Sending flush(int fd, std::size_t& bytes);

  void log_unfinished(Clock::time_point now); ///< what will not be sent any more

private:
  std::ptrdiff_t send_some(int fd, std::size_t most) const;
  void note_sent(std::size_t bytes);
  bool hold_all();

  HeldBytes& m_held;
  const AccessLog& m_log;
  std::deque<Outgoing> m_out;
  Clock::time_point m_last_sent;
};

} // namespace server
