// What a source says reaches the layer to the letter, whatever its format.
#include <cmath>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/catalog/source.hpp"
#include "layers/features/attributes.hpp"
#include "layers/features/feature_set.hpp"
#include "layers/gdal/gdal_dataset.hpp"
#include "layers/sources/gdal_schema.hpp"
#include "tests/support/gdal_fixture.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using layers::LayerConfig;
using layers::read_layer;
using testing::HasSubstr;

LayerConfig exact_config(const std::string& source) {
  LayerConfig config;
  config.id = "test";
  config.source = source;
  return config;
}

/// Texts that a guess at types would change.
const std::vector<std::string> odd_texts{
    "0012", "0900000456",      "12:30", "01/02/2024",           "5%",   "+1", "1e5", "1.50",
    "true", "Đường, \"số\" 1", "00:05", "12345678901234567890", "a\nb", "NaN"};
constexpr std::int64_t long_id = 9007199254740993; // 2^53 + 1: no double

std::string csv_quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text)
    quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

std::string write_csv_source(const TestFolder& folder) {
  std::string csv = "word,number,part,lon,lat\n";
  for (std::size_t i = 0; i < odd_texts.size(); ++i)
    csv += fmt::format("{},{},{},105,{}\n", csv_quoted(odd_texts[i]),
                       long_id + 2 * static_cast<std::int64_t>(i), 0.1, i);
  return folder.write("a.csv", csv);
}

std::string write_source(const TestFolder& folder, const std::string& name,
                         const std::string& driver, std::vector<const char*> options = {}) {
  const auto path = folder.path(name);
  SourceWriter writer(path, driver, "a", "EPSG:4326", wkbPoint, options);
  writer.field("word", OFTString);
  writer.field("number", OFTInteger64);
  writer.field("part", OFTReal);
  for (std::size_t i = 0; i < odd_texts.size(); ++i)
    writer.add(fmt::format("POINT (105 {})", i),
               {{"word", odd_texts[i]},
                {"number", std::to_string(long_id + 2 * static_cast<std::int64_t>(i))},
                {"part", "0.1"}});
  return path;
}

TEST(ExactValues, TheSameByFiveFormats) {
  const TestFolder folder;
  for (const auto& source : {write_csv_source(folder), write_source(folder, "a.gpkg", "GPKG"),
                             write_source(folder, "a.fgb", "FlatGeobuf", {"SPATIAL_INDEX=NO"}),
                             write_source(folder, "a.shp", "ESRI Shapefile", {"ENCODING=UTF-8"}),
                             write_source(folder, "a.geojson", "GeoJSON")}) {
    const auto features = layers::build_feature_set(read_layer(exact_config(source)));
    ASSERT_EQ(features->size(), odd_texts.size()) << source;
    EXPECT_EQ(layers::text_column(*features, "word"), odd_texts) << source;
    for (std::size_t i = 0; i < odd_texts.size(); ++i) {
      const auto values = layers::attributes_of(*features, i);
      EXPECT_EQ(values[1].value, layers::ValueView(long_id + 2 * static_cast<std::int64_t>(i)))
          << source;
      EXPECT_EQ(values[2].value, layers::ValueView(0.1)) << source;
    }
  }
}

TEST(ExactValues, WideNumbersOfAShapefileKeepTheirDigits) {
  const TestFolder folder;
  {
    SourceWriter writer(folder.path("a.shp"), "ESRI Shapefile", "a", "EPSG:4326", wkbPoint);
    OGRFieldDefn wide("id", OFTReal);
    wide.SetWidth(20);
    wide.SetPrecision(0);
    ASSERT_EQ(writer.table().CreateField(&wide), OGRERR_NONE);
    writer.add("POINT (1 2)", {{"id", "1"}});
    writer.add("POINT (1 2)", {{"id", "NULL"}});
  }
  // Header 32, descriptor 32, end 1; the record's mark of deletion 1: the first value is at 66.
  std::fstream dbf(folder.path("a.dbf"), std::ios::in | std::ios::out | std::ios::binary);
  dbf.seekp(66) << "12345678901234567891";
  dbf.close();
  const auto features = read_layer(exact_config(folder.path("a.shp")));
  EXPECT_EQ(features.json_text(0), R"("id":0,"properties":{"id":12345678901234567891})");
  EXPECT_EQ(features.json_text(1), R"("id":1,"properties":{"id":null})");
}

