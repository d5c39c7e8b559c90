#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "server/http/http.hpp"
#include "server/wire/file_descriptor.hpp"
#include "server/wire/held_bytes.hpp"

namespace server {

/// Names one connection for ever: a descriptor is used again, an id is not.
struct ConnectionKey {
  int fd = -1;
  std::uint64_t id = 0;
};

/// What a work thread made for a connection: an answer, or the next piece of one.
struct FinishedWork {
  ConnectionKey key;
  std::optional<Response> response = std::nullopt;
  std::optional<BodyPiece> piece = std::nullopt; ///< neither: the piece could not be made
  Hold hold = {};                                ///< of what was made
};

/// Carries answers from the work threads to one socket thread and wakes it through an eventfd.
class AnswerInbox {
public:
  AnswerInbox(); ///< throws geo::Error (unavailable) when no descriptor is left

  void put(FinishedWork finished); ///< from any thread
  void wake() const;               ///< from any thread
  int descriptor() const { return m_event.get(); }
  std::vector<FinishedWork> take(); ///< on the socket thread, when the descriptor is readable

private:
  FileDescriptor m_event;
  std::mutex m_mutex;
  std::vector<FinishedWork> m_finished;
};

} // namespace server
