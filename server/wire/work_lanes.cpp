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

/// Why there is no memory for a client's work; nullopt: there is.
std::optional<Response> refusal_of(const HeldBytes& held, const WorkOwner& owner) {
  if (held.is_full())
    return memory_is_full_response();
  if (held.has_room_for(owner.client))
    return std::nullopt;
  return busy_response("too many of your answers wait to be taken, and others need memory too "
                       "(limits.unsent_bytes); ask again later");
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
  Given(const ConnectionKey& from, WorkOwner whose, Request&& asked, HeldBytes& held)
      : key(from), owner(std::move(whose)), request(std::move(asked)),
        hold(held, owner.client, bytes_of(request)) {}

  ConnectionKey key;
  WorkOwner owner;
  Request request;
  Hold hold; ///< of the request, while it waits
  Clock::time_point since = Clock::now();
};

WorkLanes::WorkLanes(const ServerOptions& options, const ServerCalls& calls, HeldBytes& held)
    : m_calls(calls), m_held(held), m_pools{WorkPool(bounds_of(WorkClass::tiles, options)),
                                            WorkPool(bounds_of(WorkClass::questions, options)),
                                            WorkPool(bounds_of(WorkClass::downloads, options))} {}

std::optional<Response> WorkLanes::give(const std::shared_ptr<AnswerInbox>& inbox,
                                        const ConnectionKey& key, const WorkOwner& owner,
                                        Request&& request) {
  if (auto refusal = refusal_of(m_held, owner))
    return refusal;
  const auto given = std::make_shared<Given>(key, owner, std::move(request), m_held);
  const auto submitted = pool_of(owner.work_class).submit(owner.client, [this, inbox, given] {
    work_on(*inbox, *given);
  });
  return refusal_of(submitted, owner.work_class);
}

/// Not while there is no room: whoever reads slowly is not broken off, but waits.
bool WorkLanes::give_piece(const std::shared_ptr<AnswerInbox>& inbox, const ConnectionKey& key,
                           const WorkOwner& owner, const std::shared_ptr<BodyStream>& stream) {
  const auto& client = owner.client;
  if (!m_held.has_room_for(client))
    return false;
  const auto work = [this, inbox, key, client, stream] {
    make_piece(*inbox, key, client, *stream);
  };
  const auto submitted = pool_of(owner.work_class).submit(client, work);
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
void WorkLanes::work_on(AnswerInbox& inbox, Given& given) const {
  if (m_calls.waited)
    m_calls.waited(given.owner.work_class, Clock::now() - given.since);
  if (given.request.stop.stop_requested())
    return;
  given.hold = {}; // what is asked below is whether there is room beside it
  FinishedWork finished{.key = given.key, .response = answer_to(given)};
  if (finished.response->body)
    finished.hold = Hold(m_held, given.owner.client, finished.response->body);
  inbox.put(std::move(finished));
}

/// Whether there is room is asked again here: many may have been taken while there was.
std::optional<Response> WorkLanes::answer_to(const Given& given) const {
  if (auto refusal = refusal_of(m_held, given.owner))
    return refusal;
  return or_problem([&]() -> std::optional<Response> { return m_calls.handler(given.request); });
}

/// On a work thread.
void WorkLanes::make_piece(AnswerInbox& inbox, const ConnectionKey& key, const std::string& client,
                           BodyStream& stream) const {
  FinishedWork finished{.key = key, .piece = piece_of(stream)};
  if (finished.piece)
    finished.hold = Hold(m_held, client, finished.piece->bytes.capacity());
  inbox.put(std::move(finished));
}

} // namespace server
