#include "layers/sources/gdal_reader.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/sources/gdal_open.hpp"
#include "tests/support/gdal_fixture.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using geo::LonLat;
using geo::PartType;
using layers::LayerConfig;
using layers::RawSource;
using layers::read_gdal;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

LayerConfig config_of(const std::string& source) {
  LayerConfig config;
  config.id = "test";
  config.source = source;
  return config;
}

/// What becomes of one geometry on its way through a GeoPackage.
RawSource read_wkt(const std::string& wkt) {
  const TestFolder folder;
  const auto path = folder.path("a.gpkg");
  SourceWriter(path, "GPKG", "a", "EPSG:4326").add(wkt);
  return read_gdal(config_of(path));
}

std::string text_of(const RawSource& raw, std::size_t i = 0) {
  return std::string(raw.features.json_text(i));
}

std::vector<std::string> problems_of(const RawSource& raw) {
  std::vector<std::string> problems;
  for (const auto& problem : raw.features.report.problems)
    problems.push_back(problem.what);
  return problems;
}

TEST(GdalGeometry, PointsLinesAndPolygonsKeepTheirCoordinates) {
  EXPECT_THAT(read_wkt("POINT (105.8 21)").features.geometry.points,
              ElementsAre(LonLat{105.8, 21}));
  const auto line = read_wkt("LINESTRING (1 2, 3 4)").features.geometry;
  EXPECT_THAT(line.part_types, ElementsAre(PartType::line));
  EXPECT_THAT(line.points, ElementsAre(LonLat{1, 2}, LonLat{3, 4}));
  const auto polygon =
      read_wkt("POLYGON ((0 0, 4 0, 4 4, 0 0), (2 1, 3 1, 3 2, 2 1))").features.geometry;
  EXPECT_THAT(polygon.part_types, ElementsAre(PartType::polygon));
  EXPECT_THAT(polygon.part_rings, ElementsAre(0, 2));
  EXPECT_THAT(polygon.ring_points, ElementsAre(0, 4, 8));
}

TEST(GdalGeometry, HeightsAndMeasuresAreDropped) {
  EXPECT_THAT(read_wkt("LINESTRING ZM (1 2 30 400, 3 4 50 600)").features.geometry.points,
              ElementsAre(LonLat{1, 2}, LonLat{3, 4}));
}

TEST(GdalGeometry, NestedCollectionsBecomeTheirParts) {
  const auto geometry = read_wkt("GEOMETRYCOLLECTION (POINT (1 1), GEOMETRYCOLLECTION (MULTIPOINT "
                                 "((2 2), (3 3)), LINESTRING (0 0, 1 0)), POLYGON ((0 0, 1 0, 1 1, "
                                 "0 0)), POINT EMPTY)")
                            .features.geometry;
  EXPECT_THAT(geometry.part_types, ElementsAre(PartType::point, PartType::point, PartType::point,
                                               PartType::line, PartType::polygon));
}

TEST(GdalGeometry, CurvesAreApproximatedWithinTheirArc) {
  // A half circle of radius 1 around (1, 0), then a straight step: every point of the arc is at
  // distance 1 from the centre; steps of 4 degrees make 180 / 4 = 45 segments, 46 points, 1 more.
  const auto line =
      read_wkt("COMPOUNDCURVE (CIRCULARSTRING (0 0, 1 1, 2 0), (2 0, 3 0))").features.geometry;
  EXPECT_THAT(line.part_types, ElementsAre(PartType::line));
  ASSERT_EQ(line.points.size(), 47U);
  for (std::size_t i = 0; i < 46; ++i)
    EXPECT_NEAR(std::hypot(line.points[i].lon - 1, line.points[i].lat), 1, 1e-12);
  EXPECT_EQ(line.points.back(), (LonLat{3, 0}));
}

