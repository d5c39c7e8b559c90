// The real files under ../shared/data, which are not part of the project.
#include <algorithm>
#include <filesystem>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/catalog/discovery.hpp"
#include "layers/catalog/source.hpp"
#include "tests/support/test_files.hpp"
#include "tests/support/test_folder.hpp"

namespace {

namespace fs = std::filesystem;
using layers::Kind;
using layers::LayerConfig;
using layers::plan_layers;
using layers::read_layer;

class RealSources : public testing::Test {
protected:
  void SetUp() override {
    m_data = support::real_data();
    if (!fs::is_directory(m_data))
      GTEST_SKIP() << "no real data at " << m_data << "; set HAZARDMAP_REAL_DATA";
  }

  std::string path(const std::string& name) const { return (m_data / name).string(); }

  std::map<std::string, Kind> kinds_in(const std::string& folder) const {
    std::map<std::string, Kind> kinds;
    for (const auto& layer : plan_layers({path(folder)}).config.layers)
      kinds[layer.id] = layer.kind;
    return kinds;
  }

  fs::path m_data;
};

TEST_F(RealSources, WashingtonIsGuessedAsAFireOfficerWould) {
  EXPECT_EQ(kinds_in("dc"),
            (std::map<std::string, Kind>{
                {"above-ground-storage-tanks", Kind::reference},
                {"census-block-groups-by-2004-population", Kind::demand},
                {"community-rating-system-special-flood-hazard-areas", Kind::hazard},
                {"emergency-walkout-routes", Kind::reference},
                {"fems-service-requests-in-last-30-days", Kind::incident},
                {"fire-alarm-districts", Kind::area},
                {"fire-battalions", Kind::area},
                {"fire-stations", Kind::station},
                {"floodplains-general-structure", Kind::reference},
                {"homeless-shelter-locations", Kind::reference},
                {"hospitals", Kind::reference},
                {"major-roads", Kind::road},
                {"regional-evacuation-routes", Kind::reference},
                {"ward-2012", Kind::area}}));
}

TEST_F(RealSources, OtherPlacesAreGuessedToo) {
  EXPECT_EQ(kinds_in("vn-wards"), (std::map<std::string, Kind>{{"danang_wards", Kind::area},
                                                               {"hanoi_wards", Kind::area},
                                                               {"vn_provinces_8pct", Kind::area},
                                                               {"vn_wards_8pct", Kind::area}}));
  EXPECT_EQ(kinds_in("vn-power"),
            (std::map<std::string, Kind>{{"line", Kind::reference},
                                         {"plant", Kind::reference},
                                         {"power_substation_vietnam", Kind::reference},
                                         {"substation", Kind::reference}}));
  EXPECT_EQ(kinds_in("osm-liechtenstein/liechtenstein-latest.osm.pbf"),
            (std::map<std::string, Kind>{{"roads", Kind::road},
                                         {"fire-stations", Kind::station},
                                         {"water", Kind::reference}}))
      << "it has no hydrants";
  const auto mecklenburg = kinds_in("mecklenburg");
  EXPECT_EQ(mecklenburg.at("fire_stations"), Kind::station);
  EXPECT_EQ(mecklenburg.at("police_stations"), Kind::reference);
  EXPECT_EQ(mecklenburg.at("zipcodes"), Kind::area);
  EXPECT_EQ(mecklenburg.at("catawba_river"), Kind::reference);
  EXPECT_EQ(kinds_in("hazard-bc").begin()->second, Kind::hazard);
}

TEST_F(RealSources, FoldersOfTheShownByListLoseNothing) {
  for (const auto* folder :
       {"dc", "mecklenburg", "vn-wards", "vn-power", "hazard-bc", "osm-liechtenstein"}) {
    const auto plan = plan_layers({path(folder)});
    EXPECT_THAT(plan.broken, testing::IsEmpty());
    for (const auto& layer : plan.config.layers) {
      const auto report = read_layer(layer).report;
      EXPECT_FALSE(report.lost_any()) << layer.source;
      EXPECT_EQ(report.served, report.read) << layer.source;
    }
  }
}

TEST_F(RealSources, FireStationsOfLiechtenstein) {
  // 6 as its SOURCE.txt counts them.
  const auto layers =
      plan_layers({path("osm-liechtenstein/liechtenstein-latest.osm.pbf")}).config.layers;
  const auto stations = std::ranges::find(layers, Kind::station, &LayerConfig::kind);
  ASSERT_NE(stations, layers.end());
  EXPECT_EQ(read_layer(*stations).size(), 6U);
}

TEST_F(RealSources, OpenStreetMapIsReadHoweverItIsCompressed) {
  for (const auto* file : {"osm-monaco/monaco-latest.lz4.osm.pbf",
                           "osm-liechtenstein/liechtenstein-2013-08-03.osm.bz2"}) {
    const auto layers = plan_layers({path(file)}).config.layers;
    const auto roads = std::ranges::find(layers, Kind::road, &LayerConfig::kind);
    ASSERT_NE(roads, layers.end()) << file;
    EXPECT_GT(read_layer(*roads).size(), 1000U) << file;
  }
}

/// What must become of a source: served and read counts, or words of its refusal.
struct Expected {
  const char* source;
  std::size_t served;
  std::size_t read;
  const char* refusal = "";
};

// Counts as GDAL's ogrinfo gives them; where fewer are served, or none, the reason is beside it.
constexpr Expected robust_sources[] = {
    {"duckdb/amsterdam_roads.fgb", 21648, 21648},
    {"geojson-fixtures/feature/one.geojson", 1, 1},
    {"geojson-fixtures/featurecollection/one.geojson", 3, 3},
    {"geojson-fixtures/geometry/geometrycollection-xyz.geojson", 1, 1},
    {"geojson-fixtures/geometry/geometrycollection.geojson", 1, 1},
    {"geojson-fixtures/geometry/linestring-xyz.geojson", 1, 1},
    {"geojson-fixtures/geometry/linestring.geojson", 1, 1},
    {"geojson-fixtures/geometry/multilinestring-xyz.geojson", 1, 1},
    {"geojson-fixtures/geometry/multilinestring.geojson", 1, 1},
    {"geojson-fixtures/geometry/multipoint-xyz.geojson", 1, 1},
    {"geojson-fixtures/geometry/multipoint.geojson", 1, 1},
    {"geojson-fixtures/geometry/multipolygon-xyz.geojson", 1, 1},
    {"geojson-fixtures/geometry/multipolygon.geojson", 1, 1},
    {"geojson-fixtures/geometry/point-xyz.geojson", 1, 1},
    {"geojson-fixtures/geometry/point.geojson", 1, 1},
    {"geojson-fixtures/geometry/polygon-xyz.geojson", 1, 1},
    {"geojson-fixtures/geometry/polygon.geojson", 1, 1},
    {"planetiler/bremen-trams.osm.pbf", 0, 0,
     "has several tables"}, // without a configuration: roads
    {"planetiler/empty-geom.gpkg", 0, 0, "none of its 1 features can be served: no geometry (1)"},
    {"planetiler/geopackage-unindexed.gpkg", 86, 86},
    {"planetiler/geopackage.gpkg", 86, 86},
    {"pygeoapi/dutch_addresses_28992.gpkg", 2481, 2481},
    {"pygeoapi/obs.csv", 5, 5},
    {"pygeoapi/obs_malformatted.csv", 3, 5}, // two rows have no longitude or latitude
    {"pygeoapi/poi_portugal.gpkg", 8107, 8107},
    {"r-sf/b_pump.gpkg", 1, 1},
    {"r-sf/buildings.gpkg", 158, 158},
    {"r-sf/nospatial.gpkg", 0, 0, "has no table with geometry"},
    {"r-sf/null_geom.geojson", 1, 2}, // one geometry is null
    {"r-sf/olinda1.shp", 470, 470},
    {"r-sf/storms_xyzm.shp", 71, 71},
    {"r-sf/storms_xyzm_feature.shp", 71, 71},
    {"r-sf/tl.gpkg", 1, 1},
    {"r5/cities.csv", 4, 4},
    {"r5/continents.geojson", 3, 3},
    {"r5/continents.gpkg", 3, 3},
    {"r5/continents.shp", 3, 3},
    {"r5/duplicate-fields.shp", 1, 1},
    {"r5/empty.geojson", 0, 0, "empty"}, // zero bytes
    {"r5/hkzones-extra-attribute.geojson", 3, 3},
    {"r5/hkzones-mixed-geometries.geojson", 3, 3},
    {"r5/hkzones-mixed-numeric.geojson", 3, 3},
    {"r5/hkzones-no-collection.geojson", 1, 1},
    {"r5/hkzones-type-mismatch.geojson", 3, 3},
    {"r5/missing-nodes.pbf", 0, 0, "has several tables"}, // without a configuration: roads
    {"r5/new-zealand-antimeridian.geojson", 2, 2},
    {"r5/new-zealand-antimeridian.gpkg", 2, 2},
    {"r5/new-zealand-antimeridian.shp", 2, 2},
    {"r5/nl-null-points.shp", 17, 20},                                   // three shapes are null
    {"r5/too-small.geojson", 0, 0, "not a vector source GDAL can open"}, // {"type":"feature"}
    {"r5/valid-polygon-projected.geojson", 3, 3},
    {"r5/valid-polygon-projected.gpkg", 3, 3},
    {"r5/valid-polygon-projected.shp", 3, 3},
    {"r5/valid-polygon-wgs84.geojson", 3, 3},
    {"r5/valid-polygon-wgs84.gpkg", 3, 3},
    {"r5/valid-polygon-wgs84.shp", 3, 3},
};

TEST_F(RealSources, EveryAwkwardSourceLoadsOrIsRefusedInOneLine) {
  for (const auto& expected : robust_sources) {
    SCOPED_TRACE(expected.source);
    LayerConfig config;
    config.id = "test";
    config.source = path(std::string("robust-vector/") + expected.source);
    const auto message = error_of([&] {
      const auto report = read_layer(config).report;
      EXPECT_EQ(report.served, expected.served);
      EXPECT_EQ(report.read, expected.read);
      EXPECT_EQ(report.lost_any(), expected.served < expected.read);
    });
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    if (expected.read > 0) {
      EXPECT_EQ(message, "no error");
    } else {
      EXPECT_THAT(message, testing::AllOf(testing::StartsWith(config.source + ": "),
                                          testing::HasSubstr(expected.refusal)));
    }
  }
}

TEST_F(RealSources, TableOfAwkwardSourcesIsComplete) {
  const std::set<std::string> sidecars{".dbf", ".shx", ".prj", ".cpg", ".qpj", ".txt"};
  std::set<std::string> found;
  std::set<std::string> expected;
  for (const auto& entry : fs::recursive_directory_iterator(m_data / "robust-vector")) {
    if (entry.is_regular_file() && !sidecars.contains(entry.path().extension()))
      found.insert(fs::relative(entry.path(), m_data / "robust-vector").string());
  }
  for (const auto& source : robust_sources)
    expected.insert(source.source);
  EXPECT_EQ(found, expected);
}

TEST_F(RealSources, LatinAttributesComeOutWithTheirEncoding) {
  LayerConfig config;
  config.source = path("robust-vector/r-sf/olinda1.shp");
  config.encoding = "ISO-8859-1";
  const auto features = read_layer(config);
  EXPECT_TRUE(features.report.problems.empty());
}

} // namespace
