#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "layers/config/layer_config.hpp"
#include "layers/features/source_features.hpp"

namespace layers {

/// The attribute that holds a cell's value.
constexpr std::string_view raster_value = "value";
constexpr std::size_t most_raster_cells = 4'000'000;

/// Whether GDAL would open the source as a raster and not as a vector source. Any thread.
bool is_raster(const std::string& source, Reach reach);

/// Whether a layer was read by read_raster().
bool was_raster(const LoadReport& report);

/// Reads the first band of a raster: each cell with a value over 0 becomes a polygon of its four
/// corners with the attribute "value" (scale and offset applied) and its number, row by row from
/// the first, as id. Cells without data are left out. Throws not_found or invalid_input, on one
/// line with GDAL's reason, when it cannot be opened or read, does not say where it lies, has
/// more than most_raster_cells over 0, or the configuration asks for tables or a condition.
/// Any thread.
RawSource read_raster(const LayerConfig& config);

} // namespace layers