TEST(GdalGeometry, CurvedPolygonsBecomePolygons) {
  // A circle of radius 1; its 90-gon has the area 90 / 2 * sin(360 / 90 degrees).
  const auto polygon =
      read_wkt("CURVEPOLYGON (CIRCULARSTRING (-1 0, 0 1, 1 0, 0 -1, -1 0))").features.geometry;
  EXPECT_THAT(polygon.part_types, ElementsAre(PartType::polygon));
  const double area =
      std::abs(geo::signed_area_doubled(geo::GeometryView(polygon).part(0).ring(0)));
  EXPECT_NEAR(area / 2, 45 * std::sin(4 * M_PI / 180), 1e-9);
  EXPECT_THAT(read_wkt("MULTISURFACE (CURVEPOLYGON (CIRCULARSTRING (-1 0, 0 1, 1 0, 0 -1, -1 0)), "
                       "((5 5, 6 5, 6 6, 5 5)))")
                  .features.geometry.part_types,
              ElementsAre(PartType::polygon, PartType::polygon));
}

TEST(GdalGeometry, TrianglesAndSurfacesBecomePolygons) {
  EXPECT_THAT(
      read_wkt("TIN (((0 0, 1 0, 0 1, 0 0)), ((1 0, 1 1, 0 1, 1 0)))").features.geometry.part_types,
      ElementsAre(PartType::polygon, PartType::polygon));
  EXPECT_THAT(
      read_wkt("POLYHEDRALSURFACE Z (((0 0 0, 1 0 0, 0 1 0, 0 0 0)))").features.geometry.part_types,
      ElementsAre(PartType::polygon));
  EXPECT_THAT(read_wkt("TRIANGLE ((0 0, 1 0, 0 1, 0 0))").features.geometry.part_types,
              ElementsAre(PartType::polygon));
}

TEST(GdalGeometry, NullAndEmptyGeometriesAreFeaturesWithoutParts) {
  for (const auto* wkt : {"", "POLYGON EMPTY", "GEOMETRYCOLLECTION EMPTY"}) {
    const auto raw = read_wkt(wkt);
    EXPECT_EQ(raw.features.size(), 1U) << wkt;
    EXPECT_TRUE(raw.features.geometry.empty()) << wkt;
  }
}

TEST(GdalAttributes, EveryTypeHasItsJson) {
  const TestFolder folder;
  {
    SourceWriter writer(folder.path("a.gpkg"), "GPKG", "a", "EPSG:4326");
    writer.field("name", OFTString);
    writer.field("floors", OFTInteger);
    writer.field("people", OFTInteger64);
    writer.field("area", OFTReal);
    writer.field("short", OFTReal, OFSTFloat32);
    writer.field("open", OFTInteger, OFSTBoolean);
    writer.field("built", OFTDate);
    writer.field("seen", OFTDateTime);
    writer.field("tags", OFTString, OFSTJSON);
    writer.field("photo", OFTBinary);
    writer.field("nothing", OFTString);
    writer.add("POINT (1 2)", {{"name", "Cầu \"Giấy\""},
                               {"floors", "3"},
                               {"people", "9007199254740993"},
                               {"area", "0.1"},
                               {"short", "0.1"},
                               {"open", "1"},
                               {"built", "2024-02-29"},
                               {"seen", "2024-02-29 23:59:58.5+00"},
                               {"tags", R"({"a": [1, 2]})"},
                               {"photo", "00FF"},
                               {"nothing", "NULL"}});
  }
  EXPECT_EQ(text_of(read_gdal(config_of(folder.path("a.gpkg")))),
            R"("id":1,"properties":{"name":"Cầu \"Giấy\"","floors":3,"people":9007199254740993,)"
            R"("area":0.1,"short":0.1,"open":true,"built":"2024-02-29",)"
            R"("seen":"2024-02-29T23:59:58.500Z","tags":{"a": [1, 2]},"nothing":null})");
}

TEST(GdalAttributes, TimesAndListsOfTextFormats) {
  const TestFolder folder;
  {
    SourceWriter writer(folder.path("a.fgb"), "FlatGeobuf", "a", "EPSG:4326", wkbPoint);
    writer.field("at", OFTDateTime);
    writer.add("POINT (1 2)", {{"at", "2024/01/02 03:04:05+07"}});
  }
  EXPECT_THAT(text_of(read_gdal(config_of(folder.path("a.fgb")))),
              HasSubstr(R"("at":"2024-01-02T03:04:05+07:00")"));
  const auto gml = folder.write(
      "lists.gml",
      R"(<?xml version="1.0"?><c xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><f>)"
      R"(<gml:pointProperty><gml:Point srsName="EPSG:4326"><gml:coordinates>1,2</gml:coordinates>)"
      R"(</gml:Point></gml:pointProperty><n>1</n><n>2</n><t>a</t><t>b</t><r>1.5</r><r>2</r>)"
      R"(</f></gml:featureMember></c>)");
  const auto raw = read_gdal(config_of(gml));
  EXPECT_THAT(text_of(raw), HasSubstr(R"("n":[1,2],"t":["a","b"],"r":[1.5,2])"));
  EXPECT_FALSE(std::filesystem::exists(folder.path("lists.gfs"))) << "nothing is left beside it";
}

