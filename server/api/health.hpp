#pragma once

#include "server/api/router.hpp"

namespace server {

/// 200 as long as the process answers.
Response live(const Call& call);

/// 200 when layers are loaded and requests are welcome, with the layers that are older than their
/// broken sources ("stale") and the versions of the program and its libraries; 503 before, and
/// while the server shuts down.
Response ready(const Call& call);

/// What the server did and how it is, for Prometheus.
Response metrics(const Call& call);

} // namespace server
