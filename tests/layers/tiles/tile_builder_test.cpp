#include "layers/tiles/tile_builder.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "layers/tiles/tile_choice.hpp"
#include "tests/support/layer_sketch.hpp"

namespace {

using nlohmann::json;
using support::Sketch;

json tile_of(const layers::LayerList& layers, geo::TileId tile) {
  return json::parse(layers::build_tile({layers, tile}).bytes);
}

TEST(GeoJsonTile, WithoutFeaturesIsAnEmptyCollection) {
  Sketch sketch;
  sketch.point({105, 21});
  EXPECT_EQ(layers::build_tile({layers::LayerList{sketch.layer("a")}, {5, 0, 0}}).bytes,
            R"({"type":"FeatureCollection","features":[]})");
}

TEST(GeoJsonTile, NamesTheLayerOfEachFeatureAndKeepsTheOrder) {
  Sketch zones;
  zones.square(100, 10, 5);
  zones.square(101, 11, 1);
  Sketch stations;
  stations.point({102, 12});
  const auto tile = tile_of({zones.layer("flood"), stations.layer("stations")}, {0, 0, 0});
  ASSERT_EQ(tile["features"].size(), 3U);
  EXPECT_EQ(tile["features"][0]["layer"], "flood");
  EXPECT_EQ(tile["features"][0]["id"], 0);
  EXPECT_EQ(tile["features"][1]["id"], 1);
  EXPECT_EQ(tile["features"][2]["layer"], "stations");
  EXPECT_EQ(tile["features"][2]["properties"]["name"], "Sông");
}

TEST(GeoJsonTile, ALayerBelowItsZoomAddsNothing) {
  Sketch hydrants;
  hydrants.point({105, 21});
  const auto layer = hydrants.layer("hydrants", 14);
  EXPECT_TRUE(tile_of({layer}, {13, 6485, 3610})["features"].empty());
}

/// A layer whose points are never clustered.
std::shared_ptr<const layers::Layer> unclustered(Sketch& sketch) {
  auto layer = std::make_shared<layers::Layer>(*sketch.layer("fires"));
  layer->config.cluster_below_zoom = 0;
  return layer;
}

TEST(GeoJsonTile, ManyPointsInOnePixelAreCounted) {
  Sketch sketch;
  const std::size_t count = layers::tiny_features_drawn + 10;
  for (std::size_t i = 0; i < count; ++i)
    sketch.point({105.8, 21});
  const auto tile = tile_of({unclustered(sketch)}, {3, 6, 3});
  ASSERT_EQ(tile["features"].size(), 1U);
  EXPECT_EQ(tile["features"][0]["count"], count);
}

TEST(GeoJsonTile, CountsAddUpToTheFeatures) {
  Sketch sketch;
  const int side = 100; // 10,000 points, half a pixel of zoom 3 (0.176 degrees) apart
  for (int i = 0; i < side * side; ++i)
    sketch.point({100 + 0.088 * (i % side), 10 + 0.088 * (i / side)});
  const auto tile = tile_of({unclustered(sketch)}, {3, 6, 3});
  std::size_t sum = 0;
  for (const auto& feature : tile["features"])
    sum += feature.value("count", 1U);
  EXPECT_EQ(sum, std::size_t{side} * side);
  EXPECT_LT(tile["features"].size(), std::size_t{side} * side / 3);
}

TEST(GeoJsonTile, FewPointsInOnePixelAreAllDrawn) {
  Sketch sketch;
  for (int i = 0; i < 100; ++i)
    sketch.point({105.8, 21});
  EXPECT_EQ(tile_of({unclustered(sketch)}, {3, 6, 3})["features"].size(), 100U);
}

TEST(GeoJsonTile, PointsInOneCellAreACluster) {
  Sketch sketch;
  for (int i = 0; i < 3; ++i)
    sketch.point({105.8 + 0.001 * i, 21}); // a cell of zoom 3 is 32 * 0.176 degrees wide
  sketch.point({120, 21});
  const auto tile = tile_of({sketch.layer("fires")}, {3, 6, 3});
  ASSERT_EQ(tile["features"].size(), 2U);
  const auto& cluster = tile["features"][0];
  EXPECT_EQ(cluster["count"], 3);
  EXPECT_EQ(cluster["properties"], json::object());
  EXPECT_FALSE(cluster.contains("id"));
  EXPECT_NEAR(cluster["geometry"]["coordinates"][0], 105.801, 0.01); // 2 decimals at zoom 3
  EXPECT_EQ(tile["features"][1]["id"], 3);
  EXPECT_FALSE(tile["features"][1].contains("count"));
}

TEST(FeatureSet, EqualContentHasAnEqualVersionAndOtherContentAnother) {
  const auto version = [](double lon) {
    Sketch sketch;
    sketch.point({lon, 21});
    return sketch.layer("a")->features->version;
  };
  EXPECT_EQ(version(105), version(105));
  EXPECT_NE(version(105), version(105.0000001));
}

} // namespace
