#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/geometry.hpp"
#include "layers/tiles/tile_builder.hpp"

namespace server {

struct ZoomRange {
  int min = 0;
  int max = 0;
};

/// "8", or "0-12". Throws invalid_input for what is no number, reversed, or beyond geo::max_zoom.
ZoomRange parse_zooms(std::string_view text);

/// "west,south,east,north" in CRS84 degrees. Throws invalid_input for anything else.
geo::Box parse_bbox(std::string_view text);

/// `hazardmap tiles`: layers as an archive or a folder of tiles. The texts have been checked by
/// their parse functions and layers::output_kind().
struct TilesRequest {
  std::vector<std::string> sources; ///< a configuration, or files, folders and connections
  std::vector<std::string> layers;  ///< their ids; empty: every layer
  std::string zooms;
  std::string bbox; ///< empty: the world
  std::string output;
  layers::TileFormat format = layers::TileFormat::mvt;
  bool overwrite = false;
  bool resume = false;
  std::optional<int> threads; ///< default: one a core
};

/// Says on stderr how far it has come and on stdout what was made. Returns 0, or 128 + the signal
/// (SIGINT, SIGTERM or SIGHUP) that ended it before the end; a second one ends the process at once.
/// Throws geo::Error. Call it from the main thread before any other is started.
int run_tiles(const TilesRequest& request);

} // namespace server
