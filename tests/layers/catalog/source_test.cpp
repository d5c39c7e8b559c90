#include "layers/catalog/source.hpp"

#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/repair/inner_point.hpp"
#include "tests/support/gdal_fixture.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using geo::LonLat;
using geo::PartType;
using layers::Kind;
using layers::LayerConfig;
using layers::read_layer;
using testing::ElementsAre;

LayerConfig config_of(const std::string& source, Kind kind = Kind::reference) {
  LayerConfig config;
  config.id = "test";
  config.kind = kind;
  config.source = source;
  return config;
}

/// A GeoPackage with one geometry in a CRS (may be empty).
std::string package(const TestFolder& folder, const std::string& wkt, const std::string& crs) {
  const auto path = folder.path("a.gpkg");
  SourceWriter(path, "GPKG", "a", crs).add(wkt);
  return path;
}

TEST(ReadLayer, MetresBecomeDegrees) {
  const TestFolder folder;
  // On the central meridian of UTM zone 48, 105 degrees east, at the equator.
  const auto features = read_layer(config_of(package(folder, "POINT (500000 0)", "EPSG:32648")));
  EXPECT_NEAR(features.geometry.points[0].lon, 105, 1e-9);
  EXPECT_NEAR(features.geometry.points[0].lat, 0, 1e-9);
  EXPECT_EQ(features.report.format, "GPKG");
  EXPECT_EQ(features.report.crs, "EPSG:32648");
}

TEST(ReadLayer, ConfiguredCrsOverridesTheSources) {
  const TestFolder folder;
  auto config = config_of(package(folder, "POINT (500000 0)", "EPSG:32648"));
  config.crs = "EPSG:32649"; // central meridian 111
  EXPECT_NEAR(read_layer(config).geometry.points[0].lon, 111, 1e-9);
  config.crs = "EPSG:99999999";
  EXPECT_THAT(error_of([&] { read_layer(config); }),
              testing::AllOf(testing::StartsWith(config.source + ": "),
                             testing::EndsWith("; set \"crs\"")));
}

TEST(ReadLayer, WithoutCrsDegreesAreTakenForDegreesAndReported) {
  const TestFolder folder;
  const auto features = read_layer(config_of(package(folder, "POINT (105.8 21)", "")));
  EXPECT_THAT(features.geometry.points, ElementsAre(LonLat{105.8, 21}));
  ASSERT_EQ(features.report.problems.size(), 1U);
  EXPECT_EQ(features.report.problems[0].what, "no CRS: taken as longitude/latitude");
  EXPECT_FALSE(features.report.lost_any());
}

TEST(ReadLayer, WithoutCrsMetresAreRefused) {
  const TestFolder folder;
  const auto path = package(folder, "POINT (587000 2325000)", "");
  EXPECT_EQ(error_of([&] { read_layer(config_of(path)); }),
            path + ": has no CRS and its coordinates are not longitude/latitude (x from 587000 to "
                   "587000, y from 2325000 to 2325000); set \"crs\"");
}

TEST(ReadLayer, WithoutCrsMistakesAreLostOneByOne) {
  const TestFolder folder;
  const auto path =
      folder.write("a.csv", "name,lat,lon\nA,50,8\nB,999,8\nC,51,8\nD,51,1000000000\n");
  const auto features = read_layer(config_of(path));
  EXPECT_THAT(features.geometry.points, ElementsAre(LonLat{8, 50}, LonLat{8, 51}));
  ASSERT_EQ(features.report.problems.size(), 2U);
  EXPECT_EQ(layers::problem_text(features.report.problems[1]),
            "coordinates outside longitude/latitude: 2 features (id 2, 4)");
  EXPECT_TRUE(features.report.lost_any());
}

TEST(ReadLayer, ColumnsOfCoordinatesAreForTables) {
  const TestFolder folder;
  for (const auto& source :
       {folder.write("a.geojson", R"({"type":"Point","coordinates":[1,2]})"),
        folder.write("a.osm", "<osm/>"), package(folder, "POINT (1 2)", "EPSG:4326")}) {
    auto config = config_of(source);
    config.coordinates = {"x", "y"};
    if (source.ends_with(".osm"))
      config.tables = {"points"};
    EXPECT_EQ(error_of([&] { read_layer(config); }),
              source + ": has geometries of its own, so that no column can hold its coordinates; "
                       "leave \"coordinates\" of layer \"test\" out");
  }
}

