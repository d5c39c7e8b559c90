#include "server/api/routes.hpp"

#include "server/api/collections.hpp"
#include "server/api/download.hpp"
#include "server/api/events.hpp"
#include "server/api/health.hpp"
#include "server/api/legend.hpp"
#include "server/api/page.hpp"
#include "server/api/planner.hpp"
#include "server/api/tiles.hpp"

namespace server {

std::vector<Route> routes() {
  return {
      {.pattern = "/", .answer = page, .needs_layers = false},
      {.pattern = "/assets/{file}", .answer = asset, .needs_layers = false},
      {"/collections", collections},
      {"/collections/{id}", collection},
      {"/collections/{id}/items", items},
      {"/collections/{id}/items/{feature}", item},
      {.pattern = "/xyz/{layers}/{z}/{x}/{y}.geojson",
       .answer = geojson_tile,
       .at_once = geojson_tile_at_once},
      {.pattern = "/xyz/{layers}/{z}/{x}/{y}.mvt", .answer = mvt_tile, .at_once = mvt_tile_at_once},
      {"/xyz/{layers}.json", tile_json},
      {"/legend/{id}", legend},
      {"/collections/{id}/download.geojson", download},
      {"/response-areas", response_areas},
      {"/first-due", first_due},
      {"/coverage", coverage},
      {"/nearest-stations", nearest_stations},
      {.pattern = "/nearest-stations",
       .answer = nearest_stations_of_body,
       .method = "POST",
       .body_type = "application/json"},
      {"/standards", standards},
      {"/events", events, true},
      {"/health/live", live, true},
      {"/health/ready", ready, true},
      {"/metrics", metrics, true},
  };
}

} // namespace server
