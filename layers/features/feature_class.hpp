#pragma once

#include <string>
#include <vector>

#include "layers/config/layer_config.hpp"

namespace layers {

/// A value of the attribute "class" in a layer that is computed, and what it says there: made from
/// the layer's parameters, in Vietnamese and English.
struct FeatureClass {
  std::string value; ///< "band-1", "lost", "gap" ...
  Text title;        ///< "Reached within 4 minutes"
};

/// All that the features of a layer may have, in drawing order: the lowest first.
using FeatureClasses = std::vector<FeatureClass>;

} // namespace layers
