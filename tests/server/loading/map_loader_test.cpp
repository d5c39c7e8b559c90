#include "server/loading/map_loader.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_folder.hpp"

namespace {

/// How many features each layer has, in the order of their ids.
std::map<std::string, std::size_t> sizes_of(const layers::Map& map) {
  std::map<std::string, std::size_t> sizes;
  for (const auto& layer : map.layers)
    sizes[layer->config.id] = layer->features->size();
  return sizes;
}

TEST(MapLoader, AFileThatBreaksBesideAGoodOneKeepsItsLayerAndLetsTheOtherGoOn) {
  const TestFolder folder;
  const auto good = [&](int features) {
    std::string text = "lon,lat\n";
    for (int i = 0; i < features; ++i)
      text += "105,21\n";
    return folder.write("good.csv", text);
  };
  const auto flood = [&](const std::string& text) { return folder.write("flood.geojson", text); };
  const std::string whole = R"({"type":"Point","coordinates":[105,21]})";
  const std::vector<std::string> named{good(1), flood(whole)};
  const auto plan = server::checked_plan(named);
  const auto map = server::load_map(plan, named);
  using Sizes = std::map<std::string, std::size_t>;
  EXPECT_EQ(sizes_of(map), (Sizes{{"flood", 1}, {"good", 1}}));

  good(2);
  flood(R"({"type":"FeatureCollection","features":[)");
  const auto broken_plan = server::checked_plan(named, plan);
  const auto broken = server::reload_map(map, broken_plan, false);
  EXPECT_EQ(sizes_of(broken), (Sizes{{"flood", 1}, {"good", 2}}));
  const auto kept = layers::find_layer(broken.layers, "flood");
  ASSERT_TRUE(kept->stale);
  EXPECT_THAT(kept->stale->reason, testing::HasSubstr("truncated or broken JSON"));

  flood(R"({"type":"FeatureCollection","features":[]})");
  const auto mended = server::reload_map(broken, server::checked_plan(named, broken_plan), false);
  EXPECT_EQ(sizes_of(mended), (Sizes{{"flood", 0}, {"good", 2}}));
  EXPECT_FALSE(layers::find_layer(mended.layers, "flood")->stale);
}

} // namespace
