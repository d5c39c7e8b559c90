#include "layers/sources/geojson_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "tests/support/test_files.hpp"

namespace {

using geo::LonLat;
using geo::PartType;
using layers::LayerConfig;
using layers::RawSource;
using testing::ElementsAre;
using testing::HasSubstr;

/// A folder of this process, gone at its end.
struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / fmt::format("geojson_reader_test_{}", getpid());
  Folder() { std::filesystem::create_directory(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};

/// Writes the text to a file.
LayerConfig source_of(const std::string& text, const std::string& extension = ".geojson") {
  static const Folder folder;
  LayerConfig config;
  config.source = folder.path / ("source" + extension);
  std::ofstream(config.source, std::ios::binary) << text;
  return config;
}

RawSource read(const std::string& text, const std::string& extension = ".geojson") {
  auto source = layers::read_geojson(source_of(text, extension));
  if (!source)
    throw std::runtime_error("left to GDAL");
  return *source;
}

bool is_left_to_gdal(const LayerConfig& config) {
  return !layers::read_geojson(config);
}

std::string collection(const std::string& features) {
  return R"({"type":"FeatureCollection","features":[)" + features + "]}";
}

std::string feature(const std::string& geometry, const std::string& properties = "{}") {
  return R"({"type":"Feature","properties":)" + properties + R"(,"geometry":)" + geometry + "}";
}

const std::string point = R"({"type":"Point","coordinates":[105.8,21.0]})";

std::string text_of(const RawSource& source, std::size_t i = 0) {
  const auto& f = source.features;
  return f.json.substr(f.json_starts[i], f.json_starts[i + 1] - f.json_starts[i]);
}

std::string properties_of(const std::string& properties) {
  return text_of(read(collection(feature(point, properties))))
      .substr(std::string(R"("id":0,"properties":)").size());
}

/// The one reason for which the one feature was lost.
std::string loss_of(const std::string& geometry) {
  const auto source = read(collection(feature(geometry)));
  EXPECT_EQ(source.features.size(), 0U);
  EXPECT_EQ(source.features.report.read, 1U);
  EXPECT_EQ(source.features.geometry, geo::Geometry{}) << "nothing of it is left behind";
  if (source.features.report.problems.size() != 1)
    return "no single reason";
  const auto& problem = source.features.report.problems[0];
  EXPECT_EQ(problem.effect, layers::Effect::lost);
  EXPECT_THAT(problem.first_ids, ElementsAre("0"));
  return problem.what;
}

std::string error_of(const std::string& text, const std::string& extension = ".geojson") {
  const auto config = source_of(text, extension);
  try {
    layers::read_geojson(config);
    return "no error";
  } catch (const geo::Error& error) {
    EXPECT_EQ(error.kind(), geo::ErrorKind::invalid_input);
    const std::string message = error.what();
    EXPECT_TRUE(message.starts_with(config.source + ": ")) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos);
    return message.substr(std::min(message.size(), config.source.size() + 2));
  }
}

// ---- geometry

TEST(GeojsonReader, ReadsAPolygonWithAHole) {
  const auto source = read(collection(feature(
      R"({"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]],[[2,1],[3,1],[3,2],[2,1]]]})")));
  const auto& g = source.features.geometry;
  EXPECT_THAT(g.part_types, ElementsAre(PartType::polygon));
  EXPECT_THAT(g.part_rings, ElementsAre(0, 2));
  EXPECT_THAT(g.ring_points, ElementsAre(0, 4, 8));
  EXPECT_EQ(g.points[5], (LonLat{3, 1}));
  EXPECT_EQ(source.crs, "");
}

TEST(GeojsonReader, ReadsEveryTypeOfGeometry) {
  const auto source = read(collection(
      feature(point) + "," + feature(R"({"type":"MultiPoint","coordinates":[[1,2],[3,4]]})") + "," +
      feature(R"({"type":"LineString","coordinates":[[1,2],[3,4]]})") + "," +
      feature(R"({"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]]})") + "," +
      feature(R"({"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]})")));
  using enum PartType;
  EXPECT_THAT(source.features.geometry.part_types,
              ElementsAre(point, point, point, line, line, line, polygon));
  EXPECT_THAT(source.features.feature_parts, ElementsAre(0, 1, 3, 4, 6, 7));
}

