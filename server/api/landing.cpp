#include "server/api/landing.hpp"

#include <array>
#include <string_view>

#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "server/api/links.hpp"
#include "server/api/openapi.hpp"
#include "server/api/page.hpp"
#include "server/api/tilesets.hpp"
#include "server/http/accept_type.hpp"
#include "server/http/query_params.hpp"
#include "server/http/respond.hpp"

namespace server {

using nlohmann::ordered_json;

namespace {

constexpr std::array<std::string_view, 2> landing_forms{"html", "json"};
constexpr std::array<std::string_view, 2> landing_types{"text/html", "application/json"};

/// By f=, else by what the client likes; who takes neither gets the map.
bool wants_json(const Request& request) {
  if (const auto form = query_text(request, "f")) {
    if (*form != landing_forms[0] && *form != landing_forms[1])
      geo::fail(geo::ErrorKind::invalid_input, "f={}: must be html or json", *form);
    return *form == landing_forms[1];
  }
  return preferred_type(request.headers, landing_types) == 1;
}

Response landing_json(const Call& call) {
  const auto map = call.app.catalog.snapshot();
  const auto base = base_url(call);
  const ordered_json document = {
      {"title", map ? text_in(map->title, "en", "hazardmap") : "hazardmap"},
      {"description",
       "Hazard zones, fire stations, incidents and response areas of fire-and-rescue "
       "services."},
      {"links",
       {link(base + "/?f=json", "self", "application/json"),
        link(base + "/?f=html", "alternate", "text/html"),
        link(base + "/api", "service-desc", openapi_type),
        link(base + "/conformance", "conformance", "application/json"),
        link(base + "/collections", "data", "application/json"),
        link(base + "/tiles?f=json", tilesets_rel, "application/json"),
        link(base + "/tileMatrixSets", "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
             "application/json")}}};
  return respond(call.request, "application/json", document.dump());
}

} // namespace

Response landing(const Call& call) {
  return varying_by_accept(wants_json(call.request) ? landing_json(call) : page(call));
}

Response conformance(const Call& call) {
  const ordered_json document = {
      {"conformsTo",
       {"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/dataset-tilesets",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/oas30"}}};
  return respond(call.request, "application/json", document.dump());
}

} // namespace server
