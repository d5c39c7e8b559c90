#pragma once

#include <string_view>

#include "server/api/router.hpp"

namespace server {

constexpr std::string_view openapi_type = "application/vnd.oai.openapi+json;version=3.0";

/// GET /api: all addresses but those of the page, as OpenAPI 3.0 without references to elsewhere.
/// Each collection has addresses of its own, from which QGIS takes what it may ask.
Response openapi(const Call& call);

} // namespace server
