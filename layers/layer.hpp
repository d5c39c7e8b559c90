#pragma once

#include <memory>
#include <string>
#include <vector>

#include "layers/feature_set.hpp"
#include "layers/layer_config.hpp"

namespace layers {

/// A layer as it is served: what the configuration says and what the source held.
struct Layer {
  LayerConfig config;
  LoadReport report;
  std::string source_stamp; ///< see catalog.hpp
  std::shared_ptr<const FeatureSet> features;
};

/// Every layer at one moment, in drawing order. Replaced as a whole, never changed.
using LayerList = std::vector<std::shared_ptr<const Layer>>;

} // namespace layers
