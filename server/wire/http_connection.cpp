#include "server/wire/http_connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <fmt/format.h>
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

constexpr int client_gone_status = 499; // no standard has one; nginx's is widely known

double seconds(HttpConnection::Clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

bool would_block(int error) {
  return error == EAGAIN || error == EWOULDBLOCK;
}

} // namespace

HttpConnection::HttpConnection(ConnectionKey key, PeerAddress peer, ConnectionServices& services)
    : m_key(key), m_peer(std::move(peer)), m_services(services), m_parser(services.options.limits) {
}

HttpConnection::~HttpConnection() {
  m_work.request_stop();
  for (const auto& outgoing : m_out)
    m_services.unsent_bytes -= outgoing.held_bytes;
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

bool HttpConnection::on_answer(Response response) {
  if (m_phase != Phase::running)
    return true; // it was given up, and the client told so
  queue_answer(std::move(response));
  return progress();
}

bool HttpConnection::on_piece(std::optional<BodyPiece> piece) {
  if (!piece || !m_stream)
    return false;
  m_stream->asked.reset();
  if (!piece->bytes.empty() || piece->is_last)
    queue_piece(std::move(*piece));
  return m_out.empty() || progress();
}

bool HttpConnection::on_tick(Clock::time_point now) {
  const auto& timeouts = m_services.options.timeouts;
  const double age_s = seconds(now - m_phase_since);
  if (m_phase == Phase::running && age_s > timeouts.work_s) {
    give_up_work();
    return progress();
  }
  if (!m_out.empty())
    return seconds(now - m_last_sent) <= timeouts.write_stall_s;
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
    return m_stream->asked ? seconds(now - *m_stream->asked) <= timeouts.work_s : progress();
  }
  return m_out.empty() || progress();
}

void HttpConnection::on_close() {
  const auto now = Clock::now();
  for (auto& outgoing : m_out) {
    if (!outgoing.finishes)
      continue;
    auto& entry = outgoing.finishes->entry;
    entry.bytes -= std::min<std::uint64_t>(entry.bytes, outgoing.size() - outgoing.sent);
    log(std::move(*outgoing.finishes), false, now);
  }
  if (m_stream)
    log(std::move(m_stream->answer), false, now);
  if (m_phase != Phase::running)
    return;
  m_current.entry.status = client_gone_status;
  log({std::move(m_current.entry), m_current.started}, false, now);
}

bool HttpConnection::progress() {
  m_more = false;
  if (m_phase == Phase::lingering)
    return linger();
  for (int turn = 0; turn < turns_in_a_row; ++turn) {
    const bool more_buffered = start_requests();
    if (!flush())
      return false;
    if (!m_out.empty() || m_phase == Phase::running)
      return true;
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
      queue({.head = "HTTP/1.1 100 Continue\r\n\r\n"});
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
  auto& request = incoming.request;
  settle_client(request, m_peer, m_services.options.trusted_proxies);
  set_phase(Phase::running);
  m_current = current_of(request);
  m_current.keep_alive = incoming.keep_alive;
  m_current.http_1_0 = incoming.http_1_0;
  auto response = m_services.answer_at_once(request);
  if (!response) {
    m_work = std::stop_source();
    request.stop = m_work.get_token();
    response = m_services.give_work(m_key, std::move(request));
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

void HttpConnection::give_up_work() {
  m_work.request_stop();
  m_current.keep_alive = false;
  queue_answer(busy_response("the answer took too long; ask for less, or later"));
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

void HttpConnection::queue_answer(Response response) {
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
    queue({.head = std::move(head)});
    queue_stream(response, is_chunked, std::move(answer));
  } else {
    queue_body(response, std::move(head), std::move(answer));
  }
}

void HttpConnection::queue_stream(Response& response, bool is_chunked, Unfinished answer) {
  m_stream = {.body = std::move(response.stream),
              .answer = std::move(answer),
              .is_chunked = is_chunked,
              .asked = std::nullopt};
  set_phase(Phase::streaming);
}

void HttpConnection::queue_body(Response& response, std::string head, Unfinished answer) {
  Outgoing outgoing{.head = std::move(head)};
  if (response.body && answer.entry.method != "HEAD") {
    outgoing.part = response.part.value_or(ByteRange{0, response.body->size()});
    outgoing.held_bytes = response.body.use_count() == 1 ? response.body->size() : 0;
    outgoing.body = std::move(response.body);
    answer.entry.bytes = outgoing.part.size;
  }
  outgoing.finishes = std::move(answer);
  queue(std::move(outgoing));
}

/// False when there is nothing to send until something else happens.
bool HttpConnection::next_piece() {
  if (m_stream->asked)
    return false;
  if (!m_stream->body->is_quick) {
    if (m_services.give_piece_work(m_key, m_stream->body))
      m_stream->asked = Clock::now();
    return false;
  }
  auto piece = m_stream->body->next();
  piece.is_last = piece.is_last || m_services.draining;
  if (piece.bytes.empty() && !piece.is_last)
    return false;
  queue_piece(std::move(piece));
  return true;
}

void HttpConnection::queue_piece(BodyPiece piece) {
  Outgoing outgoing;
  const auto size = piece.bytes.size();
  m_stream->answer.entry.bytes += size;
  if (m_stream->is_chunked) { // RFC 9112 section 7.1
    if (size > 0) {
      outgoing.head = fmt::format("{:x}\r\n", size);
      piece.bytes += "\r\n";
    }
    if (piece.is_last)
      piece.bytes += "0\r\n\r\n";
  }
  outgoing.part.size = piece.bytes.size();
  outgoing.held_bytes = piece.bytes.size();
  outgoing.body = std::make_shared<const std::string>(std::move(piece.bytes));
  if (piece.is_last) {
    outgoing.finishes = std::move(m_stream->answer);
    m_stream.reset();
    set_phase(Phase::idle);
  }
  queue(std::move(outgoing));
}

void HttpConnection::queue(Outgoing outgoing) {
  if (m_out.empty())
    m_last_sent = Clock::now();
  m_services.unsent_bytes += outgoing.held_bytes;
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
  const auto add = [&](const std::string& text, std::size_t first, std::size_t size) {
    // sendmsg() only reads, but iovec serves readv() too and has no const.
    pieces[count++] = {const_cast<char*>(text.data()) + first, size};
  };
  for (const auto& outgoing : m_out) {
    if (count + 2 > pieces.size())
      break;
    const auto head_sent = std::min(outgoing.sent, outgoing.head.size());
    const auto body_sent = outgoing.sent - head_sent;
    add(outgoing.head, head_sent, outgoing.head.size() - head_sent);
    if (outgoing.body)
      add(*outgoing.body, outgoing.part.first + body_sent, outgoing.part.size - body_sent);
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
    if (front.finishes)
      log(std::move(*front.finishes), true, m_last_sent);
    m_services.unsent_bytes -= front.held_bytes;
    m_out.pop_front();
  }
}

void HttpConnection::log(Unfinished answer, bool is_complete, Clock::time_point end) {
  if (!m_services.log)
    return;
  answer.entry.is_complete = is_complete;
  answer.entry.seconds = seconds(end - answer.started);
  m_services.log(answer.entry);
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
