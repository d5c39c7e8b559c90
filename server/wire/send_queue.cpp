#include "server/wire/send_queue.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <utility>

#include <sys/socket.h>
#include <sys/uio.h>

#include "server/wire/client_address.hpp"

namespace server {

namespace {

constexpr std::size_t pieces_per_send = 24; // of eight answers

/// Empty: nobody's. News are small.
std::string client_of(const Outgoing& outgoing) {
  return outgoing.finishes ? sharer_of(outgoing.finishes->entry.client) : "";
}

} // namespace

void log_end(const AccessLog& log, Unfinished answer, bool is_complete,
             std::chrono::steady_clock::time_point end) {
  if (!log)
    return;
  answer.entry.is_complete = is_complete;
  answer.entry.seconds = std::chrono::duration<double>(end - answer.started).count();
  log(answer.entry);
}

void SendQueue::push(Outgoing outgoing) {
  if (m_out.empty())
    m_last_sent = Clock::now();
  m_out.push_back(std::move(outgoing));
}

Sending SendQueue::flush(int fd, std::size_t& bytes) {
  while (!m_out.empty()) {
    if (bytes == 0)
      return hold_all() ? Sending::gives_way : Sending::broken;
    const auto sent = send_some(fd, bytes);
    if (sent < 0 && errno == EINTR)
      continue;
    if (sent < 0)
      return would_block(errno) && hold_all() ? Sending::waits : Sending::broken;
    m_last_sent = Clock::now();
    bytes -= static_cast<std::size_t>(sent);
    note_sent(static_cast<std::size_t>(sent));
  }
  return Sending::done;
}

/// Counts what is not sent yet. False: there is no room for what nobody else has.
bool SendQueue::hold_all() {
  for (auto& outgoing : m_out) {
    if (!outgoing.body || outgoing.hold)
      continue;
    if (outgoing.body.use_count() == 1 && m_held.is_full())
      return false;
    outgoing.hold = Hold(m_held, client_of(outgoing), outgoing.body);
  }
  return true;
}

std::ptrdiff_t SendQueue::send_some(int fd, std::size_t most) const {
  std::array<iovec, pieces_per_send> pieces{};
  std::size_t count = 0;
  const auto add = [&](std::string_view text, std::size_t& sent) {
    const auto skipped = std::min(sent, text.size());
    const auto size = std::min(most, text.size() - skipped);
    sent -= skipped;
    most -= size;
    // sendmsg() only reads, but iovec serves readv() too and has no const.
    pieces[count++] = {const_cast<char*>(text.data()) + skipped, size};
  };
  for (const auto& outgoing : m_out) {
    if (most == 0 || count + 3 > pieces.size())
      break;
    auto sent = outgoing.sent;
    add(outgoing.head, sent);
    if (outgoing.body)
      add(std::string_view(*outgoing.body).substr(outgoing.part.first, outgoing.part.size), sent);
    if (!outgoing.tail.empty())
      add(outgoing.tail, sent);
  }
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = count;
  return ::sendmsg(fd, &message, MSG_NOSIGNAL);
}

void SendQueue::note_sent(std::size_t bytes) {
  while (!m_out.empty()) {
    auto& front = m_out.front();
    const auto taken = std::min(bytes, front.size() - front.sent);
    front.sent += taken;
    bytes -= taken;
    if (front.sent < front.size())
      return;
    if (front.finishes)
      log_end(m_log, std::move(*front.finishes), true, m_last_sent);
    m_out.pop_front();
  }
}

void SendQueue::log_unfinished(Clock::time_point now) {
  for (auto& outgoing : m_out) {
    if (!outgoing.finishes)
      continue;
    auto& entry = outgoing.finishes->entry;
    entry.bytes -= std::min<std::uint64_t>(entry.bytes, outgoing.size() - outgoing.sent);
    log_end(m_log, std::move(*outgoing.finishes), false, now);
  }
}

} // namespace server
