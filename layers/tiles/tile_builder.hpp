// layers/tiles: what layers show in one tile, as GeoJSON or MVT; knows no source, address or
// colour.
#pragma once

#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "geo/tile/tile.hpp"
#include "layers/features/layer.hpp"

namespace layers {

/// What a tile may take in bytes before it is compressed; GeoJSON, which is wordier, four times
/// that.
constexpr std::size_t default_tile_budget_bytes = 500'000;

enum class TileFormat : std::uint8_t { geojson, mvt };

struct TileRequest {
  std::span<const std::shared_ptr<const Layer>> layers; ///< drawn in this order; none twice
  geo::TileId tile;
  TileFormat format = TileFormat::geojson;
  std::size_t budget_bytes = default_tile_budget_bytes;
};

struct Tile {
  std::string bytes;
  std::vector<std::size_t> dropped; ///< features of each layer left out to meet the budget

  std::size_t features_dropped() const {
    return std::accumulate(dropped.begin(), dropped.end(), std::size_t{0});
  }
};

/// What the layers show in the tile. A layer outside its zoom range adds nothing. Equal requests of
/// equal features give equal bytes. Throws Error(unavailable) when it is asked to stop. Any thread.
///
/// What is shown is what choose() says, in the order of the source; when that is more than the
/// budget, the layers that need least keep all, the others share the rest and drop what is least
/// important. A budget of 0 is none.
///
/// geojson: a FeatureCollection, layer after layer. Every feature names its layer in the member
/// "layer", and in "count" for how many it stands when that is more than one; a cluster has no id
/// and no properties, of people their number in "sum". Geometry is clipped to the tile and
/// geo::tile_buffer_px around it, simplified for the zoom, right-handed, and has geo::decimals(z)
/// decimals.
///
/// mvt: a Mapbox Vector Tile 2.1, one of its layers for each layer that shows something; no bytes
/// when none does. Geometry as above, in geo::mvt_extent units, always valid; "count" and
/// "sum" are attributes.
Tile build_tile(const TileRequest& request, const std::stop_token& stop = {});

} // namespace layers
