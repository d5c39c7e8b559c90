// Sources that have no end, or more than a layer may have.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/error.hpp"
#include "layers/catalog/catalog.hpp"
#include "layers/catalog/source.hpp"
#include "tests/support/gdal_fixture.hpp"
#include "tests/support/gzip.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using layers::LayerConfig;
using testing::HasSubstr;

constexpr auto endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";

/// A GeoPackage with a view of a table with one point.
std::string with_view(const TestFolder& folder, const std::string& query) {
  const auto path = folder.path("a.gpkg");
  SourceWriter(path, "GPKG", "places", "EPSG:4326", wkbPoint).add("POINT (1 2)");
  const std::unique_ptr<GDALDataset> dataset(
      GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE));
  for (const auto& sql :
       {"CREATE VIEW seen AS " + query,
        std::string("INSERT INTO gpkg_contents (table_name, identifier, data_type, srs_id) VALUES "
                    "('seen', 'seen', 'features', 4326)"),
        std::string(
            "INSERT INTO gpkg_geometry_columns VALUES ('seen', 'geom', 'POINT', 4326, 0, 0)")})
    dataset->ExecuteSQL(sql.c_str(), nullptr, nullptr);
  return path;
}

LayerConfig config_of_view(const std::string& source) {
  LayerConfig config;
  config.id = "test";
  config.source = source;
  config.tables = {"seen"};
  return config;
}

std::string mistake_of(const LayerConfig& config) {
  try {
    layers::read_layer(config);
    return "";
  } catch (const geo::Error& error) {
    return error.what();
  }
}

TEST(ReadingLimits, AViewThatComputesForEverBeforeItsFirstRowIsEnded) {
  const TestFolder folder;
  auto config = config_of_view(with_view(
      folder, std::string(endless) + " SELECT p.fid, p.geom FROM n, places p WHERE n.i < 0"));
  config.reading.time_s = 0.1;
  EXPECT_EQ(mistake_of(config),
            config.source + ": not read within 0.1 s; see whether a view of it ever ends, or raise "
                            "\"reading.time_s\" in the configuration");
  const auto opened = layers::open_layers({config});
  EXPECT_FALSE(opened[0].layer);
  EXPECT_THAT(opened[0].error, HasSubstr("not read within 0.1 s"));
}

TEST(ReadingLimits, AListThatTheFormatPrescribesIsNoView) {
  const TestFolder folder;
  const auto path = folder.path("a.gpkg");
  SourceWriter(path, "GPKG", "places", "EPSG:4326", wkbPoint).add("POINT (1 2)");
  {
    const std::unique_ptr<GDALDataset> dataset(
        GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE));
    dataset->ExecuteSQL("ALTER TABLE gpkg_contents RENAME TO c", nullptr, nullptr);
    dataset->ExecuteSQL((std::string("CREATE VIEW gpkg_contents AS ") + endless +
                         " SELECT c.* FROM n, c WHERE n.i < 0")
                            .c_str(),
                        nullptr, nullptr);
  }
  LayerConfig config;
  config.id = "test";
  config.source = path;
  EXPECT_EQ(mistake_of(config),
            path + ": its gpkg_contents is a view, which may have no end; make it a table");
}

TEST(ReadingLimits, ALayerMayHaveAsManyFeaturesAsTheLimit) {
  const TestFolder folder;
  auto config = config_of_view(with_view(
      folder, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) "
              "SELECT n.i AS OGC_FID, p.geom FROM n, places p"));
  config.reading.features = 100;
  EXPECT_EQ(mistake_of(config), "");
  config.reading.features = 99;
  EXPECT_EQ(mistake_of(config),
            config.source +
                ": more than 99 features, of which the last read is 100; choose fewer by "
                "\"where\", or raise \"reading.features\" in the configuration");
}

TEST(ReadingLimits, BytesAreThoseOfCoordinatesAndAttributes) {
  const TestFolder folder;
  std::string csv = "name,lon,lat\n";
  for (int i = 0; i < 10; ++i)
    csv += std::string(1000, 'x') + ",105,21\n";
  LayerConfig config;
  config.id = "test";
  config.source = folder.write("a.csv", csv);
  config.reading.bytes = 11'000; // 10 names, and some 50 bytes each for all else
  EXPECT_EQ(mistake_of(config), "");
  config.reading.bytes = 10'300; // more than the file has
  EXPECT_EQ(mistake_of(config),
            config.source +
                ": more than 10300 bytes in 10 features, of which the last read is 10; choose "
                "fewer by \"where\", or raise \"reading.bytes\" in the configuration");
}

TEST(ReadingLimits, WhatIsCompressedIsReadNoFurther) {
  const TestFolder folder;
  LayerConfig config;
  config.id = "test";
  config.source = // 4 kB
      folder.write("a.csv.gz", support::gzip("lon,lat\n1,2\n" + std::string(4'000'000, '\n')));
  config.reading.bytes = 1'000'000;
  EXPECT_EQ(mistake_of(config), config.source +
                                    ": more than 1000000 bytes to read; make it smaller, or "
                                    "raise \"reading.bytes\" in the configuration");
}

TEST(ReadingLimits, HoldForOpenStreetMapFiles) {
  const TestFolder folder;
  LayerConfig config;
  config.id = "test";
  config.tables = {"points"};
  config.source = folder.write("a.osm", R"(<osm version="0.6">
    <node id="1" lat="21" lon="105"><tag k="amenity" v="fire_station"/></node>
    <node id="2" lat="21" lon="106"><tag k="amenity" v="fire_station"/></node></osm>)");
  const auto said = [&] { return layers::open_layers({config})[0].error; };
  EXPECT_EQ(said(), "");
  config.reading.features = 1;
  EXPECT_THAT(said(), HasSubstr("more than 1 feature"));
  config.reading.features = 2;
  config.reading.time_s = 1e-9;
  EXPECT_THAT(said(), HasSubstr("not read within 1e-09 s"));
}

TEST(ReadingLimits, ARingThatCrossesItselfTooOftenCostsTheLayerOneFeature) {
  const TestFolder folder;
  LayerConfig config;
  config.id = "test";
  config.source = folder.write("a.geojson", R"({"type":"FeatureCollection","features":[
    {"type":"Feature","id":1,"properties":{},"geometry":{"type":"Polygon","coordinates":
      [[[0,0],[4,1],[0,1],[4,0],[0,2],[4,2],[0,0]]]}},
    {"type":"Feature","id":2,"properties":{},"geometry":{"type":"Point","coordinates":[1,1]}}]})");
  EXPECT_EQ(layers::read_layer(config).size(), 2U);
  config.reading.crossings = 0;
  EXPECT_EQ(layers::read_layer(config).size(), 2U); // fewer crossings than vertices
}

} // namespace
