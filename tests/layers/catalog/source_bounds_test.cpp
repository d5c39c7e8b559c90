// Sources made to cost more than they look: each is refused, or loses one feature, before it does.
#include <sys/stat.h>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/catalog/catalog.hpp"
#include "layers/catalog/discovery.hpp"
#include "layers/catalog/layer_roles.hpp"
#include "layers/catalog/source.hpp"
#include "layers/files/gdal_members.hpp"
#include "layers/text/delimited_text.hpp"
#include "tests/support/gdal_fixture.hpp"
#include "tests/support/gzip.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using layers::LayerConfig;
using layers::most_attributes;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

LayerConfig config_of(const std::string& source) {
  LayerConfig config;
  config.id = "test";
  config.source = source;
  return config;
}

std::string mistake_of(const LayerConfig& config) {
  return error_of([&] { layers::read_layer(config); });
}

/// `item(0)`, `item(1)`, … one behind the other.
template <typename Item>
std::string repeated(std::size_t count, Item item) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text += item(i);
  return text;
}

std::vector<std::string> problems_of(const layers::SourceFeatures& features) {
  std::vector<std::string> problems;
  for (const auto& problem : features.report.problems)
    problems.push_back(layers::problem_text(problem));
  return problems;
}

/// Two columns of coordinates and others called "a".
std::string csv_with_columns(std::size_t columns) {
  return "lon,lat" + repeated(columns - 2, [](auto) { return ",a"; }) + "\n1,2\n";
}

TEST(SourceBounds, ATableHasAsManyColumnsAsASheet) {
  const TestFolder folder;
  const auto features =
      layers::read_layer(config_of(folder.write("a.csv", csv_with_columns(most_attributes))));
  // The coordinates aside; the first is "a", the n-th "a_n".
  EXPECT_THAT(features.json, HasSubstr(fmt::format("\"a_{}\":null}}", most_attributes - 2)));
  EXPECT_EQ(mistake_of(config_of(folder.write("b.csv", csv_with_columns(most_attributes + 1)))),
            fmt::format("{}: more than {} columns; leave some out", folder.path("b.csv"),
                        most_attributes));
}

TEST(SourceBounds, ARowOfCellsWithoutEndIsNotKept) {
  const TestFolder folder;
  auto config = config_of(folder.write("a.csv", "lon,lat,a,b,c,d\n1,2,,,,\n1,3,,,,\n"));
  config.reading.bytes = 18 * sizeof(layers::Cell); // three rows of six
  EXPECT_THAT(mistake_of(config), "no error");
  config.reading.bytes = 12 * sizeof(layers::Cell);
  EXPECT_EQ(mistake_of(config), config.source + ": more than 12 cells to read; make it smaller, or "
                                                "raise \"reading.bytes\" in the configuration");
}

std::string geojson_with(const std::string& properties) {
  return R"({"type":"FeatureCollection","features":[
    {"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[1,2]},"properties":)" +
         properties + R"(},
    {"type":"Feature","id":8,"geometry":{"type":"Point","coordinates":[1,2]},"properties":{}}]})";
}

TEST(SourceBounds, AFeatureWithTooManyAttributesIsLostAlone) {
  const TestFolder folder;
  const auto key = [](auto i) { return fmt::format("{}\"k{}\":1", i > 0 ? "," : "", i); };
  const auto features = layers::read_layer(config_of(
      folder.write("a.geojson", geojson_with("{" + repeated(most_attributes + 1, key) + "}"))));
  EXPECT_EQ(features.size(), 1U);
  EXPECT_THAT(problems_of(features), ElementsAre("more than 16384 attributes: 1 feature (id 7)"));
}

