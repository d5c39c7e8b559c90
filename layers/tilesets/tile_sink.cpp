#include "layers/tilesets/tile_sink.hpp"

#include <algorithm>
#include <cmath>

namespace layers {

TileSetCenter center_of(const TileSetInfo& info) {
  const auto north_west = geo::to_world({info.bounds.west, info.bounds.north});
  const auto south_east = geo::to_world({info.bounds.east, info.bounds.south});
  const geo::WorldXY middle{(north_west.x + south_east.x) / 2, (north_west.y + south_east.y) / 2};
  const double side = std::max(south_east.x - north_west.x, south_east.y - north_west.y);
  const double deepest = side > 0 ? std::floor(-std::log2(side)) : geo::max_zoom;
  const auto zoom =
      std::clamp(deepest, static_cast<double>(info.min_zoom), static_cast<double>(info.max_zoom));
  return {geo::to_lonlat(middle), static_cast<int>(zoom)};
}

} // namespace layers
