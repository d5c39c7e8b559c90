#pragma once

#include "server/router.hpp"

namespace server {

/// OGC API - Features, Part 1 (OGC 17-069r4), sections 7.13 to 7.15, as far as they read
/// collections.

/// GET /collections
Response collections(const Call& call);

/// GET /collections/{id}. Beyond the standard: titles, kind, fields, zoom range, feature_count.
Response collection(const Call& call);

/// GET /collections/{id}/items?bbox=&limit=&offset=: the features whose geometry touches the box,
/// in the order of the source, with 7 decimals (1 cm). At most 10,000 features or about 64 MiB; the
/// link "next" leads to the rest.
Response items(const Call& call);

/// GET /legend/{id}: how the layer is drawn (styles::legend_json).
Response legend(const Call& call);

} // namespace server
