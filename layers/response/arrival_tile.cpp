#include "layers/response/arrival_tile.hpp"

#include <algorithm>
#include <array>

#include "geo/area/grid_places.hpp"

namespace layers {

namespace {

constexpr std::size_t side_px = geo::tile_size_px;
constexpr std::size_t pixel_bytes = 4;

/// Of the columns or rows of a tile, those of a grid.
using Cells = std::array<std::uint32_t, side_px>;

geo::LonLat centre_of(geo::TileId tile, std::size_t x_px, std::size_t y_px) {
  const double pixel = geo::pixel_in_world(tile.z);
  return geo::to_lonlat({(double{side_px} * tile.x + static_cast<double>(x_px) + 0.5) * pixel,
                         (double{side_px} * tile.y + static_cast<double>(y_px) + 0.5) * pixel});
}

Cells columns_of(const geo::SquareGrid& grid, geo::TileId tile) {
  Cells cells{};
  for (std::size_t i = 0; i < side_px; ++i)
    cells[i] = geo::column_at(grid, centre_of(tile, i, 0).lon);
  return cells;
}

Cells rows_of(const geo::SquareGrid& grid, geo::TileId tile) {
  Cells cells{};
  for (std::size_t i = 0; i < side_px; ++i)
    cells[i] = geo::row_at(grid, centre_of(tile, 0, i).lat);
  return cells;
}

void put_time(std::uint8_t* pixel, geo::Deciseconds time) {
  pixel[0] = static_cast<std::uint8_t>(time >> 16);
  pixel[1] = static_cast<std::uint8_t>(time >> 8);
  pixel[2] = static_cast<std::uint8_t>(time);
  pixel[3] = 255;
}

void fill_row(std::uint8_t* pixels, const geo::TimeGrid& grid, const Cells& columns,
              std::uint32_t row) {
  for (const auto column : columns) {
    const auto time = column == geo::no_cell ? geo::unreachable : grid.time_at(column, row);
    if (time != geo::unreachable)
      put_time(pixels, time);
    pixels += pixel_bytes;
  }
}

} // namespace

std::vector<std::uint8_t> arrival_pixels(const geo::TimeGrid& grid, geo::TileId tile) {
  constexpr auto row_bytes = side_px * pixel_bytes;
  std::vector<std::uint8_t> pixels(side_px * row_bytes);
  const auto columns = columns_of(grid, tile);
  const auto rows = rows_of(grid, tile);
  auto* out = pixels.data();
  for (std::size_t i = 0; i < side_px; ++i, out += row_bytes) {
    if (rows[i] == geo::no_cell)
      continue;
    if (i > 0 && rows[i] == rows[i - 1])
      std::copy_n(out - row_bytes, row_bytes, out);
    else
      fill_row(out, grid, columns, rows[i]);
  }
  return pixels;
}

} // namespace layers
