#pragma once

#include "server/api/router.hpp"

namespace server {

/// GET /events: the changes from now on, or after the one that Last-Event-ID names, as server-sent
/// events (WHATWG HTML section 9.2). "layers": layers were read again; data is {"ids":[…]}.
/// "reset": the client missed some, everything may have changed.
Response events(const Call& call);

} // namespace server
