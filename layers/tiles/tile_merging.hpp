#pragma once

#include <functional>
#include <vector>

#include "layers/tiles/class_filter.hpp"
#include "layers/tiles/tile_choice.hpp"

namespace layers {

/// What a tile shows less of a layer the higher it is: 0 is choose(); from `without_attributes` on
/// lines and areas below a pixel have no attributes but their class; from `merged` on areas below a
/// pixel share it with those of their class, and say by "count" how many they are; then areas are
/// drawn, and merged, in pixels twice as wide from step to step.
using Coarseness = int;
namespace coarseness {
constexpr Coarseness without_attributes = 1;
constexpr Coarseness merged = 2;
constexpr Coarseness last = merged + 8; ///< the tile is one pixel
} // namespace coarseness

bool is_area(const Drawn& drawn, const FeatureSet& features);

/// Keeps the first of every pixel, class and type of what `is_small`; it counts the others. Pixels
/// are 2^coarser of the tile's own wide.
void share_pixels(std::vector<Drawn>& drawn, const FeatureSet& features, geo::TileId tile,
                  ClassFilter& filter, int coarser,
                  const std::function<bool(const Drawn&)>& is_small);

/// From one coarseness to the next, `to`. Order stays, and counts add up to what they did.
void coarsen(std::vector<Drawn>& drawn, const Layer& layer, geo::TileId tile, Coarseness to);

} // namespace layers
