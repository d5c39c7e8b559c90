#include "server/api/routes.hpp"

#include "server/api/collections.hpp"
#include "server/api/health.hpp"
#include "server/api/page.hpp"
#include "server/api/tiles.hpp"

namespace server {

std::vector<Route> routes() {
  return {
      {"/", page},
      {"/assets/{file}", asset},
      {"/collections", collections},
      {"/collections/{id}", collection},
      {"/collections/{id}/items", items},
      {"/xyz/{layers}/{z}/{x}/{y}.geojson", geojson_tile},
      {"/xyz/{layers}.json", tile_json},
      {"/legend/{id}", legend},
      {"/health/live", live},
      {"/health/ready", ready},
  };
}

} // namespace server