TEST(ExactValues, NumbersThatAFormatCannotHoldAreNamed) {
  const TestFolder folder;
  {
    SourceWriter writer(folder.path("a.gpkg"), "GPKG", "a", "EPSG:4326");
    writer.field("n", OFTReal);
    writer.add("POINT (1 2)", {{"n", "9007199254740993"}});
  }
  const auto report = read_layer(exact_config(folder.path("a.gpkg"))).report;
  ASSERT_EQ(report.problems.size(), 1U);
  EXPECT_EQ(
      report.problems[0].what,
      "attribute \"n\": numbers beyond 2^53, whose last digits may not be those of the source");
}

TEST(ExactValues, GmlTypesAreNotGuessed) {
  const TestFolder folder;
  const auto gml = folder.write(
      "a.gml",
      R"(<?xml version="1.0"?><c xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><f>)"
      R"(<gml:pointProperty><gml:Point srsName="EPSG:4326"><gml:coordinates>1,2</gml:coordinates>)"
      R"(</gml:Point></gml:pointProperty><code>0012</code><n>7</n></f></gml:featureMember></c>)");
  auto config = exact_config(gml);
  EXPECT_THAT(std::string(read_layer(config).json_text(0)), HasSubstr(R"("code":"0012","n":7})"));
  config.where = "n >= 7 AND code = '0012'";
  EXPECT_EQ(read_layer(config).size(), 1U);
  config.where = "n > 7";
  EXPECT_EQ(read_layer(config).size(), 0U);
}

TEST(ExactValues, BinaryAttributesAreNamed) {
  const TestFolder folder;
  {
    SourceWriter writer(folder.path("a.gpkg"), "GPKG", "a", "EPSG:4326");
    writer.field("photo", OFTBinary);
    writer.add("POINT (1 2)", {{"photo", "00FF"}});
  }
  const auto report = read_layer(exact_config(folder.path("a.gpkg"))).report;
  ASSERT_EQ(report.problems.size(), 1U);
  EXPECT_EQ(report.problems[0].what, "attribute \"photo\" is binary; left out");
  EXPECT_EQ(report.problems[0].effect, layers::Effect::note);
}

TEST(ExactValues, TablesWithCoordinateColumnsAreLayers) {
  const TestFolder folder;
  for (const auto& [name, driver] :
       std::vector<std::pair<const char*, const char*>>{{"a.xlsx", "XLSX"},
                                                        {"a.ods", "ODS"},
                                                        {"a.dbf", "ESRI Shapefile"},
                                                        {"a.gpkg", "GPKG"},
                                                        {"a.sqlite", "SQLite"}}) {
    {
      SourceWriter writer(folder.path(name), driver, "a", "", wkbNone);
      writer.field("name", OFTString);
      writer.field("lat", OFTReal);
      writer.field("lon", OFTReal);
      writer.add("", {{"name", "007"}, {"lat", "21.5"}, {"lon", "105.25"}});
    }
    const auto features = read_layer(exact_config(folder.path(name)));
    ASSERT_EQ(features.size(), 1U) << name;
    EXPECT_EQ(features.geometry.points[0], (geo::LonLat{105.25, 21.5})) << name;
    EXPECT_THAT(std::string(features.json_text(0)), HasSubstr(R"("properties":{"name":"007"})"))
        << name;
  }
}

/// A sheet of texts below the names of its columns, which are `first`; an empty text is no cell.
void write_sheet(const std::string& path, const std::string& driver,
                 const std::vector<std::string>& first,
                 const std::vector<std::vector<std::string>>& rows) {
  SourceWriter writer(path, driver, "a", "", wkbNone);
  for (const auto& name : first)
    writer.field(name, OFTString);
  for (const auto& row : rows) {
    std::map<std::string, std::string> cells;
    for (std::size_t i = 0; i < row.size(); ++i)
      if (!row[i].empty())
        cells[first[i]] = row[i];
    writer.add("", cells);
  }
}

