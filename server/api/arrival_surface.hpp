#pragma once

#include <optional>

#include "server/api/router.hpp"

namespace server {

/// GET /arrival-times/{z}/{x}/{y}.png: layers::arrival_pixels() of what the parameters ask. 404 for
/// a tile outside the legal range and without roads, 400 for what is not a number and as other
/// questions.
Response arrival_tile(const Call& call);
/// The same, if the client or the cache has it.
std::optional<Response> arrival_tile_at_once(const Call& call);

/// GET /arrival-times.tif: layers::cog_of() of what the parameters ask, as a file to download.
Response arrival_geotiff(const Call& call);

} // namespace server
