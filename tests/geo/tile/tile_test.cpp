#include "geo/tile/tile.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace {

using geo::TileId;

TEST(Tile, TheWholeWorldIsTileZero) {
  const auto box = geo::bounds({0, 0, 0});
  EXPECT_DOUBLE_EQ(box.west, -180);
  EXPECT_DOUBLE_EQ(box.east, 180);
  EXPECT_NEAR(box.north, 85.0511287798, 1e-9); // atan(sinh(pi)), where the square ends
  EXPECT_NEAR(box.south, -85.0511287798, 1e-9);
}

TEST(Tile, RowsCountFromTheNorth) {
  const auto box = geo::bounds({1, 1, 0});
  EXPECT_EQ(box.west, 0);
  EXPECT_NEAR(box.south, 0, 1e-12);
  EXPECT_GT(box.north, 85);
}

TEST(Tile, NeighboursShareTheirBorderExactly) {
  for (const std::uint32_t x : {0U, 5U, 812U, 16'382U})
    EXPECT_EQ(geo::bounds({14, x, 7000}).east, geo::bounds({14, x + 1, 7000}).west);
  EXPECT_EQ(geo::bounds({14, 3, 7000}).south, geo::bounds({14, 3, 7001}).north);
}

TEST(Tile, TheBufferIsInPixels) {
  // 360 degrees / 2^3 tiles / 256 pixels = 0.17578125 degrees a pixel at zoom 3
  const auto box = geo::bounds({3, 4, 3}, 8);
  EXPECT_DOUBLE_EQ(box.west, 0 - 8 * 0.17578125);
  EXPECT_DOUBLE_EQ(box.east, 45 + 8 * 0.17578125);
}

TEST(Tile, TheBufferStopsAtTheEndOfTheWorld) {
  EXPECT_EQ(geo::bounds({2, 0, 0}, 8).west, -180);
  EXPECT_EQ(geo::bounds({2, 3, 0}, 8).east, 180);
}

TEST(Tile, WorldAndBack) {
  for (const geo::LonLat p : {geo::LonLat{105.85, 21.03}, {-77, 38.9}, {179.9, -85}, {0, 0}}) {
    const auto back = geo::to_lonlat(geo::to_world(p));
    EXPECT_NEAR(back.lon, p.lon, 1e-12);
    EXPECT_NEAR(back.lat, p.lat, 1e-12);
  }
}

TEST(Tile, LegalRange) {
  EXPECT_TRUE(geo::is_legal({3, 7, 7}));
  EXPECT_FALSE(geo::is_legal({3, 8, 0}));
  EXPECT_FALSE(geo::is_legal({3, 0, 8}));
  EXPECT_FALSE(geo::is_legal({-1, 0, 0}));
  EXPECT_FALSE(geo::is_legal({geo::max_zoom + 1, 0, 0}));
}

TEST(Tile, DecimalsShowASixteenthOfAPixelAndNotTenTimesMore) {
  for (int z = 0; z <= geo::max_zoom; ++z) {
    const double pixel_deg = 360 * geo::pixel_in_world(z);
    const double step_deg = std::pow(10.0, -geo::decimals(z));
    EXPECT_LE(step_deg, pixel_deg / 16) << z;
    EXPECT_GT(step_deg * 10, pixel_deg / 16) << z;
  }
}

// The examples of the PMTiles specification, version 3, section 4.1.1.
TEST(TileNumber, IsThatOfThePmtilesSpecification) {
  EXPECT_EQ(geo::tile_number({0, 0, 0}), 0U);
  EXPECT_EQ(geo::tile_number({1, 0, 0}), 1U);
  EXPECT_EQ(geo::tile_number({1, 0, 1}), 2U);
  EXPECT_EQ(geo::tile_number({1, 1, 1}), 3U);
  EXPECT_EQ(geo::tile_number({1, 1, 0}), 4U);
  EXPECT_EQ(geo::tile_number({2, 0, 0}), 5U);
  EXPECT_EQ(geo::tile_number({12, 3423, 1763}), 19'078'479U);
}

TEST(TileNumber, LeadsBackToItsTile) {
  for (std::uint64_t number = 0; number < 5461; ++number) // 1 + 4 + ... + 4^6: zooms 0 to 6
    EXPECT_EQ(geo::tile_number(geo::tile_at(number)), number);
  EXPECT_EQ(geo::tile_at(5460).z, 6);
  EXPECT_EQ(geo::tile_at(5461).z, 7);
  const TileId deepest{geo::max_zoom, 16'777'215, 0}; // the last of its curve
  EXPECT_EQ(geo::tile_at(geo::tile_number(deepest)), deepest);
}

} // namespace
