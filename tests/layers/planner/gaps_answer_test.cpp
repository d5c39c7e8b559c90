// Where people are not reached, over maps small enough to work out by hand. Streets are driven at
// 36 km/h: 100 m take 10 s. Walking 3.6 km/h: 10 m take 10 s.
#include <map>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "layers/planner/planner_questions.hpp"
#include "tests/support/network_sketch.hpp"
#include "tests/support/planner_sketch.hpp"

namespace {

using namespace support;
using layers::Params;
using layers::Question;
using nlohmann::json;

TEST(GapsAnswer, GapsAreRankedByTheirPeople) {
  const auto answer = asked(Question::coverage, {{"limits_s", "60"}}, model_of(long_street()));
  std::vector<double> people;
  for (const auto& feature : answer["features"])
    people.push_back(feature["properties"]["uncovered"]);
  EXPECT_EQ(people, (std::vector<double>{50, 40, 30})); // 500 m apart: three gaps
}

TEST(GapsAnswer, GapsEndAtTheBordersOfWardsAndHaveTheirNames) {
  auto sketch = long_street();
  sketch.people({1600, 0}, 5); // 100 m from the 40 at 1500 m, as near as gaps are joined
  sketch.ward(-100, -100, 1550, 100, R"("name":"Tây")");
  sketch.ward(1550, -100, 1900, 100, R"("name":"Đông")"); // the 50 at 2000 m lie in none
  const auto model = model_of(sketch);
  for (const Params& more : {Params{}, Params{{"area", "wards"}}}) {
    auto params = more;
    params.emplace_back("limits_s", "60");
    std::vector<json> found;
    const auto answer = asked(Question::coverage, params, model);
    for (const auto& feature : answer["features"]) {
      const auto& gap = feature["properties"];
      if (gap["class"] == "gap")
        found.push_back({gap["rank"], gap["area"], gap["area_name"], gap["uncovered"]});
    }
    EXPECT_EQ(found, (std::vector<json>{{1, nullptr, nullptr, 50.0},
                                        {2, 1, "Tây", 40.0},
                                        {3, 1, "Tây", 30.0},
                                        {4, 2, "Đông", 5.0}}));
  }
}

TEST(GapsAnswer, GapsHaveTogetherWhoIsNotReached) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    auto sketch = random_town(seed);
    for (int i = 0; i < 6; ++i) // which leave some of the town out
      sketch.ward(i * 350.0, 100.0 * i, i * 350.0 + 350, 1800);
    const auto model = model_of(sketch);
    for (const auto* area : {"", "wards"}) {
      Params params{{"limits_s", "120"}, {"gaps", "10000"}, {"closed_by", "flood"}};
      if (*area)
        params.emplace_back("area", area);
      const auto answer = asked(Question::coverage, params, model);
      double asked_people = 0;
      double before_people = 0;
      for (const auto& feature : answer["features"]) {
        const auto& row = feature["properties"];
        if (row["class"] == "area")
          continue;
        (row["class"] == "gap" ? asked_people : before_people) += row["uncovered"].get<double>();
      }
      const auto& summary = answer["summary"];
      EXPECT_NEAR(asked_people, summary["asked"]["limits"][0]["uncovered"], 1e-6) << seed;
      EXPECT_NEAR(before_people, summary["before"]["limits"][0]["uncovered"], 1e-6) << seed;
    }
  }
}

TEST(GapsAnswer, AWardsGapsHaveTogetherWhoInItIsNotReached) {
  MapSketch sketch; // people of one large area, in cells that the wards' borders cross
  sketch.road({{0, 0}, {2000, 0}}, street);
  sketch.station({0, 0});
  sketch.zone(-1030, -1030, 1030, 1030, R"("people":4000)");
  sketch.ward(-1030, -1030, 10, 47);
  sketch.ward(10, -1030, 1030, 47);
  sketch.ward(-1030, 47, 1030, 1030);
  auto all = sketch.layers();
  for (auto& layer : all)
    if (layer->config.id == "flood") {
      auto demand = std::make_shared<layers::Layer>(*layer);
      demand->config.kind = layers::Kind::demand;
      demand->config.fields = {{"population", "people"}};
      layer = demand;
    }
  const auto answer = asked(
      Question::coverage, {{"limits_s", "60"}, {"area", "wards"}, {"gaps", "10000"}}, map_of(all));
  std::map<int, double> uncovered;
  std::map<int, double> in_gaps;
  for (const auto& feature : answer["features"]) {
    const auto& row = feature["properties"];
    const int ward = row["area"];
    if (row["class"] == "area")
      uncovered[ward] = row["total"].get<double>() - row["covered_60_s"].get<double>();
    else
      in_gaps[ward] += row["uncovered"].get<double>();
  }
  ASSERT_EQ(in_gaps.size(), 3U);
  for (const auto& [ward, people] : uncovered)
    EXPECT_NEAR(in_gaps[ward], people, 0.2) << ward; // each is written to a tenth
}

} // namespace
