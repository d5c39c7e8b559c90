#pragma once

#include <memory>

#include "layers/features/layer.hpp"

namespace layers {

/// The layer as its question (LayerConfig::request) is answered now from a map; the old one (which
/// may be null) when neither the question nor what it is answered from has changed. It may show
/// nothing. Throws as answer(), with the layer before the message.
std::shared_ptr<const Layer> derive_layer(const LayerConfig& config, const Map& map,
                                          const std::shared_ptr<const Layer>& old);

} // namespace layers
