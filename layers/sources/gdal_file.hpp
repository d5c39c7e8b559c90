#pragma once

#include <string>

namespace layers {

/// All bytes of what GDAL calls a file: "/vsizip/data.zip/roads.osm.pbf", "/vsicurl/https://…".
/// Throws not_found. Any thread.
std::string gdal_file(const std::string& source);

} // namespace layers