/// A shapefile of one point whose name is "Москва" in the encoding, without a .cpg; `code_page` is
/// the byte in its .dbf that claims one.
std::string moscow_shapefile(const TestFolder& folder, const char* encoding, char code_page) {
  const auto path = folder.path("moscow.shp");
  {
    const auto option = std::string("ENCODING=") + encoding;
    SourceWriter writer(path, "ESRI Shapefile", "moscow", "EPSG:4326", wkbPoint, {option.c_str()});
    writer.field("name", OFTString);
    writer.add("POINT (37 55)", {{"name", "Москва"}});
  }
  std::filesystem::remove(folder.path("moscow.cpg"));
  std::fstream dbf(folder.path("moscow.dbf"), std::ios::in | std::ios::out | std::ios::binary);
  dbf.seekp(29).put(code_page);
  return path;
}

TEST(GdalReader, NoDbfIsUnicodeOfTwoBytes) {
  const TestFolder folder;
  const auto path = moscow_shapefile(folder, "UTF-8", 0);
  for (const auto* wide : {"Unicode", "UTF-16"}) {
    folder.write("moscow.cpg", wide);
    EXPECT_THAT(text_of(read_gdal(config_of(path))), HasSubstr("Москва")) << wide;
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    std::filesystem::remove(entry.path());
  moscow_shapefile(folder, "CP1251", 0);
  folder.write("moscow.cpg", "Unicode");
  EXPECT_THAT(problems_of(read_gdal(config_of(path))), testing::Contains(HasSubstr("not UTF-8")));
}

TEST(GdalReader, ACpgMayNameALanguageDriver) {
  const TestFolder folder;
  const auto path = moscow_shapefile(folder, "CP1251", 0);
  folder.write("moscow.cpg", "LDID/201\n");
  EXPECT_THAT(text_of(read_gdal(config_of(path))), HasSubstr("Москва"));
  EXPECT_THAT(text_of(read_gdal(config_of(folder.path()))), HasSubstr("Москва")) << "a folder too";
}

TEST(GdalReader, TheDbfOfAShapefileMayBeNamedInCapitals) {
  const TestFolder folder;
  {
    SourceWriter writer(folder.path("flood.shp"), "ESRI Shapefile", "flood", "EPSG:4326", wkbPoint);
    writer.field("name", OFTString);
    writer.add("POINT (37 55)", {{"name", "a"}});
  }
  for (const auto* extension : {"shp", "shx", "dbf", "prj"}) {
    std::string capitals = extension;
    for (auto& letter : capitals)
      letter = static_cast<char>(letter - 'a' + 'A');
    std::filesystem::rename(folder.path(std::string("flood.") + extension),
                            folder.path("FLOOD." + capitals));
  }
  const auto raw = read_gdal(config_of(folder.path("FLOOD.SHP")));
  EXPECT_EQ(text_of(raw), R"("id":0,"properties":{"name":"a"})");
  EXPECT_THAT(problems_of(raw), IsEmpty());
}

TEST(GdalReader, LogicalFieldsOfADbfAreTrueOrFalse) {
  const TestFolder folder;
  const auto path = folder.path("roads.shp");
  {
    SourceWriter writer(path, "ESRI Shapefile", "roads", "EPSG:4326", wkbPoint);
    writer.field("name", OFTString);
    writer.field("oneway", OFTInteger);
    for (const auto* value : {"1", "2", "3"})
      writer.add("POINT (37 55)", {{"name", "a"}, {"oneway", value}});
  }
  { // the second field becomes a logical one, of the same width
    std::fstream dbf(folder.path("roads.dbf"), std::ios::in | std::ios::out | std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(dbf)), std::istreambuf_iterator<char>());
    const auto two_bytes = [&](std::size_t at) {
      return static_cast<unsigned char>(bytes[at]) +
             256U * static_cast<unsigned char>(bytes[at + 1]);
    };
    const std::size_t width = static_cast<unsigned char>(bytes[64 + 16]);
    bytes[64 + 11] = 'L';
    const std::string letters = "TF?";
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const auto end = two_bytes(8) + (i + 1) * two_bytes(10);
      bytes.replace(end - width, width, letters[i] + std::string(width - 1, ' '));
    }
    dbf.clear();
    dbf.seekp(0).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  const auto raw = read_gdal(config_of(path));
  EXPECT_EQ(text_of(raw, 0), R"("id":0,"properties":{"name":"a","oneway":true})");
  EXPECT_EQ(text_of(raw, 1), R"("id":1,"properties":{"name":"a","oneway":false})");
  EXPECT_EQ(text_of(raw, 2), R"("id":2,"properties":{"name":"a","oneway":null})");
  auto config = config_of(path);
  config.where = "OneWay = 'true' AND name = 'a'";
  EXPECT_EQ(text_of(read_gdal(config), 0), text_of(raw, 0)) << "as it is served";
  EXPECT_EQ(read_gdal(config).features.size(), 1U);
  config.where = "oneway IS NULL";
  EXPECT_EQ(text_of(read_gdal(config), 0), text_of(raw, 2));
  EXPECT_EQ(raw.features.declared_types.at("oneway"), layers::ValueType::boolean);
}

