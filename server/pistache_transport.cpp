#include "server/pistache_transport.hpp"

#include <cerrno>
#include <cstring>
#include <exception>
#include <string>
#include <utility>

#include <pistache/peer.h>
#include <pistache/tcp.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "geo/error.hpp"
#include "server/http_head.hpp"

namespace server {

namespace Polling = Pistache::Polling;
using Pistache::Tcp::Peer;

namespace {

constexpr long tick_ns = 100'000'000;

FileDescriptor start_timer() {
  FileDescriptor timer(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  const itimerspec spec{.it_interval = {.tv_sec = 0, .tv_nsec = tick_ns},
                        .it_value = {.tv_sec = 0, .tv_nsec = tick_ns}};
  if (timer.get() < 0 || ::timerfd_settime(timer.get(), 0, &spec, nullptr) != 0)
    geo::fail(geo::ErrorKind::unavailable, "timerfd: {}", std::strerror(errno));
  return timer;
}

void watch_readable(Polling::Epoll& poller, int fd) {
  poller.addFd(fd, Pistache::Flags<Polling::NotifyOn>(Polling::NotifyOn::Read),
               Polling::Tag(static_cast<std::uint64_t>(fd)));
}

template <typename Call>
std::optional<Response> or_problem(Call call) {
  try {
    return call();
  } catch (const std::exception& error) { // it must not; if it does, the process goes on
    spdlog::error("handler: {}", error.what());
  } catch (...) {
    spdlog::error("handler: threw something that is no exception");
  }
  return refusal_response(500, "the request could not be answered");
}

Response busy_response() {
  auto response = refusal_response(503, "too many requests wait already");
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

/// Best effort: whoever is over the limit of connections gets neither memory nor patience.
void refuse_connection(int fd) {
  auto response = refusal_response(503, "too many connections");
  response.headers.emplace_back("Retry-After", "1");
  const auto text = write_head(response, {HttpDate().now(), "close"}) + *response.body;
  std::string ignored(4096, '\0');
  // Unread bytes would turn the close into a reset.
  [[maybe_unused]] const auto got = ::recv(fd, ignored.data(), ignored.size(), MSG_DONTWAIT);
  [[maybe_unused]] const auto sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
}

} // namespace

class ArrivingPeers : public Pistache::Tcp::Handler {
public:
  void onInput(const char* /*bytes*/, std::size_t /*count*/,
               const std::shared_ptr<Peer>& /*peer*/) override {}
  void onConnection(const std::shared_ptr<Peer>& peer) override { m_peers.push_back(peer); }
  std::shared_ptr<Pistache::Tcp::Handler> clone() const override {
    return std::make_shared<ArrivingPeers>();
  }
  std::vector<std::shared_ptr<Peer>> take() { return std::exchange(m_peers, {}); }

private:
  std::vector<std::shared_ptr<Peer>> m_peers;
};

ServerShared::ServerShared(const ServerOptions& chosen, FastHandler fast_handler,
                           Handler work_handler, AccessLog access_log)
    : options(chosen), fast(std::move(fast_handler)), handler(std::move(work_handler)),
      log(std::move(access_log)), pool(chosen.work_threads, chosen.limits.queue) {}

SocketTransport::SocketTransport(std::shared_ptr<ServerShared> shared)
    : SocketTransport(std::move(shared), std::make_shared<ArrivingPeers>()) {}

SocketTransport::SocketTransport(std::shared_ptr<ServerShared> shared,
                                 std::shared_ptr<ArrivingPeers> arriving)
    : Transport(arriving), m_shared(std::move(shared)), m_arriving(std::move(arriving)),
      m_inbox(std::make_shared<AnswerInbox>()),
      m_timer(start_timer()), m_services{.options = m_shared->options,
                                         .log = m_shared->log,
                                         .draining = m_shared->draining,
                                         .dispatch =
                                             [this](const ConnectionKey& key, Request&& request) {
                                               return dispatch(key, std::move(request));
                                             },
                                         .date = {}} {}

SocketTransport::~SocketTransport() {
  for (const auto& [fd, socket] : m_sockets)
    ::close(fd);
}

// Pistache makes one prototype and clones it for each of its threads.
std::shared_ptr<Pistache::Aio::Handler> SocketTransport::clone() const {
  return std::make_shared<SocketTransport>(m_shared);
}

void SocketTransport::registerPoller(Polling::Epoll& poller) {
  Transport::registerPoller(poller);
  watch_readable(poller, m_inbox->descriptor());
  watch_readable(poller, m_timer.get());
  m_shared->inboxes.push_back(m_inbox);
}

// The order matters. A connection's own event can close only that connection, so in the first pass
// no event of this batch is stale. The inbox and the timer may close any connection, and the base
// class may open a new one on the same descriptor: they come after.
void SocketTransport::onReady(const Pistache::Aio::FdSet& ready) {
  std::vector<Polling::Event> for_base;
  bool answers = false;
  bool tick = false;
  for (const auto& entry : ready) {
    const int fd = static_cast<int>(entry.getTag().value());
    if (const auto socket = m_sockets.find(fd); socket != m_sockets.end())
      let(socket, [&](HttpConnection& http) { return !entry.isHangup() && http.on_ready(); });
    else if (fd == m_inbox->descriptor())
      answers = true;
    else if (fd == m_timer.get())
      tick = true;
    else
      for_base.emplace_back(entry.getTag());
  }
  if (answers)
    deliver_answers();
  if (tick) {
    look_at_timeouts();
    // Pistache's queue can swallow the wake-up of a socket pushed just while it was being emptied.
    if (m_base_queue && for_base.empty())
      for_base.emplace_back(*m_base_queue);
  }
  if (!for_base.empty())
    accept_from_base(std::move(for_base));
}

void SocketTransport::look_at_timeouts() {
  std::uint64_t expirations = 0;
  [[maybe_unused]] const auto got = ::read(m_timer.get(), &expirations, sizeof expirations);
  const auto now = HttpConnection::Clock::now();
  let_all([now](HttpConnection& http) { return http.on_tick(now); });
}

/// The base class is only ever woken through its queue of accepted sockets.
void SocketTransport::accept_from_base(std::vector<Polling::Event> events) {
  m_base_queue = events.front().tag;
  Transport::onReady(Pistache::Aio::FdSet(std::move(events)));
  for (const auto& peer : m_arriving->take())
    adopt(peer);
}

/// One event for one connection; afterwards it is watched for what it waits for, or closed.
template <typename Event>
void SocketTransport::let(Sockets::iterator socket, Event event) {
  if (socket == m_sockets.end())
    return;
  bool alive = false;
  try {
    alive = event(socket->second.http);
    if (alive)
      watch(socket->second);
  } catch (const std::exception&) { // no memory: this connection ends, the others go on
    alive = false;
  }
  if (!alive)
    drop(socket);
}

template <typename Event>
void SocketTransport::let_all(Event event) {
  for (auto socket = m_sockets.begin(); socket != m_sockets.end();)
    let(socket++, event);
}

void SocketTransport::watch(Socket& socket) {
  const auto& key = socket.http.key();
  if (socket.http.wants_write() != socket.write_watched) {
    socket.write_watched = socket.http.wants_write();
    const auto interest = socket.write_watched ? Polling::NotifyOn::Read | Polling::NotifyOn::Write
                                               : Polling::NotifyOn::Read;
    reactor()->modifyFd(this->key(), key.fd, interest, Polling::Mode::Edge);
  }
  if (socket.http.wants_turn()) {
    m_turns.push_back(key);
    m_inbox->wake();
  }
}

void SocketTransport::drop(Sockets::iterator socket) {
  const auto peer = std::move(socket->second.peer);
  m_sockets.erase(socket);
  removePeer(peer); // closes the descriptor
  --m_shared->open;
}

void SocketTransport::deliver_answers() {
  for (auto& finished : m_inbox->take())
    let(find(finished.key),
        [&](HttpConnection& http) { return http.on_answer(std::move(finished.response)); });
  for (const auto& key : std::exchange(m_turns, {}))
    let(find(key), [](HttpConnection& http) { return http.on_ready(); });
  if (m_shared->draining && !std::exchange(m_drained, true))
    let_all([](HttpConnection& http) { return http.on_ready(); });
}

/// The end when the connection is gone, even if another one has its descriptor.
SocketTransport::Sockets::iterator SocketTransport::find(const ConnectionKey& key) {
  const auto socket = m_sockets.find(key.fd);
  const bool same = socket != m_sockets.end() && socket->second.http.key().id == key.id;
  return same ? socket : m_sockets.end();
}

void SocketTransport::adopt(const std::shared_ptr<Peer>& peer) {
  if (++m_shared->open > m_shared->options.limits.connections) {
    refuse_connection(peer->fd());
    removePeer(peer);
    --m_shared->open;
    return;
  }
  const ConnectionKey key{peer->fd(), ++m_last_id};
  const auto [socket, added] = m_sockets.try_emplace(key.fd, peer, key, m_services);
  if (m_shared->draining)
    let(socket, [](HttpConnection& http) { return http.on_ready(); });
}

std::optional<Response> SocketTransport::dispatch(const ConnectionKey& key, Request&& request) {
  if (m_shared->fast)
    if (auto response = or_problem([&] { return m_shared->fast(request); }))
      return response;
  const auto work = [shared = m_shared.get(), inbox = m_inbox, key,
                     request = std::make_shared<const Request>(std::move(request))] {
    if (!shared->abandoned)
      inbox->put({key, *or_problem([&]() -> std::optional<Response> {
                    return shared->handler(*request);
                  })});
  };
  return m_shared->pool.submit(work) ? std::nullopt : std::optional(busy_response());
}

} // namespace server
