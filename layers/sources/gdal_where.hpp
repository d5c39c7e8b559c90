#pragma once

#include "layers/config/layer_config.hpp"
#include "layers/features/source_features.hpp"

namespace layers {

/// Keeps the features that meet the layer's condition ("where", OGR SQL), for readers that GDAL has
/// no part in; `report.read` counts those. A column whose texts are all numbers may be compared
/// with numbers, and one of numbers with texts. Throws invalid_input for a condition that is wrong.
void keep_where(RawSource& raw, const LayerConfig& config);

} // namespace layers