TEST(GdalEncoding, ConfiguredEncodingOfAShapefileIsUsed) {
  const TestFolder folder;
  auto config = config_of(moscow_shapefile(folder, "CP1251", 0));
  config.encoding = "CP1251";
  const auto raw = read_gdal(config);
  EXPECT_EQ(text_of(raw), R"("id":0,"properties":{"name":"Москва"})");
  EXPECT_THAT(problems_of(raw), IsEmpty());
}

TEST(GdalEncoding, CodePageOfTheDbfIsUsed) {
  const TestFolder folder;
  constexpr char cp1251 = '\xC9';
  const auto raw = read_gdal(config_of(moscow_shapefile(folder, "CP1251", cp1251)));
  EXPECT_THAT(text_of(raw), HasSubstr("Москва"));
  EXPECT_THAT(problems_of(raw), IsEmpty());
}

TEST(GdalEncoding, Utf8IsKnownWhateverTheDbfClaims) {
  const TestFolder folder;
  constexpr char ansi = '\x57';
  const auto raw = read_gdal(config_of(moscow_shapefile(folder, "UTF-8", ansi)));
  EXPECT_THAT(text_of(raw), HasSubstr("Москва"));
  EXPECT_THAT(problems_of(raw), IsEmpty());
}

TEST(GdalEncoding, UnknownEncodingIsReadAsLatinAndReported) {
  const TestFolder folder;
  for (const char code_page : {'\0', '\x57'}) { // nothing, "ANSI"
    const auto raw = read_gdal(config_of(moscow_shapefile(folder, "CP1251", code_page)));
    // М о с к в а are CC EE F1 EA E2 E0 in CP1251, and Ì î ñ ê â à in ISO-8859-1.
    EXPECT_THAT(text_of(raw), HasSubstr("Ìîñêâà"));
    ASSERT_EQ(raw.features.report.problems.size(), 1U);
    const auto& problem = raw.features.report.problems[0];
    EXPECT_THAT(problem.what, testing::StartsWith("attribute text not UTF-8, read as ISO-8859-1"));
    EXPECT_EQ(problem.effect, layers::Effect::note);
    EXPECT_THAT(problem.first_ids, ElementsAre("0"));
    std::filesystem::remove(folder.path("moscow.shp"));
  }
}

TEST(GdalCrs, CodeIsTakenWhenThereIsOne) {
  const TestFolder folder;
  SourceWriter(folder.path("a.gpkg"), "GPKG", "a", "EPSG:3405").add("POINT (500000 2300000)");
  EXPECT_EQ(read_gdal(config_of(folder.path("a.gpkg"))).crs, "EPSG:3405");
}

