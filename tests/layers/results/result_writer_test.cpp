#include "layers/results/result_writer.hpp"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>

#include <fcntl.h>
#include <unistd.h>

#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <ogrsf_frmts.h>

#include "layers/catalog/source.hpp"
#include "tests/support/answer_sketch.hpp"
#include "tests/support/parse_geometry.hpp"
#include "tests/support/test_folder.hpp"

namespace {

namespace fs = std::filesystem;
using layers::Json;
using layers::Null;
using layers::PlannerAnswer;
using layers::Time;
using layers::Value;
using layers::ValueType;
using layers::write_result;
using nlohmann::json;
using support::answer_with;
using support::columns_of_all_types;
using support::names_in;
using support::point;
using support::result_formats;
using support::two_points;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// A GeoJSON geometry.
geo::Geometry shape(const std::string& geojson) {
  return support::parse_geometry(json::parse(geojson));
}

PlannerAnswer areas() {
  auto answer = answer_with({{"tên"},
                             {"limit_s", ValueType::real, 1},
                             {"share", ValueType::real, 4},
                             {"open", ValueType::boolean},
                             {"stations", ValueType::json},
                             {"sums", ValueType::json},
                             {"name", ValueType::text, {}, "area"},
                             {"people", ValueType::integer, {}, "area"}});
  answer.features.add(
      {"Cầu Giấy", std::int64_t{240}, 1 / 3.0, true, Json{R"(["s1","s2"])"},
       Json{R"({"people":12})"}},
      shape(R"({"type":"Polygon","coordinates":[[[105,21],[105.5,21],[105.5,21.5],[105,21]]]})"));
  answer.features.add(
      {Null(), 480.5, std::int64_t{2}, false, Value(), Value(), "y", std::int64_t{12'000}},
      shape(R"({"type":"MultiPolygon","coordinates":[[[[106,21],[106.5,21],[106.5,21.5],[106,21]]],
               [[[107,21],[107.5,21],[107.5,21.5],[107,21]]]]})"));
  return answer;
}

PlannerAnswer half_shaped() {
  auto answer = answer_with({{"n", ValueType::integer}});
  answer.features.add({std::int64_t{1}}, geo::Geometry());
  answer.features.add({std::int64_t{2}}, point(1, 2));
  return answer;
}

TEST(WriteResult, GeoJsonIsThatOfTheAnswer) {
  const TestFolder folder;
  write_result(areas(), folder.path("a.geojson"), "areas", false);
  EXPECT_EQ(bytes_of(folder.path("a.geojson")), layers::answer_geojson(areas()));
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a.geojson"));
}

TEST(WriteResult, StandardOutputTakesGeoJson) {
  testing::internal::CaptureStdout();
  write_result(areas(), "-", "areas", false);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), layers::answer_geojson(areas()));
}

TEST(WriteResult, AStandardOutputThatIsFullIsAnError) {
  const int kept = dup(STDOUT_FILENO);
  const int full = open("/dev/full", O_WRONLY);
  dup2(full, STDOUT_FILENO);
  const auto message = error_of([] { write_result(areas(), "-", "areas", false); });
  dup2(kept, STDOUT_FILENO);
  close(full);
  close(kept);
  EXPECT_EQ(message, "standard output: cannot be written: No space left on device; make room, or "
                     "name another folder");
}

TEST(WriteResult, CsvHasCoordinatesOfPoints) {
  const TestFolder folder;
  write_result(two_points(), folder.path("a.csv"), "a", false);
  EXPECT_EQ(bytes_of(folder.path("a.csv")), "id,name,minutes,lon_2,lon,lat\n"
                                            "1,\"Trạm \"\"1\"\", Hà Nội\",4.25,L,105.8542,21.0285\n"
                                            "2,\"\",,,-51.2,-30.05\n");
}

