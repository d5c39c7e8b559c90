#include "server/api/tiles.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "layers/tile_builder.hpp"
#include "layers/vector_layer.hpp"
#include "server/api/links.hpp"
#include "server/respond.hpp"

namespace server {

using geo::ErrorKind;
using geo::fail;
using nlohmann::ordered_json;

namespace {

/// Layers named with commas between. At most as many as there are.
layers::LayerList named_layers(const layers::LayerList& all, std::string_view names) {
  layers::LayerList found;
  while (true) {
    const auto end = std::min(names.find(','), names.size());
    const auto layer = layers::find_layer(all, names.substr(0, end));
    if (!layer)
      fail(ErrorKind::not_found, "layer \"{}\": not served here; /collections lists the layers",
           names.substr(0, std::min<std::size_t>(end, 64)));
    if (std::ranges::find(found, layer) != found.end())
      fail(ErrorKind::invalid_input, "layer \"{}\": named twice; name it once", layer->config.id);
    found.push_back(layer);
    if (end == names.size())
      return found;
    names.remove_prefix(end + 1);
  }
}

/// Digits, perhaps behind a minus sign; what is too large becomes the largest.
std::int64_t tile_number(std::string_view name, std::string_view text) {
  const auto digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
    fail(ErrorKind::invalid_input, "tile: {} is not a whole number", name);
  std::int64_t value = 0;
  const auto error = std::from_chars(text.data(), text.data() + text.size(), value).ec;
  return error == std::errc() ? value : std::numeric_limits<std::int64_t>::max();
}

geo::TileId tile_of(const Call& call) {
  const auto z = tile_number("the zoom", call.path("z"));
  const auto x = tile_number("the column", call.path("x"));
  const auto y = tile_number("the row", call.path("y"));
  if (z < 0 || z > geo::max_zoom)
    fail(ErrorKind::not_found, "tile: zoom {} does not exist; zooms are 0 to {}", z, geo::max_zoom);
  const auto last = std::int64_t{geo::tiles_across(static_cast<int>(z))} - 1;
  if (x < 0 || x > last || y < 0 || y > last)
    fail(ErrorKind::not_found,
         "tile: column {}, row {} does not exist at zoom {}; both are 0 to {}", x, y, z, last);
  return {static_cast<int>(z), static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y)};
}

/// The tile's content depends on the layers' features and zoom ranges, and on nothing else.
std::string version_of(const layers::LayerList& chosen, geo::TileId tile) {
  auto version = fmt::format("{}.{}.{}", tile.z, tile.x, tile.y);
  for (const auto& layer : chosen)
    version += fmt::format("-{}.{}.{}", layer->features->version, layer->config.min_zoom,
                           layer->config.max_zoom);
  return version;
}

Response tile(const Call& call, layers::TileFormat format, std::string_view content_type) {
  const auto map = call.app.catalog.snapshot();
  const auto chosen = named_layers(map->layers, call.path("layers"));
  const layers::TileRequest request{chosen, tile_of(call), format};
  return respond(call.request, content_type, version_of(chosen, request.tile),
                 [&] { return layers::build_tile(request, call.request.stop).bytes; });
}

} // namespace

Response geojson_tile(const Call& call) {
  return tile(call, layers::TileFormat::geojson, "application/geo+json");
}

Response mvt_tile(const Call& call) {
  return tile(call, layers::TileFormat::mvt, "application/vnd.mapbox-vector-tile");
}

Response tile_json(const Call& call) {
  const auto map = call.app.catalog.snapshot();
  const auto chosen = named_layers(map->layers, call.path("layers"));
  geo::Box extent;
  int min_zoom = geo::max_zoom;
  int max_zoom = 0;
  ordered_json vector_layers = ordered_json::array();
  for (const auto& layer : chosen) {
    extent.extend(layer->features->index.extent());
    min_zoom = std::min(min_zoom, layer->config.min_zoom);
    max_zoom = std::max(max_zoom, layer->config.max_zoom);
    vector_layers.push_back(layers::vector_layer(*layer));
  }
  const auto tiles = fmt::format("{}/xyz/{}/{{z}}/{{x}}/{{y}}.geojson", base_url(call.request),
                                 call.path("layers"));
  ordered_json document = {{"tilejson", "3.0.0"}, {"name", text_in(map->title, "en", "hazardmap")},
                           {"tiles", {tiles}},    {"minzoom", min_zoom},
                           {"maxzoom", max_zoom}, {"vector_layers", vector_layers}};
  if (!extent.empty())
    document["bounds"] = {extent.west, extent.south, extent.east, extent.north};
  return respond(call.request, "application/json", document.dump());
}

} // namespace server
