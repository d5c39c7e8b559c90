#pragma once

#include "server/server_options.hpp"

namespace server {

/// Logs a request on one line: `GET /collections 200 1234 bytes 0.4 ms`. Whatever is not printable
/// ASCII in it is escaped, so that a request can neither break its line nor colour a terminal. Any
/// thread.
void log_request(const AccessEntry& entry);

} // namespace server
