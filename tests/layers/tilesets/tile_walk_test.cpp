#include "layers/tilesets/tile_walk.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/support/layer_sketch.hpp"

namespace {

using geo::TileId;
using layers::LayerList;

constexpr geo::Box world{-180, -90, 180, 90};

LayerList scattered() {
  support::Sketch zones;
  zones.square(100, 10, 5);
  zones.square(-60, -20, 0.5);
  support::Sketch stations;
  stations.point({179.99, 84});
  stations.point({105.8, 21});
  return {zones.layer("zones"), stations.layer("stations", 3)};
}

std::vector<std::uint64_t> walked(layers::TileWalk walk) {
  std::vector<std::uint64_t> numbers;
  while (const auto tile = walk.next())
    numbers.push_back(geo::tile_number(*tile));
  return numbers;
}

/// By a look at every tile of the zooms.
std::vector<std::uint64_t> looked_at(const LayerList& all, const geo::Box& area, int min_zoom,
                                     int max_zoom) {
  std::vector<std::uint64_t> numbers;
  const auto end = geo::tile_number({max_zoom + 1, 0, 0});
  for (auto number = geo::tile_number({min_zoom, 0, 0}); number < end; ++number) {
    const auto tile = geo::tile_at(number);
    const auto box = geo::bounds(tile, geo::tile_buffer_px);
    const bool shows = std::ranges::any_of(all, [&](const auto& layer) {
      return layer->config.min_zoom <= tile.z && !layer->features->index.query(box).empty();
    });
    if (shows && geo::bounds(tile).intersects(area))
      numbers.push_back(number);
  }
  return numbers;
}

TEST(TileWalk, GivesTheTilesThatALookAtEveryTileGives) {
  const auto all = scattered();
  const auto tiles = walked({all, world, 0, 7});
  EXPECT_GT(tiles.size(), 30U);
  EXPECT_EQ(tiles, looked_at(all, world, 0, 7));
}

TEST(TileWalk, KeepsToTheAreaAndTheZooms) {
  const auto all = scattered();
  const geo::Box area{101, 11, 104, 12};
  const auto tiles = walked({all, area, 5, 8});
  EXPECT_GT(tiles.size(), 4U);
  EXPECT_EQ(tiles, looked_at(all, area, 5, 8));
}

TEST(TileWalk, BeginsAnywhere) {
  const auto all = scattered();
  const auto tiles = walked({all, world, 0, 7});
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    const std::vector<std::uint64_t> rest(tiles.begin() + static_cast<std::ptrdiff_t>(i),
                                          tiles.end());
    EXPECT_EQ(walked({all, world, 0, 7, tiles[i]}), rest);
  }
  EXPECT_TRUE(walked({all, world, 0, 7, tiles.back() + 1}).empty());
}

TEST(TileWalk, ALayerShowsNothingOutsideItsZooms) {
  support::Sketch hydrants;
  hydrants.point({105, 21});
  const LayerList all = {hydrants.layer("hydrants", 14)};
  EXPECT_TRUE(walked({all, world, 0, 13}).empty());
  EXPECT_EQ(walked({all, world, 0, 14}).size(), 1U);
}

// One of 4^24 tiles: a list of them, or a look at each, would not end.
TEST(TileWalk, ReachesTheDeepestZoomAtOnce) {
  support::Sketch hydrants;
  hydrants.point({105.00001, 21.00001});
  auto layer = std::make_shared<layers::Layer>(*hydrants.layer("hydrants"));
  layer->config.max_zoom = 24;
  const auto tiles = walked({{layer}, world, 24, 24});
  ASSERT_EQ(tiles.size(), 1U);
  EXPECT_TRUE(geo::bounds(geo::tile_at(tiles[0])).contains(geo::LonLat{105.00001, 21.00001}));
}

} // namespace
