// layers/tiles: what layers show in one tile, as GeoJSON or MVT; knows no source, address or
// colour.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "geo/tile/tile.hpp"
#include "layers/features/layer.hpp"
#include "layers/tiles/tile_budget.hpp"
#include "layers/tiles/tile_merging.hpp"

namespace layers {

/// What a tile may take in bytes, as it is sent.
constexpr std::size_t default_tile_budget_bytes = 500'000;

enum class TileFormat : std::uint8_t { geojson, mvt };

struct TileRequest {
  std::span<const std::shared_ptr<const Layer>> layers; ///< drawn in this order; none twice
  geo::TileId tile;
  TileFormat format = TileFormat::geojson;
  std::size_t budget_bytes = default_tile_budget_bytes;
  SentBytes sent_bytes = nullptr; ///< what the budget counts
};

/// What a tile does not show of a layer, to meet the budget.
struct Reduction {
  Coarseness coarseness = 0;
  std::size_t dropped = 0; ///< features left out
};

struct Tile {
  std::string bytes;
  std::vector<Reduction> reductions; ///< of each layer

  std::size_t features_dropped() const {
    std::size_t sum = 0;
    for (const auto& reduction : reductions)
      sum += reduction.dropped;
    return sum;
  }
};

/// What the layers show in the tile. A layer outside its zoom range adds nothing. Equal requests of
/// equal features give equal bytes. Throws Error(unavailable) when it is asked to stop. Any thread.
///
/// What is shown is what choose() says, in the order of the source. When that is more than the
/// budget, the layers that need least keep all and the others share the rest: each is made as
/// coarse as it has to be (Coarseness); points and lines that are too many for that are left out,
/// the least important first. Areas are left out only when the tile would still be too large with
/// all of them merged in one pixel. A budget of 0 is none.
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
