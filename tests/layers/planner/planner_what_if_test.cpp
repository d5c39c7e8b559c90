// What would change: stations added, moved and removed, over maps small enough to work out by hand.
#include <numbers>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "layers/planner/planner_questions.hpp"
#include "tests/support/planner_sketch.hpp"

namespace {

using namespace support;
using layers::Params;
using layers::Question;
using nlohmann::json;

TEST(WhatIf, LostAndGainedAreTheDifferenceOfTheStates) {
  auto sketch = long_street();
  sketch.zone(900, -500, 1200, 500, R"("severity":3,"type":"river")");
  const auto answer = asked(Question::response_areas, {{"limits_s", "150"}, {"closed_by", "flood"}},
                            model_of(sketch));
  const double asked_km2 = area_km2(answer, "asked", 150);
  const double before_km2 = area_km2(answer, "before", 150);
  const double lost_km2 = area_km2(answer, "lost", 150);
  // Beyond x = 900 m: 600 m of street, beside it 150 - x / 10 metres on both sides.
  EXPECT_NEAR(lost_km2, 600 * 60 / 1e6, 0.004);
  EXPECT_EQ(area_km2(answer, "gained", 150), 0);
  EXPECT_NEAR(before_km2 - asked_km2, lost_km2, 0.02 * before_km2);
}

TEST(WhatIf, StationsAreNamedByTheTextOfTheirIds) {
  auto sketch = long_street();
  for (const char* id : {R"("a\"b")", R"("c\\")", R"("Tr\u1ea1m\n")", R"("\ud83d\ude92")"})
    sketch.station({2000, 0}, R"("name":"Đội","turnout_s":0)", id);
  const auto model = model_of(sketch);
  for (const char* id : {"a\"b", "stations/a\"b", "c\\", "Trạm\n", "\xF0\x9F\x9A\x92"}) {
    const auto only = asked(Question::coverage, {{"limits_s", "60"}, {"stations", id}}, model);
    EXPECT_EQ(only["summary"]["asked"]["limits"][0]["covered"], 40 + 50) << id;
    const auto less = asked(Question::coverage, {{"limits_s", "60"}, {"remove", id}}, model);
    EXPECT_EQ(less["summary"]["asked"]["travel"]["stations"], 4) << id;
  }
}

TEST(WhatIf, AStationMoreIsComparedWithTheStateWithoutIt) {
  auto sketch = long_street();
  const auto there = sketch.at(2000, 0);
  const auto answer = asked(
      Question::coverage, {{"limits_s", "60"}, {"add", fmt::format("{},{}", there.lon, there.lat)}},
      model_of(sketch));
  const auto& summary = answer["summary"];
  EXPECT_EQ(summary["before"]["limits"][0]["covered"], 10 + 20);
  EXPECT_EQ(summary["asked"]["limits"][0]["covered"], 10 + 20 + 40 + 50);
  EXPECT_EQ(summary["difference"][0]["covered"], 90);
  EXPECT_EQ(summary["asked"]["travel"]["stations"], 2);
}

TEST(WhatIf, WhatIsKeptOfTheStateBeforeChangesNoAnswer) {
  auto sketch = long_street();
  sketch.road({{2000, 0}, {9000, 0}}, street);
  sketch.people({8000, 0}, 60); // 800 s: late, with either station
  sketch.station({500, 0});
  const auto kept = model_of(sketch);
  for (const double x_m : {1000.0, 7000.0, 500.0}) {
    const auto there = sketch.at(x_m, 0);
    const auto add = fmt::format("{},{}", there.lon, there.lat);
    for (const auto& [question, more] :
         {std::pair{Question::response_areas, Params{{"split", "none"}}},
          std::pair{Question::response_areas, Params{{"split", "first-due"}}},
          std::pair{Question::coverage, Params{{"due", "1"}}},
          std::pair{Question::coverage, Params{{"due", "3"}}},
          std::pair{Question::coverage, Params{{"standard", "vn-qcvn-01-2021"}}},
          std::pair{Question::coverage,
                    Params{{"standard", "vn-qcvn-01-2021"}, {"network", "true"}}}}) {
      Params params{{"add", add}};
      params.insert(params.end(), more.begin(), more.end());
      if (more.front().second != "vn-qcvn-01-2021")
        params.emplace_back("limits_s", "60,90");
      EXPECT_EQ(asked(question, params, kept), asked(question, params, model_of(sketch)));
    }
  }
}

TEST(WhatIf, AModelThatKeepsAnswersIsFreedWhenNobodyNeedsIt) {
  auto sketch = long_street();
  auto model = model_of(sketch);
  const auto there = sketch.at(1000, 0);
  const auto add = fmt::format("{},{}", there.lon, there.lat);
  for (const auto question : {Question::response_areas, Question::coverage})
    asked(question, {{"limits_s", "60"}, {"add", add}}, model);
  const std::weak_ptr<const layers::ResponseModel> watched = model.response;
  model = {};
  EXPECT_TRUE(watched.expired());
}

TEST(WhatIf, StationsCanBeMovedAndRemoved) {
  auto sketch = long_street();
  sketch.station({2000, 0});
  const auto model = model_of(sketch);
  const auto removed = asked(Question::coverage, {{"limits_s", "60"}, {"remove", "2"}}, model);
  EXPECT_EQ(removed["summary"]["before"]["limits"][0]["covered"], 120);
  EXPECT_EQ(removed["summary"]["asked"]["limits"][0]["covered"], 30);
  const auto middle = sketch.at(1000, 0);
  const auto moved =
      asked(Question::coverage,
            {{"limits_s", "60"}, {"move", fmt::format("2:{},{}", middle.lon, middle.lat)}}, model);
  EXPECT_EQ(moved["summary"]["asked"]["limits"][0]["covered"], 10 + 20 + 30 + 40);
}

TEST(WhatIf, StationsThatMoveOrLeaveAreAsIfTheyHadNeverBeenThere) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    auto sketch = random_town(seed);
    sketch.station({1500, 300}, R"("name":"C","turnout_s":10)");
    const auto model = model_of(sketch);
    const auto place = sketch.at(1200, 1200);
    const auto there = fmt::format("{},{}", place.lon, place.lat);
    const std::vector<std::pair<Params, Params>> same{
        {{{"remove", "2"}}, {{"stations", "1,3"}}},
        {{{"remove", "1"}, {"remove", "3"}}, {{"stations", "2"}}},
        {{{"remove", "3"}, {"add", there + ",20"}}, {{"stations", "1,2"}, {"add", there + ",20"}}},
        {{{"move", "3:" + there}}, {{"stations", "1,2"}, {"add", there + ",10"}}}};
    for (auto [changed, other] : same)
      for (const char* due : {"1", "2", "3"}) {
        for (auto* params : {&changed, &other}) {
          params->emplace_back("limits_s", "60,120,240");
          params->emplace_back("due", due);
        }
        const auto one = asked(Question::coverage, changed, model)["summary"]["asked"];
        const auto two = asked(Question::coverage, other, model)["summary"]["asked"];
        EXPECT_EQ(one["limits"], two["limits"]) << seed;
        EXPECT_EQ(one["depth"], two["depth"]) << seed;
        EXPECT_EQ(one["arrival_s"], two["arrival_s"]) << seed;
        changed.resize(changed.size() - 2);
        other.resize(other.size() - 2);
      }
    for (auto [changed, other] : same)
      for (const auto question : {Question::response_areas, Question::first_due}) {
        const Params limits{{"limits_s", "60,120,240"}};
        changed.insert(changed.end(), limits.begin(), limits.end());
        other.insert(other.end(), limits.begin(), limits.end());
        const auto one = asked(question, changed, model);
        const auto two = asked(question, other, model);
        for (const double limit_s : {60, 120, 240}) {
          EXPECT_GT(area_km2(one, "asked", limit_s), 0) << seed;
          EXPECT_EQ(area_km2(one, "asked", limit_s), area_km2(two, "asked", limit_s)) << seed;
        }
      }
  }
}

