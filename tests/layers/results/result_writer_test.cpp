#include "layers/results/result_writer.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/resource.h>

#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <ogrsf_frmts.h>

#include "layers/catalog/source.hpp"
#include "tests/support/test_folder.hpp"

namespace {

namespace fs = std::filesystem;
using layers::check_result_path;
using layers::write_result;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

const std::string areas = R"({"type":"FeatureCollection","summary":{"total":7},"features":[
{"type":"Feature","id":"a1","properties":{"tên":"Cầu Giấy","limit_s":240,"share":0.5,"open":true,
"stations":["s1","s2"],"sums":{"people":12}},
"geometry":{"type":"Polygon","coordinates":[[[105,21],[105.5,21],[105.5,21.5],[105,21]]]}},
{"type":"Feature","id":"a2","properties":{"tên":null,"limit_s":480,"share":2,"open":false,"x":"y"},
"geometry":{"type":"MultiPolygon","coordinates":[[[[106,21],[106.5,21],[106.5,21.5],[106,21]]],
[[[107,21],[107.5,21],[107.5,21.5],[107,21]]]]}}]})";

const std::string points = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"name":"Trạm \"1\", Hà Nội","minutes":4.25,"lon":"L"},
"geometry":{"type":"Point","coordinates":[105.8542,21.0285]}},
{"type":"Feature","properties":{"name":"","minutes":null},
"geometry":{"type":"Point","coordinates":[-51.2,-30.05]}}]})";

TEST(WriteResult, GeoJsonIsWrittenAsItIs) {
  const TestFolder folder;
  write_result(areas, folder.path("a.geojson"), "areas", false);
  EXPECT_EQ(read_text(folder.path("a.geojson")), areas);
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a.geojson"));
}

TEST(WriteResult, StandardOutputTakesGeoJson) {
  testing::internal::CaptureStdout();
  write_result(areas, "-", "areas", false);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), areas);
}

TEST(WriteResult, CsvHasCoordinatesOfPoints) {
  const TestFolder folder;
  write_result(points, folder.path("a.csv"), "a", false);
  EXPECT_EQ(read_text(folder.path("a.csv")), "lon,lat,name,minutes,lon_2\n"
                                             "105.8542,21.0285,\"Trạm \"\"1\"\", Hà Nội\",4.25,L\n"
                                             "-51.2,-30.05,\"\",,\n");
}

TEST(WriteResult, CsvHasOtherShapesAsText) {
  const TestFolder folder;
  write_result(areas, folder.path("a.csv"), "a", false);
  EXPECT_EQ(
      read_text(folder.path("a.csv")),
      "geometry,id,tên,limit_s,share,open,stations,sums,x\n"
      "\"POLYGON ((105 21,105.5 21.0,105.5 21.5,105 21))\",a1,Cầu Giấy,240,0.5,true,"
      "\"[\"\"s1\"\",\"\"s2\"\"]\",\"{\"\"people\"\":12}\",\n"
      "\"MULTIPOLYGON (((106 21,106.5 21.0,106.5 21.5,106 21)),((107 21,107.5 21.0,107.5 21.5,107 "
      "21)))\",a2,,480,2,false,,,y\n");
}

