#include "server/http_connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <sys/socket.h>
#include <sys/uio.h>

namespace server {

namespace {

// One connection gets this many buffers read before the others have their turn.
constexpr int turns_in_a_row = 16;

// What is read and thrown away after the last answer, so that the client gets to see that answer: a
// close() with unread bytes would reset the connection and may take the answer with it.
constexpr std::size_t linger_bytes = 4UL * 1024 * 1024;
constexpr double linger_s = 2;

constexpr std::size_t pieces_per_send = 16;

double seconds(HttpConnection::Clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

bool would_block(int error) {
  return error == EAGAIN || error == EWOULDBLOCK;
}

} // namespace

HttpConnection::HttpConnection(ConnectionKey key, ConnectionServices& services)
    : m_key(key), m_services(services), m_parser(services.options.limits) {}

bool HttpConnection::on_ready() {
  return progress();
}

bool HttpConnection::on_answer(Response response) {
  queue_answer(std::move(response));
  return progress();
}

bool HttpConnection::on_tick(Clock::time_point now) {
  const auto& timeouts = m_services.options.timeouts;
  if (!m_out.empty())
    return seconds(now - m_last_sent) <= timeouts.write_stall_s;
  const double age_s = seconds(now - m_phase_since);
  switch (m_phase) {
  case Phase::running:
    return true;
  case Phase::idle:
    return age_s <= timeouts.idle_s;
  case Phase::lingering:
    return age_s <= linger_s;
  case Phase::header:
  case Phase::body:
    break;
  }
  const bool in_header = m_phase == Phase::header;
  if (age_s <= (in_header ? timeouts.header_s : timeouts.body_s))
    return true;
  refuse({408, in_header ? "the headers took too long" : "the body took too long"});
  return progress();
}

bool HttpConnection::progress() {
  m_more = false;
  if (m_phase == Phase::lingering)
    return linger();
  for (int turn = 0; turn < turns_in_a_row; ++turn) {
    const bool more_buffered = start_requests();
    if (!flush())
      return false;
    if (wants_write() || m_phase == Phase::running)
      return true;
    if (more_buffered)
      continue;
    if (m_closing)
      return linger();
    switch (receive()) {
    case Received::bytes:
      break;
    case Received::nothing:
      return m_phase != Phase::idle || !m_services.draining;
    case Received::end: // every complete request is answered by now
    case Received::failure:
      return false;
    }
  }
  m_more = true;
  return true;
}

/// True when it stopped to send first what is answered already.
bool HttpConnection::start_requests() {
  while (!m_closing && m_phase != Phase::running) {
    if (m_out.size() >= m_services.options.limits.pipeline)
      return true;
    switch (m_parser.next()) {
    case RequestParser::Step::request:
      start(m_parser.take());
      break;
    case RequestParser::Step::send_continue:
      queue_continue();
      break;
    case RequestParser::Step::refused:
      refuse(m_parser.refusal());
      break;
    case RequestParser::Step::need_bytes:
      set_phase(m_parser.in_body()            ? Phase::body
                : m_parser.between_requests() ? Phase::idle
                                              : Phase::header);
      return false;
    }
  }
  return false;
}

void HttpConnection::start(IncomingRequest incoming) {
  set_phase(Phase::running);
  m_current = {.method = incoming.request.method,
               .target = incoming.request.target,
               .keep_alive = incoming.keep_alive,
               .http_1_0 = incoming.http_1_0,
               .started = m_phase_since};
  if (auto response = m_services.dispatch(m_key, std::move(incoming.request)))
    queue_answer(std::move(*response));
}

void HttpConnection::refuse(const Refusal& refusal) {
  m_current = {.method = m_parser.partial().method,
               .target = m_parser.partial().target,
               .started = Clock::now()};
  queue_answer(refusal_response(refusal.status, refusal.detail));
}

void HttpConnection::queue_answer(Response response) {
  set_phase(Phase::idle);
  m_closing = !m_current.keep_alive || m_services.draining;
  const std::string_view persistence = m_closing ? "close" : m_current.http_1_0 ? "keep-alive" : "";
  Outgoing outgoing;
  outgoing.head = write_head(response, {m_services.date.now(), persistence});
  if (m_current.method != "HEAD")
    outgoing.body = std::move(response.body);
  outgoing.started = m_current.started;
  outgoing.entry = {.method = std::move(m_current.method),
                    .target = std::move(m_current.target),
                    .status = response.status,
                    .bytes = outgoing.body ? outgoing.body->size() : 0};
  queue(std::move(outgoing));
}

void HttpConnection::queue_continue() {
  Outgoing outgoing;
  outgoing.head = "HTTP/1.1 100 Continue\r\n\r\n";
  outgoing.interim = true;
  queue(std::move(outgoing));
}

void HttpConnection::queue(Outgoing outgoing) {
  if (m_out.empty())
    m_last_sent = Clock::now();
  m_out.push_back(std::move(outgoing));
}

/// False when the connection is broken.
bool HttpConnection::flush() {
  while (!m_out.empty()) {
    const auto sent = send_some();
    if (sent < 0 && errno == EINTR)
      continue;
    if (sent < 0)
      return would_block(errno);
    m_last_sent = Clock::now();
    note_sent(static_cast<std::size_t>(sent));
  }
  return true;
}

std::ptrdiff_t HttpConnection::send_some() {
  std::array<iovec, pieces_per_send> pieces{};
  std::size_t count = 0;
  const auto add = [&](const std::string& text, std::size_t skipped) {
    // sendmsg() only reads, but iovec serves readv() too and has no const.
    pieces[count++] = {const_cast<char*>(text.data()) + skipped, text.size() - skipped};
  };
  for (const auto& outgoing : m_out) {
    if (count + 2 > pieces.size())
      break;
    const auto head_sent = std::min(outgoing.sent, outgoing.head.size());
    add(outgoing.head, head_sent);
    if (outgoing.body)
      add(*outgoing.body, outgoing.sent - head_sent);
  }
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = count;
  return ::sendmsg(m_key.fd, &message, MSG_NOSIGNAL);
}

void HttpConnection::note_sent(std::size_t bytes) {
  while (!m_out.empty()) {
    auto& front = m_out.front();
    const auto taken = std::min(bytes, front.size() - front.sent);
    front.sent += taken;
    bytes -= taken;
    if (front.sent < front.size())
      return;
    if (m_services.log && !front.interim) {
      front.entry.milliseconds = 1000 * seconds(m_last_sent - front.started);
      m_services.log(front.entry);
    }
    m_out.pop_front();
  }
}

HttpConnection::Received HttpConnection::receive() {
  auto& buffer = m_services.receive_buffer;
  for (;;) {
    const auto count = ::recv(m_key.fd, buffer.data(), buffer.size(), 0);
    if (count > 0) {
      m_parser.append({buffer.data(), static_cast<std::size_t>(count)});
      return Received::bytes;
    }
    if (count == 0)
      return Received::end;
    if (errno != EINTR)
      return would_block(errno) ? Received::nothing : Received::failure;
  }
}

/// After the last answer: our side is shut, what still comes is thrown away.
bool HttpConnection::linger() {
  if (m_phase != Phase::lingering) {
    set_phase(Phase::lingering);
    ::shutdown(m_key.fd, SHUT_WR);
  }
  auto& buffer = m_services.receive_buffer;
  while (m_lingered_bytes <= linger_bytes) {
    const auto count = ::recv(m_key.fd, buffer.data(), buffer.size(), 0);
    if (count > 0)
      m_lingered_bytes += static_cast<std::size_t>(count);
    else if (count == 0 || errno != EINTR)
      return count < 0 && would_block(errno);
  }
  return false;
}

void HttpConnection::set_phase(Phase phase) {
  if (phase == m_phase)
    return;
  m_phase = phase;
  m_phase_since = Clock::now();
}

} // namespace server
