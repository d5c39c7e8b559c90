#include "layers/tilesets/tile_export.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "layers/features/vector_layer.hpp"
#include "layers/tiles/tile_builder.hpp"
#include "layers/tilesets/in_order.hpp"

// 1. A walk gives the tiles that may show something, in the order of their numbers.
// 2. Threads take a few at a time and build them.
// 3. One thread puts the results into the sink in that same order, so that at any moment everything
//    up to one number is done; every few seconds it writes that number down.

namespace layers {

namespace {

using geo::ErrorKind;
using geo::fail;
using Clock = std::chrono::steady_clock;
using nlohmann::ordered_json;

/// A few tiles that one thread builds.
using Chunk = std::vector<geo::TileId>;

struct BuiltTile {
  geo::TileId tile;
  std::string bytes; ///< none: it shows nothing
  std::size_t features_dropped = 0;
};

/// Tiles far out are heavy, those far in are many.
std::size_t chunk_size(int z) {
  return std::size_t{1} << static_cast<unsigned>(std::min(z / 2, 4));
}

Chunk take_chunk(TileWalk& walk) {
  Chunk chunk;
  while (const auto tile = walk.next()) {
    chunk.push_back(*tile);
    if (chunk.size() >= chunk_size(tile->z))
      break;
  }
  return chunk;
}

TileWalk walk_of(const TileExport& request, std::uint64_t from) {
  return {request.layers, request.area, request.min_zoom, request.max_zoom, from};
}

class TileMaker {
public:
  explicit TileMaker(const TileExport& request)
      : m_request(request), m_is_packed(output_kind(request.output) != OutputKind::folder),
        m_nothing(build_tile({{}, {}, request.format}).bytes) {}

