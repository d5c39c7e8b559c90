#pragma once

#include <memory>

#include "layers/features/layer.hpp"
#include "layers/travel/response_model.hpp"

namespace layers {

/// The layer as its question (LayerConfig::request) is answered now; the old one (which may be
/// null) when neither the question nor what it is answered from has changed. It may show nothing.
/// Throws as answer(), with the layer before the message.
std::shared_ptr<const Layer> derive_layer(const LayerConfig& config,
                                          const std::shared_ptr<const ResponseModel>& model,
                                          const std::shared_ptr<const Layer>& old);

} // namespace layers