TEST(GdalCrs, WellKnownTextIsTakenElse) {
  const TestFolder folder;
  SourceWriter(folder.path("a.fgb"), "FlatGeobuf", "a",
               "+proj=tmerc +lon_0=105.75 +k=0.9999 +x_0=500000 +ellps=WGS84 +units=m", wkbPoint)
      .add("POINT (500000 2300000)");
  EXPECT_THAT(read_gdal(config_of(folder.path("a.fgb"))).crs, testing::StartsWith("PROJCRS["));
}

TEST(GdalCrs, UndefinedIsNone) {
  const TestFolder folder;
  SourceWriter(folder.path("a.gpkg"), "GPKG", "a", "").add("POINT (1 2)");
  EXPECT_EQ(read_gdal(config_of(folder.path("a.gpkg"))).crs, "");
}

TEST(GdalCrs, LatitudeFirstIsTurnedRound) {
  const TestFolder folder;
  const auto gml = folder.write(
      "a.gml",
      R"(<?xml version="1.0"?><c xmlns:gml="http://www.opengis.net/gml/3.2"><gml:featureMember><f>)"
      R"(<g><gml:Point srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>21 105.8</gml:pos></gml:Point>)"
      R"(</g></f></gml:featureMember></c>)");
  EXPECT_THAT(read_gdal(config_of(gml)).features.geometry.points, ElementsAre(LonLat{105.8, 21}));
}

/// The CRS of a table in memory whose coordinates come in the order of `axes`.
layers::LayerCrs crs_in_memory(const char* name, OSRAxisMappingStrategy axes) {
  GDALAllRegister();
  const std::unique_ptr<GDALDataset> dataset(
      GetGDALDriverManager()->GetDriverByName("Memory")->Create("", 0, 0, 0, GDT_Unknown, nullptr));
  auto& table = *dataset->CreateLayer("a");
  OGRSpatialReference crs;
  crs.SetFromUserInput(name);
  crs.SetAxisMappingStrategy(axes);
  table.GetLayerDefn()->GetGeomFieldDefn(0)->SetSpatialRef(&crs);
  return layers::layer_crs(table);
}

TEST(GdalCrs, OrderOfTheAxesIsThatOfTheData) {
  // EPSG:4326 has the axes latitude, longitude; EPSG:3405 easting, northing.
  EXPECT_TRUE(crs_in_memory("EPSG:4326", OAMS_AUTHORITY_COMPLIANT).is_y_first);
  EXPECT_FALSE(crs_in_memory("EPSG:4326", OAMS_TRADITIONAL_GIS_ORDER).is_y_first);
  EXPECT_FALSE(crs_in_memory("EPSG:3405", OAMS_AUTHORITY_COMPLIANT).is_y_first);
}

TEST(GdalCrs, HeightsAreLeftOutOfTheCrs) {
  EXPECT_EQ(crs_in_memory("EPSG:4326+5773", OAMS_TRADITIONAL_GIS_ORDER).text, "EPSG:4326");
}

TEST(GdalTables, SeveralTablesNeedAChoice) {
  const TestFolder folder;
  const auto path = folder.path("a.gpkg");
  SourceWriter(path, "GPKG", "zones", "EPSG:4326").add("POINT (1 2)");
  SourceWriter(path, "GPKG", "stations", "EPSG:4326").add("POINT (3 4)");
  SourceWriter(path, "GPKG", "notes", "", wkbNone).add("");
  auto config = config_of(path);
  EXPECT_EQ(error_of([&] { read_gdal(config); }),
            path + ": has several tables: \"zones\", \"stations\"; set \"table\"");
  config.tables = {"station"};
  EXPECT_EQ(error_of([&] { read_gdal(config); }),
            path + ": no table \"station\"; there is \"zones\", \"stations\"");
  config.tables = {"notes"};
  EXPECT_EQ(error_of([&] { read_gdal(config); }),
            path + ": table \"notes\" has no geometry and no columns of coordinates; name them by "
                   "\"coordinates\"");
  config.tables = {"stations"};
  EXPECT_THAT(read_gdal(config).features.geometry.points, ElementsAre(LonLat{3, 4}));
  config.tables = {"stations", "zones"};
  const auto both = read_gdal(config);
  EXPECT_THAT(both.features.geometry.points, ElementsAre(LonLat{3, 4}, LonLat{1, 2}));
  EXPECT_THAT(text_of(both, 0), testing::StartsWith(R"("id":"stations/1",)"));
  EXPECT_THAT(text_of(both, 1), testing::StartsWith(R"("id":"zones/1",)"));
}

