// layers/sources: one reader for each kind of source, features as they stand there; mends and
// guesses nothing.
#pragma once

#include "layers/config/layer_config.hpp"
#include "layers/features/source_features.hpp"

namespace layers {

/// Reads a layer through GDAL: any vector format it knows, files and connections. Curves are
/// approximated, Z and M dropped; null and empty geometries come as features without parts, for
/// repair() to report. Ids are the source's feature ids; with several tables "table/id" texts.
/// OpenStreetMap files are read_osm()'s. Features GDAL could not read whole are reported as lost.
/// Throws not_found or invalid_input, on one line with GDAL's reason, when the source cannot be
/// opened, has no such table, neither geometry nor columns of coordinates, its condition ("where")
/// is wrong, or reading stops before the end. Any thread.
RawSource read_gdal(const LayerConfig& config);

} // namespace layers
