#pragma once

#include <string>

#include "layers/results/result_table.hpp"

namespace layers {

/// Writes a new file at `path` with one table in CRS84, coordinates longitude first. Where shapes
/// differ only in being multiple, all become multiple. `driver`: "GPKG" or "FlatGeobuf". Throws
/// invalid_input for features without a shape in FlatGeobuf, else unavailable with GDAL's reason;
/// what was written by then stays.
void write_gdal(const ResultTable& table, const std::string& path, const std::string& name,
                const char* driver);

/// A GeoJSON geometry as well-known text; null is "". Throws internal for what is none.
std::string well_known_text(const nlohmann::json& geometry);

} // namespace layers