  std::vector<BuiltTile> build(const Chunk& chunk, const std::stop_token& stop) const {
    std::vector<BuiltTile> built;
    for (const auto tile : chunk) {
      auto made = build_tile(
          {m_request.layers, tile, m_request.format, m_request.budget_bytes, m_request.sent_bytes},
          stop);
      if (made.bytes == m_nothing)
        made.bytes.clear();
      else if (m_is_packed)
        made.bytes = m_request.gzip(made.bytes);
      built.push_back({tile, std::move(made.bytes), made.features_dropped()});
    }
    return built;
  }

private:
  const TileExport& m_request;
  bool m_is_packed;
  std::string m_nothing; ///< the tile of no layers
};

std::unique_ptr<TileSink> open_sink(const TileExport& request, const PartFolder& part) {
  const auto path = part.tiles_path();
  switch (output_kind(request.output)) {
  case OutputKind::pmtiles:
    return open_pmtiles(path, part.progress().tiles, request.gzip);
  case OutputKind::mbtiles:
    return open_mbtiles(path, part.progress().tiles);
  default:
    return open_tile_folder(path, request.format);
  }
}

/// All that decides about the tiles, by the names that a person knows it by.
std::string begun_with(const TileExport& request) {
  ordered_json layers = ordered_json::array();
  for (const auto& layer : request.layers)
    layers.push_back(content_key(*layer));
  const auto& box = request.area;
  return ordered_json{{"program", request.generator},
                      {"layers", layers},
                      {"zooms", {request.min_zoom, request.max_zoom}},
                      {"bbox", {box.west, box.south, box.east, box.north}},
                      {"format", request.format == TileFormat::mvt ? "mvt" : "geojson"},
                      {"budget_bytes", request.budget_bytes}}
      .dump();
}

void count(ExportProgress& progress, const BuiltTile& built) {
  progress.next = geo::tile_number(built.tile) + 1;
  ++progress.visited;
  progress.features_dropped += built.features_dropped;
  if (built.bytes.empty())
    return;
  if (progress.tiles == 0)
    progress.min_zoom = built.tile.z;
  progress.max_zoom = built.tile.z;
  ++progress.tiles;
  progress.bytes += built.bytes.size();
}

/// Whether it came to the end.
bool make_tiles(const TileExport& request, PartFolder& part, TileSink& sink,
                ExportProgress& progress, const OnProgress& on_progress) {
  auto walk = walk_of(request, progress.next);
  const TileMaker maker(request);
  bool is_wanted = true;
  auto checkpoint = Clock::now() + request.checkpoint_every;
  const auto put = [&](const std::vector<BuiltTile>& chunk) {
    for (const auto& built : chunk) {
      if (!built.bytes.empty())
        sink.add(built.tile, built.bytes);
      count(progress, built);
    }
    is_wanted = on_progress(progress);
    if (is_wanted && Clock::now() < checkpoint)
      return true;
    sink.sync();
    part.save(progress);
    checkpoint = Clock::now() + request.checkpoint_every;
    return is_wanted;
  };
  in_order(
      request.threads,
      [&] {
        auto chunk = take_chunk(walk);
        return chunk.empty() ? std::nullopt : std::optional(std::move(chunk));
      },
      [&](const Chunk& chunk, const std::stop_token& stop) { return maker.build(chunk, stop); },
      put);
  return is_wanted;
}

/// The part of the area in which there are features, as far as tiles reach.
geo::Box bounds_of(const TileExport& request) {
  geo::Box extent;
  for (const auto& layer : request.layers)
    extent.extend(layer->features->index.extent());
  const auto world = geo::bounds({0, 0, 0});
  return {std::max({extent.west, request.area.west, world.west}),
          std::max({extent.south, request.area.south, world.south}),
          std::min({extent.east, request.area.east, world.east}),
          std::min({extent.north, request.area.north, world.north})};
}

TileSetInfo info_of(const TileExport& request, const ExportProgress& progress) {
  ordered_json vector_layers = ordered_json::array();
  for (const auto& layer : request.layers) {
    if (layer->config.max_zoom < progress.min_zoom || layer->config.min_zoom > progress.max_zoom)
      continue;
    vector_layers.push_back(vector_layer(*layer, progress.min_zoom, progress.max_zoom));
  }
  return {request.name,       request.description, request.generator, request.format,
          bounds_of(request), progress.min_zoom,   progress.max_zoom, vector_layers.dump()};
}

[[noreturn]] void fail_for_nothing(const TileExport& request) {
  const auto& box = request.area;
  fail(ErrorKind::invalid_input,
       "{}: the layers show nothing at zooms {} to {} in {},{},{},{}; widen --zoom or --bbox",
       request.output, request.min_zoom, request.max_zoom, box.west, box.south, box.east,
       box.north);
}

std::string without_slash(std::string path) {
  while (path.size() > 1 && path.ends_with('/'))
    path.pop_back();
  return path;
}

} // namespace

OutputKind output_kind(std::string_view output) {
  if (output.ends_with(".pmtiles"))
    return OutputKind::pmtiles;
  if (output.ends_with(".mbtiles"))
    return OutputKind::mbtiles;
  if (output.ends_with('/'))
    return OutputKind::folder;
  fail(ErrorKind::invalid_input,
       "\"{}\": ends neither in .pmtiles nor in .mbtiles; a folder ends in /", output);
}

ExportResult export_tiles(const TileExport& request, const OnProgress& on_progress) {
  if (!walk_of(request, 0).next())
    fail_for_nothing(request);
  PartFolder part(without_slash(request.output), request.existing, begun_with(request));
  const auto begun_at = part.progress();
  auto progress = begun_at;
  auto sink = open_sink(request, part);
  if (!make_tiles(request, part, *sink, progress, on_progress))
    return {begun_at, progress, false};
  if (progress.tiles == 0) {
    part.discard();
    fail_for_nothing(request);
  }
  sink->finish(info_of(request, progress));
  sink.reset();
  part.publish();
  return {begun_at, progress, true};
}

std::uint64_t count_visits(const TileExport& request, const std::stop_token& stop) {
  std::uint64_t visited = 0;
  auto walk = walk_of(request, 0);
  while (walk.next()) {
    if (stop.stop_requested())
      return 0;
    ++visited;
  }
  return visited;
}

} // namespace layers
