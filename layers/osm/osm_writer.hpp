#pragma once

#include "layers/config/layer_config.hpp"
#include "layers/features/source_features.hpp"
#include "layers/osm/osm_content.hpp"

namespace layers {

/// The features of one layer, in the order of the file, with all attributes that any of them has.
RawSource osm_features(const LayerConfig& config, OsmContent& content, OsmSelection& selection);

} // namespace layers
