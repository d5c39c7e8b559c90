#pragma once

#include <memory>
#include <span>
#include <stop_token>
#include <string>

#include "geo/tile.hpp"
#include "layers/layer.hpp"

namespace layers {

/// More features than this that are smaller than a pixel, of one layer in one tile, are drawn one a
/// pixel; each then says by "count" for how many it stands.
constexpr std::size_t tiny_features_drawn = 4096;

/// A GeoJSON FeatureCollection of what the layers show in the tile, layer after layer, features in
/// the order of their source. Every feature names its layer in the member "layer". Geometry is
/// clipped to the tile and geo::tile_buffer_px around it, simplified for the zoom, right-handed,
/// and has geo::decimals(z) decimals. A layer outside its zoom range adds nothing.
/// Throws Error(unavailable) when it is asked to stop.
std::string geojson_tile(std::span<const std::shared_ptr<const Layer>> layers, geo::TileId tile,
                         const std::stop_token& stop = {});

} // namespace layers
