#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "geo/geometry.hpp"
#include "layers/tiles/tile_builder.hpp"

namespace layers {

/// Text -> a gzip member (RFC 1952). Equal texts give equal bytes. Any thread.
using Gzip = std::function<std::string(std::string_view)>;

/// What a set of tiles says of itself.
struct TileSetInfo {
  std::string name;
  std::string description;
  std::string generator; ///< "hazardmap 0.1.0"
  TileFormat format = TileFormat::mvt;
  geo::Box bounds;
  int min_zoom = 0; ///< the lowest zoom there are tiles of
  int max_zoom = 0;
  std::string vector_layers_json; ///< as in TileJSON 3.0.0, section 3.3
};

/// Where a map opens that shows a box.
struct TileSetCenter {
  geo::LonLat point;
  int zoom = 0; ///< the deepest at which a tile is larger than the box, within the set's zooms
};
TileSetCenter center_of(const TileSetInfo& info);

/// What takes the tiles of an export: a file or a folder in the making. Every function throws
/// Error(unavailable) when it cannot be written. One thread at a time.
class TileSink {
public:
  TileSink() = default;
  TileSink(const TileSink&) = delete;
  TileSink& operator=(const TileSink&) = delete;
  virtual ~TileSink() = default;

  /// Tiles come by ascending geo::tile_number(), none of them empty. `bytes`: as they are stored.
  virtual void add(geo::TileId tile, std::string_view bytes) = 0;
  /// Waits until every tile has reached the disk. Whoever opens the sink anew with the number of
  /// tiles added so far finds it as it is now, whatever was added afterwards.
  virtual void sync() = 0;
  /// Makes it whole. Nothing may be added afterwards.
  virtual void finish(const TileSetInfo& info) = 0;
};

/// Each opens what is at `path`, or makes it, and goes on behind its first `tiles_kept` tiles.

/// PMTiles version 3 (github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md) in the file `path`,
/// which needs `path`.log beside it until it is finished. Tiles must be gzip members. Equal tiles
/// are stored once, as long as ContentIndex remembers them.
std::unique_ptr<TileSink> open_pmtiles(const std::string& path, std::uint64_t tiles_kept,
                                       Gzip gzip);

/// MBTiles 1.3 (github.com/mapbox/mbtiles-spec) in the file `path`. Tiles must be gzip members.
/// Equal tiles are stored once, as above.
std::unique_ptr<TileSink> open_mbtiles(const std::string& path, std::uint64_t tiles_kept);

/// The files z/x/y.mvt or .geojson in the folder `path`, and metadata.json, which is a TileJSON
/// 3.0.0.
std::unique_ptr<TileSink> open_tile_folder(const std::string& path, TileFormat format);

} // namespace layers
