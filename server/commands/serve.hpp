// server/commands: what each command does, one file each; knows no spelling of an option.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace server {

struct ServeRequest {
  std::vector<std::string> sources; ///< see layers::plan_layers
  std::optional<std::string> address;
  std::optional<std::uint16_t> port;
  std::vector<std::string> listen; ///< "unix:/run/hazardmap.sock"; instead of address and port
  std::optional<int> socket_threads;
  std::optional<int> work_threads;
  std::vector<std::string> settings; ///< "limits.queue=64": keys of the configuration's "server"
  bool is_quiet = false;             ///< no line a request
};

/// Serves until SIGTERM or SIGINT, then finishes the requests in hand. SIGHUP reads everything
/// again; so does, for the layers concerned, a change of a source file. Throws geo::Error when it
/// cannot start. Call it before any thread is started: it blocks the signals for all of them.
int run_serve(const ServeRequest& request);

} // namespace server