/// The rows of a file's only table, read with GDAL: attributes by name, geometry under "wkt".
std::vector<std::map<std::string, std::string>> rows_of(const std::string& path,
                                                        const std::string& table) {
  GDALAllRegister();
  const std::unique_ptr<GDALDataset> dataset(
      GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
  if (!dataset || dataset->GetLayerCount() != 1)
    return {};
  EXPECT_EQ(dataset->GetLayer(0)->GetName(), table);
  std::vector<std::map<std::string, std::string>> rows;
  for (const auto& feature : *dataset->GetLayer(0)) {
    auto& row = rows.emplace_back();
    for (int i = 0; i < feature->GetFieldCount(); ++i) {
      if (feature->IsFieldSetAndNotNull(i))
        row[feature->GetFieldDefnRef(i)->GetNameRef()] = feature->GetFieldAsString(i);
    }
    if (const auto* shape = feature->GetGeometryRef())
      row["wkt"] = shape->exportToWkt();
  }
  return rows;
}

class WriteTables : public testing::TestWithParam<const char*> {
protected:
  std::string path() const { return m_folder.path(std::string("result.") + GetParam()); }
  TestFolder m_folder;
};

TEST_P(WriteTables, HoldEveryAttributeAndShape) {
  write_result(areas, path(), "areas", false);
  EXPECT_THAT(names_in(m_folder.path()), ElementsAre(std::string("result.") + GetParam()));
  auto rows = rows_of(path(), "areas");
  ASSERT_EQ(rows.size(), 2U);
  std::ranges::sort(rows, {}, [](auto& row) { return row["id"]; }); // FlatGeobuf sorts by place
  EXPECT_EQ(rows[0]["tên"], "Cầu Giấy");
  EXPECT_EQ(rows[0]["limit_s"], "240");
  EXPECT_EQ(rows[0]["share"], "0.5");
  EXPECT_EQ(rows[0]["open"], "1");
  EXPECT_EQ(rows[0]["stations"], R"(["s1","s2"])");
  EXPECT_EQ(rows[0]["sums"], R"({"people":12})");
  EXPECT_EQ(rows[0]["wkt"], "MULTIPOLYGON (((105 21,105.5 21.0,105.5 21.5,105 21)))");
  EXPECT_FALSE(rows[1].contains("tên"));
  EXPECT_EQ(rows[1]["open"], "0");
  EXPECT_EQ(rows[1]["x"], "y");
}

TEST_P(WriteTables, AreReadBackAsALayer) {
  write_result(points, path(), "a", false);
  layers::LayerConfig config;
  config.source = path();
  const auto features = layers::read_layer(config);
  EXPECT_EQ(features.size(), 2U);
  EXPECT_EQ(features.report.crs, "EPSG:4326");
  EXPECT_THAT(
      features.geometry.points,
      testing::UnorderedElementsAre(geo::LonLat{105.8542, 21.0285}, geo::LonLat{-51.2, -30.05}));
  EXPECT_THAT(features.json, HasSubstr(R"("minutes":4.25)"));
}

TEST(WriteResult, AnEmptyOneIsAnEmptyTableButNoFlatGeobuf) {
  const TestFolder folder;
  const auto* nothing = R"({"type":"FeatureCollection","features":[]})";
  write_result(nothing, folder.path("a.gpkg"), "a", false);
  EXPECT_TRUE(rows_of(folder.path("a.gpkg"), "a").empty());
  const auto path = folder.path("a.fgb");
  EXPECT_EQ(error_of([&] { write_result(nothing, path, "a", false); }),
            path + ": the result is empty, which FlatGeobuf cannot hold; name a .gpkg, .geojson or "
                   ".csv");
  EXPECT_FALSE(fs::exists(path));
}

const std::string half_shaped = R"({"type":"FeatureCollection","features":[
  {"type":"Feature","properties":{"n":1},"geometry":null},
  {"type":"Feature","properties":{"n":2},"geometry":{"type":"Point","coordinates":[1,2]}}]})";

TEST(WriteResult, GeoPackagesHoldFeaturesWithoutShape) {
  const TestFolder folder;
  write_result(half_shaped, folder.path("a.gpkg"), "a", false);
  const auto rows = rows_of(folder.path("a.gpkg"), "a");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("n"), "1");
  EXPECT_FALSE(rows[0].contains("wkt"));
  EXPECT_EQ(rows[1].at("wkt"), "POINT (1 2)");
}

TEST(WriteResult, FlatGeobufWouldLoseFeaturesWithoutShape) {
  const TestFolder folder;
  const auto path = folder.path("a.fgb");
  EXPECT_EQ(error_of([&] { write_result(half_shaped, path, "a", false); }),
            path + ": FlatGeobuf holds no features without a shape, and there are some; name a "
                   ".gpkg, .geojson or .csv");
  EXPECT_THAT(names_in(folder.path()), IsEmpty());
}

TEST(WriteResult, CsvLeavesNoShapeEmpty) {
  const TestFolder folder;
  write_result(half_shaped, folder.path("a.csv"), "a", false);
  EXPECT_EQ(read_text(folder.path("a.csv")), "geometry,n\n,1\nPOINT (1 2),2\n");
}

TEST_P(WriteTables, ShapesOfDifferentKindsStayAsTheyAre) {
  write_result(R"({"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[0,0],[1,1]]}},
    {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}]})",
               path(), "a", false);
  std::vector<std::string> shapes;
  for (const auto& row : rows_of(path(), "a"))
    shapes.push_back(row.at("wkt"));
  EXPECT_THAT(shapes, testing::UnorderedElementsAre("LINESTRING (0 0,1 1)", "POINT (1 2)"));
}

TEST_P(WriteTables, NamesThatDifferOnlyInCaseOrAreTakenGetANumber) {
  write_result(R"({"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"Name":"a","name":"b","fid":3,"geom":"c"},
     "geometry":{"type":"Point","coordinates":[1,2]}}]})",
               path(), "a", false);
  const auto rows = rows_of(path(), "a");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].at("Name"), "a");
  EXPECT_EQ(rows[0].at("name_2"), "b");
  EXPECT_EQ(rows[0].at("fid_2"), "3");
  EXPECT_EQ(rows[0].at("geom_2"), "c");
}

