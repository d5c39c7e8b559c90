#include "server/loading/map_loader.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/error.hpp"
#include "layers/planner/planner_questions.hpp"
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

/// Within 3000 m of a station, or what is wrong with the question.
std::string covered_by_radius(const layers::Map& map, bool by_road = false) {
  const auto request = layers::read_question(
      layers::Question::coverage,
      {{"standard", "vn-qcvn-01-2021"}, {"network", by_road ? "true" : "false"}});
  try {
    return layers::answer(request, map).summary["asked"]["limits"][0]["covered"].dump();
  } catch (const geo::Error& error) {
    return error.what();
  }
}

TEST(MapLoader, BesideRoadsThatCannotBeDrivenARadiusIsAnsweredFromStationsAsTheyAreNow) {
  const TestFolder folder;
  const auto road = [&](const std::string& road_class) {
    return folder.write("roads.geojson", R"({"type":"Feature","properties":{"highway":")" +
                                             road_class +
                                             R"("},"geometry":{"type":"LineString",
                                             "coordinates":[[105,21],[105.1,21]]}})");
  };
  const auto station = [&](const std::string& lon) {
    return folder.write("fire-stations.csv", "lon,lat,name\n" + lon + ",21,a\n");
  };
  // A hundredth of a degree is 1.04 km at 21 degrees.
  const auto people = folder.write("people.csv", "lon,lat,population\n105,21,10\n105.05,21,20\n");
  const std::vector<std::string> named{road("footway"), station("105"), people};
  const auto plan = server::checked_plan(named);
  const auto map = server::load_map(plan, named);
  EXPECT_EQ(covered_by_radius(map), "10.0");
  EXPECT_THAT(covered_by_radius(map, true), testing::StartsWith("roads: no layer of kind road"));

  station("105.05");
  const auto moved = server::reload_map(map, plan, false);
  EXPECT_EQ(covered_by_radius(moved), "20.0");

  road("primary");
  const auto driven = server::reload_map(moved, plan, false);
  EXPECT_EQ(covered_by_radius(driven, true), "20.0");

  road("footway");
  const auto kept = server::reload_map(driven, plan, false);
  EXPECT_EQ(covered_by_radius(kept, true), "20.0") << "the road network stays as it was";
}

} // namespace
