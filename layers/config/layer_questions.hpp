#pragma once

#include <string>
#include <vector>

#include "layers/config/layer_config.hpp"

namespace layers {

/// The style that draws the layer: its own, else its kind's; areas by who arrives first have one.
std::string style_name(const LayerConfig& config);

/// Throws not_found when the question names a layer that is not among `all`, or zones of one that
/// is no hazard.
void check_layers_of(const PlannerRequest& request, const std::vector<LayerConfig>& all);

} // namespace layers