TEST(WhatIf, AreasOfStationsThatStayAreThoseBefore) {
  auto sketch = random_town(1);
  sketch.station({1500, 300}, R"("name":"C","turnout_s":10)");
  const auto model = model_of(sketch);
  const auto asked_features = [&](Params params) {
    params.insert(params.end(), {{"limits_s", "60,120"}, {"split", "station"}});
    std::vector<json> features;
    const auto answer = asked(Question::response_areas, params, model);
    for (const auto& feature : answer["features"])
      if (feature["properties"]["state"] == "asked")
        features.push_back({feature["properties"], feature["geometry"]});
    return features;
  };
  EXPECT_THAT(asked_features({{"stations", "1,3"}}), testing::SizeIs(4)); // two bands each
  EXPECT_EQ(asked_features({{"remove", "2"}}), asked_features({{"stations", "1,3"}}));
  const auto place = sketch.at(600, 900);
  const auto there = fmt::format("{},{}", place.lon, place.lat);
  EXPECT_EQ(asked_features({{"remove", "1"}, {"add", there}}),
            asked_features({{"stations", "2,3"}, {"add", there}}));
}

TEST(WhatIf, AStationWhereNobodyElseReachesARoadCanBeAdded) {
  auto sketch = long_street();
  sketch.zone(-100, -500, 100, 500, R"("severity":3,"type":"river")"); // around the only station
  const auto place = sketch.at(2000, 0);
  const auto answer = asked(Question::response_areas,
                            {{"limits_s", "60"},
                             {"closed_by", "flood"},
                             {"add", fmt::format("{},{}", place.lon, place.lat)}},
                            model_of(sketch));
  EXPECT_EQ(area_km2(answer, "before", 60), 0);
  EXPECT_GT(area_km2(answer, "asked", 60), 0);
  EXPECT_NEAR(area_km2(answer, "gained", 60), area_km2(answer, "asked", 60), 0.001);
}

