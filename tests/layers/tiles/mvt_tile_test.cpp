#include <cmath>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "layers/tiles/tile_builder.hpp"
#include "layers/tiles/tile_choice.hpp"
#include "tests/support/layer_sketch.hpp"
#include "tests/support/mvt_decoder.hpp"

namespace {

using layers::LayerList;
using layers::Tile;
using layers::TileFormat;
using support::Sketch;

Tile build(const LayerList& layers, geo::TileId tile, std::size_t budget_bytes = 0) {
  return layers::build_tile({layers, tile, TileFormat::mvt, budget_bytes});
}

std::vector<support::MvtDecodedLayer> decoded(const LayerList& layers, geo::TileId tile) {
  return support::decode_mvt(build(layers, tile).bytes);
}

std::uint64_t count_of(const support::MvtDecodedFeature& feature) {
  const auto found = feature.properties.find("count");
  return found == feature.properties.end() ? 1 : std::get<std::uint64_t>(found->second);
}

std::shared_ptr<const layers::Layer> with(const std::shared_ptr<const layers::Layer>& layer,
                                          layers::SmallFeatures small_features) {
  auto changed = std::make_shared<layers::Layer>(*layer);
  changed->config.small_features = small_features;
  return changed;
}

TEST(MvtTile, WithoutFeaturesHasNoBytes) {
  Sketch sketch;
  sketch.point({105, 21});
  EXPECT_EQ(build({sketch.layer("a")}, {5, 0, 0}).bytes, "");
}

TEST(MvtTile, HasALayerForEachThatShowsSomething) {
  Sketch zones;
  zones.square(100, 10, 5);
  Sketch stations;
  stations.point({102, 12});
  Sketch elsewhere;
  elsewhere.point({-102, 12});
  const auto tile = decoded(
      {zones.layer("flood"), elsewhere.layer("far"), stations.layer("stations")}, {2, 3, 1});
  ASSERT_EQ(tile.size(), 2U);
  EXPECT_EQ(tile[0].name, "flood");
  EXPECT_EQ(tile[0].version, 2U);
  EXPECT_EQ(tile[0].extent, 4096U);
  EXPECT_EQ(tile[1].name, "stations");
  EXPECT_EQ(tile[1].features[0].id, 0U);
  EXPECT_EQ(std::get<std::string>(tile[1].features[0].properties.at("name")), "Sông");
}

TEST(MvtTile, PointsInOneCellAreACluster) {
  Sketch sketch;
  for (int i = 0; i < 3; ++i)
    sketch.point({105.8 + 0.001 * i, 21});
  sketch.point({120, 21});
  const auto tile = decoded({sketch.layer("fires")}, {3, 6, 3});
  ASSERT_EQ(tile.at(0).features.size(), 2U);
  const auto& cluster = tile[0].features[0];
  EXPECT_EQ(cluster.id, std::nullopt);
  EXPECT_EQ(cluster.properties.size(), 1U);
  EXPECT_EQ(count_of(cluster), 3U);
  EXPECT_EQ(tile[0].features[1].id, 3U);
  EXPECT_EQ(count_of(tile[0].features[1]), 1U);
}

TEST(MvtTile, ClusterCountsAddUpToTheLayerAtEveryZoom) {
  Sketch sketch;
  constexpr int side = 60;
  for (int i = 0; i < side * side; ++i) // crowded in the north-west, on borders of tiles in between
    sketch.point({std::pow(i % side / 60.0, 3) * 180, std::pow(i / side / 60.0, 3) * 80});
  const auto layer = sketch.layer("fires");
  for (int z = 0; z <= 6; ++z) {
    std::uint64_t sum = 0;
    for (std::uint32_t x = 0; x < geo::tiles_across(z); ++x)
      for (std::uint32_t y = 0; y < geo::tiles_across(z); ++y)
        for (const auto& l : decoded({layer}, {z, x, y}))
          for (const auto& f : l.features)
            for (const auto p : f.paths[0])
              sum += p.x >= 0 && p.x < 4096 && p.y >= 0 && p.y < 4096 ? count_of(f) : 0;
    EXPECT_EQ(sum, std::uint64_t{side} * side) << "zoom " << z;
  }
}

TEST(MvtTile, ManyTinyPolygonsShareTheirPixelAndAreCounted) {
  Sketch sketch;
  const auto count = static_cast<int>(layers::tiny_features_drawn) + 10;
  for (int i = 0; i < count; ++i)
    sketch.square(105.8, 21, 0.001);
  const auto tile = decoded({sketch.layer("houses")}, {3, 6, 3});
  ASSERT_EQ(tile.at(0).features.size(), 1U);
  EXPECT_EQ(count_of(tile[0].features[0]), static_cast<std::uint64_t>(count));
}

TEST(MvtTile, SmallFeaturesMayBeDropped) {
  Sketch sketch;
  sketch.square(100, 10, 5);
  sketch.square(107, 10, 0.1); // a pixel of zoom 3 is 0.176 degrees
  const auto layer = sketch.layer("houses");
  const geo::TileId tile{3, 6, 3};
  EXPECT_EQ(decoded({layer}, tile).at(0).features.size(), 2U);
  const auto dropping = with(layer, layers::SmallFeatures::drop);
  EXPECT_EQ(decoded({dropping}, tile).at(0).features.size(), 1U);
  EXPECT_EQ(decoded({dropping}, {4, 12, 7}).at(0).features.size(), 2U); // large enough there
}

TEST(MvtTile, WhatIsSmallerThanAPixelIsSummed) {
  Sketch sketch;
  sketch.square(105, 0, 0.1); // a pixel is 1.406 / 2^z degrees: seen from zoom 4 (0.088)
  sketch.square(106, 0, 0.1);
  sketch.square(107, 0, 1); // from zoom 1
  sketch.point({105, 0});
  const auto layer = sketch.layer("houses");
  const auto& sums = layer->features->small_features;
  EXPECT_EQ(sums[0].features, 3U);
  EXPECT_EQ(sums[1].features, 2U);
  EXPECT_EQ(sums[3].features, 2U);
  EXPECT_EQ(sums[4].features, 0U);
  // A degree is 6371.0072 km * pi / 180 = 111.195 km at the equator: 0.1 * 0.1 degrees are
  // 123.643 km2.
  EXPECT_NEAR(sums[3].area_m2, 2 * 123.643e6, 0.001e6);
  EXPECT_EQ(sums[4].area_m2, 0);
}

/// `count` squares, each of another size.
Sketch squares(int count) {
  Sketch sketch;
  for (int i = 0; i < count; ++i)
    sketch.square(90 + 0.4 * (i % 100), 5 + 0.4 * (i / 100), 0.2 + 0.001 * (i % 64));
  return sketch;
}

/// `count` lines, each of another length.
Sketch lines(int count) {
  Sketch sketch;
  for (int i = 0; i < count; ++i) {
    const geo::LonLat from{90 + 0.4 * (i % 100), 5 + 0.4 * (i / 100)};
    sketch.line(from, {from.lon + 0.5 + 0.01 * (i % 64), from.lat + 0.3});
  }
  return sketch;
}

std::uint64_t features_in(const Tile& tile) {
  std::uint64_t sum = 0;
  for (const auto& layer : support::decode_mvt(tile.bytes))
    for (const auto& feature : layer.features)
      sum += count_of(feature);
  return sum;
}

TEST(MvtTile, LinesAreLeftOutToMeetTheBudgetAndSaidToBe) {
  const auto layer = lines(5000).layer("roads");
  const geo::TileId tile{2, 3, 1};
  const auto whole = build({layer}, tile);
  EXPECT_EQ(whole.features_dropped(), 0U);
  EXPECT_EQ(whole.reductions.at(0).coarseness, 0);
  for (const auto budget : {whole.bytes.size() - 1, whole.bytes.size() / 2, std::size_t{2000}}) {
    const auto cut = build({layer}, tile, budget);
    EXPECT_LE(cut.bytes.size(), budget);
    EXPECT_GE(cut.bytes.size(), budget * 3 / 4);
    EXPECT_EQ(features_in(cut) + cut.features_dropped(), 5000U);
  }
  EXPECT_EQ(build({layer}, tile, whole.bytes.size()).bytes, whole.bytes);
}

TEST(MvtTile, AreasAreMergedToMeetTheBudgetAndNoneIsLeftOut) {
  const auto layer = squares(5000).layer("houses");
  const geo::TileId tile{2, 3, 1};
  const auto whole = build({layer}, tile).bytes.size();
  for (const auto budget :
       {whole - 1, whole / 2, whole / 10, std::size_t{2000}, std::size_t{100}}) {
    const auto cut = build({layer}, tile, budget);
    EXPECT_LE(cut.bytes.size(), budget);
    EXPECT_EQ(features_in(cut), 5000U) << budget;
    EXPECT_EQ(cut.features_dropped(), 0U);
    EXPECT_GE(cut.reductions.at(0).coarseness, layers::coarseness::without_attributes);
  }
}

TEST(MvtTile, LinesAreLeftOutForAreas) {
  Sketch sketch = squares(2000);
  for (int i = 0; i < 2000; ++i)
    sketch.line({90 + 0.02 * i, 50}, {90 + 0.02 * i, 52});
  const auto cut = build({sketch.layer("mixed")}, {2, 3, 1}, 10'000);
  EXPECT_LE(cut.bytes.size(), 10'000U);
  EXPECT_GT(cut.features_dropped(), 0U);
  std::uint64_t areas = 0;
  std::uint64_t others = 0;
  const auto tile = support::decode_mvt(cut.bytes);
  for (const auto& feature : tile.at(0).features)
    (feature.type == 3 ? areas : others) += count_of(feature);
  EXPECT_EQ(areas, 2000U);
  EXPECT_EQ(others + cut.features_dropped(), 2000U);
}

TEST(MvtTile, TheLargeStayAndTheOrderIsTheSources) {
  Sketch sketch = lines(3000);
  sketch.line({95, 30}, {115, 50}); // last in the source, largest by far
  const auto cut = build({sketch.layer("roads")}, {2, 3, 1}, 5000);
  std::vector<std::uint64_t> ids;
  const auto tile = support::decode_mvt(cut.bytes);
  for (const auto& f : tile.at(0).features)
    ids.push_back(f.id.value());
  EXPECT_THAT(ids, testing::WhenSorted(testing::ElementsAreArray(ids)));
  EXPECT_EQ(ids.back(), 3000U);
}

TEST(MvtTile, ASmallLayerKeepsAllBesideALargeOne) {
  Sketch few;
  few.point({100, 10});
  few.point({120, 10});
  const auto large = lines(5000).layer("roads");
  const auto cut = build({large, few.layer("stations")}, {2, 3, 1}, 10'000);
  const auto tile = support::decode_mvt(cut.bytes);
  ASSERT_EQ(tile.size(), 2U);
  EXPECT_EQ(tile[1].features.size(), 2U);
  EXPECT_EQ(tile[0].features.size() + cut.features_dropped(), 5000U);
  EXPECT_LE(cut.bytes.size(), 10'000U);
}

/// A quarter of what it is.
std::size_t quarter(std::string_view text) {
  return text.size() / 4;
}

TEST(MvtTile, TheBudgetCountsWhatIsSent) {
  const LayerList layers{lines(5000).layer("roads")};
  const geo::TileId tile{2, 3, 1};
  const auto whole = build(layers, tile);
  const auto sent = whole.bytes.size() / 4;
  const auto with_budget = [&](std::size_t bytes) {
    return layers::build_tile({layers, tile, TileFormat::mvt, bytes, quarter});
  };
  EXPECT_EQ(with_budget(sent + sent / 10).bytes, whole.bytes);
  EXPECT_LE(with_budget(sent - 1).bytes.size() / 4, sent - 1);
  EXPECT_LE(with_budget(sent / 2).bytes.size() / 4, sent / 2);
  EXPECT_GT(with_budget(sent / 2).bytes.size(), sent / 2) << "it is not the bytes that count";
}

TEST(MvtTile, AFeatureLargerThanTheBudgetIsDroppedToo) {
  Sketch sketch;
  sketch.square(90, 5, 20);
  const auto cut = build({sketch.layer("a")}, {2, 3, 1}, 20);
  EXPECT_EQ(cut.bytes, "");
  EXPECT_EQ(cut.features_dropped(), 1U);
}

TEST(GeoJsonTileBudget, IsThatOfAVectorTile) {
  const LayerList layers{squares(5000).layer("houses")};
  for (const auto budget : std::vector<std::size_t>{200'000, 40'000, 10'000}) {
    const auto cut = layers::build_tile({layers, {2, 3, 1}, TileFormat::geojson, budget});
    EXPECT_LE(cut.bytes.size(), budget);
    std::size_t sum = 0;
    const auto document = nlohmann::json::parse(cut.bytes);
    for (const auto& feature : document["features"])
      sum += feature.value("count", 1U);
    EXPECT_EQ(sum, 5000U) << budget;
  }
}

TEST(MvtTile, EqualRequestsGiveEqualBytesOnAnyThread) {
  const auto layer = squares(2000).layer("houses");
  const auto other = squares(100).layer("other");
  const auto first = build({layer}, {2, 3, 1}, 9000).bytes;
  build({other}, {2, 3, 1}); // uses the thread's memory in between
  EXPECT_EQ(build({layer}, {2, 3, 1}, 9000).bytes, first);
}

} // namespace