TEST(ReadLayer, APipeIsNotOpened) {
  const TestFolder folder;
  for (const auto* name : {"a", "a.csv", "a.json", "a.osm", "a.gpkg", "a.zip"}) {
    const auto path = folder.path(name);
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_EQ(error_of([&] { read_layer(config_of(path)); }),
              path + ": a pipe, socket or device, not a file; save what it delivers in one");
  }
}

TEST(ReadLayer, GeoJsonInMetresAsksForItsCrs) {
  const TestFolder folder;
  auto config =
      config_of(folder.write("a.geojson", R"({"type":"Point","coordinates":[500000,0]})"));
  EXPECT_EQ(error_of([&] { read_layer(config); }),
            config.source +
                ": none of its 1 features can be served: coordinates outside "
                "longitude/latitude (1); set \"crs\" if they are not degrees; longitude "
                "comes first");
  config.crs = "EPSG:32648";
  EXPECT_NEAR(read_layer(config).geometry.points[0].lon, 105, 1e-9);
}

TEST(ReadLayer, BrokenPolygonsAreRepairedAndReported) {
  const TestFolder folder;
  // A bow tie of two triangles with the area 1 each.
  const auto features =
      read_layer(config_of(package(folder, "POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))", "EPSG:4326")));
  EXPECT_EQ(features.geometry.part_count(), 2U);
  EXPECT_EQ(features.report.problems.size(), 1U);
  EXPECT_EQ(features.report.served, 1U);
}

TEST(ReadLayer, FieldsMustExist) {
  const TestFolder folder;
  auto config = config_of(folder.write("a.csv", "lon,lat,ten,so_xe\n1,2,Trạm 1,3\n"));
  config.fields = {{"name", "tên"}};
  EXPECT_EQ(error_of([&] { read_layer(config); }),
            config.source + ": has no attribute \"tên\"; set \"fields.name\" of layer \"test\" to "
                            "one of ten, so_xe");
  config.fields = {{"name", "ten"}};
  EXPECT_EQ(read_layer(config).size(), 1U);

  auto json = config_of(folder.write("a.geojson", R"({"type":"Feature","properties":{"ten":"a"},
    "geometry":{"type":"Point","coordinates":[1,2]}})"));
  json.fields = {{"name", "name"}};
  EXPECT_THAT(error_of([&] { read_layer(json); }), testing::EndsWith("to one of ten"));

  // neither the feature's id, nor a name further in, nor one in a text is an attribute
  auto other = config_of(folder.write("b.geojson", R"({"type":"Feature","id":1,"properties":
    {"a":{"deep":1},"b":"\"ten\":"},"geometry":{"type":"Point","coordinates":[1,2]}})"));
  for (const auto* name : {"id", "deep", "ten"}) {
    other.fields = {{"name", name}};
    EXPECT_THAT(error_of([&] { read_layer(other); }), testing::EndsWith("to one of a, b"));
  }
  // an attribute of the last feature alone is one
  std::string many;
  for (int i = 0; i < 300; ++i)
    many +=
        R"({"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[1,2]}},)";
  auto late = config_of(folder.write(
      "late.geojson",
      R"({"type":"FeatureCollection","features":[)" + many +
          R"({"type":"Feature","properties":{"late":1},"geometry":{"type":"Point","coordinates":[1,2]}}]})"));
  late.fields = {{"name", "late"}};
  EXPECT_EQ(read_layer(late).size(), 301U);
  auto bare = config_of(folder.write("c.geojson", R"({"type":"Point","coordinates":[1,2]})"));
  bare.fields = {{"name", "ten"}};
  EXPECT_EQ(error_of([&] { read_layer(bare); }),
            bare.source + ": has no attribute \"ten\", nor any other; leave \"fields\" of layer "
                          "\"test\" out");
}