TEST(WriteResult, CsvQuotesAColumnOfTextsThatLookLikeNumbers) {
  auto answer = answer_with({{"code"}, {"name"}, {"n", ValueType::integer}});
  answer.features.add({"007", "a", std::int64_t{7}}, point(1, 2));
  answer.features.add({"b", "c", std::int64_t{8}}, point(1, 2));
  answer.features.add({Null(), Null(), Null()}, point(1, 2));
  const TestFolder folder;
  write_result(answer, folder.path("a.csv"), "a", false);
  EXPECT_EQ(bytes_of(folder.path("a.csv")), "id,code,name,n,lon,lat\n"
                                            "1,\"007\",a,7,1,2\n"
                                            "2,\"b\",c,8,1,2\n"
                                            "3,,,,1,2\n");
}

TEST(WriteResult, CsvHasOtherShapesAsText) {
  const TestFolder folder;
  write_result(areas(), folder.path("a.csv"), "a", false);
  EXPECT_EQ(
      bytes_of(folder.path("a.csv")),
      "id,tên,limit_s,share,open,stations,sums,area_name,area_people,geometry\n"
      "1,Cầu Giấy,240,0.3333,true,\"[\"\"s1\"\",\"\"s2\"\"]\",\"{\"\"people\"\":12}\",,,"
      "\"POLYGON ((105 21,105.5 21.0,105.5 21.5,105 21))\"\n"
      "2,,480.5,2,false,,,y,12000,\"MULTIPOLYGON (((106 21,106.5 21.0,106.5 21.5,106 21)),((107 "
      "21,107.5 21.0,107.5 21.5,107 21)))\"\n");
}

/// A file's only table, read with GDAL.
struct Table {
  std::string name;
  std::map<std::string, OGRFieldType> types;
  std::vector<std::map<std::string, std::string>> rows; ///< by attribute; the shape under "wkt"
  std::vector<geo::LonLat> positions;                   ///< of all shapes, row by row
};

class Positions : public OGRDefaultConstGeometryVisitor {
public:
  using OGRDefaultConstGeometryVisitor::visit;
  void visit(const OGRPoint* point) override { all.push_back({point->getX(), point->getY()}); }
  std::vector<geo::LonLat> all;
};

Table table_of(const std::string& path) {
  GDALAllRegister();
  const std::unique_ptr<GDALDataset> dataset(
      GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
  Table table;
  if (!dataset || dataset->GetLayerCount() != 1)
    return table;
  table.name = dataset->GetLayer(0)->GetName();
  const auto& columns = *dataset->GetLayer(0)->GetLayerDefn();
  for (int i = 0; i < columns.GetFieldCount(); ++i)
    table.types[columns.GetFieldDefn(i)->GetNameRef()] = columns.GetFieldDefn(i)->GetType();
  for (const auto& feature : *dataset->GetLayer(0)) {
    auto& row = table.rows.emplace_back();
    for (int i = 0; i < feature->GetFieldCount(); ++i) {
      if (feature->IsFieldSetAndNotNull(i))
        row[feature->GetFieldDefnRef(i)->GetNameRef()] = feature->GetFieldAsString(i);
    }
    if (const auto* found = feature->GetGeometryRef()) {
      row["wkt"] = found->exportToWkt();
      Positions positions;
      found->accept(&positions);
      std::ranges::copy(positions.all, std::back_inserter(table.positions));
    }
  }
  std::ranges::sort(table.rows, {}, [](auto& row) { return std::stoi(row["id"]); });
  return table; // FlatGeobuf sorts by place
}

class WriteTables : public testing::TestWithParam<const char*> {
protected:
  std::string path() const { return m_folder.path(std::string("result.") + GetParam()); }
  Table written(const PlannerAnswer& answer) const {
    write_result(answer, path(), "a", false);
    return table_of(path());
  }
  TestFolder m_folder;
};

TEST_P(WriteTables, HoldEveryAttributeAndShape) {
  const auto table = written(areas());
  EXPECT_THAT(names_in(m_folder.path()), ElementsAre(std::string("result.") + GetParam()));
  EXPECT_EQ(table.name, "a");
  auto rows = table.rows;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["id"], "1");
  EXPECT_EQ(rows[0]["tên"], "Cầu Giấy");
  EXPECT_EQ(rows[0]["limit_s"], "240");
  EXPECT_EQ(rows[0]["open"], "1");
  EXPECT_EQ(rows[0]["stations"], R"(["s1","s2"])");
  EXPECT_EQ(rows[0]["sums"], R"({"people":12})");
  EXPECT_EQ(rows[0]["wkt"], "MULTIPOLYGON (((105 21,105.5 21.0,105.5 21.5,105 21)))");
  EXPECT_FALSE(rows[0].contains("area_name"));
  EXPECT_FALSE(rows[1].contains("tên"));
  EXPECT_EQ(rows[1]["limit_s"], "480.5");
  EXPECT_EQ(rows[1]["share"], "2");
  EXPECT_EQ(rows[1]["open"], "0");
  EXPECT_EQ(rows[1]["area_name"], "y");
  EXPECT_EQ(rows[1]["area_people"], "12000");
}

