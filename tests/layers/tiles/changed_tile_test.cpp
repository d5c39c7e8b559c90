#include "layers/tiles/changed_tile.hpp"

#include <random>

#include <gtest/gtest.h>

#include "layers/features/layer_change.hpp"
#include "layers/tiles/tile_builder.hpp"

namespace {

using layers::FeatureChange;
using layers::Layer;
using layers::SourceFeatures;
using layers::TileFormat;
using LayerPtr = std::shared_ptr<const Layer>;

class Randomly {
public:
  explicit Randomly(unsigned seed) : m_random(seed) {}

  double between(double least, double most) {
    return std::uniform_real_distribution<double>(least, most)(m_random);
  }
  int pick(int below) { return static_cast<int>(between(0, below)); }

private:
  std::mt19937 m_random;
};

/// A point or a square around it; some lie beyond the last row of tiles.
void append(SourceFeatures& features, int id, Randomly& random) {
  const geo::LonLat at{random.between(-179, 179), random.between(-89, 89)};
  auto& geometry = features.geometry;
  if (random.pick(3) > 0) {
    geometry.add_point(at);
  } else {
    const double side = random.between(0.001, 0.9);
    for (const auto& [x, y] : {std::pair{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}})
      geometry.points.push_back({at.lon + x * side, at.lat + y * side});
    geometry.end_ring();
    geometry.end_part(geo::PartType::polygon);
  }
  features.json += "\"id\":" + std::to_string(id) +
                   ",\"properties\":{\"level\":" + std::to_string(random.pick(4)) + "}";
  features.end_feature();
}

LayerPtr random_layer(int features, Randomly& random) {
  auto layer = std::make_shared<Layer>();
  layer->config.id = "things";
  SourceFeatures source;
  for (int i = 0; i < features; ++i)
    append(source, i, random);
  layer->features = layers::build_feature_set(std::move(source));
  return layer;
}

LayerPtr randomly_changed(const LayerPtr& layer, int ids, Randomly& random) {
  FeatureChange step;
  append(step.features, random.pick(ids), random);
  step.removed.push_back(std::to_string(random.pick(ids)));
  return layers::with_change(*layer, std::make_shared<const FeatureChange>(std::move(step)));
}

std::string tile_of(const LayerPtr& layer, geo::TileId tile, TileFormat format) {
  return layers::build_tile({std::span(&layer, 1), tile, format, 0}).bytes;
}

TEST(ChangedTile, EveryTileIsThatOfTheMergedLayer) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    Randomly random(seed);
    auto layer = random_layer(150, random);
    for (int i = 0; i < 6; ++i)
      layer = randomly_changed(layer, 200, random);
    const auto whole = layers::merged(*layer);
    for (int z = 0; z <= 4; ++z)
      for (std::uint32_t x = 0; x < geo::tiles_across(z); ++x)
        for (std::uint32_t y = 0; y < geo::tiles_across(z); ++y)
          for (const auto format : {TileFormat::geojson, TileFormat::mvt})
            ASSERT_EQ(tile_of(layer, {z, x, y}, format), tile_of(whole, {z, x, y}, format))
                << seed << ": " << z << "/" << x << "/" << y;
  }
}

TEST(ChangedTile, AKeyStaysWhereNothingChanged) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    Randomly random(seed);
    const auto before = random_layer(150, random);
    const auto after = randomly_changed(before, 200, random);
    int same = 0;
    constexpr int z = 4;
    for (std::uint32_t x = 0; x < geo::tiles_across(z); ++x)
      for (std::uint32_t y = 0; y < geo::tiles_across(z); ++y) {
        const geo::TileId tile{z, x, y};
        if (layers::tile_key(*before, tile) != layers::tile_key(*after, tile))
          continue;
        ++same;
        ASSERT_EQ(tile_of(before, tile, TileFormat::mvt), tile_of(after, tile, TileFormat::mvt));
      }
    EXPECT_GT(same, 256 - 3 * 9) << "three places, and the tiles around them";
    EXPECT_LT(same, 256);
  }
}

} // namespace
