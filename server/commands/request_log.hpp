#pragma once

#include "server/http/http.hpp"

namespace server {

/// Logs a request on one line: `10.0.0.1 GET /collections 200 1234 bytes 0.4 ms`, with `, broken
/// off` behind it when the client left before it had everything. Whatever is not printable ASCII in
/// it is escaped, so that a request can neither break its line nor colour a terminal. Any thread.
void log_request(const AccessEntry& entry);

} // namespace server
