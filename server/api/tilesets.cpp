#include "server/api/tilesets.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "geo/tile/tile.hpp"
#include "server/api/collections.hpp"
#include "server/api/links.hpp"
#include "server/api/tile_address.hpp"
#include "server/api/tiles.hpp"
#include "server/http/accept_type.hpp"
#include "server/http/query_params.hpp"
#include "server/http/respond.hpp"

namespace server {

using nlohmann::ordered_json;

namespace {

constexpr std::string_view matrix_set = "WebMercatorQuad";
constexpr std::string_view matrix_set_uri =
    "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";
constexpr std::string_view web_mercator = "http://www.opengis.net/def/crs/EPSG/0/3857";
constexpr std::string_view mvt_type = "application/vnd.mapbox-vector-tile";
constexpr std::string_view geojson_type = "application/geo+json";

void check_matrix_set(const Call& call) {
  if (const auto name = call.path("tms"); name != matrix_set)
    geo::fail(geo::ErrorKind::not_found, "tile matrix set \"{}\": there is {}", name.substr(0, 64),
              matrix_set);
}

/// What tilesets are of: all layers, or one.
struct TilesetOf {
  layers::LayerList layers;
  std::string title;
  std::string url; ///< of its list of tilesets
};

TilesetOf dataset(const Call& call) {
  const auto map = call.app.catalog.snapshot();
  return {map->layers, text_in(map->title, "en", "hazardmap"), base_url(call) + "/tiles"};
}

TilesetOf one_collection(const Call& call) {
  const auto layer = layer_of(*call.app.catalog.snapshot(), call.path("id"));
  const auto& id = layer->config.id;
  return {{layer},
          text_in(layer->config.title, "en", id),
          fmt::format("{}/collections/{}/tiles", base_url(call), id)};
}

geo::Box extent_of(const layers::LayerList& layers) {
  geo::Box extent;
  for (const auto& layer : layers)
    extent.extend(layer->features->index.extent());
  return extent;
}

/// Tiles of a zoom from the first to the last column and row.
struct Limits {
  geo::TileId first;
  geo::TileId last;

