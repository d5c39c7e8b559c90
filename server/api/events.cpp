#include "server/api/events.hpp"

#include <chrono>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "geo/error.hpp"
#include "geo/number_text.hpp"

namespace server {

namespace {

using Clock = std::chrono::steady_clock;

/// A comment now and then keeps proxies from taking the connection for dead, and tells the server
/// when the client is.
constexpr auto heartbeat_every = std::chrono::seconds(15);

/// A browser that lost its connection waits so long before it comes back. With the id it misses
/// nothing, even if it has seen no event.
constexpr std::string_view greeting = "retry: 3000\nid: {}\n\n";

class Subscription {
public:
  Subscription(const ChangeFeed& feed, std::uint64_t last_id) : m_feed(feed), m_last_id(last_id) {}

  BodyPiece next() {
    auto [text, last_id] = m_feed.after(m_last_id);
    m_last_id = last_id;
    const auto now = Clock::now();
    if (std::exchange(m_is_new, false))
      text += fmt::format(greeting, m_last_id);
    if (text.empty() && now - m_last_sent >= heartbeat_every)
      text = ":\n\n";
    if (!text.empty())
      m_last_sent = now;
    return {.bytes = std::move(text)};
  }

private:
  const ChangeFeed& m_feed;
  std::uint64_t m_last_id;
  bool m_is_new = true;
  Clock::time_point m_last_sent = Clock::now();
};

std::uint64_t first_id(const Call& call) {
  const auto text = find_header(call.request.headers, "Last-Event-ID");
  if (!text)
    return call.app.changes.last_id();
  const auto id = geo::parse_number<std::uint64_t>(*text);
  if (!id)
    geo::fail(geo::ErrorKind::invalid_input, "header Last-Event-ID: not the id of an event");
  return *id;
}

} // namespace

Response events(const Call& call) {
  auto subscription = std::make_shared<Subscription>(call.app.changes, first_id(call));
  Response response{
      .headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}}};
  response.stream = std::make_shared<BodyStream>();
  response.stream->next = [subscription] { return subscription->next(); };
  response.stream->is_quick = true;
  return response;
}

} // namespace server
