#pragma once

#include <string>
#include <vector>

#include "layers/catalog/guess.hpp"

namespace layers {

/// The tables of a source that have geometry and features. Throws as read_gdal() when it cannot be
/// opened or has none. Any thread.
std::vector<TableSchema> gdal_tables(const std::string& source);

} // namespace layers
