#pragma once

#include "layers/config/layer_config.hpp"
#include "layers/features/source_features.hpp"

namespace layers {

/// Reads a layer so that it keeps the promise of SourceFeatures: CSV and GeoJSON by readers of
/// their own, OpenStreetMap with libosmium, all else through GDAL, rasters as the demand in their
/// cells; transformed to CRS84, repaired, polygons of stations and incidents turned into points,
/// and config.fields checked to exist. What happened on the way is in the result's report. Throws
/// not_found or invalid_input, on one line that begins with the source, when it cannot be read or
/// loses every feature; one without features is an empty layer. Thread-safe for different layers.
SourceFeatures read_layer(const LayerConfig& config);

/// The same of what a reader has delivered.
SourceFeatures finish_layer(RawSource raw, const LayerConfig& config);

} // namespace layers
