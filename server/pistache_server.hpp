#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "server/http.hpp"
#include "server/server_options.hpp"

namespace server {

/// The HTTP server: Pistache accepts connections and runs an event loop per socket thread, the
/// requests run in a bounded pool. It answers from the constructor on until drain() or destruction.
/// Its threads inherit the signal mask; it handles no signal itself.
class PistacheServer {
public:
  /// Binds, listens and starts. `fast` (may be null) runs on the socket threads and must not wait;
  /// what it does not answer `handler` does, on the work threads. What they throw becomes a 500.
  /// Raises this process's soft limit of open files to the hard one.
  /// Throws geo::Error: invalid_input for an address that is none, conflict for a port in use,
  /// unavailable for any other reason not to listen.
  PistacheServer(const ServerOptions& options, FastHandler fast, Handler handler, AccessLog log);
  /// Waits for the handlers that run; their answers may be lost. drain() first to keep them.
  ~PistacheServer();
  PistacheServer(const PistacheServer&) = delete;
  PistacheServer(PistacheServer&&) = delete;
  PistacheServer& operator=(const PistacheServer&) = delete;
  PistacheServer& operator=(PistacheServer&&) = delete;

  std::uint16_t port() const; ///< the bound one

  /// Stops listening, ends idle connections, lets every request in hand be answered with
  /// "Connection: close", and returns when all connections are closed or after `bound`.
  void drain(std::chrono::milliseconds bound);

private:
  struct Parts;
  std::unique_ptr<Parts> m_parts;
};

} // namespace server
