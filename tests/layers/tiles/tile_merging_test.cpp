#include "layers/tiles/tile_merging.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "layers/tiles/tile_builder.hpp"
#include "tests/support/layer_sketch.hpp"
#include "tests/support/mvt_decoder.hpp"

namespace {

using layers::Coarseness;
using layers::Drawn;
namespace coarseness = layers::coarseness;

/// Squares up to 4 pixels of zoom 5 wide, by classes that a style tells apart: "low", "high" and
/// what it does not know.
struct Zones {
  explicit Zones(int count) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> within(0, 1);
    const double pixel_deg = 360.0 / 256 / 32;
    support::Sketch sketch;
    for (int i = 0; i < count; ++i) {
      const auto before = sketch.source.json.size();
      sketch.square(101.25 + 11 * within(random), 10 + 8 * within(random),
                    4 * pixel_deg * within(random));
      const auto& severity = severities[static_cast<std::size_t>(i) % severities.size()];
      sketch.source.json.replace(before, std::string::npos,
                                 R"("id":)" + std::to_string(i) +
                                     R"(,"properties":{"name":"Sông","severity":")" + severity +
                                     R"("})");
      sketch.source.json_starts.back() = sketch.source.json.size();
    }
    auto made = std::make_shared<layers::Layer>(*sketch.layer("flood"));
    made->drawn_from = layers::class_zooms("severity", {{"low", 0}, {"high", 0}}, 0);
    layer = made;
  }

  std::vector<std::string> severities{"low", "high", "odd", "other"};
  std::shared_ptr<const layers::Layer> layer;
  geo::TileId tile{5, 25, 14}; // 101.25 E to 112.5 E, 11.2 N to 21.9 N
};

std::map<std::uint32_t, std::size_t> features_by_class(const std::vector<Drawn>& drawn,
                                                       const Zones& zones) {
  layers::ClassFilter filter(*zones.layer, zones.tile.z);
  std::map<std::uint32_t, std::size_t> sums;
  for (const auto& d : drawn)
    sums[filter.class_of(d.item)] += d.count;
  return sums;
}

TEST(Coarsen, CountsAddUpInEveryClassAtEveryStep) {
  const Zones zones(3000);
  auto drawn = layers::choose(*zones.layer, zones.tile);
  const auto sums = features_by_class(drawn, zones);
  EXPECT_EQ(sums.size(), 3U) << "what the style does not know is one class";
  auto before = drawn.size();
  for (Coarseness to = 1; to <= coarseness::last; ++to) {
    layers::coarsen(drawn, *zones.layer, zones.tile, to);
    EXPECT_EQ(features_by_class(drawn, zones), sums) << to;
    EXPECT_TRUE(std::ranges::is_sorted(drawn, {}, &Drawn::item));
    EXPECT_LE(drawn.size(), before);
    before = drawn.size();
  }
  // At last a pixel is as large as the tile: one for a class, here and in the tiles around.
  EXPECT_LE(drawn.size(), 3U * 9);
}

TEST(Coarsen, APixelHoldsOneOfAClass) {
  support::Sketch sketch;
  for (int i = 0; i < 10; ++i)
    sketch.square(105.5, 20.5, 0.01); // a pixel of zoom 5 is 0.044 degrees
  const auto layer = sketch.layer("houses");
  const geo::TileId tile{5, 25, 14};
  auto drawn = layers::choose(*layer, tile);
  layers::coarsen(drawn, *layer, tile, coarseness::without_attributes);
  EXPECT_EQ(drawn.size(), 10U);
  EXPECT_TRUE(std::ranges::all_of(drawn, &Drawn::has_class_only));
  layers::coarsen(drawn, *layer, tile, coarseness::merged);
  ASSERT_EQ(drawn.size(), 1U);
  EXPECT_EQ(drawn[0].count, 10U);
}

TEST(Coarsen, PixelsGetTwiceAsWideFromStepToStep) {
  support::Sketch sketch;
  sketch.square(105.5, 20.5, 0.1); // 2.3 pixels of zoom 5
  const auto layer = sketch.layer("houses");
  const geo::TileId tile{5, 25, 14};
  auto drawn = layers::choose(*layer, tile);
  layers::coarsen(drawn, *layer, tile, coarseness::merged + 1);
  EXPECT_EQ(drawn.at(0).as, Drawn::As::itself) << "wider than two";
  layers::coarsen(drawn, *layer, tile, coarseness::merged + 2);
  EXPECT_EQ(drawn.at(0).as, Drawn::As::pixel) << "narrower than four";
}

TEST(Coarsen, WhatIsMergedKeepsItsClassAndNumberAndNothingElse) {
  const Zones zones(3000);
  const layers::LayerList layers{zones.layer};
  const auto whole = layers::build_tile({layers, zones.tile, layers::TileFormat::mvt, 0});
  const auto cut =
      layers::build_tile({layers, zones.tile, layers::TileFormat::mvt, whole.bytes.size() / 20});
  EXPECT_EQ(cut.features_dropped(), 0U);
  std::size_t merged = 0;
  const auto tile = support::decode_mvt(cut.bytes);
  for (const auto& feature : tile.at(0).features) {
    if (!feature.properties.contains("count"))
      continue;
    ++merged;
    EXPECT_EQ(feature.id, std::nullopt);
    EXPECT_EQ(feature.properties.size(), 2U);
    EXPECT_TRUE(feature.properties.contains("severity"));
  }
  EXPECT_GT(merged, 0U);
}

TEST(Coarsen, GeoJsonSaysTheSame) {
  const Zones zones(3000);
  const layers::LayerList layers{zones.layer};
  const auto cut =
      layers::build_tile({layers, zones.tile, layers::TileFormat::geojson, 40'000}).bytes;
  std::map<std::string, std::size_t> sums;
  const auto document = nlohmann::json::parse(cut);
  for (const auto& feature : document["features"]) {
    const auto count = feature.value("count", std::size_t{1});
    sums[feature["properties"]["severity"]] += count;
    EXPECT_TRUE(count == 1 || (feature["properties"].size() == 1 && !feature.contains("id")));
  }
  const auto there = features_by_class(layers::choose(*zones.layer, zones.tile), zones);
  EXPECT_EQ(sums["high"], there.at(1));
  EXPECT_EQ(sums["low"], there.at(2));
  EXPECT_EQ(sums["odd"] + sums["other"], there.at(0));
}

} // namespace