TEST_P(WriteTables, AreReadBackAsALayer) {
  write_result(two_points(), path(), "a", false);
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

/// What GDAL calls the types of columns_of_all_types().
const std::map<std::string, OGRFieldType> gdal_types = {
    {"id", OFTInteger64}, {"flag", OFTInteger},  {"whole", OFTInteger64}, {"real", OFTReal},
    {"text", OFTString},  {"time", OFTDateTime}, {"json", OFTString}};

TEST_P(WriteTables, ColumnsHaveTheirTypesWhateverTheValues) {
  auto answer = answer_with(columns_of_all_types());
  answer.features.add({Null(), Null(), Null(), Null(), Null(), Null()}, point(1, 2));
  answer.features.add({}, point(1, 2));
  EXPECT_EQ(written(answer).types, gdal_types);
  answer.features.add(
      {true, std::int64_t{1}, std::int64_t{240}, "240", Time{"2026-11-29T08:30:00Z"}, Json{"[]"}},
      point(1, 2));
  const auto full_path = m_folder.path(std::string("full.") + GetParam());
  write_result(answer, full_path, "a", false);
  EXPECT_EQ(table_of(full_path).types, gdal_types);
}

TEST_P(WriteTables, CoordinatesKeepEveryBit) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> lon(-180, 180);
  std::uniform_real_distribution<double> lat(-90, 90);
  for (const bool are_lines : {false, true}) {
    auto answer = answer_with({});
    std::vector<geo::LonLat> wanted;
    for (int i = 0; i < 100; ++i) {
      const geo::LonLat a{lon(random), lat(random)};
      const geo::LonLat b{std::nextafter(a.lon, 0), std::nextafter(a.lat, 0)};
      geo::Geometry line;
      line.points = {a, b};
      line.end_ring();
      line.end_part(geo::PartType::line);
      answer.features.add({}, are_lines ? line : point(a.lon, a.lat));
      wanted.push_back(a);
      if (are_lines)
        wanted.push_back(b);
    }
    write_result(answer, path(), "a", true);
    EXPECT_THAT(table_of(path()).positions, testing::UnorderedElementsAreArray(wanted));
  }
}

TEST(WriteResult, CsvCoordinatesReadBackTheSame) {
  const TestFolder folder;
  auto answer = answer_with({});
  std::mt19937_64 random(8);
  std::uniform_real_distribution<double> lon(-180, 180);
  std::vector<double> wanted;
  for (int i = 0; i < 100; ++i) {
    wanted.push_back(lon(random));
    answer.features.add({}, point(wanted.back(), wanted.back() / 2));
  }
  write_result(answer, folder.path("a.csv"), "a", false);
  std::ifstream file(folder.path("a.csv"));
  std::string line;
  std::getline(file, line); // titles
  for (const double value : wanted) {
    std::getline(file, line); // id,lon,lat
    const auto first = line.find(',');
    EXPECT_EQ(std::strtod(line.c_str() + first + 1, nullptr), value);
    EXPECT_EQ(std::strtod(line.c_str() + line.find(',', first + 1) + 1, nullptr), value / 2);
  }
}