TEST_P(WriteTables, NumbersOfBothKindsAreRealAndMixturesTexts) {
  write_result(R"({"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"n":1,"m":1},"geometry":{"type":"Point","coordinates":[1,2]}},
    {"type":"Feature","properties":{"n":2.5,"m":"x"},
     "geometry":{"type":"Point","coordinates":[1,2]}}]})",
               path(), "a", false);
  const auto rows = rows_of(path(), "a");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_THAT((std::vector{rows[0].at("n"), rows[1].at("n")}),
              testing::UnorderedElementsAre("1", "2.5"));
  EXPECT_THAT((std::vector{rows[0].at("m"), rows[1].at("m")}),
              testing::UnorderedElementsAre("1", "x"));
}

INSTANTIATE_TEST_SUITE_P(Formats, WriteTables, testing::Values("gpkg", "fgb"),
                         [](const auto& format) { return std::string(format.param); });

TEST(ResultPath, ExistingFilesAreKeptUnlessToldOtherwise) {
  const TestFolder folder;
  const auto path = folder.write("a.csv", "old");
  EXPECT_EQ(error_of([&] { write_result(points, path, "a", false); }),
            path + ": exists already; name another or add --overwrite");
  EXPECT_EQ(read_text(path), "old");
  write_result(points, path, "a", true);
  EXPECT_THAT(read_text(path), StartsWith("lon,lat"));
}

TEST(ResultPath, UnknownExtensionsAreRefused) {
  EXPECT_EQ(error_of([] { check_result_path("a.docx", false); }),
            "a.docx: unknown kind of file; end it with .geojson, .gpkg, .fgb or .csv, or write to "
            "-");
  EXPECT_THAT(error_of([] { check_result_path("areas", false); }), HasSubstr("unknown kind"));
  EXPECT_EQ(error_of([] { check_result_path("-", false); }), "no error");
}

TEST(ResultPath, FoldersMustExistAndAreNoFiles) {
  const TestFolder folder;
  const auto path = folder.path("b/a.csv");
  EXPECT_EQ(error_of([&] { check_result_path(path, false); }),
            path + ": cannot be written: there is no folder " + folder.path("b") +
                "; make it first");
  fs::create_directories(path);
  EXPECT_EQ(error_of([&] { check_result_path(path, true); }), path + ": is a folder; name a file");
}

/// Files may not grow beyond this while it lives.
class FileSizeLimit {
public:
  explicit FileSizeLimit(rlim_t bytes) : m_old_handler(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &m_old);
    const rlimit fresh{bytes, m_old.rlim_max};
    setrlimit(RLIMIT_FSIZE, &fresh);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &m_old);
    std::signal(SIGXFSZ, m_old_handler);
  }

private:
  rlimit m_old{};
  void (*m_old_handler)(int);
};

TEST(WriteResult, AFailedWriteLeavesNothingBehind) {
  const TestFolder folder;
  std::string many = R"({"type":"FeatureCollection","features":[)";
  for (int i = 0; i < 20'000; ++i) {
    many += i > 0 ? "," : "";
    many += R"({"type":"Feature","properties":{"n":"a text of some length"},"geometry":)"
            R"({"type":"Point","coordinates":[1.5,2.5]}})";
  }
  many += "]}";
  for (const auto* extension : {"geojson", "csv", "gpkg", "fgb"}) {
    const auto path = folder.path(std::string("a.") + extension);
    std::string message;
    {
      const FileSizeLimit limit(100'000);
      message = error_of([&] { write_result(many, path, "a", false); });
    }
    EXPECT_THAT(message, StartsWith(path + ": cannot be written: "));
    EXPECT_THAT(names_in(folder.path()), IsEmpty()) << extension;
  }
}

TEST(WriteResult, WhatIsNoCollectionIsAnErrorOfTheProgram) {
  const TestFolder folder;
  EXPECT_EQ(error_of([&] { write_result("[]", folder.path("a.csv"), "a", false); }),
            "the result is no GeoJSON FeatureCollection");
  EXPECT_EQ(error_of([&] {
              write_result(
                  R"({"type":"FeatureCollection","features":[{"geometry":{"type":"Dot"}}]})",
                  folder.path("a.csv"), "a", false);
            }),
            "the result holds a geometry that GDAL cannot read: {\"type\":\"Dot\"}");
  EXPECT_THAT(names_in(folder.path()), IsEmpty());
}

} // namespace