TEST(SourceBounds, AFeatureWithAnAttributeNestedDeepIsLostAlone) {
  const TestFolder folder;
  for (const std::size_t depth : {65U, 200'000U}) {
    const auto deep = std::string(depth, '[') + std::string(depth, ']');
    const auto features = layers::read_layer(
        config_of(folder.write("a.geojson", geojson_with("{\"a\":" + deep + "}"))));
    EXPECT_EQ(features.size(), 1U);
    EXPECT_THAT(problems_of(features),
                ElementsAre("properties nested deeper than 64: 1 feature (id 7)"));
  }
}

TEST(SourceBounds, WhatStandsBesideTheFeaturesMayBeNestedAsDeepAsItLikes) {
  const TestFolder folder;
  constexpr std::size_t depth = 200'000;
  const auto deep =
      repeated(depth, [](auto) { return "{\"properties\":"; }) + "1" + std::string(depth, '}');
  EXPECT_EQ(
      mistake_of(config_of(folder.write(
          "a.geojson", R"({"type":"FeatureCollection","features":[],"properties":)" + deep + "}"))),
      "no error");
}

TEST(SourceBounds, ALayerHasSoManyDifferentAttributes) {
  const TestFolder folder;
  const auto feature = [](auto i) {
    return fmt::format(
        "{{\"type\":\"Feature\",\"geometry\":{{\"type\":\"Point\",\"coordinates\":[1,2]}},"
        "\"properties\":{{\"k{}\":1}}}}\n",
        i);
  };
  const auto opened = layers::open_layers({config_of(
      folder.write("a.geojsonl", repeated(layers::most_attributes_of_layer + 1, feature)))});
  EXPECT_THAT(opened[0].error, EndsWith("65537 different attributes, more than 65536; give its "
                                        "features the same ones"));
}

LayerConfig osm_config_of(const std::string& source, const std::string& table) {
  auto config = config_of(source);
  config.tables = {table};
  return config;
}

TEST(SourceBounds, AnObjectWithTooManyTagsIsLostAlone) {
  const TestFolder folder;
  const auto tag = [](auto i) { return fmt::format("<tag k=\"k{}\" v=\"1\"/>", i); };
  const auto features = layers::read_layer(osm_config_of(
      folder.write("a.osm", "<osm version=\"0.6\"><node id=\"1\" lat=\"1\" lon=\"2\">" +
                                repeated(most_attributes + 1, tag) +
                                "</node><node id=\"2\" lat=\"1\" lon=\"2\">" + tag(1) +
                                "</node></osm>"),
      "points"));
  EXPECT_EQ(features.size(), 1U);
  EXPECT_THAT(problems_of(features), ElementsAre("more than 16384 attributes: 1 feature (id 1)"));
}

constexpr auto osm_square = R"(<osm version="0.6">
  <node id="1" lat="0" lon="0"/><node id="2" lat="0" lon="1"/>
  <node id="3" lat="1" lon="1"/><node id="4" lat="1" lon="0"/>)";

std::string osm_way(std::size_t id) {
  return fmt::format("<way id=\"{}\"><nd ref=\"1\"/><nd ref=\"2\"/><nd ref=\"3\"/><nd ref=\"4\"/>"
                     "<nd ref=\"1\"/></way>",
                     id);
}

std::string osm_relation(const std::string& members, const std::string& tag) {
  return "<relation id=\"9\">" + members + "<tag k=\"type\" v=\"multipolygon\"/>" + tag +
         "</relation>";
}

std::string osm_member(std::size_t way) {
  return fmt::format("<member type=\"way\" ref=\"{}\" role=\"outer\"/>", way);
}

TEST(SourceBounds, ARelationHasEachOfItsWaysOnce) {
  const TestFolder folder;
  const auto three_times = repeated(3, [](auto) { return osm_member(1); });
  const auto source = folder.write(
      "a.osm", osm_square + osm_way(1) +
                   osm_relation(three_times, "<tag k=\"highway\" v=\"pedestrian\"/>") + "</osm>");
  const auto features = layers::read_layer(osm_config_of(source, "lines"));
  EXPECT_EQ(features.geometry.part_count(), 1U);
}

TEST(SourceBounds, ARelationThatIsTooIntricateIsLostAlone) {
  // 15,000 ways of 4 segments, of which all but 4 repeat: 60,000² moves are more than 3·10⁹.
  constexpr std::size_t ways = 15'000;
  const TestFolder folder;
  const auto id = [](auto i) { return 10 + i; };
  const auto water = std::string("<tag k=\"natural\" v=\"water\"/>");
  const auto source = folder.write(
      "a.osm", osm_square + repeated(ways, [&](auto i) { return osm_way(id(i)); }) + osm_way(1) +
                   osm_relation(repeated(ways, [&](auto i) { return osm_member(id(i)); }), water) +
                   "<relation id=\"10\">" + osm_member(1) + "<tag k=\"type\" v=\"multipolygon\"/>" +
                   water + "</relation></osm>");
  const auto features = layers::read_layer(osm_config_of(source, "multipolygons"));
  EXPECT_EQ(features.size(), 1U);
  EXPECT_THAT(problems_of(features),
              ElementsAre("its ways are too many or too intricate to make an area of them: 1 "
                          "feature (id relation/9)"));
}

