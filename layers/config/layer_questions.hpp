#pragma once

#include <optional>
#include <string>
#include <vector>

#include "layers/config/layer_config.hpp"
#include "layers/requests/question.hpp"

namespace layers {

/// What a layer of kind response or coverage is computed by; nullopt: it has a source of its own.
std::optional<Question> question_of(const LayerConfig& config);

/// The style that draws the layer: its own, else its kind's; areas by who arrives first have one.
std::string style_name(const LayerConfig& config);

/// Throws not_found when the question names a layer that is not among `all`, or zones of one that
/// is no hazard.
void check_layers_of(Question question, const Params& params, const std::vector<LayerConfig>& all);

} // namespace layers
