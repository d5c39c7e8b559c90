// layers/tilesets: the tiles of a whole map in one file or folder, resumable; decides nothing
// about what a tile shows.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "layers/tilesets/part_folder.hpp"
#include "layers/tilesets/tile_sink.hpp"
#include "layers/tilesets/tile_walk.hpp"

namespace layers {

enum class OutputKind { pmtiles, mbtiles, folder };

/// By the ending: ".pmtiles", ".mbtiles", or a slash for a folder. Throws invalid_input for others.
OutputKind output_kind(std::string_view output);

/// Layers x tiles -> an archive or a folder.
struct TileExport {
  LayerList layers; ///< drawn in this order; none twice
  int min_zoom = 0;
  int max_zoom = 0;
  geo::Box area{-180, -90, 180, 90}; ///< tiles that touch it
  TileFormat format = TileFormat::mvt;
  std::size_t budget_bytes = default_tile_budget_bytes;
  SentBytes sent_bytes = nullptr; ///< what the budget counts
  std::string output;             ///< see output_kind()
  ExistingOutput existing;
  int threads = 1;
  std::string name;
  std::string description;
  std::string generator; ///< "hazardmap 0.1.0"; another one does not resume an export
  Gzip gzip;
  std::chrono::milliseconds checkpoint_every{5000}; ///< at most this much is lost by a crash
};

/// Told how far the export has come, after every few tiles, on the thread that exports. Returns
/// whether to go on.
using OnProgress = std::function<bool(const ExportProgress&)>;

struct ExportResult {
  ExportProgress begun_at; ///< what an earlier run had done
  ExportProgress progress;
  bool is_finished = false; ///< else it can be resumed
};

/// Makes the output, or as much of it as is wanted: its tiles are those of build_tile(), gzip
/// members in archives and plain files in folders, without those that show nothing. The output
/// appears when it is whole; until then there is a PartFolder, from which an export that was
/// stopped, failed or killed can be resumed. Equal exports of equal layers give equal files,
/// resumed or not. Memory does not grow with the number of tiles. Throws as PartFolder does;
/// invalid_input when the layers show nothing in the area at these zooms.
ExportResult export_tiles(const TileExport& request, const OnProgress& on_progress);

/// The number of tiles that export_tiles() looks at in all; 0 when it is stopped.
std::uint64_t count_visits(const TileExport& request, const std::stop_token& stop);

} // namespace layers