TEST(GeojsonReader, FlattensCollectionsInCollections) {
  const auto source = read(
      collection(feature(R"({"type":"GeometryCollection","geometries":[)" + point +
                         R"(,{"geometries":[{"type":"LineString","coordinates":[[1,2],[3,4]]}],)"
                         R"("type":"GeometryCollection"}]})")));
  EXPECT_THAT(source.features.geometry.part_types, ElementsAre(PartType::point, PartType::line));
  EXPECT_EQ(source.features.size(), 1U);
}

TEST(GeojsonReader, MembersMayComeInAnyOrder) {
  const auto source =
      read(R"({"features":[{"geometry":{"coordinates":[[1,2],[3,4]],"type":"LineString"},"id":"a",)"
           R"("properties":{"n":1},"type":"Feature"}],"name":"x","type":"FeatureCollection"})");
  EXPECT_EQ(source.features.geometry.points, (std::vector<LonLat>{{1, 2}, {3, 4}}));
  EXPECT_EQ(text_of(source), R"("id":"a","properties":{"n":1})");
}

TEST(GeojsonReader, DropsHeightsAndMeasures) {
  const auto source =
      read(collection(feature(R"({"type":"LineString","coordinates":[[1,2,30,7],[3,4,31,8]]})")));
  EXPECT_EQ(source.features.geometry.points, (std::vector<LonLat>{{1, 2}, {3, 4}}));
}

TEST(GeojsonReader, KeepsEveryDigitOfACoordinate) {
  const auto source = read(
      collection(feature(R"({"type":"Point","coordinates":[1.0558e2,-0.30000000000000004]})")));
  EXPECT_EQ(source.features.geometry.points[0], (LonLat{105.58, -0.30000000000000004}));
}

TEST(GeojsonReader, NullAndEmptyGeometriesAreFeaturesWithoutParts) {
  const auto source =
      read(collection(feature("null") + "," + feature(R"({"type":"Point","coordinates":[]})") +
                      "," + feature(R"({"type":"Polygon","coordinates":[]})") + "," +
                      feature(R"({"type":"LineString","coordinates":[]})") + "," +
                      feature(R"({"type":"GeometryCollection","geometries":[]})") + "," +
                      R"({"type":"Feature","properties":{}})"));
  EXPECT_EQ(source.features.size(), 6U);
  EXPECT_EQ(source.features.geometry, geo::Geometry{});
}

TEST(GeojsonReader, NanAndInfinityAreLeftForRepairToReport) {
  const auto source =
      read(collection(feature(R"({"type":"LineString","coordinates":[[NaN,1],[2,-Infinity]]})")));
  EXPECT_TRUE(std::isnan(source.features.geometry.points[0].lon));
  EXPECT_TRUE(std::isnan(source.features.geometry.points[1].lat));
}

TEST(GeojsonReader, AGeometryThatCannotBeReadLosesItsFeature) {
  EXPECT_EQ(loss_of(R"({"type":"Point","coordinates":[1]})"), "position of one number");
  EXPECT_EQ(loss_of(R"({"type":"LineString","coordinates":[[1,2],[]]})"),
            "position without numbers");
  EXPECT_EQ(loss_of(R"({"type":"Point","coordinates":["1","2"]})"), "coordinates are not numbers");
  EXPECT_EQ(loss_of(R"({"type":"Point","coordinates":[null,null]})"),
            "coordinates are not numbers");
  EXPECT_EQ(loss_of(R"({"type":"Polygon","coordinates":[[1,2],[3,4]]})"),
            "coordinates do not fit the geometry's type");
  EXPECT_EQ(loss_of(R"({"type":"Point","coordinates":[[1,2]]})"), "coordinates are not numbers");
  EXPECT_EQ(loss_of(R"({"type":"MultiPoint","coordinates":{}})"),
            "coordinates do not fit the geometry's type");
  EXPECT_EQ(loss_of(R"("somewhere")"), "coordinates do not fit the geometry's type");
  EXPECT_EQ(loss_of(R"({"type":"Point"})"), "geometry without type or coordinates");
  EXPECT_EQ(loss_of("{}"), "geometry without type or coordinates");
  EXPECT_EQ(loss_of(R"({"type":"Circle","coordinates":[1,2],"radius":5})"),
            "geometry of a type that GeoJSON does not know");
}

