// layers/results: answers and reports as files and text; knows no question.
#pragma once

#include <string>
#include <string_view>

namespace layers {

/// Writes a GeoJSON FeatureCollection (CRS84) to a file by its extension: .geojson, .gpkg, .fgb,
/// .csv (points as lon and lat, other shapes as WKT in "geometry"); "-" is standard output,
/// GeoJSON. An existing file is refused unless `overwrite`; a failed write leaves none behind.
/// Throws invalid_input for an unknown extension, conflict for an existing file, unavailable for a
/// disk that is full or may not be written, on one line with the path.
void write_result(std::string_view geojson, const std::string& path, const std::string& table,
                  bool overwrite);

/// Throws what write_result() would for the path alone, before any work is done.
void check_result_path(const std::string& path, bool overwrite);

} // namespace layers