TEST(WhatIf, ChangesTooSmallForTheGridAreLeftOut) {
  MapSketch sketch;
  sketch.road({{0, 0}, {2000, 0}}, street);
  sketch.station({1000, 0});
  const auto model = model_of(sketch);
  const auto moved_by = [&](double metres) {
    const auto place = sketch.at(1000 + metres, 0);
    return asked(Question::response_areas,
                 {{"limits_s", "60"},
                  {"access_m", "20"},
                  {"cell_m", "5"},
                  {"move", fmt::format("1:{},{}", place.lon, place.lat)}},
                 model);
  };
  // The street is reached 20 m to each side: x metres are 40 x m² at either end, from 50 on shown.
  for (const double metres : {0.1, 0.2, 0.3, 0.4}) {
    const auto answer = moved_by(metres);
    for (const auto* state : {"gained", "lost"})
      EXPECT_EQ(area_km2(answer, state, 60), 0) << metres << " m";
    EXPECT_EQ(answer["features"].size(), 2U) << "asked and before";
  }
  const auto much = moved_by(100);
  for (const auto* state : {"gained", "lost"})
    EXPECT_NEAR(area_km2(much, state, 60), 40 * 100 / 1e6, 0.0005);
}

TEST(WhatIf, GapsAreThoseAsAskedAndThoseBefore) {
  auto sketch = long_street();
  const auto place = sketch.at(2000, 0);
  const auto answer = asked(
      Question::coverage, {{"limits_s", "60"}, {"add", fmt::format("{},{}", place.lon, place.lat)}},
      model_of(sketch));
  std::vector<std::pair<std::string, double>> people;
  std::vector<json> shapes;
  for (const auto& feature : answer["features"]) {
    people.emplace_back(feature["properties"]["state"], feature["properties"]["uncovered"]);
    shapes.push_back(feature["geometry"]);
  }
  EXPECT_EQ(people, (std::vector<std::pair<std::string, double>>{
                        {"asked", 30}, {"before", 50}, {"before", 40}, {"before", 30}}));
  EXPECT_EQ(shapes.front(), shapes.back());
}

