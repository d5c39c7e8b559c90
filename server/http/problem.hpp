#pragma once

#include "geo/error.hpp"
#include "server/http/http.hpp"

namespace server {

/// The answer to an error, in application/problem+json: invalid_input 400, not_found 404, conflict
/// 409, too_large 413, unavailable 503, internal 500.
Response problem(const geo::Error& error);

} // namespace server
