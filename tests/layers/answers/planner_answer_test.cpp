#include "layers/answers/planner_answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using layers::Null;
using layers::PlannerAnswer;
using layers::Value;
using layers::ValueType;
using nlohmann::json;
using testing::Each;
using testing::SizeIs;

geo::Geometry point(double lon, double lat) {
  geo::Geometry shape;
  shape.add_point({lon, lat});
  return shape;
}

TEST(AnswerGeoJson, IsAFeatureCollectionWithASummary) {
  PlannerAnswer answer;
  answer.features.columns = {
      {"class"}, {"limit_s", ValueType::real, 1}, {"share", ValueType::real, 4}};
  answer.features.add({"band-1", std::int64_t{240}, 1 / 3.0}, point(105.12345678, -21));
  answer.features.add({"gap", Null(), 2.0}, point(1, 2));
  answer.features.add({"gap"}, geo::Geometry());
  answer.summary = {{"total", 7}};
  answer.warnings = {"one \"a\"", "two"};
  EXPECT_EQ(layers::answer_geojson(answer),
            R"({"type":"FeatureCollection",
"warnings":["one \"a\"","two"],
"features":[
{"type":"Feature","id":1,"properties":{"class":"band-1","limit_s":240,"share":0.3333},"geometry":{"type":"Point","coordinates":[105.123457,-21]}},
{"type":"Feature","id":2,"properties":{"class":"gap","limit_s":null,"share":2.0},"geometry":{"type":"Point","coordinates":[1,2]}},
{"type":"Feature","id":3,"properties":{"class":"gap"},"geometry":null}],
"summary":{"total":7}})");
}

TEST(AnswerGeoJson, OfNoFeaturesIsOne) {
  PlannerAnswer answer;
  answer.features.columns = {{"class"}};
  answer.summary = json::object();
  EXPECT_EQ(
      layers::answer_geojson(answer),
      "{\"type\":\"FeatureCollection\",\n\"warnings\":[],\n\"features\":[],\n\"summary\":{}}");
}

/// The properties of a row with the values, of which these columns are attributes of something.
std::string properties_of(std::vector<layers::AnswerColumn> columns, std::vector<Value> values) {
  layers::AnswerTable table;
  table.columns = std::move(columns);
  table.add(std::move(values), point(1, 2));
  std::string text;
  layers::RowText(table).append(text, 0);
  return text;
}

TEST(AnswerGeoJson, AttributesOfAnAreaStandInAnObject) {
  const layers::AnswerColumn name{"name", ValueType::text, {}, "area"};
  const layers::AnswerColumn people{"people", ValueType::integer, {}, "area"};
  const layers::AnswerColumn kind{"kind", ValueType::text, {}, "zone"};
  const layers::AnswerColumn own{"total"};
  const Value ten = std::int64_t{10};
  EXPECT_EQ(
      properties_of({own, name, people, {"more"}}, {"t", "A", ten, "m"}),
      R"("id":1,"properties":{"total":"t","area_properties":{"name":"A","people":10},"more":"m"})");
  EXPECT_EQ(properties_of({name, people}, {"A", ten}),
            R"("id":1,"properties":{"area_properties":{"name":"A","people":10}})");
  EXPECT_EQ(
      properties_of({name, kind, own}, {Null(), "k", "t"}),
      R"("id":1,"properties":{"area_properties":{"name":null},"zone_properties":{"kind":"k"},"total":"t"})");
  EXPECT_EQ(properties_of({name, people, own}, {Value(), Value(), "t"}),
            R"("id":1,"properties":{"total":"t"})")
      << "without any there is no object";
}

TEST(AnswerGeoJson, IsWrittenInPiecesOfBoundedSize) {
  PlannerAnswer answer;
  answer.features.columns = {{"n", ValueType::integer}};
  const std::int64_t count = 10'000;
  for (std::int64_t i = 0; i < count; ++i)
    answer.features.add({i}, point(105, 21));
  answer.summary = json::object();
  std::vector<std::string> pieces;
  layers::write_geojson(answer, [&](std::string_view piece) { pieces.emplace_back(piece); });
  EXPECT_GT(pieces.size(), 5U);
  EXPECT_THAT(pieces, Each(SizeIs(testing::Lt(64U * 1024 + 200))));
  std::string whole;
  for (const auto& piece : pieces)
    whole += piece;
  EXPECT_EQ(whole, layers::answer_geojson(answer));
  const auto features = json::parse(whole)["features"];
  ASSERT_EQ(features.size(), static_cast<std::size_t>(count));
  EXPECT_EQ(features.back()["properties"]["n"], count - 1);
}

} // namespace