TEST_P(WriteTables, NumbersAreNotRounded) {
  auto answer = answer_with({{"real", ValueType::real, 1}});
  answer.features.add({1 / 3.0}, point(1, 2));
  EXPECT_EQ(std::stod(written(answer).rows.at(0).at("real")),
            0.333333333333333); // GDAL's 15 digits
}

TEST_P(WriteTables, DatesTimesAndMixturesOfThem) {
  auto answer = answer_with(
      {{"day", ValueType::time}, {"moment", ValueType::time}, {"both", ValueType::time}});
  answer.features.add({Time{"2026-11-29"}, Time{"2026-11-29T08:30:00Z"}, Time{"2026-11-29"}},
                      point(1, 2));
  answer.features.add({Null(), Null(), Time{"2026-11-29T08:30:00Z"}}, point(1, 2));
  const auto table = written(answer);
  const bool is_flatgeobuf = GetParam() == std::string("fgb"); // has no dates
  EXPECT_EQ(table.types.at("day"), is_flatgeobuf ? OFTString : OFTDate);
  EXPECT_EQ(table.rows.at(0).at("day"), is_flatgeobuf ? "2026-11-29" : "2026/11/29");
  EXPECT_THAT(table.rows.at(0).at("moment"), StartsWith("2026/11/29 08:30:00"));
  EXPECT_EQ(table.types.at("moment"), OFTDateTime);
  EXPECT_EQ(table.types.at("both"), OFTString);
  EXPECT_EQ(table.rows.at(0).at("both"), "2026-11-29");
  EXPECT_EQ(table.rows.at(1).at("both"), "2026-11-29T08:30:00Z");
}

TEST_P(WriteTables, TextColumnsTakeEveryValue) {
  auto answer = answer_with({{"mixed"}});
  answer.features.add({std::int64_t{1}}, point(1, 2));
  answer.features.add({2.5}, point(1, 2));
  answer.features.add({true}, point(1, 2));
  answer.features.add({"x"}, point(1, 2));
  std::vector<std::string> texts;
  for (const auto& row : written(answer).rows)
    texts.push_back(row.at("mixed"));
  EXPECT_THAT(texts, ElementsAre("1", "2.5", "true", "x"));
}

TEST_P(WriteTables, WholeNumbersBeyondThoseOfGdalAreTexts) {
  auto answer = answer_with({{"n", ValueType::integer}});
  answer.features.add({std::int64_t{-1}}, point(1, 2));
  answer.features.add({std::uint64_t{1} << 63U}, point(1, 2));
  const auto table = written(answer);
  EXPECT_EQ(table.types.at("n"), OFTString);
  EXPECT_EQ(table.rows.at(0).at("n"), "-1");
  EXPECT_EQ(table.rows.at(1).at("n"), "9223372036854775808");
}

TEST_P(WriteTables, ManyRowsAreAllThere) {
  auto answer = answer_with({{"n", ValueType::integer}});
  const std::int64_t count = 25'001; // more than two transactions
  for (std::int64_t i = 0; i < count; ++i)
    answer.features.add({i * i}, point(static_cast<double>(i % 180), 21));
  const auto rows = written(answer).rows;
  ASSERT_EQ(rows.size(), static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < rows.size(); ++i)
    EXPECT_EQ(rows[i].at("n"), std::to_string(i * i));
}

TEST_P(WriteTables, HaveTheirColumnsThoughThereAreNoRows) {
  const auto table = written(answer_with(columns_of_all_types()));
  EXPECT_EQ(table.name, "a");
  EXPECT_EQ(table.types, gdal_types);
  EXPECT_TRUE(table.rows.empty());
}

