#include "server/wire/pistache_loop.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <string>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "geo/error.hpp"
#include "server/http/http_head.hpp"
#include "server/wire/or_problem.hpp"

namespace server {

namespace Polling = Pistache::Polling;

namespace {

constexpr long tick_ns = 100'000'000;

// So many connections have their turn before the loop looks again who has come and what is
// answered.
constexpr int turns_in_a_row = 4;

FileDescriptor start_timer() {
  FileDescriptor timer(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  const itimerspec spec{.it_interval = {.tv_sec = 0, .tv_nsec = tick_ns},
                        .it_value = {.tv_sec = 0, .tv_nsec = tick_ns}};
  if (timer.get() < 0 || ::timerfd_settime(timer.get(), 0, &spec, nullptr) != 0)
    geo::fail(geo::ErrorKind::unavailable, "timerfd: {}", std::strerror(errno));
  return timer;
}

void watch(Polling::Epoll& poller, int fd, Polling::NotifyOn interest, Polling::Mode mode) {
  poller.addFd(fd, Pistache::Flags<Polling::NotifyOn>(interest),
               Polling::Tag(static_cast<std::uint64_t>(fd)), mode);
}

// What the kernel may hold of an answer before the network has taken it. More would only cost
// memory, and the processor's caches when many clients load large answers.
constexpr int unsent_in_kernel_bytes = 256 * 1024;

void tune(int tcp_socket) {
  const int yes = 1;
  ::setsockopt(tcp_socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  ::setsockopt(tcp_socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent_in_kernel_bytes,
               sizeof unsent_in_kernel_bytes);
}

/// Best effort: whoever is over a limit of connections gets neither memory nor patience.
void refuse_connection(int fd, std::string_view detail) {
  const auto response = busy_response(detail);
  const auto text =
      write_head(response, {.date = HttpDate().now(), .persistence = "close"}) + *response.body;
  std::string ignored(4096, '\0');
  // Unread bytes would turn the close into a reset.
  [[maybe_unused]] const auto got = ::recv(fd, ignored.data(), ignored.size(), MSG_DONTWAIT);
  [[maybe_unused]] const auto sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
}

} // namespace

bool AddressCounts::add(const IpAddress& address, std::size_t limit) {
  const std::lock_guard lock(m_mutex);
  auto& count = m_counts[network_of(address)];
  if (count >= limit)
    return false;
  ++count;
  return true;
}

void AddressCounts::remove(const IpAddress& address) {
  const std::lock_guard lock(m_mutex);
  const auto found = m_counts.find(network_of(address));
  if (--found->second == 0)
    m_counts.erase(found);
}

SocketLoop::SocketLoop(std::shared_ptr<ServerShared> shared)
    : m_shared(std::move(shared)), m_inbox(std::make_shared<AnswerInbox>()), m_timer(start_timer()),
      m_services{
          .options = m_shared->options,
          .log = m_shared->calls.log,
          .draining = m_shared->draining,
          .held = m_shared->held,
          .admit =
              [this](const Request& request) {
                const auto& admit = m_shared->calls.admit;
                return admit ? admit(request) : Admission{.takes_body = true};
              },
          .answer_at_once = [this](const Request& request) { return answer_at_once(request); },
          .class_of =
              [this](const Request& request) {
                const auto& class_of = m_shared->calls.class_of;
                return class_of ? class_of(request) : WorkClass::tiles;
              },
          .give_work =
              [this](const ConnectionKey& key, const WorkOwner& owner, Request&& request) {
                return m_shared->lanes.give(m_inbox, key, owner, std::move(request));
              },
          .give_piece_work =
              [this](const ConnectionKey& key, const WorkOwner& owner,
                     const std::shared_ptr<BodyStream>& stream) {
                return m_shared->lanes.give_piece(m_inbox, key, owner, stream);
              },
          .others_wait =
              [this](const WorkOwner& owner) { return m_shared->lanes.others_wait(owner); },
          .date = {}} {}

// Pistache makes one prototype and clones it for each of its threads.
std::shared_ptr<Pistache::Aio::Handler> SocketLoop::clone() const {
  return std::make_shared<SocketLoop>(m_shared);
}

void SocketLoop::registerPoller(Polling::Epoll& poller) {
  m_poller = &poller;
  watch(poller, m_inbox->descriptor(), Polling::NotifyOn::Read, Polling::Mode::Level);
  watch(poller, m_timer.get(), Polling::NotifyOn::Read, Polling::Mode::Level);
  m_shared->inboxes.push_back(m_inbox);
  ++m_shared->accepting;
  start_accepting();
}

// The order matters. A connection's own event can close only that connection, so in the first pass
// no event of this batch is stale. The inbox and the timer may close any connection, and a new one
// may get the same descriptor: they come after. What is long, sending on, comes last and in turns.
void SocketLoop::onReady(const Pistache::Aio::FdSet& ready) {
  bool has_mail = false;
  bool has_ticked = false;
  std::vector<int> arriving;
  for (const auto& entry : ready) {
    const int fd = static_cast<int>(entry.getTag().value());
    if (const auto socket = m_sockets.find(fd); socket != m_sockets.end())
      entry.isHangup() ? drop(socket) : be_ready(socket);
    else if (fd == m_inbox->descriptor())
      has_mail = true;
    else if (fd == m_timer.get())
      has_ticked = true;
    else
      arriving.push_back(fd);
  }
  if (has_mail)
    look_at_inbox();
  if (has_ticked)
    look_at_timeouts();
  for (const int listening : arriving)
    if (m_accepting)
      accept_one(listening);
  give_turns();
}

/// Whoever is in the middle of an answer waits for a turn.
void SocketLoop::be_ready(Sockets::iterator socket) {
  let(socket, [&](HttpConnection& http) {
    if (!http.is_sending())
      return http.on_ready();
    get_in_line(socket->second);
    return true;
  });
}

void SocketLoop::get_in_line(Socket& socket) {
  if (socket.is_in_line)
    return;
  m_turns.push_back(socket.http.key());
  socket.is_in_line = true;
}

void SocketLoop::give_turns() {
  for (int turn = 0; turn < turns_in_a_row && !m_turns.empty(); ++turn) {
    const auto socket = find(m_turns.front());
    m_turns.pop_front();
    if (socket == m_sockets.end())
      continue;
    socket->second.is_in_line = false;
    let(socket, [](HttpConnection& http) { return http.on_ready(); });
  }
  if (!m_turns.empty())
    m_inbox->wake();
}

void SocketLoop::look_at_inbox() {
  for (auto& finished : m_inbox->take())
    deliver(std::move(finished));
  if (m_shared->draining && !std::exchange(m_drained, true))
    drain();
  if (m_shared->abandoned)
    let_all([](HttpConnection&) { return false; });
}

void SocketLoop::deliver(FinishedWork finished) {
  let(find(finished.key), [&](HttpConnection& http) {
    if (finished.response)
      return http.on_answer(std::move(*finished.response), std::move(finished.hold));
    return http.on_piece(std::move(finished.piece), std::move(finished.hold));
  });
}

void SocketLoop::look_at_timeouts() {
  std::uint64_t expirations = 0;
  [[maybe_unused]] const auto got = ::read(m_timer.get(), &expirations, sizeof expirations);
  const auto now = HttpConnection::Clock::now();
  let_all([now](HttpConnection& http) { return http.on_tick(now); });
  if (!m_accepting && !m_drained)
    start_accepting();
}

void SocketLoop::start_accepting() {
  m_accepting = true;
  for (const int listening : m_shared->listening)
    watch(*m_poller, listening, Polling::NotifyOn::Read, Polling::Mode::Level);
}

void SocketLoop::stop_accepting() {
  m_accepting = false;
  for (const int listening : m_shared->listening)
    m_poller->removeFd(listening);
}

/// False when there is none to accept. One at a time: so the connections spread over the threads.
bool SocketLoop::accept_one(int listening) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  FileDescriptor descriptor(::accept4(listening, reinterpret_cast<sockaddr*>(&peer), &size,
                                      SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (descriptor.get() >= 0) {
    adopt(std::move(descriptor), peer_address(ip_of(peer), m_shared->options.trusted_proxies));
    return true;
  }
  if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
    stop_accepting(); // until the next tick: the waiting connection would wake us again and again
  return errno == ECONNABORTED || errno == EINTR;
}

void SocketLoop::adopt(FileDescriptor descriptor, const PeerAddress& peer) {
  const auto& limits = m_shared->options.limits;
  const int fd = descriptor.get();
  if (m_shared->open >= limits.connections)
    return refuse_connection(fd, "too many connections (limits.connections)");
  const bool is_counted = peer.ip && !peer.is_trusted;
  if (is_counted && !m_shared->addresses.add(*peer.ip, limits.connections_per_address))
    return refuse_connection(
        fd, "too many connections from your address (limits.connections_per_address)");
  ++m_shared->open;
  if (peer.ip)
    tune(fd);
  const ConnectionKey key{fd, ++m_last_id};
  const auto [socket, added] =
      m_sockets.try_emplace(fd, std::move(descriptor), key, peer, m_services);
  let(socket, [&](HttpConnection& http) {
    watch(*m_poller, fd, Polling::NotifyOn::Read | Polling::NotifyOn::Write, Polling::Mode::Edge);
    return !m_shared->draining || http.on_ready();
  });
}

/// Takes whoever is waiting at the door, closes it, and lets every connection end.
void SocketLoop::drain() {
  for (const int listening : m_shared->listening) {
    while (accept_one(listening)) {
    }
    ::shutdown(listening, SHUT_RD); // the kernel refuses whoever comes now
  }
  if (m_accepting)
    stop_accepting();
  --m_shared->accepting;
  let_all([](HttpConnection& http) { return http.on_ready(); });
}

/// One event for one connection, which goes when it is over.
template <typename Event>
void SocketLoop::let(Sockets::iterator socket, Event event) {
  if (socket == m_sockets.end())
    return;
  auto& http = socket->second.http;
  bool alive = false;
  try {
    alive = event(http);
    if (alive && http.wants_turn())
      get_in_line(socket->second);
  } catch (const std::exception&) { // no memory: this connection ends, the others go on
    alive = false;
  }
  if (!alive)
    drop(socket);
}

template <typename Event>
void SocketLoop::let_all(Event event) {
  for (auto socket = m_sockets.begin(); socket != m_sockets.end();)
    let(socket++, event);
}

/// The end when the connection is gone, even if another one has its descriptor.
SocketLoop::Sockets::iterator SocketLoop::find(const ConnectionKey& key) {
  const auto socket = m_sockets.find(key.fd);
  const bool same = socket != m_sockets.end() && socket->second.http.key().id == key.id;
  return same ? socket : m_sockets.end();
}

void SocketLoop::drop(Sockets::iterator socket) {
  auto& http = socket->second.http;
  try {
    http.on_close();
  } catch (const std::exception&) { // no memory for the log
  }
  if (http.peer().ip && !http.peer().is_trusted)
    m_shared->addresses.remove(*http.peer().ip);
  m_sockets.erase(socket); // closes the descriptor, with which the poller forgets it
  --m_shared->open;
}

std::optional<Response> SocketLoop::answer_at_once(const Request& request) const {
  const auto& fast = m_shared->calls.fast;
  return fast ? or_problem([&] { return fast(request); }) : std::nullopt;
}

} // namespace server
