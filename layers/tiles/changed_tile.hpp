#pragma once

#include <memory>
#include <string>

#include "geo/tile/tile.hpp"
#include "layers/features/layer.hpp"

namespace layers {

/// The layer as a tile shows it: itself, unless it was changed there; then one of the features
/// there alone, as they are now. O(features there).
std::shared_ptr<const Layer> layer_in_tile(const std::shared_ptr<const Layer>& layer,
                                           geo::TileId tile);

/// Equal for layers that show the same in this tile: a change elsewhere leaves it as it is.
std::string tile_key(const Layer& layer, geo::TileId tile);

} // namespace layers