TEST(ExactValues, TitlesAboveTheNamesOfASheetArePassedOver) {
  const TestFolder folder;
  for (const auto& [name, driver] :
       std::vector<std::pair<const char*, const char*>>{{"a.xlsx", "XLSX"}, {"a.ods", "ODS"}}) {
    write_sheet(folder.path(name), driver, {"Stations", "b", "c", "d"},
                {{"of 2024"}, {}, {"name", "lat", "lon", "n"}, {"007", "21.5", "105.25", "3"}, {}});
    const auto features = read_layer(exact_config(folder.path(name)));
    ASSERT_EQ(features.size(), 1U) << name;
    EXPECT_EQ(features.geometry.points[0], (geo::LonLat{105.25, 21.5})) << name;
    EXPECT_EQ(features.json_text(0), R"("id":5,"properties":{"name":"007","n":3})") << name;
    EXPECT_EQ(features.report.format, driver);
    EXPECT_EQ(features.report.read, 1U) << name;
    ASSERT_EQ(features.report.problems.size(), 2U) << name;
    EXPECT_EQ(features.report.problems[0].what,
              "2 rows above the names of the columns passed over");
    auto config = exact_config(folder.path(name));
    config.coordinates = {"lon", "lat"};
    EXPECT_EQ(read_layer(config).size(), 1U) << name;
  }
}

TEST(ExactValues, BlankRowsOfASheetAreNoFeatures) {
  const TestFolder folder;
  for (const auto& [name, driver] :
       std::vector<std::pair<const char*, const char*>>{{"a.xlsx", "XLSX"}, {"a.ods", "ODS"}}) {
    write_sheet(folder.path(name), driver, {"name", "lat", "lon"},
                {{"A", "21", "105"}, {}, {" "}, {"B", "22", "106"}, {}});
    const auto features = read_layer(exact_config(folder.path(name)));
    EXPECT_EQ(features.size(), 2U) << name;
    EXPECT_EQ(features.report.read, 2U) << name;
    EXPECT_FALSE(features.report.lost_any()) << name;
  }
}

