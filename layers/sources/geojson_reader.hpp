#pragma once

#include <optional>

#include "geo/library_version.hpp"
#include "layers/config/layer_config.hpp"
#include "layers/features/source_features.hpp"

namespace layers {

/// Reads GeoJSON (RFC 7946, and the "crs" member of GeoJSON 2008) and sequences of it: one feature
/// a line, or RFC 8142. A FeatureCollection, a Feature or a bare geometry; members in any order; a
/// byte order mark is passed over; GeometryCollections are flattened, heights dropped.
///
/// None when this is work for GDAL: the source is not a file ending in .geojson, .json, .geojsonl,
/// .geojsons, .geojsonseq, .ndjson or .jsonl (also in an archive, or compressed), or holds other
/// JSON (TopoJSON, Esri's), or the configuration asks for `tables` or a condition on geometries.
///
/// Ids are the features' own, or their 0-based positions where they have none. Properties are kept
/// as they stand, without white space; of members of the same name the last counts; NaN and
/// infinity become null. Features whose geometry cannot be read are counted as lost in the report;
/// broken geometry is repair's work. A collection that says it is a part of more is reported.
///
/// Throws invalid_input for a file that cannot be read, is empty, cut off, broken or not UTF-8,
/// UTF-16 or in the layer's `encoding`.
std::optional<RawSource> read_geojson(const LayerConfig& config);

geo::LibraryVersion simdjson_version();

} // namespace layers
