#include "server/api/routes.hpp"

#include "server/api/arrival_surface.hpp"
#include "server/api/collections.hpp"
#include "server/api/download.hpp"
#include "server/api/events.hpp"
#include "server/api/health.hpp"
#include "server/api/landing.hpp"
#include "server/api/legend.hpp"
#include "server/api/openapi.hpp"
#include "server/api/page.hpp"
#include "server/api/planner.hpp"
#include "server/api/tiles.hpp"
#include "server/api/tilesets.hpp"

namespace server {

namespace {

/// Map clients add "?v=3" or "&_=123" to tiles, so that no cache between has them.
constexpr std::nullopt_t ignored = std::nullopt;

/// Its parameters are those of a table; the reader refuses others.
Route question(std::string_view pattern, Response (*answer)(const Call&),
               std::optional<Response> (*at_once)(const Call&) = nullptr) {
  return {.pattern = pattern,
          .answer = answer,
          .work = WorkClass::questions,
          .parameters = std::nullopt,
          .at_once = at_once};
}

} // namespace

std::vector<Route> routes() {
  return {
      {.pattern = "/", .answer = landing, .needs_layers = false, .parameters = {{"f", "lang"}}},
      {.pattern = "/assets/{file}", .answer = asset, .needs_layers = false},
      {"/conformance", conformance},
      {"/api", openapi},
      {"/collections", collections},
      {"/collections/{id}", collection},
      {.pattern = "/collections/{id}/items",
       .answer = items,
       .parameters = {{"bbox", "datetime", "limit", "offset"}}},
      {"/collections/{id}/items/{feature}", item},
      {.pattern = "/xyz/{layers}/{z}/{x}/{y}.geojson",
       .answer = geojson_tile,
       .parameters = ignored,
       .at_once = geojson_tile_at_once},
      {.pattern = "/xyz/{layers}/{z}/{x}/{y}.mvt",
       .answer = mvt_tile,
       .parameters = ignored,
       .at_once = mvt_tile_at_once},
      {.pattern = "/xyz/{layers}/{z}/{x}/{y}.pbf",
       .answer = mvt_tile,
       .parameters = ignored,
       .at_once = mvt_tile_at_once},
      {.pattern = "/xyz/{layers}.json", .answer = tile_json, .parameters = {{"format"}}},
      {"/tileMatrixSets", tile_matrix_sets},
      {"/tileMatrixSets/{tms}", tile_matrix_set},
      {.pattern = "/tiles", .answer = dataset_tilesets, .parameters = {{"f"}}},
      {.pattern = "/tiles/{tms}", .answer = dataset_tileset, .parameters = {{"f"}}},
      {.pattern = "/tiles/{tms}/{z}/{y}/{x}", .answer = dataset_tile, .parameters = {{"f"}}},
      {.pattern = "/collections/{id}/tiles", .answer = collection_tilesets, .parameters = {{"f"}}},
      {.pattern = "/collections/{id}/tiles/{tms}",
       .answer = collection_tileset,
       .parameters = {{"f"}}},
      {.pattern = "/collections/{id}/tiles/{tms}/{z}/{y}/{x}",
       .answer = collection_tile,
       .parameters = {{"f"}}},
      {"/legend/{id}", legend},
      {.pattern = "/collections/{id}/download.geojson",
       .answer = download,
       .work = WorkClass::downloads},
      question("/response-areas", response_areas),
      question("/first-due", first_due),
      question("/coverage", coverage),
      question("/nearest-stations", nearest_stations),
      {.pattern = "/nearest-stations",
       .answer = nearest_stations_of_body,
       .method = "POST",
       .body_type = "application/json",
       .work = WorkClass::questions},
      question("/arrival-times", arrival_times),
      question("/arrival-times.tif", arrival_geotiff),
      question("/arrival-times/{z}/{x}/{y}.png", arrival_tile, arrival_tile_at_once),
      {"/standards", standards},
      {"/events", events, true},
      {"/health/live", live, true},
      {"/health/ready", ready, true},
      {.pattern = "/metrics", .answer = metrics, .is_quick = true, .is_for_pages = false},
  };
}

} // namespace server
