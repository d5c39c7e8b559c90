#include "server/wire/http_connection.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

namespace server {

namespace {

// One connection gets this many buffers read before the others have their turn.
constexpr int reads_in_a_turn = 16;

// What is read and thrown away after the last answer, so that the client gets to see that answer: a
// close() with unread bytes would reset the connection and may take the answer with it.
constexpr std::size_t linger_bytes = 4UL * 1024 * 1024;
constexpr double linger_s = 2;

// Whoever has closed its side of the connection may still read, or may have gone. Work for it has
// so much time before it gives way to others who wait.
constexpr double work_for_closed_s = 1;

constexpr int client_gone_status = 499; // no standard has one; nginx's is widely known

double seconds(HttpConnection::Clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

bool has_closed_its_side(int fd) {
  pollfd state{.fd = fd, .events = POLLRDHUP, .revents = 0};
  return ::poll(&state, 1, 0) == 1 && (state.revents & POLLRDHUP) != 0;
}

} // namespace

HttpConnection::HttpConnection(ConnectionKey key, PeerAddress peer, ConnectionServices& services)
    : m_key(key), m_peer(std::move(peer)), m_services(services), m_parser(services.options.limits),
      m_out(services.held, services.log) {}

HttpConnection::~HttpConnection() {
  m_work.request_stop();
}

bool HttpConnection::on_ready() {
  return !is_left_alone() && progress();
}

/// Nobody half-closes a stream of news, which never ends by itself: its reader has gone.
bool HttpConnection::is_left_alone() const {
  if (m_phase != Phase::streaming || !m_stream->body->is_quick)
    return false;
  char next = 0;
  return ::recv(m_key.fd, &next, 1, MSG_PEEK) == 0;
}

bool HttpConnection::on_answer(Response response, Hold hold) {
  if (m_phase != Phase::running)
    return true; // it was given up, and the client told so
  queue_answer(std::move(response), std::move(hold));
  return progress();
}

bool HttpConnection::on_piece(std::optional<BodyPiece> piece, Hold hold) {
  if (!piece || !m_stream)
    return false;
  m_stream->asked.reset();
  if (!piece->bytes.empty() || piece->is_last)
    queue_piece(std::move(*piece), std::move(hold));
  m_more = !m_out.empty();
  return true;
}

bool HttpConnection::on_tick(Clock::time_point now) {
  const auto& timeouts = m_services.options.timeouts;
  const double age_s = seconds(now - m_phase_since);
  if (m_phase == Phase::running) {
    const auto why = reason_to_stop(m_current.work, now - m_phase_since);
    if (!why.empty()) {
      give_up_work(why);
      return progress();
    }
  }
  if (!m_out.empty())
    return seconds(now - m_out.last_sent()) <= timeouts.write_stall_s;
  switch (m_phase) {
  case Phase::idle:
    return age_s <= timeouts.idle_s;
  case Phase::lingering:
    return age_s <= linger_s;
  case Phase::header:
    if (age_s > timeouts.header_s)
      refuse({408, "the headers took too long"});
    break;
  case Phase::body:
    if (age_s > timeouts.body_s)
      refuse({408, "the body took too long"});
    break;
  case Phase::running:
    break;
  case Phase::streaming:
    return m_stream->asked ? reason_to_stop(m_stream->work, now - *m_stream->asked).empty()
                           : progress();
  }
  return m_out.empty() || progress();
}

void HttpConnection::on_close() {
  const auto now = Clock::now();
  m_out.log_unfinished(now);
  if (m_stream)
    log_end(m_services.log, std::move(m_stream->answer), false, now);
  if (m_phase != Phase::running)
    return;
  m_current.entry.status = client_gone_status;
  log_end(m_services.log, {std::move(m_current.entry), m_current.started}, false, now);
}

bool HttpConnection::progress() {
  m_more = false;
  if (m_phase == Phase::lingering)
    return linger();
  auto bytes_to_send = SendQueue::turn_bytes;
  for (int reads = 0; reads < reads_in_a_turn; ++reads) {
    const bool more_buffered = start_requests();
    const auto sending = m_out.flush(m_key.fd, bytes_to_send);
    if (sending == Sending::gives_way)
      break;
    if (sending != Sending::done || m_phase == Phase::running)
      return sending != Sending::broken;
    if (m_phase == Phase::streaming && !next_piece())
      return true;
    if (m_phase == Phase::streaming || more_buffered || !m_out.empty())
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
  while (!m_closing && m_phase != Phase::running && m_phase != Phase::streaming) {
    if (m_out.size() >= m_services.options.limits.pipeline)
      return true;
    switch (m_parser.next()) {
    case RequestParser::Step::request:
      start(m_parser.take());
      break;
    case RequestParser::Step::body_follows:
      admit();
      break;
    case RequestParser::Step::send_continue:
      m_out.push({.head = "HTTP/1.1 100 Continue\r\n\r\n"});
      break;
    case RequestParser::Step::refused:
      refuse(m_parser.refusal());
      break;
    case RequestParser::Step::need_bytes:
      set_phase(m_parser.in_body()            ? Phase::body
                : m_parser.between_requests() ? Phase::idle
                                              : Phase::header);
      take_body_bytes();
      return false;
    }
  }
  return false;
}

void HttpConnection::start(IncomingRequest incoming) {
  auto& request = incoming.request;
  m_received = {};
  settle_client(request, m_peer, m_services.options.trusted_proxies);
  set_phase(Phase::running);
  m_current = current_of(request);
  m_current.keep_alive = incoming.keep_alive;
  m_current.http_1_0 = incoming.http_1_0;
  auto response = m_services.answer_at_once(request);
  if (!response) {
    m_work = std::stop_source();
    request.stop = m_work.get_token();
    m_current.work = {m_services.class_of(request), sharer_of(request.client)};
    response = m_services.give_work(m_key, m_current.work, std::move(request));
  }
  if (response)
    queue_answer(std::move(*response));
}

/// Decides about a body before it is read.
void HttpConnection::admit() {
  auto admission = m_services.admit(m_parser.partial());
  if (!admission.refusal)
    return m_parser.allow_body(admission.takes_body ? m_services.options.limits.body_bytes : 0);
  m_current = current_of(m_parser.partial());
  queue_answer(std::move(*admission.refusal));
}

void HttpConnection::refuse(const Refusal& refusal) {
  m_current = current_of(m_parser.partial());
  queue_answer(refusal_response(refusal.status, refusal.detail));
}

/// What has come of a body is counted; there may be no room for more.
void HttpConnection::take_body_bytes() {
  if (m_phase != Phase::body)
    return;
  m_received = Hold(m_services.held, sharer_of(m_peer.text), m_parser.partial().body.capacity());
  if (!m_services.held.is_full())
    return;
  m_received = {};
  m_current = current_of(m_parser.partial());
  queue_answer(memory_is_full_response());
}

/// Why work of this age is stopped; empty: it goes on.
std::string_view HttpConnection::reason_to_stop(const WorkOwner& work, Clock::duration age) const {
  if (seconds(age) > m_services.options.timeouts.work_s)
    return "the answer took too long (timeouts.work_s); ask for less, or later";
  if (seconds(age) > work_for_closed_s && has_closed_its_side(m_key.fd) &&
      m_services.others_wait(work))
    return "you have closed your side of the connection, and others wait; ask again later";
  return {};
}

void HttpConnection::give_up_work(std::string_view why) {
  m_work.request_stop();
  m_current.keep_alive = false;
  queue_answer(busy_response(why));
}

/// The request that is answered from now on.
HttpConnection::Current HttpConnection::current_of(const Request& request) const {
  Current current;
  current.entry.client = request.client.empty() ? m_peer.text : request.client;
  current.entry.method = request.method;
  current.entry.target = request.target;
  current.started = Clock::now();
  return current;
}

void HttpConnection::queue_answer(Response response, Hold hold) {
  set_phase(Phase::idle);
  const bool has_length = body_length(response).has_value();
  const bool is_chunked = !has_length && !m_current.http_1_0;
  m_closing = !m_current.keep_alive || m_services.draining || (!has_length && !is_chunked);
  const std::string_view persistence = m_closing ? "close" : m_current.http_1_0 ? "keep-alive" : "";
  auto head = write_head(
      response,
      {.date = m_services.date.now(), .persistence = persistence, .is_chunked = is_chunked});
  Unfinished answer{std::move(m_current.entry), m_current.started};
  answer.entry.status = response.status;
  answer.entry.route = response.route;
  if (response.stream && answer.entry.method != "HEAD") {
    m_out.push({.head = std::move(head)});
    queue_stream(response, is_chunked, std::move(answer));
  } else {
    queue_body(response, std::move(head), std::move(answer), std::move(hold));
  }
}

void HttpConnection::queue_stream(Response& response, bool is_chunked, Unfinished answer) {
  m_stream = {.body = std::move(response.stream),
              .answer = std::move(answer),
              .is_chunked = is_chunked,
              .work = m_current.work};
  set_phase(Phase::streaming);
}

void HttpConnection::queue_body(Response& response, std::string head, Unfinished answer,
                                Hold hold) {
  Outgoing outgoing{.head = std::move(head)};
  if (response.body && answer.entry.method != "HEAD") {
    outgoing.part = response.part.value_or(ByteRange{0, response.body->size()});
    outgoing.body = std::move(response.body);
    outgoing.hold = std::move(hold);
    answer.entry.bytes = outgoing.part.size;
  }
  outgoing.finishes = std::move(answer);
  m_out.push(std::move(outgoing));
}

/// False when there is nothing to send until something else happens.
bool HttpConnection::next_piece() {
  if (m_stream->asked)
    return false;
  if (!m_stream->body->is_quick) {
    if (m_services.give_piece_work(m_key, m_stream->work, m_stream->body))
      m_stream->asked = Clock::now();
    return false;
  }
  auto piece = m_stream->body->next();
  piece.is_last = piece.is_last || m_services.draining;
  if (piece.bytes.empty() && !piece.is_last)
    return false;
  queue_piece(std::move(piece), {});
  return true;
}

void HttpConnection::queue_piece(BodyPiece piece, Hold hold) {
  Outgoing outgoing;
  const auto size = piece.bytes.size();
  m_stream->answer.entry.bytes += size;
  if (m_stream->is_chunked) { // RFC 9112 section 7.1
    if (size > 0)
      outgoing.head = fmt::format("{:x}\r\n", size);
    outgoing.tail = size == 0 ? "0\r\n\r\n" : piece.is_last ? "\r\n0\r\n\r\n" : "\r\n";
  }
  outgoing.part.size = size;
  outgoing.hold = std::move(hold);
  outgoing.body = std::make_shared<const std::string>(std::move(piece.bytes));
  if (piece.is_last) {
    outgoing.finishes = std::move(m_stream->answer);
    m_stream.reset();
    set_phase(Phase::idle);
  }
  m_out.push(std::move(outgoing));
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