TEST(GeojsonReader, CollectionsAreReadToADepthOf32) {
  std::string nested = point;
  for (int depth = 0; depth < 32; ++depth)
    nested = R"({"type":"GeometryCollection","geometries":[)" + nested + "]}";
  EXPECT_EQ(read(collection(feature(nested))).features.size(), 1U);
  EXPECT_EQ(loss_of(R"({"type":"GeometryCollection","geometries":[)" + nested + "]}"),
            "geometry collections nested deeper than 32");
}

TEST(GeojsonReader, WhatFollowsALostFeatureIsRead) {
  const auto source = read(
      collection(feature(R"({"type":"Polygon","coordinates":[[[1,2],[3,4],"x",[5,6]],[[7,8]]]})",
                         R"({"n":1})") +
                 ",null," + feature(point, R"({"n":2})")));
  ASSERT_EQ(source.features.size(), 1U);
  EXPECT_EQ(text_of(source), R"("id":2,"properties":{"n":2})");
  EXPECT_EQ(source.features.geometry.points, (std::vector<LonLat>{{105.8, 21.0}}));
  const auto& report = source.features.report;
  EXPECT_EQ(report.read, 3U);
  ASSERT_EQ(report.problems.size(), 2U);
  EXPECT_EQ(report.problems[1].what, "not a feature");
  EXPECT_THAT(report.problems[1].first_ids, ElementsAre("1"));
}

// ---- properties and ids

TEST(GeojsonReader, PropertiesStayAsTheyAreWithoutWhiteSpace) {
  EXPECT_EQ(properties_of("{ \"name\" : \"Cầu Giấy\" , \"people\" : 1234567890123456789 ,\n"
                          "  \"share\" : 0.10000 , \"list\" : [ 1 , [ ] , { } , null ] ,\n"
                          "  \"deep\" : { \"a b\" : true , \"c\" : false } }"),
            R"({"name":"Cầu Giấy","people":1234567890123456789,"share":0.10000,)"
            R"("list":[1,[],{},null],"deep":{"a b":true,"c":false}})");
}

TEST(GeojsonReader, EscapesInPropertiesMeanTheSame) {
  EXPECT_EQ(properties_of(R"({"a\"b":"\u0111\/\\ \ud83d\ude92 \n"})"),
            "{\"a\\\"b\":\"đ/\\\\ 🚒 \\n\"}");
}

TEST(GeojsonReader, MissingNullAndOtherPropertiesAreNone) {
  EXPECT_EQ(properties_of("null"), "{}");
  EXPECT_EQ(properties_of("[1,2]"), "{}");
  EXPECT_EQ(text_of(read(collection(R"({"type":"Feature","geometry":null})"))),
            R"("id":0,"properties":{})");
}

TEST(GeojsonReader, OfPropertiesOfTheSameNameTheLastCounts) {
  EXPECT_EQ(properties_of(R"({"a":1,"b":2,"a":[3,{"x":1,"x":2}],"c":4,"b":5})"),
            R"({"a":[3,{"x":2}],"c":4,"b":5})");
}

TEST(GeojsonReader, NanInPropertiesBecomesNull) {
  EXPECT_EQ(properties_of(R"({"a":NaN,"b":-Infinity,"c":Infinity,"d":[NaN]})"),
            R"({"a":null,"b":null,"c":null,"d":[null]})");
}

TEST(GeojsonReader, PropertiesMayDifferFromFeatureToFeature) {
  const auto source =
      read(collection(feature(point, R"({"a":1})") + "," + feature(point, R"({"a":1,"b":2})") +
                      "," + feature(point, R"({"b":1,"b":2})") + "," + feature(point)));
  EXPECT_EQ(text_of(source, 1), R"("id":1,"properties":{"a":1,"b":2})");
  EXPECT_EQ(text_of(source, 2), R"("id":2,"properties":{"b":2})");
  EXPECT_EQ(text_of(source, 3), R"("id":3,"properties":{})");
}

