#include "geo/tile.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "geo/hilbert.hpp"

namespace geo {

namespace {
constexpr double max_latitude_deg = 85.0511287798066;

/// Tiles of all zooms before one: 1 + 4 + 16 + ...
constexpr std::uint64_t tiles_before(int z) {
  return ((std::uint64_t{1} << static_cast<unsigned>(2 * z)) - 1) / 3;
}
} // namespace

std::uint64_t tile_number(TileId tile) {
  return tiles_before(tile.z) + hilbert_number(tile.z, {tile.x, tile.y});
}

TileId tile_at(std::uint64_t number) {
  int z = 0;
  while (number >= tiles_before(z + 1))
    ++z;
  const auto cell = hilbert_cell(z, number - tiles_before(z));
  return {z, cell.x, cell.y};
}

WorldXY to_world(LonLat point) {
  const double lat = std::clamp(point.lat, -max_latitude_deg, max_latitude_deg);
  const double sine = std::sin(lat * std::numbers::pi / 180);
  return {point.lon / 360 + 0.5, 0.5 - std::atanh(sine) / (2 * std::numbers::pi)};
}

LonLat to_lonlat(WorldXY point) {
  const double lat = std::atan(std::sinh((0.5 - point.y) * 2 * std::numbers::pi));
  return {(point.x - 0.5) * 360, lat * 180 / std::numbers::pi};
}

Box bounds(TileId tile, double buffer_px) {
  const double n = tiles_across(tile.z);
  const double buffer = buffer_px / tile_size_px;
  const auto share = [n](double tiles) { return std::clamp(tiles / n, 0.0, 1.0); };
  const auto north_west = to_lonlat({share(tile.x - buffer), share(tile.y - buffer)});
  const auto south_east = to_lonlat({share(tile.x + 1 + buffer), share(tile.y + 1 + buffer)});
  return {north_west.lon, south_east.lat, south_east.lon, north_west.lat};
}

int decimals(int z) {
  constexpr double steps_per_pixel = 16;
  const double steps_per_degree = steps_per_pixel / (360 * pixel_in_world(z));
  return static_cast<int>(std::ceil(std::log10(steps_per_degree)));
}

} // namespace geo