TEST(GdalTables, ATableOfPointsBesideTheOnlyOneWithGeometryIsNamed) {
  const TestFolder folder;
  const auto path = folder.path("a.gpkg");
  SourceWriter(path, "GPKG", "zones", "EPSG:4326").add("POINT (1 2)");
  {
    SourceWriter stations(path, "GPKG", "stations", "", wkbNone);
    stations.field("lon", OFTReal);
    stations.field("lat", OFTReal);
    stations.add("", {{"lon", "3"}, {"lat", "4"}});
  }
  auto config = config_of(path);
  auto raw = read_gdal(config);
  EXPECT_THAT(raw.features.geometry.points, ElementsAre(LonLat{1, 2}));
  ASSERT_EQ(raw.features.report.problems.size(), 1U);
  EXPECT_EQ(layers::problem_text(raw.features.report.problems[0]),
            "table \"stations\" has columns of coordinates and is not read: name it by \"table\" "
            "in a layer of its own");
  config.tables = {"zones"};
  EXPECT_TRUE(read_gdal(config).features.report.problems.empty()) << "that was chosen";
}

TEST(GdalTables, TablesOfOneLayerShareTheirCrs) {
  const TestFolder folder;
  const auto path = folder.path("a.gpkg");
  SourceWriter(path, "GPKG", "a", "EPSG:4326").add("POINT (1 2)");
  SourceWriter(path, "GPKG", "b", "EPSG:3405").add("POINT (500000 2300000)");
  auto config = config_of(path);
  config.tables = {"a", "b"};
  EXPECT_EQ(error_of([&] { read_gdal(config); }),
            path + ": tables \"a\" and \"b\" differ in CRS; make them layers of their own");
}

TEST(GdalTables, OpenStreetMapUnderAnotherNameSaysTheMend) {
  const TestFolder folder;
  const auto path = folder.write(
      "export.txt", "<?xml version=\"1.0\"?><osm version=\"0.6\"><node id=\"1\" lat=\"1\" "
                    "lon=\"2\"><tag k=\"name\" v=\"a\"/></node></osm>");
  EXPECT_EQ(error_of([&] { read_gdal(config_of(path)); }),
            path + ": is OpenStreetMap data; let its name end with .osm or .osm.pbf");
}

TEST(GdalTables, ConditionChoosesFeatures) {
  const TestFolder folder;
  const auto path = folder.path("a.gpkg");
  {
    SourceWriter writer(path, "GPKG", "a", "EPSG:4326");
    writer.field("severity", OFTInteger);
    for (const auto* severity : {"1", "3", "5"})
      writer.add("POINT (1 2)", {{"severity", severity}});
  }
  auto config = config_of(path);
  config.where = "severity >= 3";
  EXPECT_EQ(read_gdal(config).features.size(), 2U);
  config.where = "severity > 5";
  EXPECT_EQ(read_gdal(config).features.size(), 0U);
  config.where = "severty > 5";
  EXPECT_THAT(error_of([&] { read_gdal(config); }),
              testing::StartsWith(path + ": condition \"where\" severty > 5 is wrong: "));
}

TEST(GdalSource, AZipFileIsReadAsItIs) {
  const TestFolder folder;
  const auto path = folder.path("vùng ngập.zip");
  const std::string text = "WKT,name\n\"POINT (105.8 21)\",Hồ Gươm\n";
  auto* file = VSIFOpenL(("/vsizip/" + path + "/a.csv").c_str(), "wb");
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(VSIFWriteL(text.data(), 1, text.size(), file), text.size());
  VSIFCloseL(file);
  EXPECT_THAT(read_gdal(config_of(path)).features.geometry.points, ElementsAre(LonLat{105.8, 21}));
}

} // namespace
