#pragma once

#include "server/api/router.hpp"

namespace server {

/// GET /: the map for browsers, the landing page of OGC API - Features (OGC 17-069r4, section 7.2)
/// as JSON for who asks for application/json, or by f=json.
Response landing(const Call& call);

/// GET /conformance: the classes of OGC standards that hold (section 7.4).
Response conformance(const Call& call);

} // namespace server
