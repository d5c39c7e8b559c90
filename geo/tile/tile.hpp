// geo/tile: tiles and what of a shape they show, as geometry or MVT; knows no layer and no
// attribute's meaning.
#pragma once

#include <cstdint>

#include "geo/geometry.hpp"

namespace geo {

/// The deepest zoom that is served. At zoom 24 a pixel is 9 mm.
constexpr int max_zoom = 24;
/// Pixels along the side of a tile; simplification and symbols are sized for it.
constexpr int tile_size_px = 256;
/// What a tile shows beyond its own border, so that lines and symbols meet across it.
constexpr int tile_buffer_px = 8;

/// A tile of the WebMercatorQuad matrix set (OGC 17-083r4 annex D.1), counted from the north-west.
struct TileId {
  int z = 0;
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  bool operator==(const TileId&) const = default;
};

/// The number of columns, and of rows, at a zoom.
constexpr std::uint32_t tiles_across(int z) {
  return 1U << static_cast<unsigned>(z);
}

constexpr bool is_legal(TileId tile) {
  return tile.z >= 0 && tile.z <= max_zoom && tile.x < tiles_across(tile.z) &&
         tile.y < tiles_across(tile.z);
}

/// The tile's number when zoom follows zoom and each goes along its Hilbert curve, from 0 (PMTiles
/// version 3, section 4.1.1). The tile must be legal.
std::uint64_t tile_number(TileId tile);
/// The tile of a number.
TileId tile_at(std::uint64_t number);

/// A position in the Web Mercator square: x from 0 (180 W) to 1 (180 E), y from 0 (85.05 N) down to
/// 1 (85.05 S).
struct WorldXY {
  double x = 0;
  double y = 0;
  bool operator==(const WorldXY&) const = default;
};

/// Latitudes beyond the square are moved to its border.
WorldXY to_world(LonLat point);
LonLat to_lonlat(WorldXY point);

/// The tile's box, grown on each side by `buffer_px` pixels; never beyond the world.
Box bounds(TileId tile, double buffer_px = 0);

/// The size of a pixel at a zoom, as a share of the world's side. Below zoom 0 pixels are 2, 4, …
/// of its own wide.
constexpr double pixel_in_world(int z) {
  constexpr double at_zoom_0 = 1.0 / tile_size_px;
  return z < 0 ? at_zoom_0 * tiles_across(-z) : at_zoom_0 / tiles_across(z);
}

/// Decimal places of degrees that a zoom can show: the grid is at most 1/16 of a pixel.
int decimals(int z);

} // namespace geo