TEST(WhatIf, AStationMoreIsTheSameAsOneThatWasThere) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    auto sketch = random_town(seed);
    const auto model = model_of(sketch);
    const auto place = sketch.at(1200, 1200);
    const auto add = fmt::format("{},{},30", place.lon, place.lat);
    sketch.station({1200, 1200}, R"("name":"C","turnout_s":30)");
    const auto with_it = model_of(sketch);
    for (const auto question : {Question::response_areas, Question::first_due}) {
      const auto asked_for = asked(question, {{"limits_s", "120,240"}, {"add", add}}, model);
      const auto there = asked(question, {{"limits_s", "120,240"}}, with_it);
      for (const double limit_s : {120, 240}) {
        const double there_km2 = area_km2(there, "asked", limit_s);
        EXPECT_GT(there_km2, 0) << seed;
        // The earlier of two grids is not quite the grid of both.
        EXPECT_NEAR(area_km2(asked_for, "asked", limit_s), there_km2, 0.003 * there_km2) << seed;
      }
    }
  }
}

TEST(WhatIf, AStationIsMovedOnceAtMost) {
  const auto model = model_of(long_street());
  EXPECT_EQ(error_of(Question::coverage, {{"move", "1:105,21"}, {"move", "1:105.001,21"}}, model),
            "station \"1\": it is moved twice; name one place for it");
  EXPECT_EQ(error_of(Question::coverage, {{"move", "1:105,21"}, {"remove", "1"}}, model),
            "station \"1\": it is moved or removed already; name it once");
  EXPECT_EQ(error_of(Question::coverage, {{"remove", "1"}, {"remove", "1"}}, model),
            "station \"1\": it is moved or removed already; name it once");
}

TEST(WhatIf, OnlyStationsThatCountAreRemoved) {
  auto sketch = long_street();
  sketch.station({2000, 0});
  EXPECT_EQ(error_of(Question::coverage, {{"stations", "1"}, {"remove", "2"}}, model_of(sketch)),
            "station \"2\": there is none with this id among those of stations=");
}

TEST(WhatIf, TheFirstStationOfAMapCanBeAdded) {
  MapSketch sketch;
  sketch.road({{0, 0}, {2000, 0}}, street);
  sketch.people({100, 0}, 7);
  const auto model = model_of(sketch);
  const auto place = sketch.at(0, 0);
  const auto add = fmt::format("{},{},0", place.lon, place.lat);
  const auto areas = asked(Question::response_areas, {{"limits_s", "60"}, {"add", add}}, model);
  EXPECT_EQ(area_km2(areas, "before", 60), 0);
  EXPECT_GT(area_km2(areas, "asked", 60), 0);
  EXPECT_EQ(area_km2(areas, "gained", 60), area_km2(areas, "asked", 60));
  for (const auto* standard : {"", "vn-qcvn-01-2021"}) { // by time, and straight
    Params params{{"add", add}};
    params.emplace_back(*standard == 0 ? "limits_s" : "standard", *standard == 0 ? "60" : standard);
    const auto people = asked(Question::coverage, params, model);
    EXPECT_EQ(people["summary"]["before"]["limits"][0]["covered"], 0);
    EXPECT_EQ(people["summary"]["asked"]["limits"][0]["covered"], 7);
  }
  EXPECT_EQ(error_of(Question::response_areas, {{"remove", "1"}}, model_of(long_street())),
            "stations: there is none to start from; serve a layer of kind station, or add one with "
            "add=lon,lat");
}

TEST(WhatIf, WhatIsAddedLosesNothingAndWhatIsRemovedGainsNothing) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const auto sketch = random_town(seed);
    const auto model = model_of(sketch);
    const auto place = sketch.at(1200, 600);
    const auto states = [&](Params params) {
      params.emplace_back("limits_s", "120");
      const auto answer = asked(Question::response_areas, params, model);
      std::set<std::string> found;
      for (const auto& feature : answer["features"])
        found.insert(feature["properties"]["state"]);
      return found;
    };
    using testing::ElementsAre;
    EXPECT_THAT(states({{"add", fmt::format("{},{}", place.lon, place.lat)}}),
                ElementsAre("asked", "before", "gained"));
    EXPECT_THAT(states({{"remove", "1"}}), ElementsAre("asked", "before", "lost"));
  }
}

