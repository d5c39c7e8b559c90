#pragma once

#include <mutex>
#include <vector>

#include "server/file_descriptor.hpp"
#include "server/http.hpp"
#include "server/http_connection.hpp"

namespace server {

/// An answer on its way back to the connection that asked.
struct FinishedRequest {
  ConnectionKey key;
  Response response;
};

/// Carries answers from the work threads to one socket thread and wakes it through an eventfd.
class AnswerInbox {
public:
  AnswerInbox(); ///< throws geo::Error (unavailable) when no descriptor is left

  void put(FinishedRequest finished); ///< from any thread
  void wake() const;                  ///< from any thread
  int descriptor() const { return m_event.get(); }
  std::vector<FinishedRequest> take(); ///< on the socket thread, when the descriptor is readable

private:
  FileDescriptor m_event;
  std::mutex m_mutex;
  std::vector<FinishedRequest> m_finished;
};

} // namespace server
