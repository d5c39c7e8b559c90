#include "layers/tiles/changed_tile.hpp"

#include "layers/features/layer_change.hpp"

namespace layers {

namespace {

/// Everything that decides what a tile shows lies here: what is in its buffer, and whole cells of
/// clusters around it.
geo::Box reach_of(geo::TileId tile) {
  static_assert(2 * cluster_cell_px >= geo::tile_buffer_px);
  auto reach = geo::bounds(tile, 2 * cluster_cell_px);
  // The first and the last row have what lies beyond them, towards the poles.
  constexpr double pole = 90;
  if (tile.y == 0)
    reach.north = pole;
  if (tile.y + 1 == geo::tiles_across(tile.z))
    reach.south = -pole;
  return reach;
}

bool is_changed(const Layer& layer, geo::TileId tile) {
  return layer.change && touches(*layer.change, reach_of(tile));
}

} // namespace

std::shared_ptr<const Layer> layer_in_tile(const std::shared_ptr<const Layer>& layer,
                                           geo::TileId tile) {
  if (!is_changed(*layer, tile))
    return layer;
  auto there = std::make_shared<Layer>(*layer);
  there->features = build_feature_set(features_in(*layer, reach_of(tile)));
  there->change = nullptr;
  return there;
}

std::string tile_key(const Layer& layer, geo::TileId tile) {
  auto key = content_key(layer);
  if (is_changed(layer, tile))
    key += "+" + layer.change->version;
  return key;
}

} // namespace layers