TEST(WhatIf, FarAwayStationsTakeNoMoreMemoryThanTheirOwnGrids) {
  MapSketch sketch;
  sketch.road({{0, 0}, {2000, 0}}, street);
  sketch.road({{300'000, 600'000}, {302'000, 600'000}}, street);
  sketch.station({0, 0});
  auto options = config();
  options.most_cells = 100'000; // a grid around both would have 450 million
  const auto model = model_of(sketch, options);
  const auto far = sketch.at(300'000, 600'000);
  const auto answer =
      asked(Question::response_areas,
            {{"limits_s", "60"}, {"move", fmt::format("1:{},{}", far.lon, far.lat)}}, model);
  const double before_km2 = area_km2(answer, "before", 60);
  // 600 m of street, beside it 60 - x / 10 metres on both sides, and half a circle of 60 m.
  EXPECT_NEAR(before_km2, (600 * 60 + std::numbers::pi * 60 * 60 / 2) / 1e6, 0.003);
  EXPECT_EQ(answer["summary"]["cell_m"], 20);
  EXPECT_NEAR(area_km2(answer, "lost", 60), before_km2, 0.02 * before_km2);
  EXPECT_NEAR(area_km2(answer, "gained", 60), area_km2(answer, "asked", 60), 0.02 * before_km2);
}

TEST(WhatIf, WhereCellsHaveToGrowTheStateBeforeHasTheSame) {
  MapSketch sketch;
  sketch.road({{0, 0}, {1000, 0}}, street);
  sketch.road({{30'000, 0}, {31'000, 0}}, street);
  sketch.station({0, 0});
  auto options = config();
  options.most_cells = 20'000;
  const auto model = model_of(sketch, options);
  const auto far = sketch.at(30'000, 0);
  const auto answer =
      asked(Question::response_areas,
            {{"limits_s", "60"}, {"add", fmt::format("{},{},0", far.lon, far.lat)}}, model);
  EXPECT_GT(answer["summary"]["cell_m"], 20);
  // Two equal streets, one of them new: what is gained is half.
  EXPECT_NEAR(area_km2(answer, "asked", 60), 2 * area_km2(answer, "before", 60), 0.02);
  EXPECT_NEAR(area_km2(answer, "gained", 60), area_km2(answer, "before", 60), 0.02);
}

TEST(WhatIf, TextsAreNotTakenForOtherParametersOfAnEarlierQuestion) {
  auto sketch = long_street();
  sketch.zone(900, -500, 1200, 500, R"("severity":3,"type":"river")");
  const auto model = model_of(sketch);
  const auto covered = [&](const Params& closed) {
    Params params{{"limits_s", "240"}};
    params.insert(params.end(), closed.begin(), closed.end());
    const auto answer = asked(Question::coverage, params, model);
    return answer["summary"]["asked"]["limits"][0]["covered"].get<double>();
  };
  EXPECT_EQ(covered({{"closed_by", "flood:type=x\nclosed flood:severity>=3"}}),
            150); // no such type
  EXPECT_EQ(covered({{"closed_by", "flood:type=x"}, {"closed_by", "flood:severity>=3"}}), 30);
  EXPECT_EQ(covered({{"closed_by", "flood:type=x 5:flood8:severity2:>=1:3"}}), 150);
}

TEST(WhatIf, AnAddedStationIsNotTakenForOneOfThatId) {
  MapSketch sketch = long_street();
  sketch.station({1000, 0}, R"("name":"B")", R"("added-1")");
  const auto place = sketch.at(2000, 0);
  const auto answer =
      asked(Question::response_areas,
            {{"add", fmt::format("{},{}", place.lon, place.lat)}, {"split", "station"}},
            model_of(sketch));
  std::set<std::string> ids;
  for (const auto& feature : answer["features"])
    if (feature["properties"]["state"] == "asked")
      ids.insert(feature["properties"]["station"]);
  EXPECT_EQ(ids, (std::set<std::string>{"1", "added-1", "new-added-1"}));
}

} // namespace