std::string feature_with_id(const std::string& id) {
  return R"({"type":"Feature","id":)" + id + R"(,"properties":{},"geometry":null})";
}

TEST(GeojsonReader, IdsAreReportedAsTheyRead) {
  const auto source =
      read(collection(R"({"type":"Feature","id":"a\"b\u000a","properties":{},"geometry":"none"})"));
  EXPECT_THAT(source.features.report.problems.at(0).first_ids, ElementsAre("a\"b\n"));
}

TEST(GeojsonReader, IdsAreKept) {
  const auto source =
      read(collection(feature_with_id("17") + "," + feature_with_id(R"("T-\u0031")") + "," +
                      feature_with_id("null") + "," + feature(point)));
  EXPECT_EQ(text_of(source, 0), R"("id":17,"properties":{})");
  EXPECT_EQ(text_of(source, 1), R"("id":"T-1","properties":{})");
  EXPECT_EQ(text_of(source, 2), R"("id":2,"properties":{})");
  EXPECT_EQ(text_of(source, 3), R"("id":3,"properties":{})");
  EXPECT_TRUE(source.features.report.problems.empty());
}

TEST(GeojsonReader, NumbersKeepEveryDigit) {
  EXPECT_EQ(properties_of(R"({"id":12345678901234567890123,"a":0.1000,"b":1e400})"),
            R"({"id":12345678901234567890123,"a":0.1000,"b":1e400})");
}

std::string note_beside(const std::string& members) {
  const auto source = read(R"({"type":"FeatureCollection",)" + members + R"(,"features":[)" +
                           feature(point) + "]}");
  const auto& problems = source.features.report.problems;
  if (problems.size() != 1)
    return "";
  EXPECT_EQ(problems[0].effect, layers::Effect::not_understood);
  return problems[0].what;
}

TEST(GeojsonReader, AFileCutShortByItsServerIsNamed) {
  constexpr auto limit = "the file is cut short (\"exceededTransferLimit\")";
  EXPECT_THAT(note_beside(R"("exceededTransferLimit":true)"), testing::StartsWith(limit));
  EXPECT_THAT(note_beside(R"("properties":{"exceededTransferLimit":true})"),
              testing::StartsWith(limit));
  EXPECT_EQ(note_beside(R"("exceededTransferLimit":false)"), "");
  EXPECT_EQ(note_beside(R"("numberMatched":9,"numberReturned":1,"links":[{"rel":"next"}])"),
            "the file is one page of several: its server has 9 features, 1 are in it; ask for all "
            "of them");
  for (const auto* more : {R"("totalFeatures":9)", R"("numberMatched":"9")",
                           R"("numberMatched":9,"numberReturned":9)"})
    EXPECT_THAT(note_beside(more), testing::HasSubstr("has 9 features, 1 are in it")) << more;
  EXPECT_THAT(note_beside(R"("exceededTransferLimit":"true")"), testing::StartsWith(limit));
  EXPECT_EQ(note_beside(R"("totalFeatures":1,"exceededTransferLimit":"false")"), "");
  EXPECT_EQ(note_beside(R"("totalFeatures":"unknown","numberMatched":[9])"), "");
  EXPECT_EQ(note_beside(R"("numberMatched":1,"numberReturned":1,"links":[{"rel":"self"}])"), "");
  EXPECT_EQ(note_beside(R"("numberMatched":"unknown","links":[{"rel":"next"}])"),
            "the file is one page of several (it links to the next); ask for all features");
}

// ---- crs

std::string with_crs(const std::string& crs) {
  return R"({"type":"FeatureCollection","crs":)" + crs + R"(,"features":[]})";
}

TEST(GeojsonReader, TheCrsOfGeojson2008IsRead) {
  EXPECT_EQ(
      read(with_crs(R"({"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3405"}})")).crs,
      "urn:ogc:def:crs:EPSG::3405");
  EXPECT_EQ(read(with_crs(R"({"type":"EPSG","properties":{"code":32648}})")).crs, "EPSG:32648");
  EXPECT_EQ(read(with_crs("null")).crs, "");
  EXPECT_EQ(read(R"({"type":"Feature","geometry":null,)"
                 R"("crs":{"properties":{"name":"EPSG:3405"},"type":"name"}})")
                .crs,
            "EPSG:3405");
}