  bool hold(geo::TileId tile) const {
    return tile.x >= first.x && tile.x <= last.x && tile.y >= first.y && tile.y <= last.y;
  }
};

/// The tiles that an extent touches; without one, those of the whole world.
Limits limits_at(int zoom, const geo::Box& extent) {
  const auto last = geo::tiles_across(zoom) - 1;
  if (extent.empty())
    return {{zoom, 0, 0}, {zoom, last, last}};
  const auto number = [&](double share) {
    return static_cast<std::uint32_t>(std::clamp(share * (last + 1.0), 0.0, double(last)));
  };
  const auto north_west = geo::to_world({extent.west, extent.north});
  const auto south_east = geo::to_world({extent.east, extent.south});
  return {{zoom, number(north_west.x), number(north_west.y)},
          {zoom, number(south_east.x), number(south_east.y)}};
}

ordered_json limits_json(const geo::Box& extent) {
  ordered_json all = ordered_json::array();
  for (int zoom = 0; zoom <= geo::max_zoom; ++zoom) {
    const auto [first, last] = limits_at(zoom, extent);
    all.push_back({{"tileMatrix", std::to_string(zoom)},
                   {"minTileRow", first.y},
                   {"maxTileRow", last.y},
                   {"minTileCol", first.x},
                   {"maxTileCol", last.x}});
  }
  return all;
}

ordered_json templated(const std::string& url, std::string_view form, std::string_view type) {
  auto out =
      link(fmt::format("{}/{}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}?f={}", url, matrix_set, form),
           "item", type);
  out["templated"] = true;
  return out;
}

ordered_json describe(const Call& call, const TilesetOf& of) {
  const auto extent = extent_of(of.layers);
  const auto scheme = fmt::format("{}/tileMatrixSets/{}", base_url(call), matrix_set);
  ordered_json document = {
      {"title", of.title},
      {"dataType", "vector"},
      {"crs", web_mercator},
      {"tileMatrixSetId", matrix_set},
      {"tileMatrixSetURI", matrix_set_uri},
      {"links",
       {link(fmt::format("{}/{}?f=json", of.url, matrix_set), "self", "application/json"),
        link(scheme, "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme", "application/json"),
        templated(of.url, "mvt", mvt_type), templated(of.url, "geojson", geojson_type)}},
      {"tileMatrixSetLimits", limits_json(extent)}};
  for (const auto& layer : of.layers)
    document["layers"].push_back({{"id", layer->config.id},
                                  {"title", text_in(layer->config.title, "en", layer->config.id)},
                                  {"dataType", "vector"}});
  if (!extent.empty())
    document["boundingBox"] = {{"lowerLeft", {extent.west, extent.south}},
                               {"upperRight", {extent.east, extent.north}},
                               {"crs", "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}};
  return document;
}

Response send_json(const Call& call, const ordered_json& document) {
  return respond(call.request, "application/json", document.dump());
}

void check_form(const Request& request) {
  if (const auto form = query_text(request, "f").value_or("json"); form != "json")
    geo::fail(geo::ErrorKind::invalid_input, "f={}: must be json", form);
}

Response tilesets(const Call& call, const TilesetOf& of) {
  check_form(call.request);
  return send_json(call, {{"links", {link(of.url + "?f=json", "self", "application/json")}},
                          {"tilesets", {describe(call, of)}}});
}

Response tileset(const Call& call, const TilesetOf& of) {
  check_form(call.request);
  check_matrix_set(call);
  return send_json(call, describe(call, of));
}

/// By f=, else by what the client likes.
layers::TileFormat wanted_format(const Request& request) {
  constexpr std::array<std::string_view, 2> types{mvt_type, geojson_type};
  const auto form = query_text(request, "f");
  if (form && *form != "mvt" && *form != "geojson")
    geo::fail(geo::ErrorKind::invalid_input, "f={}: must be mvt or geojson", *form);
  const bool is_geojson = form ? *form == "geojson" : preferred_type(request.headers, types) == 1;
  return is_geojson ? layers::TileFormat::geojson : layers::TileFormat::mvt;
}

Response tile(const Call& call, TilesetOf of) {
  check_matrix_set(call);
  const auto wanted = tile_of(call);
  const auto limits = limits_at(wanted.z, extent_of(of.layers));
  if (!limits.hold(wanted))
    geo::fail(geo::ErrorKind::not_found,
              "tile: row {}, column {} is beyond the limits of zoom {}: rows {} to {}, columns {} "
              "to {}",
              wanted.y, wanted.x, wanted.z, limits.first.y, limits.last.y, limits.first.x,
              limits.last.x);
  return varying_by_accept(
      tile_of_layers(call, std::move(of.layers), wanted, wanted_format(call.request)));
}

ordered_json matrix_json(int zoom) {
  constexpr double half_world_m = 20037508.3427892; // to the digits of the standard
  constexpr double cell_0_m = 2 * half_world_m / geo::tile_size_px;
  constexpr double pixel_m = 0.00028; // of the standard's screen
  const auto across = geo::tiles_across(zoom);
  return {{"id", std::to_string(zoom)},     {"scaleDenominator", cell_0_m / across / pixel_m},
          {"cellSize", cell_0_m / across},  {"pointOfOrigin", {-half_world_m, half_world_m}},
          {"tileWidth", geo::tile_size_px}, {"tileHeight", geo::tile_size_px},
          {"matrixWidth", across},          {"matrixHeight", across}};
}

} // namespace

Response tile_matrix_sets(const Call& call) {
  const auto url = fmt::format("{}/tileMatrixSets/{}", base_url(call), matrix_set);
  return send_json(call, {{"tileMatrixSets",
                           {{{"id", matrix_set},
                             {"title", "Google Maps Compatible for the World"},
                             {"uri", matrix_set_uri},
                             {"links", {link(url, "self", "application/json")}}}}}});
}

Response tile_matrix_set(const Call& call) {
  check_matrix_set(call);
  ordered_json matrices = ordered_json::array();
  for (int zoom = 0; zoom <= geo::max_zoom; ++zoom)
    matrices.push_back(matrix_json(zoom));
  return send_json(
      call, {{"id", matrix_set},
             {"title", "Google Maps Compatible for the World"},
             {"uri", matrix_set_uri},
             {"crs", web_mercator},
             {"orderedAxes", {"X", "Y"}},
             {"wellKnownScaleSet", "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"},
             {"tileMatrices", std::move(matrices)}});
}

Response dataset_tilesets(const Call& call) {
  return tilesets(call, dataset(call));
}
Response collection_tilesets(const Call& call) {
  return tilesets(call, one_collection(call));
}
Response dataset_tileset(const Call& call) {
  return tileset(call, dataset(call));
}
Response collection_tileset(const Call& call) {
  return tileset(call, one_collection(call));
}
Response dataset_tile(const Call& call) {
  return tile(call, dataset(call));
}
Response collection_tile(const Call& call) {
  return tile(call, one_collection(call));
}

} // namespace server