/// Another sheet in front of or behind the one with stations.
void write_workbook(const std::string& path, const std::string& driver,
                    const std::vector<std::vector<std::string>>& other, bool is_before) {
  const layers::Dataset workbook(
      layers::writing_driver(driver.c_str()).Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  const auto add = [&](const char* name, const std::vector<std::vector<std::string>>& rows) {
    auto* sheet = workbook->CreateLayer(name, nullptr, wkbNone, nullptr);
    for (std::size_t i = 0; !rows.empty() && i < rows.front().size(); ++i) {
      OGRFieldDefn field(rows.front()[i].c_str(), OFTString);
      sheet->CreateField(&field);
    }
    for (std::size_t r = 1; r < rows.size(); ++r) {
      OGRFeature feature(sheet->GetLayerDefn());
      for (std::size_t i = 0; i < rows[r].size(); ++i)
        feature.SetField(static_cast<int>(i), rows[r][i].c_str());
      EXPECT_EQ(sheet->CreateFeature(&feature), OGRERR_NONE);
    }
  };
  if (is_before)
    add("notes", other);
  add("stations", {{"name", "lat", "lon"}, {"A", "21", "105"}, {"B", "22", "106"}});
  if (!is_before)
    add("notes", other);
}

TEST(ExactValues, AnotherSheetTakesNothingFromTheFirst) {
  const TestFolder folder;
  const std::vector<std::vector<std::vector<std::string>>> others{
      {}, {{"of 2024"}}, {{"a", "b"}, {"1", "2"}}, {{"a", "b"}, {"", ""}, {"1", "2"}}};
  for (const auto& [name, driver] :
       std::vector<std::pair<const char*, const char*>>{{"a.xlsx", "XLSX"}, {"a.ods", "ODS"}})
    for (const auto& other : others)
      for (const bool is_before : {false, true}) {
        std::filesystem::remove(folder.path(name));
        write_workbook(folder.path(name), driver, other, is_before);
        auto config = exact_config(folder.path(name));
        for (const auto& tables : std::vector<std::vector<std::string>>{{}, {"stations"}}) {
          config.tables = tables;
          EXPECT_EQ(read_layer(config).size(), 2U) << name << other.size() << is_before;
        }
      }
}

TEST(ExactValues, AColumnCalledIdOfASheetHoldsTheIds) {
  const TestFolder folder;
  for (const char* driver : {"XLSX", "ODS"}) {
    const auto name = std::string("a.") + driver;
    const auto read = [&](const std::string& second) {
      const auto path = folder.path(name);
      std::filesystem::remove(path);
      {
        SourceWriter writer(path, driver, "a", "", wkbNone);
        writer.field("id", OFTInteger64);
        writer.field("lat", OFTReal);
        writer.field("lon", OFTReal);
        writer.add("", {{"id", "7"}, {"lat", "21"}, {"lon", "105"}});
        writer.add("", {{"id", second}, {"lat", "22"}, {"lon", "106"}});
      }
      return read_layer(exact_config(path));
    };
    EXPECT_EQ(read("3").json_text(0), R"("id":7,"properties":{"id":7})") << name;
    EXPECT_EQ(read("3").id_text(1), "3") << name;
    const auto repeating = read("7");
    EXPECT_EQ(repeating.id_text(0), "2") << name; // of the row in the sheet
    EXPECT_EQ(repeating.report.problems.front().what,
              "ids are the numbers of rows: column \"id\" has empty, repeated or fractional values")
        << name;
  }
}

TEST(ExactValues, SheetsWithWktHaveItsShape) {
  const TestFolder folder;
  for (const auto& [name, driver] :
       std::vector<std::pair<const char*, const char*>>{{"a.xlsx", "XLSX"}, {"a.ods", "ODS"}}) {
    write_sheet(folder.path(name), driver, {"name", "wkt"},
                {{"A", "POLYGON ((0 0, 1 0, 1 1, 0 0))"}});
    const auto tables = layers::gdal_tables(folder.path(name), layers::Reach::itself);
    ASSERT_EQ(tables.size(), 1U) << name;
    EXPECT_EQ(tables[0].shape, geo::PartType::polygon) << name;
  }
}

TEST(EmptyLayer, AConditionOnAttributesThatWentWithTheFeatures) {
  const TestFolder folder;
  for (
      const auto& [name, text] : std::vector<std::pair<const char*, const char*>>{
          {"a.geojson", R"({"type":"FeatureCollection","features":[]})"},
          {"a.topojson",
           R"({"type":"Topology","arcs":[],"objects":{"a":{"type":"GeometryCollection","geometries":[]}}})"},
          {"a.kml",
           R"(<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>a</name></Folder></Document></kml>)"}}) {
    auto config = exact_config(folder.write(name, text));
    config.where = "severity >= 3";
    const auto features = read_layer(config);
    EXPECT_EQ(features.size(), 0U) << name;
    EXPECT_EQ(features.report.problems.front().what, "no features where severity >= 3") << name;
  }
  SourceWriter(folder.path("a.gpkg"), "GPKG", "a", "EPSG:4326");
  auto config = exact_config(folder.path("a.gpkg"));
  config.where = "severity >= 3";
  EXPECT_THAT(error_of([&] { read_layer(config); }), HasSubstr("severity")) << "it has a schema";
}

TEST(EmptyLayer, WorkbooksThatWereEmptied) {
  const TestFolder folder;
  for (const auto& [name, driver] :
       std::vector<std::pair<const char*, const char*>>{{"a.xlsx", "XLSX"}, {"a.ods", "ODS"}}) {
    write_sheet(folder.path(name), driver, {"name", "lat", "lon"}, {{}, {}});
    auto config = exact_config(folder.path(name));
    config.fields = {{"name", "name"}};
    const auto features = read_layer(config);
    EXPECT_EQ(features.size(), 0U) << name;
    ASSERT_EQ(features.report.problems.size(), 1U) << name;
    EXPECT_EQ(features.report.problems[0].what, "no features: an empty layer") << name;
    ASSERT_EQ(layers::gdal_tables(folder.path(name), layers::Reach::itself).size(), 1U) << name;
    EXPECT_THAT(layers::gdal_tables(folder.path(name), layers::Reach::itself)[0].attributes,
                testing::ElementsAre("name"))
        << name;
    const auto without_names = folder.path(std::string("none-") + name);
    write_sheet(without_names, driver, {}, {});
    EXPECT_EQ(read_layer(exact_config(without_names)).size(), 0U) << name;
  }
}

TEST(ExactValues, AnIdMayBeMinusOne) {
  const TestFolder folder;
  {
    SourceWriter writer(folder.path("a.gpkg"), "GPKG", "a", "EPSG:4326");
    writer.add("POINT (1 2)");
    writer.add("POINT (3 4)");
  }
  {
    const std::unique_ptr<GDALDataset> dataset(
        GDALDataset::Open(folder.path("a.gpkg").c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE));
    dataset->ExecuteSQL("UPDATE a SET fid = -1 WHERE fid = 1", nullptr, nullptr);
  }
  const auto features = read_layer(exact_config(folder.path("a.gpkg")));
  EXPECT_EQ(features.id_text(0), "-1");
  EXPECT_EQ(features.id_text(1), "2");
}

TEST(ExactValues, APageOfAWebFeatureServiceIsNamed) {
  const TestFolder folder;
  const auto finding_of = [&](const std::string& about) {
    const auto report =
        read_layer(
            exact_config(folder.write(
                "a.gml",
                "<?xml version=\"1.0\"?><!-- > --><wfs:FeatureCollection "
                "xmlns:wfs=\"http://www.opengis.net/wfs/2.0\"\n" +
                    about +
                    R"( xmlns:gml="http://www.opengis.net/gml/3.2"><wfs:member><f gml:id="a">)"
                    R"(<g><gml:Point srsName="EPSG:4326"><gml:pos>1 2</gml:pos></gml:Point>)"
                    R"(</g></f></wfs:member></wfs:FeatureCollection>)")))
            .report;
    for (const auto& problem : report.problems)
      if (problem.effect == layers::Effect::not_understood)
        return problem.what;
    return std::string();
  };
  EXPECT_EQ(finding_of("numberMatched='9' numberReturned=\"1\""),
            "the file is one page of several: its server has 9 features, 1 are in it; ask for all "
            "of them");
  EXPECT_EQ(finding_of("numberMatched=\"1\" numberReturned=\"1\""), "");
  EXPECT_EQ(finding_of("numberMatched=\"unknown\" numberReturned=\"1\" next=\"http://a?b\""),
            "the file is one page of several (it links to the next); ask for all features");
}

TEST(ExactValues, DatesOfEsriJsonAreDates) {
  const TestFolder folder;
  const auto file = folder.write(
      "a.json",
      R"({"geometryType":"esriGeometryPoint","spatialReference":{"wkid":4326},"fields":[)"
      R"({"name":"seen","type":"esriFieldTypeDate"},{"name":"code","type":"esriFieldTypeString"}],)"
      R"("exceededTransferLimit":"true","features":[{"attributes":{"seen":1714213354016,"code":"01"},)"
      R"("geometry":{"x":1,"y":2}}]})");
  const auto features = read_layer(exact_config(file));
  // 1714213354 s after 1970 is 2024-04-27 10:22:34 UTC (`date -u -d @1714213354`).
  EXPECT_THAT(std::string(features.json_text(0)),
              HasSubstr(R"({"seen":"2024-04-27T10:22:34.016Z","code":"01"})"));
  ASSERT_EQ(features.report.problems.size(), 1U);
  EXPECT_EQ(features.report.problems[0].effect, layers::Effect::not_understood);
  EXPECT_THAT(features.report.problems[0].what, testing::StartsWith("the file is cut short"));
}

TEST(ExactValues, RingsOfAShapefileThatOverlapPartlyAreTheirUnion) {
  const TestFolder folder;
  const auto path = folder.path("a.shp");
  {
    SourceWriter writer(path, "ESRI Shapefile", "a", "EPSG:4326", wkbPolygon);
    writer.field("n", OFTInteger);
    writer.add("MULTIPOLYGON (((0 0,0 2,2 2,2 0,0 0)),((1 1,1 3,3 3,3 1,1 1)))", {{"n", "1"}});
  }
  const auto features = read_layer(exact_config(path));
  double doubled = 0;
  for (std::size_t p = 0; p < features.geometry.part_count(); ++p) {
    const geo::PartView part{&features.geometry, static_cast<std::uint32_t>(p)};
    for (std::uint32_t r = 0; r < part.ring_count(); ++r)
      doubled += geo::signed_area_doubled(part.ring(r));
  }
  EXPECT_NEAR(doubled / 2, 4 + 4 - 1, 1e-9);
}

/// Squares of half sides 4 and 2 as one record of a shapefile, each ring as it turns.
std::string write_rings(const TestFolder& folder, bool outer_clockwise, bool inner_clockwise) {
  const auto ring = [](double s, bool clockwise) {
    return clockwise ? fmt::format("({0} {0},{0} {1},{1} {1},{1} {0},{0} {0})", -s, s)
                     : fmt::format("({0} {0},{1} {0},{1} {1},{0} {1},{0} {0})", -s, s);
  };
  const auto path = folder.path("a.shp");
  {
    SourceWriter writer(path, "ESRI Shapefile", "a", "EPSG:4326", wkbPolygon);
    writer.field("n", OFTInteger);
    writer.add(fmt::format("POLYGON ({},{})", ring(4, true), ring(2, false)), {{"n", "1"}});
  }
  // The points of both rings lie behind header 100, record 8, type 4, box 32, counts 8, parts 8.
  std::fstream shp(path, std::ios::in | std::ios::out | std::ios::binary);
  const auto put = [&](double s, bool clockwise) {
    const std::array<std::array<double, 2>, 5> corners =
        clockwise
            ? std::array<std::array<double, 2>, 5>{{{-s, -s}, {-s, s}, {s, s}, {s, -s}, {-s, -s}}}
            : std::array<std::array<double, 2>, 5>{{{-s, -s}, {s, -s}, {s, s}, {-s, s}, {-s, -s}}};
    shp.write(reinterpret_cast<const char*>(corners.data()), sizeof corners);
  };
  shp.seekp(160);
  put(4, outer_clockwise);
  put(2, inner_clockwise);
  return path;
}

TEST(ExactValues, RingsOfAShapefileAreEvenOddWhicheverWayTheyTurn) {
  for (const bool outer : {false, true})
    for (const bool inner : {false, true}) {
      const TestFolder folder;
      const auto features = read_layer(exact_config(write_rings(folder, outer, inner)));
      ASSERT_EQ(features.size(), 1U);
      double doubled = 0;
      const geo::GeometryView shape(features.geometry);
      for (std::uint32_t r = 0; r < shape.part(0).ring_count(); ++r)
        doubled += geo::signed_area_doubled(shape.part(0).ring(r)); // holes count negative
      EXPECT_EQ(doubled / 2, 64 - 16) << outer << inner;
      EXPECT_EQ(shape.part_count(), 1U);
    }
}

TEST(ExactValues, BytesThatAViewMakesAreNamed) {
  const TestFolder folder;
  const auto path = folder.path("a.gpkg");
  {
    SourceWriter writer(path, "GPKG", "zones", "EPSG:4326");
    writer.field("name", OFTString);
    writer.add("POINT (1 2)", {{"name", "A"}});
  }
  {
    const std::unique_ptr<GDALDataset> dataset(
        GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE));
    for (const auto* sql :
         {"CREATE VIEW made AS SELECT fid AS OGC_FID, geom, name, upper(name) AS up, CAST(name AS "
          "BLOB) AS bytes FROM zones",
          "INSERT INTO gpkg_contents (table_name, identifier, data_type, srs_id) VALUES ('made', "
          "'made', 'features', 4326)",
          "INSERT INTO gpkg_geometry_columns VALUES ('made', 'geom', 'GEOMETRY', 4326, 0, 0)"})
      dataset->ExecuteSQL(sql, nullptr, nullptr);
  }
  auto config = exact_config(path);
  config.tables = {"made"};
  const auto features = read_layer(config);
  EXPECT_EQ(features.json_text(0), R"("id":1,"properties":{"name":"A","up":"A"})");
  ASSERT_EQ(features.report.problems.size(), 1U);
  EXPECT_EQ(features.report.problems[0].what, "attribute \"bytes\" is binary; left out");
}

