#include "server/wire/work_lanes.hpp"

#include <chrono>
#include <exception>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "server/http/http_head.hpp"
#include "server/wire/or_problem.hpp"

namespace server {

namespace {

using Clock = std::chrono::steady_clock;

PoolBounds bounds_of(WorkClass work, const ServerOptions& options) {
  return {.threads = options.work_threads + 1, // of which one client has all but one
          .queue = options.limits.queue,
          .gives_way = work != WorkClass::tiles};
}

std::optional<BodyPiece> piece_of(BodyStream& stream) {
  try {
    return stream.next();
  } catch (const std::exception& error) {
    spdlog::error("an answer is broken off: {}", error.what());
  }
  return std::nullopt;
}

std::size_t bytes_of(const Request& request) {
  std::size_t bytes = request.body.capacity() + request.target.size();
  for (const auto& [name, value] : request.headers)
    bytes += sizeof(Headers::value_type) + name.size() + value.size();
  return bytes;
}

/// Why work of a class was not taken; nullopt: it was.
std::optional<Response> refusal_of(WorkPool::Submitted submitted, WorkClass work) {
  const auto name = work_class_names.at(static_cast<std::size_t>(work));
  switch (submitted) {
  case WorkPool::Submitted::taken:
    return std::nullopt;
  case WorkPool::Submitted::queue_is_full:
    return busy_response(fmt::format(
        "too many requests of the class {} wait already (limits.queue); ask again later", name));
  case WorkPool::Submitted::client_has_its_share:
    return busy_response(fmt::format("too many of your requests of the class {} wait already, and "
                                     "others need places too (limits.queue); ask again later",
                                     name));
  case WorkPool::Submitted::stopped:
    break;
  }
  return busy_response("the server is shutting down");
}

} // namespace

Response memory_is_full_response() {
  return busy_response(
      "too many answers wait for their readers (limits.unsent_bytes); ask again later");
}

/// A request on its way to a work thread.
struct WorkLanes::Given {
  Given(const ConnectionKey& from, WorkClass work, Request&& asked, HeldBytes& held)
      : key(from), work_class(work), request(std::move(asked)), hold(held, bytes_of(request)) {}

  ConnectionKey key;
  WorkClass work_class;
  Request request;
  Hold hold; ///< of the request
  Clock::time_point since = Clock::now();
};

WorkLanes::WorkLanes(const ServerOptions& options, const ServerCalls& calls, HeldBytes& held)
    : m_calls(calls), m_held(held), m_pools{WorkPool(bounds_of(WorkClass::tiles, options)),
                                            WorkPool(bounds_of(WorkClass::questions, options)),
                                            WorkPool(bounds_of(WorkClass::downloads, options))} {}

std::optional<Response> WorkLanes::give(const std::shared_ptr<AnswerInbox>& inbox,
                                        const ConnectionKey& key, const WorkOwner& owner,
                                        Request&& request) {
  if (m_held.is_full())
    return memory_is_full_response();
  const auto given =
      std::make_shared<const Given>(key, owner.work_class, std::move(request), m_held);
  const auto submitted = pool_of(owner.work_class).submit(owner.client, [this, inbox, given] {
    work_on(*inbox, *given);
  });
  return refusal_of(submitted, owner.work_class);
}

/// Not while there is no room: whoever reads slowly is not broken off, but waits.
bool WorkLanes::give_piece(const std::shared_ptr<AnswerInbox>& inbox, const ConnectionKey& key,
                           const WorkOwner& owner, const std::shared_ptr<BodyStream>& stream) {
  if (m_held.is_full())
    return false;
  const auto submitted = pool_of(owner.work_class).submit(owner.client, [this, inbox, key, stream] {
    make_piece(*inbox, key, *stream);
  });
  return submitted == WorkPool::Submitted::taken;
}

bool WorkLanes::others_wait(const WorkOwner& owner) const {
  return m_pools.at(static_cast<std::size_t>(owner.work_class)).has_others_waiting(owner.client);
}

std::array<ServerLoad::Work, work_class_names.size()> WorkLanes::load() const {
  std::array<ServerLoad::Work, work_class_names.size()> load;
  for (std::size_t i = 0; i < load.size(); ++i)
    load.at(i) = {m_pools.at(i).queued(), m_pools.at(i).running()};
  return load;
}

void WorkLanes::stop() {
  for (auto& pool : m_pools)
    pool.stop();
}

/// On a work thread.
void WorkLanes::work_on(AnswerInbox& inbox, const Given& given) const {
  if (m_calls.waited)
    m_calls.waited(given.work_class, Clock::now() - given.since);
  if (given.request.stop.stop_requested())
    return;
  FinishedWork finished{.key = given.key, .response = answer_to(given.request)};
  if (finished.response->body)
    finished.hold = Hold(m_held, finished.response->body);
  inbox.put(std::move(finished));
}

/// Whether there is room is asked again here: many may have been taken while there was.
std::optional<Response> WorkLanes::answer_to(const Request& request) const {
  if (m_held.is_full())
    return memory_is_full_response();
  return or_problem([&]() -> std::optional<Response> { return m_calls.handler(request); });
}

/// On a work thread.
void WorkLanes::make_piece(AnswerInbox& inbox, const ConnectionKey& key, BodyStream& stream) const {
  FinishedWork finished{.key = key, .piece = piece_of(stream)};
  if (finished.piece)
    finished.hold = Hold(m_held, finished.piece->bytes.capacity());
  inbox.put(std::move(finished));
}

} // namespace server
