// Tiles of arrival times: which place a pixel stands for, and how its time is coded.
#include "layers/response/arrival_tile.hpp"

#include <cmath>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

#include "geo/area/grid_places.hpp"
#include "tests/support/planner_sketch.hpp"

namespace {

using namespace support;
using geo::Deciseconds;

constexpr std::size_t side = 256;

/// The documented formula, undone; unreachable: alpha 0.
Deciseconds time_in(const std::vector<std::uint8_t>& pixels, std::size_t x, std::size_t y) {
  const auto* pixel = &pixels.at(4 * (y * side + x));
  EXPECT_TRUE(pixel[3] == 0 || pixel[3] == 255);
  if (pixel[3] == 0) {
    EXPECT_EQ(pixel[0] + pixel[1] + pixel[2], 0);
    return geo::unreachable;
  }
  return static_cast<Deciseconds>(pixel[0]) * 65536 + static_cast<Deciseconds>(pixel[1]) * 256 +
         pixel[2];
}

/// The place of a pixel's centre, by the formulas of OGC 17-083r4 annex D.1.
geo::LonLat place_of(geo::TileId tile, double x, double y) {
  const double pixels = side * std::pow(2.0, tile.z);
  const double lon = (tile.x * double{side} + x + 0.5) / pixels * 360 - 180;
  const double mercator = std::numbers::pi * (1 - 2 * (tile.y * double{side} + y + 0.5) / pixels);
  return {lon, std::atan(std::sinh(mercator)) * 180 / std::numbers::pi};
}

geo::TileId tile_with(geo::LonLat place, int z) {
  const auto world = geo::to_world(place);
  const double across = geo::tiles_across(z);
  return {z, static_cast<std::uint32_t>(world.x * across),
          static_cast<std::uint32_t>(world.y * across)};
}

layers::ArrivalSurface surface_of(const layers::Map& map, const layers::Params& params = {}) {
  return layers::surface_of(layers::read_surface_request(params), map);
}

TEST(ArrivalTile, EachPixelHasTheTimeOfTheCellWithItsCentre) {
  const auto sketch = random_town(1);
  const auto surface = surface_of(model_of(sketch));
  for (const int z : {0, 9, 12, 14, 16, 18, 22, 24}) {
    const auto tile = tile_with(sketch.at(2390, 1200), z);
    const auto pixels = layers::arrival_pixels(*surface.grid, tile);
    ASSERT_EQ(pixels.size(), 4 * side * side);
    std::size_t reached = 0;
    for (std::size_t y = 0; y < side; y += 3)
      for (std::size_t x = 0; x < side; ++x) {
        const auto place = place_of(tile, static_cast<double>(x), static_cast<double>(y));
        const auto time = time_in(pixels, x, y);
        EXPECT_EQ(time, geo::arrival_at(*surface.grid, place).cost) << z << ": " << x << "," << y;
        reached += time != geo::unreachable;
      }
    EXPECT_EQ(reached > 0, z >= 9) << "at zoom 0 the town is less than a pixel";
  }
}

TEST(ArrivalTile, LongTimesTakeAllThreeBytes) {
  geo::TimeGrid grid;
  grid.plane = geo::LocalPlane({105, 21});
  grid.cell_m = 1000;
  grid.columns = grid.rows = grid.block_cells = 1;
  for (const Deciseconds time : {0U, 1U, 255U, 256U, 65'535U, 65'536U, 144'000U}) {
    grid.blocks = {std::make_shared<const geo::TimeBlock>(geo::TimeBlock{{time}, {0}, {}})};
    const auto tile = tile_with({105, 21}, 20);
    EXPECT_EQ(time_in(layers::arrival_pixels(grid, tile), 0, 0), time);
  }
}

TEST(ArrivalTile, FarFromEverythingAllIsTransparent) {
  const auto surface = surface_of(model_of(long_street()));
  const std::vector<std::uint8_t> nothing(4 * side * side);
  EXPECT_EQ(layers::arrival_pixels(*surface.grid, {10, 0, 0}), nothing);
  EXPECT_EQ(layers::arrival_pixels(geo::TimeGrid(), {0, 0, 0}), nothing) << "nothing is reached";
}

TEST(ArrivalTile, OfAnotherQuestionHasOtherTimes) {
  const auto sketch = long_street();
  const auto map = model_of(sketch);
  const auto tile = tile_with(sketch.at(1000, 0), 15);
  const auto pixels = [&](const layers::Params& params) {
    return layers::arrival_pixels(*surface_of(map, params).grid, tile);
  };
  EXPECT_NE(pixels({}), pixels({{"limit_s", "60"}}));
  EXPECT_NE(pixels({}), pixels({{"turnout_s", "5"}}));
  EXPECT_EQ(pixels({}), pixels({{"limit_s", "600"}}));
}

TEST(ArrivalTile, TheGridOfAQuestionIsMadeOnce) {
  const auto sketch = long_street();
  const auto map = model_of(sketch);
  EXPECT_EQ(surface_of(map).grid, surface_of(map).grid) << "the same object";
  const layers::Params what_if{{"add", fmt::format("{},{}", sketch.at(1500, 0).lon, 21)}};
  EXPECT_EQ(surface_of(map, what_if).grid, surface_of(map, what_if).grid);
  EXPECT_NE(surface_of(map, what_if).grid, surface_of(map).grid);
}

} // namespace