TEST(ExactValues, IdsThatAViewRepeatsAreToldApart) {
  const TestFolder folder;
  const auto path = folder.path("a.gpkg");
  {
    SourceWriter writer(path, "GPKG", "zones", "EPSG:4326");
    writer.add("POINT (1 2)");
    writer.add("POINT (3 4)");
  }
  {
    const std::unique_ptr<GDALDataset> dataset(
        GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE));
    for (const auto* sql :
         {"CREATE VIEW twice AS SELECT z.fid AS OGC_FID, z.geom, d.day FROM zones z, (SELECT 1 AS "
          "day UNION SELECT 2) d ORDER BY z.fid, d.day",
          "INSERT INTO gpkg_contents (table_name, identifier, data_type, srs_id) VALUES ('twice', "
          "'twice', 'features', 4326)",
          "INSERT INTO gpkg_geometry_columns VALUES ('twice', 'geom', 'GEOMETRY', 4326, 0, 0)"})
      dataset->ExecuteSQL(sql, nullptr, nullptr);
  }
  auto config = exact_config(path);
  config.tables = {"twice"};
  const auto features = read_layer(config);
  ASSERT_EQ(features.size(), 4U);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < features.size(); ++i)
    ids.push_back(features.id_text(i));
  EXPECT_THAT(ids, testing::ElementsAre("1", "1_2", "2", "2_2"));
  ASSERT_EQ(features.report.problems.size(), 1U);
  EXPECT_THAT(features.report.problems[0].what, testing::StartsWith("id repeats"));
}

