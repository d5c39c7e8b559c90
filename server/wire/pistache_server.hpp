// server/wire: from a socket to a Request, and from a Response to a socket; knows no address of
// the API.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "server/http/http.hpp"
#include "server/options/server_options.hpp"
#include "server/wire/listening_socket.hpp"

namespace server {

/// The HTTP server: Pistache runs an event loop for each socket thread, the requests run in a
/// bounded pool. It answers from start() on until drain() or destruction. Its threads inherit the
/// signal mask; it handles no signal itself.
class PistacheServer {
public:
  /// Binds and listens. Raises this process's soft limit of open files to the hard one.
  /// Throws geo::Error: invalid_input for an address that is none, conflict for one in use,
  /// unavailable for any other reason not to listen.
  PistacheServer(const ServerOptions& options, ServerCalls calls);
  /// Breaks off what is not answered yet: the work is asked to stop, and waited for. drain() first
  /// to keep the answers.
  ~PistacheServer();
  PistacheServer(const PistacheServer&) = delete;
  PistacheServer(PistacheServer&&) = delete;
  PistacheServer& operator=(const PistacheServer&) = delete;
  PistacheServer& operator=(PistacheServer&&) = delete;

  void start(); ///< once

  std::vector<ListenAddress> addresses() const; ///< with the ports that are bound
  ServerLoad load() const;                      ///< from any thread

  /// Stops listening, ends idle connections, lets every request in hand be answered with
  /// "Connection: close", and returns when all connections are closed or after `bound`.
  void drain(std::chrono::duration<double> bound);

private:
  struct Parts;
  std::unique_ptr<Parts> m_parts;
};

} // namespace server
