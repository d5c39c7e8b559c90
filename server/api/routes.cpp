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

namespace {

/// Map clients add "?v=3" or "&_=123" to tiles, so that no cache between has them.
constexpr std::nullopt_t ignored = std::nullopt;

/// Of the question, whose reader refuses what is not in it.
constexpr std::nullopt_t by_table = std::nullopt;

} // namespace

std::vector<Route> routes() {
  return {
      {.pattern = "/", .answer = page, .needs_layers = false, .parameters = {{"lang"}}},
      {.pattern = "/assets/{file}", .answer = asset, .needs_layers = false},
      {"/collections", collections},
      {"/collections/{id}", collection},
      {.pattern = "/collections/{id}/items",
       .answer = items,
       .parameters = {{"bbox", "limit", "offset"}}},
      {"/collections/{id}/items/{feature}", item},
      {.pattern = "/xyz/{layers}/{z}/{x}/{y}.geojson",
       .answer = geojson_tile,
       .parameters = ignored,
       .at_once = geojson_tile_at_once},
      {.pattern = "/xyz/{layers}/{z}/{x}/{y}.mvt",
       .answer = mvt_tile,
       .parameters = ignored,
       .at_once = mvt_tile_at_once},
      {.pattern = "/xyz/{layers}.json", .answer = tile_json, .parameters = {{"format"}}},
      {"/legend/{id}", legend},
      {"/collections/{id}/download.geojson", download},
      {.pattern = "/response-areas", .answer = response_areas, .parameters = by_table},
      {.pattern = "/first-due", .answer = first_due, .parameters = by_table},
      {.pattern = "/coverage", .answer = coverage, .parameters = by_table},
      {.pattern = "/nearest-stations", .answer = nearest_stations, .parameters = by_table},
      {.pattern = "/nearest-stations",
       .answer = nearest_stations_of_body,
       .method = "POST",
       .body_type = "application/json"},
      {"/standards", standards},
      {"/events", events, true},
      {"/health/live", live, true},
      {"/health/ready", ready, true},
      {.pattern = "/metrics", .answer = metrics, .is_quick = true, .is_for_pages = false},
  };
}

} // namespace server
