#pragma once

#include <memory>

#include "layers/features/layer.hpp"

namespace layers {

/// A layer of features that were read: its roles are completed as guess_fields() guesses them, but
/// for those that the configuration names, has a constant for or switches off; of hazards whose
/// severity no attribute's name tells, an attribute is taken whose texts all are words for levels;
/// of roads without a class, one whose texts all are words for classes.
/// The report has what was not understood, see report_roles().
std::shared_ptr<Layer> make_layer(const LayerConfig& config, SourceFeatures&& source);

} // namespace layers