TEST(WriteResult, CsvOfNothingHasTitles) {
  const TestFolder folder;
  const auto nothing = answer_with(columns_of_all_types());
  write_result(nothing, folder.path("a.csv"), "a", false);
  EXPECT_EQ(bytes_of(folder.path("a.csv")), "id,flag,whole,real,text,time,json,geometry\n");
}

TEST(WriteResult, GeoPackagesHoldFeaturesWithoutShape) {
  const TestFolder folder;
  write_result(half_shaped(), folder.path("a.gpkg"), "a", false);
  const auto rows = table_of(folder.path("a.gpkg")).rows;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("n"), "1");
  EXPECT_FALSE(rows[0].contains("wkt"));
  EXPECT_EQ(rows[1].at("wkt"), "POINT (1 2)");
}

TEST(WriteResult, FlatGeobufWouldLoseFeaturesWithoutShape) {
  const TestFolder folder;
  const auto path = folder.path("a.fgb");
  EXPECT_EQ(error_of([&] { write_result(half_shaped(), path, "a", false); }),
            path + ": FlatGeobuf holds no features without a shape, and there are some; name a "
                   ".gpkg, .geojson or .csv");
  EXPECT_THAT(names_in(folder.path()), IsEmpty());
}

TEST(WriteResult, CsvLeavesNoShapeEmpty) {
  const TestFolder folder;
  write_result(half_shaped(), folder.path("a.csv"), "a", false);
  EXPECT_EQ(bytes_of(folder.path("a.csv")), "id,n,geometry\n1,1,\n2,2,POINT (1 2)\n");
}

TEST_P(WriteTables, ShapesOfDifferentKindsStayAsTheyAre) {
  auto answer = answer_with({});
  auto both = shape(R"({"type":"LineString","coordinates":[[0,0],[1,1]]})");
  answer.features.add({}, both);
  answer.features.add({}, point(1, 2));
  answer.features.add({}, shape(R"({"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]],
                                   [[5,1],[6,1],[6,2],[5,1]]]})"));
  append(both, point(3, 4));
  answer.features.add({}, both);
  std::vector<std::string> shapes;
  for (const auto& row : written(answer).rows)
    shapes.push_back(row.at("wkt"));
  EXPECT_THAT(shapes, ElementsAre("LINESTRING (0 0,1 1)", "POINT (1 2)",
                                  "POLYGON ((0 0,9 0,9 9,0 0),(5 1,6 1,6 2,5 1))",
                                  "GEOMETRYCOLLECTION (LINESTRING (0 0,1 1),POINT (3 4))"));
}

TEST_P(WriteTables, LinesAndManyLinesBecomeMany) {
  auto answer = answer_with({});
  auto line = shape(R"({"type":"LineString","coordinates":[[0,0],[1,1]]})");
  answer.features.add({}, line);
  append(line, shape(R"({"type":"LineString","coordinates":[[2,2],[3,3]]})"));
  answer.features.add({}, line);
  std::vector<std::string> shapes;
  for (const auto& row : written(answer).rows)
    shapes.push_back(row.at("wkt"));
  EXPECT_THAT(shapes,
              ElementsAre("MULTILINESTRING ((0 0,1 1))", "MULTILINESTRING ((0 0,1 1),(2 2,3 3))"));
}

TEST_P(WriteTables, NamesThatDifferOnlyInCaseOrAreTakenGetANumber) {
  auto answer = answer_with({{"Name"}, {"name"}, {"fid"}, {"geom"}, {"ID"}});
  answer.features.add({"a", "b", "3", "c", "d"}, point(1, 2));
  const auto rows = written(answer).rows;
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].at("Name"), "a");
  EXPECT_EQ(rows[0].at("name_2"), "b");
  EXPECT_EQ(rows[0].at("fid_2"), "3");
  EXPECT_EQ(rows[0].at("geom_2"), "c");
  EXPECT_EQ(rows[0].at("ID_2"), "d");
}

INSTANTIATE_TEST_SUITE_P(Formats, WriteTables, testing::Values("gpkg", "fgb"),
                         [](const auto& format) { return std::string(format.param); });

} // namespace
