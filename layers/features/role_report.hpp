#pragma once

#include "layers/features/layer.hpp"

namespace layers {

/// Adds to the report what is not understood, with its values, and what was assumed; roles whose
/// attributes say nothing; shapes that cannot do what the layer's kind is for; LayerConfig::values
/// that no feature has. O(features).
void report_roles(const Layer& layer, LoadReport& report);

} // namespace layers
