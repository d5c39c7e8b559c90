// The names and the order of what answers hold, over maps small enough to work out by hand. Streets
// are driven at 36 km/h: 100 m take 10 s. Walking 3.6 km/h: 10 m take 10 s.
#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "layers/planner/planner_questions.hpp"
#include "tests/support/network_sketch.hpp"
#include "tests/support/planner_sketch.hpp"

namespace {

using namespace support;
using layers::Params;
using layers::Question;

/// The keys of an object, in their order.
std::vector<std::string> keys_of(const nlohmann::ordered_json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items())
    keys.push_back(key);
  return keys;
}

/// The properties of a feature, in their order.
nlohmann::ordered_json properties_of(Question question, const Params& params,
                                     const MapSketch& sketch, std::size_t feature = 0) {
  const auto text = layers::answer_geojson(
      layers::answer(layers::read_question(question, params), model_of(sketch)));
  return nlohmann::ordered_json::parse(text)["features"][feature]["properties"];
}

TEST(AnswerColumns, LimitsThatDifferHaveNamesThatDiffer) {
  auto sketch = long_street();
  sketch.ward(-100, -100, 2100, 100);
  // At 36 km/h 602 m and 608 m are reached; people live at 601 m (60.1 s) and 605 m (60.5 s).
  sketch.people({601, 0}, 100);
  sketch.people({605, 0}, 1000);
  const Params params = {{"limits_s", "60,60.2,60.8"}, {"area", "wards"}, {"gaps", "0"}};
  const auto ward = properties_of(Question::coverage, params, sketch);
  EXPECT_EQ(ward["covered_60_s"], 30);
  EXPECT_EQ(ward["covered_60.2_s"], 130);
  EXPECT_EQ(ward["covered_60.8_s"], 1130);
  EXPECT_EQ(keys_of(ward),
            (std::vector<std::string>{"class", "area", "area_name", "area_properties", "total",
                                      "covered_60_s", "share_60_s", "covered_60.2_s",
                                      "share_60.2_s", "covered_60.8_s", "share_60.8_s", "p90_s"}));
  const auto summary = asked(Question::coverage, params, model_of(sketch))["summary"]["asked"];
  std::vector<double> limits;
  for (const auto& line : summary["limits"])
    limits.push_back(line["limit_s"]);
  EXPECT_EQ(limits, (std::vector<double>{60, 60.2, 60.8}));
}

TEST(AnswerColumns, LimitsOfANormOfRadiusAreNamedInMetres) {
  auto sketch = long_street();
  sketch.ward(-100, -100, 2100, 100);
  const auto keys = keys_of(
      properties_of(Question::coverage,
                    {{"standard", "vn-qcvn-01-2021"}, {"area", "wards"}, {"gaps", "0"}}, sketch));
  EXPECT_EQ(keys, (std::vector<std::string>{"class", "area", "area_name", "area_properties",
                                            "total", "covered_3000_m", "share_3000_m",
                                            "covered_5000_m", "share_5000_m", "p90_m"}));
}

TEST(AnswerColumns, AttributesOfAWardAreColumnsOfTheAnswer) {
  auto sketch = long_street();
  sketch.ward(-100, -100, 750, 100);
  const Params params = {{"limits_s", "60"}, {"area", "wards"}};
  const auto answer =
      layers::answer(layers::read_question(Question::coverage, params), model_of(sketch));
  const auto& columns = answer.features.columns;
  const auto own = std::ranges::find(columns, "area", &layers::AnswerColumn::of);
  ASSERT_NE(own, columns.end());
  EXPECT_EQ(own->name, "name");
  EXPECT_EQ(own->type, layers::ValueType::text);
  EXPECT_EQ(layers::value_in(*own, 0), layers::Value("Phường"));
  EXPECT_EQ(layers::value_in(*own, 1), layers::Value()) << "a gap has none";
  const auto id = std::ranges::find(columns, "area", layers::flat_name);
  ASSERT_NE(id, columns.end());
  EXPECT_EQ(id->type, layers::ValueType::integer);
  // In GeoJSON they stand together.
  EXPECT_EQ(properties_of(Question::coverage, params, sketch)["area_properties"],
            nlohmann::ordered_json({{"name", "Phường"}}));
}

TEST(AnswerColumns, EveryQuestionDeclaresItsColumnsThoughThereIsNothingInThem) {
  auto sketch = long_street();
  sketch.ward(-100, -100, 750, 100);
  sketch.zone(-200, -200, 200, 200, R"("severity":5,"type":"river")"); // the station stands in it
  const auto model = model_of(sketch);
  const Params closed = {{"closed_by", "flood"}, {"remove", "1"}, {"add", "105,21"}};
  const auto names = [&](Question question, Params params) {
    params.insert(params.end(), closed.begin(), closed.end());
    const auto answer = layers::answer(layers::read_question(question, params), model);
    std::vector<std::string> all;
    for (const auto& column : answer.features.columns)
      all.push_back(layers::flat_name(column));
    return all;
  };
  EXPECT_EQ(names(Question::nearest_stations, {{"point", "105.1,21"}}),
            (std::vector<std::string>{"point", "rank", "station", "station_name", "arrival_s",
                                      "distance_m", "by"}));
  EXPECT_EQ(names(Question::response_areas, {}),
            (std::vector<std::string>{"class", "state", "from_s", "limit_s", "station",
                                      "station_name", "station_layer", "area_km2"}));
  EXPECT_EQ(names(Question::coverage, {{"limits_s", "60"}, {"area", "wards"}}),
            (std::vector<std::string>{"class", "area", "area_name", "area_name", "total",
                                      "covered_60_s", "share_60_s", "change_60_s", "p90_s", "state",
                                      "rank", "uncovered", "places", "nearest_s"}));
}

TEST(AnswerColumns, PropertiesStandInTheirOrder) {
  const auto sketch = long_street();
  const auto place = sketch.at(1500, 0);
  EXPECT_EQ(keys_of(properties_of(Question::nearest_stations,
                                  {{"point", fmt::format("{},{}", place.lon, place.lat)}}, sketch)),
            (std::vector<std::string>{"point", "rank", "station", "station_name", "arrival_s",
                                      "distance_m", "by"}));
  EXPECT_EQ(keys_of(properties_of(Question::response_areas, {{"limits_s", "60"}}, sketch)),
            (std::vector<std::string>{"class", "state", "from_s", "limit_s", "area_km2"}));
  EXPECT_EQ(keys_of(properties_of(Question::first_due, {{"limits_s", "60"}}, sketch)),
            (std::vector<std::string>{"class", "state", "from_s", "limit_s", "station",
                                      "station_name", "station_layer", "area_km2"}));
  EXPECT_EQ(
      keys_of(properties_of(Question::coverage, {{"limits_s", "60"}}, sketch)),
      (std::vector<std::string>{"class", "state", "rank", "uncovered", "places", "nearest_s"}));
}

} // namespace