TEST(GeojsonReader, ACrsThatIsALinkHasToBeConfigured) {
  const auto linked = with_crs(R"({"type":"link","properties":{"href":"http://example.com/1"}})");
  EXPECT_EQ(error_of(linked),
            "its \"crs\" is not a name; set \"crs\" for this layer in the configuration");
  auto config = source_of(linked);
  config.crs = "EPSG:3405";
  EXPECT_TRUE(layers::read_geojson(config).has_value());
}

// ---- kinds of files

TEST(GeojsonReader, AByteOrderMarkIsPassedOver) {
  EXPECT_EQ(read("\xEF\xBB\xBF \n" + collection(feature(point))).features.size(), 1U);
}

TEST(GeojsonReader, AFeatureOrAGeometryMayStandAlone) {
  EXPECT_EQ(text_of(read(feature(point, R"({"n":1})"))), R"("id":0,"properties":{"n":1})");
  const auto bare = read(point);
  EXPECT_EQ(text_of(bare), R"("id":0,"properties":{})");
  EXPECT_EQ(bare.features.geometry.points, (std::vector<LonLat>{{105.8, 21.0}}));
}

TEST(GeojsonReader, ReadsOneFeatureALine) {
  for (const std::string line_end : {"\n", "\r\n", "\n\n"})
    for (const std::string extension : {".geojsonl", ".geojsons", ".ndjson", ".geojson", ".json"}) {
      const auto source = read(feature(point, R"({"n":1})") + line_end + feature("null") +
                                   line_end + point + line_end,
                               extension);
      ASSERT_EQ(source.features.size(), 3U) << extension;
      EXPECT_EQ(text_of(source, 1), R"("id":1,"properties":{})");
      EXPECT_EQ(text_of(source, 2), R"("id":2,"properties":{})");
      EXPECT_EQ(source.features.report.read, 3U);
    }
}

TEST(GeojsonReader, ReadsTextSequencesWithRecordSeparators) {
  const auto source =
      read("\x1E{\"type\":\"Feature\",\n\"geometry\":null}\n\x1E" + feature(point) + "\n",
           ".geojsonseq");
  EXPECT_EQ(source.features.size(), 2U);
}

TEST(GeojsonReader, LinesOfASequenceThatAreNotFeaturesAreLost) {
  const auto source = read(feature(point) + "\n{\"note\":1}\n" + feature(point) + "\n", ".ndjson");
  EXPECT_EQ(source.features.size(), 2U);
  EXPECT_EQ(source.features.report.problems.at(0).what, "not a feature");
  EXPECT_THAT(source.features.report.problems.at(0).first_ids, ElementsAre("1"));
}

TEST(GeojsonReader, OtherJsonAndOtherWishesAreLeftToGdal) {
  EXPECT_TRUE(is_left_to_gdal(source_of(R"({"type":"Topology","objects":{}})")));
  EXPECT_TRUE(is_left_to_gdal(source_of(R"({"geometryType":"esriGeometryPoint","features":[]})")));
  EXPECT_TRUE(is_left_to_gdal(source_of(R"({"type":3})")));
  EXPECT_TRUE(is_left_to_gdal(source_of("[1,2]")));
  EXPECT_TRUE(is_left_to_gdal(source_of("17")));
  EXPECT_TRUE(is_left_to_gdal(source_of(collection(feature(point)), ".gpkg")));
  auto config = source_of(collection(feature(point)));
  EXPECT_FALSE(is_left_to_gdal(config));
  config.where = "OGR_GEOM_AREA > 1";
  EXPECT_TRUE(is_left_to_gdal(config));
  config.where = "";
  config.tables = {"x"};
  EXPECT_TRUE(is_left_to_gdal(config));
  config = {};
  config.source = testing::TempDir() + "no such file.geojson";
  EXPECT_TRUE(is_left_to_gdal(config));
}

TEST(GeojsonReader, TextFilesAreKnownByTheirContent) {
  for (const auto* extension : {".txt", ".dat"}) {
    const auto config =
        source_of(" " + collection(feature(point, R"({"n":12345678901234567890123})")), extension);
    ASSERT_FALSE(is_left_to_gdal(config)) << extension;
    EXPECT_EQ(text_of(*layers::read_geojson(config)),
              R"("id":0,"properties":{"n":12345678901234567890123})");
    EXPECT_TRUE(is_left_to_gdal(source_of("name,day", extension))) << extension;
  }
}

TEST(GeojsonReader, ControlLettersInTextsAreForgiven) {
  EXPECT_EQ(properties_of("{\"a\":\"tab\there \\\"\n\",\"id\":12345678901234567890123}"),
            R"({"a":"tab\there \"\n","id":12345678901234567890123})");
}

