#pragma once

#include <memory>

#include "layers/features/layer.hpp"

namespace server {

/// The layer with the zooms from which its style draws what (Layer::drawn_from); the layer itself
/// where it has them. Throws as styles::load_style().
std::shared_ptr<const layers::Layer> with_looks(std::shared_ptr<const layers::Layer> layer);

} // namespace server
