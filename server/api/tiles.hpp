#pragma once

#include <optional>

#include "geo/tile/tile.hpp"
#include "layers/features/layer.hpp"
#include "layers/tiles/tile_builder.hpp"
#include "server/api/router.hpp"

namespace server {

/// GET /xyz/{layers}/{z}/{x}/{y}.geojson: layers::build_tile() of layers joined by commas; named
/// more than once they count once. 404 for an unknown layer and for a tile outside the legal range,
/// 400 for what is not a number and for too many names.
Response geojson_tile(const Call& call);
/// The same, if the client or the cache has it.
std::optional<Response> geojson_tile_at_once(const Call& call);

/// GET /xyz/{layers}/{z}/{x}/{y}.mvt: the same as a vector tile.
Response mvt_tile(const Call& call);
std::optional<Response> mvt_tile_at_once(const Call& call);

/// A tile of layers, each of which stands in the list once.
Response tile_of_layers(const Call& call, layers::LayerList layers, geo::TileId tile,
                        layers::TileFormat format);

/// GET /xyz/{layers}.json: TileJSON 3.0.0 of the vector tiles, with ?format=geojson of the others.
/// Beyond the standard: format, budget_bytes (see layers::TileRequest) and, of a layer, "reduced":
/// what was done to it for that.
Response tile_json(const Call& call);

} // namespace server
