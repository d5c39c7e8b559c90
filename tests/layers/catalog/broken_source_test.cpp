#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/catalog/source.hpp"
#include "layers/gdal/gdal_dataset.hpp"
#include "layers/sources/gdal_reader.hpp"
#include "tests/support/gdal_fixture.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using layers::LayerConfig;
using layers::read_layer;
using testing::StartsWith;

LayerConfig config_of(const std::string& source) {
  LayerConfig config;
  config.id = "test";
  config.source = source;
  return config;
}

/// The message after the path of the source; it is one line.
std::string refusal_of(const LayerConfig& config) {
  const auto message = error_of([&] { read_layer(config); });
  EXPECT_TRUE(message.starts_with(config.source + ": ")) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  return message.substr(std::min(message.size(), config.source.size() + 2));
}

std::string refusal_of(const std::string& source) {
  return refusal_of(config_of(source));
}

/// A source of `count` zigzag lines of 500 points: big enough to be cut somewhere in its features.
std::string lines_source(const TestFolder& folder, const std::string& name,
                         const std::string& driver, int count = 50) {
  SourceWriter writer(folder.path(name), driver, "lines", "EPSG:4326", wkbLineString);
  writer.field("name", OFTString);
  for (int i = 0; i < count; ++i) {
    std::string points;
    for (int p = 0; p < 500; ++p)
      points += fmt::format("{}{} {}", p > 0 ? "," : "", i + p * 0.001, p % 2);
    writer.add(fmt::format("LINESTRING ({})", points), {{"name", fmt::format("line {}", i)}});
  }
  return folder.path(name);
}

TEST(BrokenSource, MissingFileIsNamed) {
  EXPECT_EQ(refusal_of("nowhere/flood.gpkg"), "no such file; check \"source\"");
}

TEST(BrokenSource, EmptyFileIsNamed) {
  const TestFolder folder;
  EXPECT_EQ(refusal_of(folder.write("a.gpkg", "")),
            "not a vector source GDAL can open: the file is empty (0 bytes)");
}

TEST(BrokenSource, WrongFileIsRefusedWithGdalsReason) {
  const TestFolder folder;
  EXPECT_THAT(refusal_of(folder.write("a.gpkg", "This is not a database.")),
              StartsWith("not a vector source GDAL can open: "));
}

TEST(BrokenSource, ConnectionThatFailsIsRefusedWithGdalsReason) {
  EXPECT_THAT(refusal_of("PG:host=127.0.0.1 port=1 connect_timeout=1 dbname=none"),
              StartsWith("not a vector source GDAL can open: "));
}

TEST(BrokenSource, CsvWithoutCoordinatesNamesWhatWasLookedFor) {
  const TestFolder folder;
  EXPECT_THAT(refusal_of(folder.write("a.csv", "name,address\na,b\n")),
              StartsWith("no coordinate columns among name, address (separator: comma); name them "
                         "like one of longitude/latitude, lon/lat, "));
}

TEST(BrokenSource, TableWithoutGeometryIsRefused) {
  const TestFolder folder;
  {
    SourceWriter writer(folder.path("a.gpkg"), "GPKG", "notes", "", wkbNone);
    writer.field("text", OFTString);
    writer.add("");
  }
  EXPECT_THAT(refusal_of(folder.path("a.gpkg")),
              StartsWith("has no table with geometry, and no coordinate columns among text; name "
                         "them like one of longitude/latitude, "));
}

