#pragma once

#include "server/api/router.hpp"

namespace server {

/// OGC API - Tiles, Part 1 (OGC 20-057), of vector tiles in the tile matrix set WebMercatorQuad
/// (OGC 17-083r4, annex D.1).

constexpr std::string_view tilesets_rel = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";

/// GET /tileMatrixSets, /tileMatrixSets/{tms}. 404 for another than WebMercatorQuad, here and
/// below.
Response tile_matrix_sets(const Call& call);
Response tile_matrix_set(const Call& call);

/// GET /tiles, /collections/{id}/tiles: the tilesets of all layers together, and of one.
Response dataset_tilesets(const Call& call);
Response collection_tilesets(const Call& call);

/// GET /tiles/{tms}, /collections/{id}/tiles/{tms}: one of them, with its limits.
Response dataset_tileset(const Call& call);
Response collection_tileset(const Call& call);

/// GET /tiles/{tms}/{z}/{y}/{x}, /collections/{id}/tiles/{tms}/{z}/{y}/{x}: a tile within the
/// limits, which may be empty, as a Mapbox vector tile or, by f=geojson or the Accept header, as
/// GeoJSON. 404 for one beyond.
Response dataset_tile(const Call& call);
Response collection_tile(const Call& call);

} // namespace server
