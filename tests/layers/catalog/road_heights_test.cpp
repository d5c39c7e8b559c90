#include "layers/catalog/road_heights.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/catalog/source.hpp"
#include "tests/support/gdal_fixture.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using layers::drop_unsaid_heights;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsNan;

/// 1 where a height is still said.
std::string said_after(std::vector<float> heights_m) {
  drop_unsaid_heights(heights_m);
  std::string said;
  for (const float height_m : heights_m)
    said += std::isnan(height_m) ? '0' : '1';
  return said;
}

TEST(RoadHeights, WhatStandsForNoneIsNone) {
  EXPECT_EQ(said_after({120, -9999, -32768, -999, 9999, INFINITY, NAN, -3.4e38F, 1e20F, -430}),
            "1000000001");
  EXPECT_EQ(said_after({-9999, NAN}), "") << "there are none";
}

TEST(RoadHeights, ZerosCountWhereOthersAreNear) {
  EXPECT_EQ(said_after({0, 0, 8}), "111") << "a bridge over a street by the sea";
  EXPECT_EQ(said_after({0, -4}), "11") << "an underpass";
  EXPECT_EQ(said_after({0, 0, 0}), "");
  EXPECT_EQ(said_after({0, 140, 152}), "011");
}

/// Two roads through (8, 50), read from a file: whether they meet there.
bool meet(const std::string& source, const std::string& where = {}) {
  layers::LayerConfig config;
  config.id = "roads";
  config.kind = layers::Kind::road;
  config.source = source;
  config.where = where;
  const auto roads = layers::read_layer(config);
  EXPECT_EQ(roads.geometry.points.size(), 6U);
  EXPECT_EQ(roads.geometry.points[1], roads.geometry.points[4]) << "nothing is moved";
  return roads.heights_m.empty() || !(std::abs(roads.heights_m[1] - roads.heights_m[4]) > 2);
}

std::string geojson(double height_m) {
  const auto z = std::to_string(height_m);
  return R"({"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{},"geometry":{"type":"LineString",
     "coordinates":[[7.9,50,0],[8,50,0],[8.1,50,0]]}},
    {"type":"Feature","properties":{},"geometry":{"type":"LineString",
     "coordinates":[[8,49.9,)" +
         z + "],[8,50," + z + "],[8,50.1," + z + "]]}}]}";
}

TEST(RoadHeights, OfGeoJsonAreKept) {
  const TestFolder folder;
  EXPECT_FALSE(meet(folder.write("a.geojson", geojson(10))));
  EXPECT_TRUE(meet(folder.write("a.geojson", geojson(1))));
  EXPECT_TRUE(meet(folder.write("a.geojson", geojson(-9999))));
}

TEST(RoadHeights, AreThoseOfTheFeaturesThatAreChosenAndMended) {
  const TestFolder folder;
  // Two that are not chosen and one that collapses come before; a part of the last collapses too.
  const auto line = [](int n, const std::string& type, const std::string& coordinates) {
    return R"({"type":"Feature","properties":{"n":)" + std::to_string(n) +
           R"(},"geometry":{"type":")" + type + R"(","coordinates":)" + coordinates + "}}";
  };
  const auto path = folder.write(
      "a.geojson",
      R"({"type":"FeatureCollection","features":[)" + line(0, "LineString", "[[1,1,50],[2,2,50]]") +
          "," + line(0, "LineString", "[[1,1],[2,2],[3,3]]") + "," +
          line(1, "LineString", "[[5,5,70],[5,5,70]]") + "," +
          line(1, "LineString", "[[7.9,50,10],[8,50,10],[8.1,50,10]]") + "," +
          line(1, "MultiLineString", "[[[6,6,20],[6,6,20]],[[8,49.9,30],[8,50,30],[8,50.1,30]]]") +
          "]}");
  EXPECT_FALSE(meet(path, "n = 1"));
  layers::LayerConfig config;
  config.kind = layers::Kind::road;
  config.source = path;
  EXPECT_THAT(layers::read_layer(config).heights_m,
              ElementsAre(50, 50, IsNan(), IsNan(), IsNan(), 10, 10, 10, 30, 30, 30));
}

TEST(RoadHeights, OfOtherLayersAreDropped) {
  const TestFolder folder;
  layers::LayerConfig config;
  config.source = folder.write("a.geojson", geojson(10));
  EXPECT_THAT(layers::read_layer(config).heights_m, IsEmpty());
}

TEST(RoadHeights, OfOtherFormatsAreKept) {
  const TestFolder folder;
  const auto gpkg = [&](const std::string& name, const std::string& z) {
    SourceWriter writer(folder.path(name), "GPKG", "a", "EPSG:4326");
    writer.add("LINESTRING Z (7.9 50 0, 8 50 0, 8.1 50 0)", {});
    writer.add("LINESTRING Z (8 49.9 " + z + ", 8 50 " + z + ", 8 50.1 " + z + ")", {});
    return folder.path(name);
  };
  EXPECT_FALSE(meet(gpkg("a.gpkg", "10")));
  EXPECT_TRUE(meet(gpkg("b.gpkg", "1")));
}

} // namespace