TEST(GeojsonReader, ACollectionWithoutFeaturesIsBroken) {
  EXPECT_EQ(error_of(R"({"type":"FeatureCollection"})"),
            "a FeatureCollection without \"features\"; export it again");
}

TEST(GeojsonReader, ConditionsAndEncodingsAreItsOwn) {
  auto config = source_of(collection(feature(point, R"({"n":1})") + "," +
                                     feature(point, R"({"n":12345678901234567890})")));
  config.where = "n > 1";
  EXPECT_EQ(layers::read_geojson(config)->features.json,
            R"("id":1,"properties":{"n":12345678901234567890})");
  config = source_of(collection(feature(point, "{\"name\":\"\xCC\"}")));
  config.encoding = "ANSI 1251";
  EXPECT_EQ(text_of(*layers::read_geojson(config)), R"("id":0,"properties":{"name":"М"})");
  std::string wide = "\xFF\xFE";
  for (const char c : collection(feature(point)))
    wide += std::string{c, '\0'};
  EXPECT_EQ(read(wide).features.size(), 1U);
}

// ---- broken files

TEST(GeojsonReader, AnEmptyFileIsRefused) {
  EXPECT_EQ(error_of(""), "empty file (0 bytes); export it again");
  EXPECT_EQ(error_of(" \n\n"), "empty file (3 bytes); export it again");
}

TEST(GeojsonReader, TextThatIsNotUtf8IsRefused) {
  EXPECT_EQ(error_of(collection(feature(point, "{\"name\":\"C\xE2u\"}"))),
            "not UTF-8; set \"encoding\" (\"CP1258\", ...) for this layer in the configuration");
}

TEST(GeojsonReader, BrokenJsonIsRefusedWithItsPlace) {
  const auto start = R"({"type":"FeatureCollection","features":[)" + feature(point) + ",";
  const auto message = error_of(start + feature(point, "{\"a\":1 \"b\":2}") + "]}");
  EXPECT_THAT(message, HasSubstr("truncated or broken JSON near byte "));
  const auto byte =
      std::stoul(message.substr(std::string("truncated or broken JSON near byte ").size()));
  EXPECT_GT(byte, start.size());
  EXPECT_LT(byte, start.size() + feature(point, "{\"a\":1 \"b\":2}").size());
  EXPECT_THAT(message, testing::EndsWith("; export it again"));
}

TEST(GeojsonReader, BrokenPropertiesAreNeverPassedOn) {
  for (const std::string bad : {"{\"a\":tru}", "{\"a\":nul}", "{\"a\":01}", "{\"a\":1.}",
                                "{\"a\":+1}", "{\"a\":\"\\x\"}", "{\"a\":\"\\ud83d\"}", "{\"a\"}",
                                "{a:1}", "{\"a\":[1 2]}", "{\"a\":}", "{,}", "{\"a\":1,}"})
    EXPECT_THAT(error_of(collection(feature(point, bad))), HasSubstr("truncated or broken JSON"))
        << bad;
}

TEST(GeojsonReader, AFileCutOffAnywhereIsRefused) {
  const auto whole =
      collection(feature(R"({"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]]]})",
                         R"({"name":"x","list":[1,{"b":null}]})") +
                 "," + feature(point, R"({"c":true})"));
  for (std::size_t length = 1; length < whole.size(); ++length)
    EXPECT_THAT(error_of(whole.substr(0, length)), HasSubstr("truncated or broken JSON"))
        << whole.substr(0, length);
}