TEST(ReadLayer, ConditionsOnGeoJsonAreUnderstood) {
  const TestFolder folder;
  auto config = config_of(folder.write("a.geojson", R"({"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[1,2]}},
    {"type":"Feature","properties":{"n":2},"geometry":{"type":"Point","coordinates":[3,4]}}]})"));
  config.where = "n = 2";
  EXPECT_THAT(read_layer(config).geometry.points, ElementsAre(LonLat{3, 4}));
}

TEST(ReadLayer, StationsOnTheirBuildingsBecomePoints) {
  const TestFolder folder;
  // The horizontal through the middle of the U's box, at 2, runs inside it from 0 to 1 and from 3
  // to 6: the middle of the wider stretch is (4.5, 2).
  const auto path =
      package(folder, "POLYGON ((0 0, 6 0, 6 4, 3 4, 3 1, 1 1, 1 4, 0 4, 0 0))", "EPSG:4326");
  const auto features = read_layer(config_of(path, Kind::station));
  EXPECT_THAT(features.geometry.part_types, ElementsAre(PartType::point));
  EXPECT_THAT(features.geometry.points, ElementsAre(LonLat{4.5, 2}));
  ASSERT_EQ(features.report.problems.size(), 1U);
  EXPECT_EQ(features.report.problems[0].what, "line or polygon served as one point inside it");
  EXPECT_THAT(features.report.problems[0].first_ids, ElementsAre("1"));
  EXPECT_FALSE(features.report.lost_any());
  EXPECT_EQ(read_layer(config_of(path, Kind::hazard)).geometry.part_types[0], PartType::polygon);
}

TEST(ReadLayer, IncidentsAlongLinesAndInSeveralPartsBecomeOnePoint) {
  const TestFolder folder;
  const auto path = folder.path("a.gpkg");
  {
    SourceWriter writer(path, "GPKG", "a", "EPSG:4326");
    writer.add("LINESTRING (0 0, 1 0, 2 0)");
    writer.add("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 1, 0 0)), ((4 0, 8 0, 8 2, 4 2, 4 0)))");
    writer.add("MULTIPOINT ((1 1), (2 2))");
  }
  const auto features = read_layer(config_of(path, Kind::incident));
  EXPECT_THAT(features.geometry.points,
              ElementsAre(LonLat{1, 0}, LonLat{6, 1}, LonLat{1, 1}, LonLat{2, 2}));
  EXPECT_THAT(features.feature_parts, ElementsAre(0, 1, 2, 4));
}

TEST(InnerPoint, LiesBesideAHole) {
  // Through the middle at 5: outside the hole from 2 to 9 remain 0-2 and 9-10.
  geo::Geometry polygon;
  polygon.points = {{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}};
  polygon.end_ring();
  for (const auto p : {LonLat{2, 1}, {2, 9}, {9, 9}, {9, 1}, {2, 1}})
    polygon.points.push_back(p);
  polygon.end_ring();
  polygon.end_part(PartType::polygon);
  EXPECT_EQ(layers::inner_point(geo::GeometryView(polygon).part(0)), (LonLat{1, 5}));
}

TEST(ReadLayer, AFeatureOfGmlWithoutAGeometryCostsNoOther) {
  const TestFolder folder;
  const auto member = [](const char* geometry) {
    return std::string("<gml:featureMember><ogr:a><ogr:geometryProperty>") + geometry +
           "</ogr:geometryProperty></ogr:a></gml:featureMember>";
  };
  LayerConfig config;
  config.id = "a";
  config.source = folder.write(
      "a.gml", "<ogr:FeatureCollection xmlns:ogr=\"http://ogr.maptools.org/\" "
               "xmlns:gml=\"http://www.opengis.net/gml\">" +
                   member("<gml:Point/>") +
                   member("<gml:Point><gml:coordinates>105,21</gml:coordinates></gml:Point>") +
                   member("<gml:LineString><gml:posList>1 2 3</gml:posList></gml:LineString>") +
                   member("<gml:Point><gml:coordinates>106,21</gml:coordinates></gml:Point>") +
                   "</ogr:FeatureCollection>");
  const auto features = layers::read_layer(config);
  EXPECT_EQ(features.size(), 2U);
  EXPECT_EQ(features.report.read, 4U);
  EXPECT_TRUE(features.report.lost_any());
}

} // namespace