TEST(EmptyLayer, EveryReaderKnowsIt) {
  const TestFolder folder;
  for (const auto& [name, driver] :
       std::vector<std::pair<const char*, const char*>>{{"a.gpkg", "GPKG"},
                                                        {"a.shp", "ESRI Shapefile"},
                                                        {"a.fgb", "FlatGeobuf"},
                                                        {"a.gml", "GML"}}) {
    SourceWriter(folder.path(name), driver, "a", "EPSG:4326", wkbPoint).field("n", OFTInteger);
    const auto features = read_layer(exact_config(folder.path(name)));
    EXPECT_EQ(features.size(), 0U) << name;
    ASSERT_EQ(features.report.problems.size(), 1U) << name;
    EXPECT_EQ(features.report.problems[0].what, "no features: an empty layer");
    EXPECT_EQ(features.report.problems[0].effect, layers::Effect::note);
  }
  EXPECT_EQ(read_layer(exact_config(folder.write("a.csv", "lon,lat\n"))).size(), 0U);
  EXPECT_EQ(read_layer(exact_config(folder.write("a.geojson",
                                                 R"({"type":"FeatureCollection","features":[]})")))
                .size(),
            0U);
}

TEST(EmptyLayer, DocumentsWithoutFeaturesToo) {
  const TestFolder folder;
  for (const auto& source :
       {folder.write("a.gml",
                     R"(<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" )"
                     R"(xmlns:gml="http://www.opengis.net/gml/3.2" numberReturned="0"/>)"),
        folder.write("a.kml", R"(<kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>)"),
        folder.write("a.gpx", R"(<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"/>)"),
        folder.write("a.topojson", R"({"type":"Topology","objects":{"a":{"type":)"
                                   R"("GeometryCollection","geometries":[]}},"arcs":[]})")})
    EXPECT_EQ(read_layer(exact_config(source)).size(), 0U) << source;
}

TEST(EmptyLayer, AConditionThatSelectsNothingMakesOne) {
  const TestFolder folder;
  const auto csv = folder.write("a.csv", "n,lon,lat\n1,1,2\n");
  const auto geojson =
      folder.write("a.geojson", R"({"type":"Feature","properties":{"n":1},)"
                                R"("geometry":{"type":"Point","coordinates":[1,2]}})");
  {
    SourceWriter writer(folder.path("a.gpkg"), "GPKG", "a", "EPSG:4326");
    writer.field("n", OFTInteger);
    writer.add("POINT (1 2)", {{"n", "1"}});
  }
  for (const auto& source : {csv, geojson, folder.path("a.gpkg")}) {
    auto config = exact_config(source);
    config.where = "n > 5";
    const auto features = read_layer(config);
    EXPECT_EQ(features.size(), 0U) << source;
    ASSERT_EQ(features.report.problems.size(), 1U) << source;
    EXPECT_EQ(features.report.problems[0].what, "no features where n > 5");
    EXPECT_FALSE(features.report.lost_any());
  }
}

} // namespace