TEST(GeojsonReader, TextAfterTheEndIsRefused) {
  EXPECT_THAT(error_of(collection("") + " x"), HasSubstr("truncated or broken JSON"));
  EXPECT_THAT(error_of(collection("") + "]}"), HasSubstr("truncated or broken JSON"));
}

TEST(GeojsonReader, WhateverBytesAreInTheFileTheTextsAreJson) {
  std::mt19937 random(4);
  const auto whole =
      collection(feature(R"({"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]]]})",
                         R"({"name":"x\\n","list":[1,{"b":null}],"c":-1.5e3})") +
                 "," + feature_with_id(R"("a")") + "," + feature(point, R"({"c":true})"));
  const std::string bytes = "\"\\{}[]:,0-.eEntf \n\t/u\x80\xC3";
  std::size_t read_well = 0;
  for (int i = 0; i < 1000; ++i) {
    auto text = whole;
    for (int change = 0; change <= i % 3; ++change)
      text[random() % text.size()] = bytes[random() % bytes.size()];
    try {
      const auto source = layers::read_geojson(source_of(text));
      for (std::size_t f = 0; source && f < source->features.size(); ++f)
        ASSERT_TRUE(nlohmann::json::accept("{" + text_of(*source, f) + "}")) << text;
      read_well += source.has_value() ? 1 : 0;
    } catch (const geo::Error& error) {
      ASSERT_EQ(error.kind(), geo::ErrorKind::invalid_input);
    }
  }
  EXPECT_GT(read_well, 50U);
}

// ---- real data

struct RealFile {
  const char* path;
  std::size_t features;
  const char* crs;
};

void PrintTo(const RealFile& file, std::ostream* out) {
  *out << file.path;
}

class RealFiles : public testing::TestWithParam<RealFile> {};

TEST_P(RealFiles, AreRead) {
  LayerConfig config;
  config.source = support::real_data(GetParam().path);
  if (!std::filesystem::exists(config.source))
    GTEST_SKIP() << config.source << " is not there; set HAZARDMAP_REAL_DATA";
  const auto source = layers::read_geojson(config).value();
  EXPECT_EQ(source.features.size(), GetParam().features);
  EXPECT_EQ(source.crs, GetParam().crs);
  EXPECT_TRUE(source.features.report.problems.empty());
  for (std::size_t f = 0; f < source.features.size(); ++f)
    ASSERT_TRUE(nlohmann::json::accept("{" + text_of(source, f) + "}"));
}

constexpr const char* crs84 = "urn:ogc:def:crs:OGC:1.3:CRS84";

INSTANTIATE_TEST_SUITE_P(
    FromSharedData, RealFiles,
    testing::Values(
        RealFile{"robust-vector/r5/hkzones-no-collection.geojson", 1, ""},
        RealFile{"robust-vector/r5/hkzones-mixed-geometries.geojson", 3, crs84},
        RealFile{"robust-vector/r5/hkzones-type-mismatch.geojson", 3, crs84},
        RealFile{"robust-vector/r5/valid-polygon-projected.geojson", 3,
                 "urn:ogc:def:crs:EPSG::3857"},
        RealFile{"robust-vector/r-sf/null_geom.geojson", 2, crs84},
        RealFile{"robust-vector/geojson-fixtures/geometry/geometrycollection-xyz.geojson", 1, ""},
        RealFile{"robust-vector/geojson-fixtures/featurecollection/one.geojson", 3, ""},
        RealFile{"mecklenburg/catawba_river.geojson", 114, ""},
        RealFile{"dc/fire-stations.geojson", 34, ""},
        RealFile{"quakes/usgs_week_2018.geojson", 1707, ""}),
    [](const auto& tested) { return std::to_string(tested.index); });

TEST(GeojsonReader, TheZeroByteFileInTheSharedDataIsRefused) {
  LayerConfig config;
  config.source = support::real_data("robust-vector/r5/empty.geojson");
  if (!std::filesystem::exists(config.source))
    GTEST_SKIP() << config.source << " is not there; set HAZARDMAP_REAL_DATA";
  EXPECT_THROW(layers::read_geojson(config), geo::Error);
}

} // namespace
