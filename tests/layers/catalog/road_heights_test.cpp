#include "layers/catalog/road_heights.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/local_plane.hpp"
#include "layers/catalog/source.hpp"
#include "tests/support/gdal_fixture.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using geo::LonLat;
using layers::part_heights;
using testing::ElementsAre;

TEST(RoadHeights, PointsOfOnePlaceAtDifferentHeightsAreMovedApart) {
  std::vector<LonLat> points{{8, 50}, {8, 50}, {8, 50}, {8, 50}, {9, 50}, {8, 50}};
  part_heights(points, std::vector<float>{20, 0, 1.9F, NAN, 30, 10});
  EXPECT_EQ(points[1], (LonLat{8, 50})) << "the lowest";
  EXPECT_EQ(points[2], (LonLat{8, 50})) << "less than two metres above it";
  EXPECT_EQ(points[3], (LonLat{8, 50})) << "without a height";
  EXPECT_EQ(points[4], (LonLat{9, 50})) << "elsewhere";
  // The next level, then the one above: 2e-8 degrees are 2.2 mm north and 1.4 mm east at 50 N.
  EXPECT_NEAR(geo::distance_m(points[5], {8, 50}), 0.0026, 0.0002);
  EXPECT_NEAR(geo::distance_m(points[0], {8, 50}), 0.0053, 0.0004);
}

TEST(RoadHeights, FewerHeightsThanPointsAreThoseOfTheFirst) {
  std::vector<LonLat> points{{8, 50}, {8, 50}};
  part_heights(points, std::vector<float>{5});
  EXPECT_THAT(points, ElementsAre(LonLat{8, 50}, LonLat{8, 50}));
}

/// Two roads through (8, 50): whether they share that point once they are read.
bool meet(const std::string& source, layers::Kind kind = layers::Kind::road) {
  layers::LayerConfig config;
  config.id = "roads";
  config.kind = kind;
  config.source = source;
  const auto roads = layers::read_layer(config);
  EXPECT_EQ(roads.geometry.points.size(), 6U);
  EXPECT_NEAR(geo::distance_m(roads.geometry.points[1], roads.geometry.points[4]), 0, 0.01);
  return roads.geometry.points[1] == roads.geometry.points[4];
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

TEST(RoadHeights, OfGeoJsonPartLines) {
  const TestFolder folder;
  EXPECT_FALSE(meet(folder.write("a.geojson", geojson(10))));
  EXPECT_TRUE(meet(folder.write("a.geojson", geojson(1))));
  EXPECT_TRUE(meet(folder.write("a.geojson", geojson(10)), layers::Kind::reference));
}

TEST(RoadHeights, StayWithTheirPointsWhereSomeAreLeftOut) {
  const TestFolder folder;
  layers::LayerConfig config;
  config.id = "roads";
  config.kind = layers::Kind::road;
  config.where = "n > 1";
  config.source = folder.write("a.geojson", R"({"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"n":1},"geometry":{"type":"LineString",
     "coordinates":[[0,0,9],[1,0,9]]}},
    {"type":"Feature","properties":{"n":2},"geometry":{"type":"LineString",
     "coordinates":[[7.9,50,0],[8,50,0]]}},
    {"type":"Feature","properties":{"n":3},"geometry":{"type":"LineString",
     "coordinates":[[8,50,0],[8,50.1,0]]}}]})");
  const auto points = layers::read_layer(config).geometry.points;
  ASSERT_EQ(points.size(), 4U);
  EXPECT_EQ(points[1], points[2]) << "both at the height 0, not one at the 9 of the road left out";
}

TEST(RoadHeights, OfOtherFormatsPartLines) {
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
