#pragma once

#include "server/router.hpp"

namespace server {

/// GET /xyz/{layers}/{z}/{x}/{y}.geojson: layers::build_tile() of layers joined by commas. 404
/// for an unknown layer and for a tile outside the legal range, 400 for what is not a number and
/// for a layer named twice.
Response geojson_tile(const Call& call);
/// GET /xyz/{layers}/{z}/{x}/{y}.mvt: the same as a vector tile.
Response mvt_tile(const Call& call);

/// GET /xyz/{layers}.json: TileJSON 3.0.0 of the same tiles.
Response tile_json(const Call& call);

} // namespace server
