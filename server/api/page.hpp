#pragma once

#include "server/api/router.hpp"

namespace server {

/// GET /: the map. Nothing in it comes from another host, and its headers forbid that it should.
Response page(const Call& call);

/// GET /assets/{file}: what the page is made of.
Response asset(const Call& call);

} // namespace server
