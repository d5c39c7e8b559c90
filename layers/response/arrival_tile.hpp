#pragma once

#include <cstdint>
#include <vector>

#include "geo/area/time_grid.hpp"
#include "geo/tile/tile.hpp"

namespace layers {

/// The times of a grid as the pixels of a tile, row by row from the north, geo::tile_size_px each:
/// red, green, blue and alpha. A pixel has the time of the cell in which its centre lies:
/// (red * 65536 + green * 256 + blue) / 10 seconds, with alpha 255; where nobody arrives all four
/// are 0. Any thread.
std::vector<std::uint8_t> arrival_pixels(const geo::TimeGrid& grid, geo::TileId tile);

} // namespace layers
