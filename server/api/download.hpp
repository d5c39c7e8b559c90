#pragma once

#include "server/api/router.hpp"

namespace server {

/// GET /collections/{id}/download.geojson: a whole layer as one GeoJSON file, sent while it is
/// written. An interrupted download goes on with Range and If-Range: the same version of a layer
/// has the same bytes.
Response download(const Call& call);

} // namespace server