TEST(BrokenSource, ADatabaseWithoutTablesIsRefused) {
  const TestFolder folder;
  const auto path = folder.path("a.sqlite");
  layers::Dataset(
      layers::writing_driver("SQLite").Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  EXPECT_EQ(refusal_of(path), "has no table with columns; check the file");
}

TEST(BrokenSource, AShapefileWithoutItsIndexSaysTheMend) {
  const TestFolder folder;
  const auto path = lines_source(folder, "a.shp", "ESRI Shapefile", 3);
  std::filesystem::remove(folder.path("a.shx"));
  EXPECT_EQ(refusal_of(path),
            "not a vector source GDAL can open: its .shx is missing; put it beside the .shp, or "
            "make it anew with `ogrinfo --config SHAPE_RESTORE_SHX YES`");
}

TEST(BrokenSource, SourceWhoseEveryFeatureIsLostIsRefused) {
  const TestFolder folder;
  {
    SourceWriter writer(folder.path("a.gpkg"), "GPKG", "zones", "EPSG:4326");
    writer.add("");
    writer.add("POINT EMPTY");
  }
  EXPECT_EQ(refusal_of(folder.path("a.gpkg")),
            "none of its 2 features can be served: no geometry (2)");
}

TEST(BrokenSource, TruncatedGeoPackageIsRefused) {
  const TestFolder folder;
  lines_source(folder, "a.gpkg", "GPKG");
  for (const double part : {0.9, 0.5, 0.1})
    EXPECT_THAT(refusal_of(folder.truncate("a.gpkg", part)),
                StartsWith("not a vector source GDAL can open: "));
}

TEST(BrokenSource, TruncatedFlatGeobufStopsPartway) {
  const TestFolder folder;
  lines_source(folder, "a.fgb", "FlatGeobuf");
  EXPECT_THAT(refusal_of(folder.truncate("a.fgb", 0.5)),
              testing::MatchesRegex("reading stopped after 2[0-9] features: .*"));
}

TEST(BrokenSource, FeaturesBehindTheEndOfATruncatedShapefileAreLost) {
  const TestFolder folder;
  const auto path = lines_source(folder, "a.shp", "ESRI Shapefile");
  // 50 records of 8 + 44 + 4 + 500 * 16 = 8056 bytes follow a header of 100: half of 402,900 bytes
  // is 201,450, which holds (201,450 - 100) / 8056 = 24 whole records.
  folder.truncate("a.shp", 0.5);
  const auto report = read_layer(config_of(path)).report;
  EXPECT_EQ(report.read, 50U);
  EXPECT_EQ(report.served, 24U);
  ASSERT_EQ(report.problems.size(), 1U);
  EXPECT_THAT(report.problems[0].what, StartsWith("could not be read whole: "));
  EXPECT_EQ(report.problems[0].effect, layers::Effect::lost);
  EXPECT_EQ(report.problems[0].count, 26U);
  EXPECT_EQ(report.problems[0].first_ids.front(), "24");
}

TEST(BrokenSource, TruncatedDbfStopsPartway) {
  const TestFolder folder;
  const auto path = lines_source(folder, "a.shp", "ESRI Shapefile");
  // Header 32 + 32 + 1 = 65 bytes, 50 records of 1 + 80: half of 4,116 with the end mark is 2,058,
  // which holds (2,058 - 65) / 81 = 24 whole records.
  folder.truncate("a.dbf", 0.5);
  EXPECT_THAT(refusal_of(path), StartsWith("reading stopped after 24 features: "));
}

TEST(BrokenSource, DeletedRecordsOfAShapefileAreNotMissed) {
  const TestFolder folder;
  const auto path = lines_source(folder, "a.shp", "ESRI Shapefile", 3);
  {
    const std::unique_ptr<GDALDataset> dataset(
        GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE));
    ASSERT_EQ(dataset->GetLayer(0)->DeleteFeature(1), OGRERR_NONE);
  }
  const auto report = read_layer(config_of(path)).report;
  EXPECT_EQ(report.served, 2U);
  EXPECT_FALSE(report.lost_any());
}

TEST(BrokenSource, TruncatedXmlIsRefused) {
  const TestFolder folder;
  lines_source(folder, "a.gml", "GML", 3);
  std::filesystem::remove(folder.path("a.xsd"));
  EXPECT_THAT(refusal_of(folder.truncate("a.gml", 0.5)), testing::HasSubstr("XML parsing of GML"));
  lines_source(folder, "a.kml", "KML", 3);
  EXPECT_THAT(refusal_of(folder.truncate("a.kml", 0.5)),
              StartsWith("not a vector source GDAL can open: "));
}

TEST(BrokenSource, TruncatedGeoJsonIsRefused) {
  const TestFolder folder;
  lines_source(folder, "a.geojson", "GeoJSON", 3);
  EXPECT_THAT(refusal_of(folder.truncate("a.geojson", 0.5)), testing::HasSubstr("truncated"));
}

} // namespace
