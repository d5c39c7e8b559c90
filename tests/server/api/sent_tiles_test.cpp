// What is sent of real and drawn layers is within the budget, and no area is lost by it.

#include <filesystem>
#include <numeric>

#include <gtest/gtest.h>

#include "geo/intersects.hpp"
#include "layers/catalog/source.hpp"
#include "layers/tiles/tile_builder.hpp"
#include "server/http/compress.hpp"
#include "tests/support/mvt_decoder.hpp"
#include "tests/support/test_files.hpp"

namespace {

using layers::LayerList;
using layers::TileFormat;

/// The most that any coding makes of it.
std::size_t most_sent(const std::string& bytes) {
  std::size_t most = 0;
  const auto text = std::make_shared<const std::string>(bytes);
  for (const auto encoding : server::all_encodings)
    if (encoding != server::Encoding::identity)
      most = std::max(most, server::encode(text, encoding).body->size());
  return most;
}

std::size_t features_in(const std::string& bytes) {
  std::size_t sum = 0;
  for (const auto& layer : support::decode_mvt(bytes))
    for (const auto& feature : layer.features) {
      const auto count = feature.properties.find("count");
      sum += count == feature.properties.end() ? 1 : std::get<std::uint64_t>(count->second);
    }
  return sum;
}

/// The wards of Viet Nam in 2024: 3,321.
class Wards : public testing::TestWithParam<std::size_t> {
protected:
  static inline const std::string file = support::real_data("vn-wards/vn_wards_8pct.fgb");
  static inline LayerList layers_read; ///< once for all

  void SetUp() override {
    if (!std::filesystem::exists(file))
      GTEST_SKIP() << "real data absent: " << file;
    if (!layers_read.empty())
      return;
    layers::LayerConfig config;
    config.id = "wards";
    config.source = file;
    auto layer = std::make_shared<layers::Layer>();
    layer->config = config;
    layer->features = layers::build_feature_set(layers::read_layer(config));
    layers_read = {layer};
  }

  static const layers::FeatureSet& features() { return *layers_read.front()->features; }
  static std::size_t wards_in(const geo::Box& box) {
    std::size_t count = 0;
    for (const auto& hit : features().index.query(box))
      count += geo::intersects(features().feature(hit.item), box) ? 1 : 0;
    return count;
  }
};

TEST_P(Wards, AreAllOnEveryTileAndWithinTheBudget) {
  ASSERT_EQ(features().size(), 3321U);
  for (int z = 0; z <= 4; ++z)
    for (std::uint32_t x = 0; x < geo::tiles_across(z); ++x)
      for (std::uint32_t y = 0; y < geo::tiles_across(z); ++y) {
        const geo::TileId tile{z, x, y};
        const auto made = layers::build_tile(
            {layers_read, tile, TileFormat::mvt, GetParam(), server::sent_bytes});
        const auto shown = features_in(made.bytes);
        // Of those that only touch the buffer some are drawn beside it, as all are drawn coarser.
        EXPECT_GE(shown, wards_in(geo::bounds(tile))) << z << "/" << x << "/" << y;
        EXPECT_LE(shown, wards_in(geo::bounds(tile, geo::tile_buffer_px)));
        EXPECT_TRUE(shown == 0 || shown == 3321 || z == 4) << "the country is on one tile";
        EXPECT_LE(most_sent(made.bytes), GetParam());
        EXPECT_EQ(made.features_dropped(), 0U);
      }
}

INSTANTIATE_TEST_SUITE_P(Budgets, Wards,
                         testing::Values(layers::default_tile_budget_bytes, 200'000, 50'000,
                                         5'000));

} // namespace
