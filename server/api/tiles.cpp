#include "server/api/tiles.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include <fmt/compile.h>
#include <nlohmann/json.hpp>
#include <xxhash.h>

#include "geo/error.hpp"
#include "layers/features/vector_layer.hpp"
#include "layers/tiles/changed_tile.hpp"
#include "layers/tiles/tile_builder.hpp"
#include "server/api/links.hpp"
#include "server/api/tile_address.hpp"
#include "server/http/compress.hpp"
#include "server/http/query_params.hpp"
#include "server/http/respond.hpp"

namespace server {

using geo::ErrorKind;
using geo::fail;
using nlohmann::ordered_json;

namespace {

/// More than fit into an address of the default length, so that whoever serves many layers may show
/// them all.
constexpr std::ptrdiff_t most_names = 512;

/// Layers named with commas between, each once.
layers::LayerList named_layers(const layers::LayerList& all, std::string_view names) {
  if (const auto count = std::ranges::count(names, ',') + 1; count > most_names)
    fail(ErrorKind::invalid_input, "layers: {} are named; name at most {}", count, most_names);
  layers::LayerList found;
  while (true) {
    const auto end = std::min(names.find(','), names.size());
    auto layer = layers::find_layer(all, names.substr(0, end));
    if (!layer)
      fail(ErrorKind::not_found, "layer \"{}\": not served here; /collections lists the layers",
           names.substr(0, std::min<std::size_t>(end, 64)));
    if (std::ranges::find(found, layer) == found.end())
      found.push_back(std::move(layer));
    if (end == names.size())
      return found;
    names.remove_prefix(end + 1);
  }
}

std::string_view name_of(layers::TileFormat format) {
  return format == layers::TileFormat::mvt ? "mvt" : "geojson";
}

/// All that a tile's bytes depend on, beside the program.
std::string key_of(const layers::TileRequest& request) {
  auto key = fmt::format(FMT_COMPILE("{}/{}/{}/{} {}"), name_of(request.format), request.tile.z,
                         request.tile.x, request.tile.y, request.budget_bytes);
  for (const auto& layer : request.layers)
    key += " " + layers::tile_key(*layer, request.tile);
  return key;
}

/// What ?format= asks for. Who reads TileJSON draws vector tiles.
layers::TileFormat wanted_format(const Request& request) {
  const auto text = query_text(request, "format").value_or("mvt");
  if (text != "mvt" && text != "geojson")
    fail(ErrorKind::invalid_input, "parameter format: \"{}\" is neither mvt nor geojson", text);
  return text == "mvt" ? layers::TileFormat::mvt : layers::TileFormat::geojson;
}

std::string tiles_url(const Call& call, const layers::LayerList& chosen,
                      layers::TileFormat format) {
  std::string ids;
  for (const auto& layer : chosen)
    ids += (ids.empty() ? "" : ",") + layer->config.id;
  return fmt::format("{}/xyz/{}/{{z}}/{{x}}/{{y}}.{}", base_url(call), ids, name_of(format));
}

/// What a request for a tile asks for.
struct Wanted {
  layers::LayerList layers;
  layers::TileRequest tile; ///< a tile of these layers
  std::string key;
  std::string version; ///< the key's hash: keys of many layers are too long for a tag
};

Wanted wanted_tile(const Call& call, layers::LayerList layers, geo::TileId tile,
                   layers::TileFormat format) {
  Wanted wanted;
  wanted.layers = std::move(layers);
  wanted.tile = {wanted.layers, tile, format, call.app.tile_options.budget_bytes, sent_bytes};
  wanted.key = key_of(wanted.tile);
  wanted.version =
      fmt::format(FMT_COMPILE("{:016x}"), XXH3_64bits(wanted.key.data(), wanted.key.size()));
  return wanted;
}

Wanted wanted_tile(const Call& call, layers::TileFormat format) {
  return wanted_tile(call, named_layers(call.app.catalog.snapshot()->layers, call.path("layers")),
                     tile_of(call), format);
}

Content content_of(const Call& call, const Wanted& wanted) {
  const bool is_mvt = wanted.tile.format == layers::TileFormat::mvt;
  return {is_mvt ? "application/vnd.mapbox-vector-tile" : "application/geo+json", wanted.version,
          call.app.tile_options.cache_control};
}

/// Adds to what the tiles left out.
layers::Tile build(const Call& call, const layers::TileRequest& request) {
  auto tile = layers::build_tile(request, call.request.stop);
  call.app.reductions.add(request, tile.reductions);
  return tile;
}

/// A vector tile of several layers is those of each, one after another (Vector Tile 2.1, section
/// 4.1): when one changes, the others' need not be made anew. Nullopt: together they are too large.
std::optional<layers::Tile> joined(const Call& call, const layers::TileRequest& request) {
  layers::Tile whole;
  for (const auto& layer : request.layers) {
    auto one = request;
    one.layers = std::span(&layer, 1);
    const auto make = [&] {
      auto tile = build(call, one);
      whole.reductions.push_back(tile.reductions.front());
      return std::move(tile.bytes);
    };
    const auto piece =
        call.app.pieces.get(key_of(one), Encoding::identity, make, call.request.stop);
    whole.bytes += *piece.body;
  }
  const bool is_within = request.budget_bytes == 0 ||
                         layers::fits(whole.bytes, request.budget_bytes, request.sent_bytes);
  return is_within ? std::optional(std::move(whole)) : std::nullopt;
}

std::string compute(const Call& call, const layers::TileRequest& request) {
  std::optional<layers::Tile> tile;
  if (request.format == layers::TileFormat::mvt && request.layers.size() > 1)
    tile = joined(call, request);
  if (!tile)
    tile = build(call, request);
  call.app.metrics.count_tile(tile->features_dropped());
  return std::move(tile->bytes);
}

std::optional<Response> tile_at_once(const Call& call, layers::TileFormat format) {
  const auto wanted = wanted_tile(call, format);
  const auto content = content_of(call, wanted);
  if (auto unmet = unmet_condition(call.request, content))
    return unmet;
  if (auto kept = call.app.tiles.find(wanted.key, wanted_encoding(call.request)))
    return send(call.request, content, *std::move(kept));
  return std::nullopt;
}

Response tile(const Call& call, const Wanted& wanted) {
  const auto content = content_of(call, wanted);
  if (auto unmet = unmet_condition(call.request, content))
    return *std::move(unmet);
  return send(call.request, content,
              call.app.tiles.get(
                  wanted.key, wanted_encoding(call.request),
                  [&] { return compute(call, wanted.tile); }, call.request.stop));
}

} // namespace

Response geojson_tile(const Call& call) {
  return tile(call, wanted_tile(call, layers::TileFormat::geojson));
}

std::optional<Response> geojson_tile_at_once(const Call& call) {
  return tile_at_once(call, layers::TileFormat::geojson);
}

Response mvt_tile(const Call& call) {
  return tile(call, wanted_tile(call, layers::TileFormat::mvt));
}

std::optional<Response> mvt_tile_at_once(const Call& call) {
  return tile_at_once(call, layers::TileFormat::mvt);
}

Response tile_of_layers(const Call& call, layers::LayerList layers, geo::TileId tile_id,
                        layers::TileFormat format) {
  return tile(call, wanted_tile(call, std::move(layers), tile_id, format));
}

namespace {

/// What was done to a layer for the budget, in the tiles made until now: what is smaller than
/// `merged_below_px` is merged, or without attributes where there is none.
ordered_json reductions_of(const Call& call, const layers::Layer& layer) {
  ordered_json zooms = ordered_json::array();
  const auto sums = call.app.reductions.of(layer);
  for (std::size_t z = 0; z < sums.size(); ++z) {
    if (sums[z].tiles == 0)
      continue;
    zooms.push_back({{"zoom", z}, {"tiles", sums[z].tiles}, {"dropped", sums[z].features}});
    if (sums[z].coarsest >= layers::coarseness::merged)
      zooms.back()["merged_below_px"] = 1 << (sums[z].coarsest - layers::coarseness::merged);
  }
  return zooms;
}

} // namespace

Response tile_json(const Call& call) {
  const auto format = wanted_format(call.request);
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
    if (auto reductions = reductions_of(call, *layer); !reductions.empty())
      vector_layers.back()["reduced"] = std::move(reductions);
  }
  const bool is_mvt = format == layers::TileFormat::mvt;
  ordered_json document = {{"tilejson", "3.0.0"},
                           {"name", text_in(map->title, "en", "hazardmap")},
                           {"tiles", {tiles_url(call, chosen, format)}},
                           {"format", is_mvt ? "pbf" : "geojson"},
                           {"minzoom", min_zoom},
                           {"maxzoom", max_zoom},
                           {"budget_bytes", call.app.tile_options.budget_bytes},
                           {"vector_layers", vector_layers}};
  if (!extent.empty())
    document["bounds"] = {extent.west, extent.south, extent.east, extent.north};
  return respond(call.request, "application/json", document.dump());
}

} // namespace server