std::string gml_point(std::size_t i, const std::string& crs) {
  return fmt::format("<gml:featureMember><ogr:a fid=\"a.{}\"><ogr:place><gml:Point srsName=\"{}\">"
                     "<gml:coordinates>{},2300000</gml:coordinates></gml:Point></ogr:place></ogr:a>"
                     "</gml:featureMember>",
                     i, crs, 500'000 + i);
}

std::string gml_of(const std::string& members) {
  return "<ogr:FeatureCollection xmlns:ogr=\"http://ogr.maptools.org/\" "
         "xmlns:gml=\"http://www.opengis.net/gml\">" +
         members + "</ogr:FeatureCollection>";
}

TEST(SourceBounds, AFeatureOfGmlInAnUnknownCrsIsLostAlone) {
  const TestFolder folder;
  const auto features = layers::read_layer(config_of(
      folder.write("a.gml", gml_of(gml_point(0, "nonsense:77") + gml_point(1, "EPSG:3405") +
                                   gml_point(2, "EPSG:3405")))));
  EXPECT_EQ(features.size(), 2U);
  EXPECT_EQ(features.report.crs, "EPSG:3405");
  EXPECT_THAT(problems_of(features),
              ElementsAre("its CRS is not known, or not that of the others: 1 feature (id 0)"));
}

TEST(SourceBounds, ADocumentOfXmlHasSoManyNames) {
  const TestFolder folder;
  const auto named = [](auto i) { return fmt::format("<Data name=\"k{}\"/>", i); };
  const auto config = config_of(
      folder.write("a.kml", "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark>"
                            "<ExtendedData>" +
                                repeated(most_attributes, named) +
                                "</ExtendedData></Placemark></Document></kml>"));
  EXPECT_EQ(mistake_of(config), config.source + ": more than 16384 names of elements and "
                                                "attributes; leave some out");
}

TEST(SourceBounds, ADocumentOfXmlIsSoDeep) {
  const TestFolder folder;
  const auto config = config_of(
      folder.write("a.kml", "<kml xmlns=\"http://www.opengis.net/kml/2.2\">" +
                                repeated(1'000, [](auto) { return "<Folder>"; }) +
                                repeated(1'000, [](auto) { return "</Folder>"; }) + "</kml>"));
  EXPECT_EQ(mistake_of(config), config.source + ": elements within one another, more than 1000 "
                                                "deep; check the file");
}

TEST(SourceBounds, SoManyTablesAreGuessedOfASource) {
  const TestFolder folder;
  const auto table = [](auto i) {
    return fmt::format("<Folder><name>f{}</name><Placemark><Point><coordinates>1,2</coordinates>"
                       "</Point></Placemark></Folder>",
                       i);
  };
  const auto source =
      folder.write("a.kml", "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>" +
                                repeated(251, table) + "</Document></kml>");
  EXPECT_EQ(error_of([&] { layers::plan_layers({source}); }),
            source + ": has 251 tables, more than 250; name those you want by \"table\" in a "
                     "configuration");
  auto config = config_of(source);
  config.tables = {"f250"};
  EXPECT_EQ(layers::read_layer(config).size(), 1U);
}

/// A workbook with a cell of so many letters.
std::string workbook(const TestFolder& folder, std::size_t letters) {
  const auto path = folder.path("a.xlsx");
  SourceWriter writer(path, "XLSX", "Sheet", "", wkbNone);
  for (const auto* column : {"lon", "lat", "name"})
    writer.field(column, OFTString);
  writer.add("", {{"lon", "1"}, {"lat", "2"}, {"name", std::string(letters, 'x')}});
  return path;
}

const std::string too_many_bytes = ": more than 1000000 bytes to read; make it smaller, or raise "
                                   "\"reading.bytes\" in the configuration";

TEST(SourceBounds, AWorkbookIsNotUnpackedBeyondItsBytes) {
  const TestFolder folder;
  auto config = config_of(workbook(folder, 1'000'000));
  EXPECT_EQ(mistake_of(config), "no error");
  config.reading.bytes = 1'000'000;
  EXPECT_EQ(mistake_of(config), config.source + too_many_bytes);
}

/// Has every file of the zip, and every entry of its directory, say that it has 100 bytes (.ZIP
/// File Format Specification, 4.3.7 and 4.3.12).
void lie_about_sizes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string zip(std::istreambuf_iterator<char>(in), {});
  for (const auto& [mark, to_size] : {std::pair("PK\x03\x04", 22U), std::pair("PK\x01\x02", 24U)})
    for (auto at = zip.find(mark); at != std::string::npos; at = zip.find(mark, at + 4))
      zip.replace(at + to_size, 4, std::string("\x64\0\0\0", 4));
  std::ofstream(path, std::ios::binary) << zip;
}

TEST(SourceBounds, WhatAZipSaysOfItsSizesDoesNotCount) {
  const TestFolder folder;
  auto config = config_of(workbook(folder, 3'000'000));
  lie_about_sizes(config.source);
  config.reading.bytes = 1'000'000;
  EXPECT_EQ(mistake_of(config), config.source + too_many_bytes);
}

TEST(SourceBounds, RowsOfAWorkbookCountAsWhatTheyTake) {
  const TestFolder folder;
  const auto path = folder.path("a.xlsx");
  {
    SourceWriter writer(path, "XLSX", "Sheet", "", wkbNone);
    for (const auto* column : {"lon", "lat"})
      writer.field(column, OFTInteger);
    for (int i = 0; i < 5'000; ++i) // each about 60 bytes, but 200 and 5 times 32 in memory
      writer.add("", {{"lon", "1"}, {"lat", "2"}});
  }
  auto config = config_of(path);
  EXPECT_EQ(mistake_of(config), "no error");
  config.reading.bytes = 1'000'000;
  EXPECT_EQ(mistake_of(config), config.source + too_many_bytes);
}

/// An empty zip whose directory is said to have so many entries (4.3.16).
std::string zip_of(std::size_t members) {
  std::string end("PK\x05\x06", 4);
  end += std::string(4, '\0');
  for (int i = 0; i < 2; ++i)
    end += {static_cast<char>(members & 0xFFU), static_cast<char>(members >> 8U)};
  return "PK\x03\x04" + end + std::string(10, '\0');
}

TEST(SourceBounds, AnArchiveHasSoManyFiles) {
  const TestFolder folder;
  const auto zip = folder.write("a.zip", zip_of(layers::most_members + 1));
  EXPECT_EQ(mistake_of(config_of(zip)), zip + ": an archive of more than 5000 files; unpack it");
  // 5001 headers of files without content (POSIX.1-2001, ustar: the size is at 124).
  std::string header = "a" + std::string(511, '\0');
  header.replace(124, 11, "00000000000");
  const auto tar =
      folder.write("a.tar", repeated(layers::most_members + 1, [&](auto) { return header; }));
  EXPECT_EQ(mistake_of(config_of(tar)), tar + ": an archive of more than 5000 files; unpack it");
}

/// Adds a file to an archive.
void pack(const std::string& zip, const std::string& name, std::string_view text) {
  auto* file = VSIFOpenL(("/vsizip/" + zip + "/" + name).c_str(), "wb");
  VSIFWriteL(text.data(), 1, text.size(), file);
  VSIFCloseL(file);
}

TEST(SourceBounds, SoManyFilesAreGuessedOfAnArchive) {
  const TestFolder folder;
  const auto zip = folder.path("a.zip");
  for (int i = 0; i < 250; ++i)
    pack(zip, fmt::format("{}.csv", i), "lon,lat\n1,2\n");
  EXPECT_EQ(layers::plan_layers({zip}).config.layers.size(), 250U);
  pack(zip, "more.csv", "lon,lat\n1,2\n");
  EXPECT_EQ(error_of([&] { layers::plan_layers({zip}); }),
            zip + ": holds 251 files that may be layers, more than 250; name those you want, or "
                  "unpack it");
}

TEST(SourceBounds, WhatIsCompressedIsUnpackedNoFurther) {
  const TestFolder folder;
  const auto zip = folder.path("a.zip");
  pack(zip, "a.osm",
       "<osm version=\"0.6\"><node id=\"1\" lat=\"1\" lon=\"2\"><tag k=\"a\" v=\"b\"/></node>" +
           std::string(1'000'000, ' ') + "</osm>");
  auto config = osm_config_of(zip + "/a.osm", "points");
  EXPECT_EQ(mistake_of(config), "no error");
  config.reading.bytes = 1'000'000;
  EXPECT_EQ(mistake_of(config), config.source + too_many_bytes);

  const auto database = folder.path("b.gpkg");
  SourceWriter(database, "GPKG", "places", "EPSG:4326", wkbPoint).add("POINT (1 2)");
  std::ifstream in(database, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  config = config_of(folder.write("b.gpkg.gz", support::gzip(bytes)));
  config.reading.bytes = bytes.size();
  EXPECT_EQ(mistake_of(config), "no error");
  --config.reading.bytes;
  EXPECT_THAT(mistake_of(config), HasSubstr(fmt::format("more than {} bytes", bytes.size() - 1)));
}

TEST(SourceBounds, APipeBehindWhatGdalLooksIntoIsNotOpened) {
  const TestFolder folder;
  const auto pipe = folder.path("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const auto refused =
      pipe + ": a pipe, socket or device, not a file; save what it delivers in one";
  for (const auto& source : std::vector<std::string>{
           "/vsisubfile/0_100," + pipe, "/vsigzip/" + pipe, "/vsizip/" + pipe + "/a.csv",
           "/vsizip/{" + pipe + "}/a.csv", "/vsitar/{/vsigzip/" + pipe + "}/a.csv",
           "/vsigzip//vsisubfile/5," + pipe, "/vsisparse/" + pipe, "/vsicrypt/key=a,file=" + pipe})
    EXPECT_EQ(mistake_of(config_of(source)), refused) << source;
  EXPECT_THAT(mistake_of(config_of("/vsistdin/")),
              HasSubstr("standard input cannot be read again"));
}

} // namespace
