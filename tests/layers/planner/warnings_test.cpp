// What is taken for granted or was not understood is said where the answer is read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/planner/derived_layers.hpp"
#include "tests/support/planner_sketch.hpp"

namespace {

using namespace support;
using layers::Params;
using layers::Question;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// What every question needs to be asked.
Params params_of(Question question, Params more = {}) {
  if (question == Question::nearest_stations)
    more.emplace_back("point", "105,21");
  return more;
}

constexpr Question questions[] = {Question::response_areas, Question::first_due, Question::coverage,
                                  Question::nearest_stations};

void expect_everywhere(const std::vector<std::string>& warnings, const Params& params,
                       const layers::Map& map) {
  for (const auto question : questions)
    EXPECT_EQ(asked(question, params_of(question, params), map)["warnings"], json(warnings))
        << static_cast<int>(question);
}

TEST(Warnings, AreNoneWhereNothingIsToBeSaid) {
  expect_everywhere({}, {}, model_of(long_street()));
}

TEST(Warnings, NameStationsFarFromARoadTheFarthestFirst) {
  auto sketch = long_street();
  sketch.station({500, 850}, R"("name":"Đội 2")");
  sketch.station({700, 1000}, "");
  sketch.station({900, 99}, R"("name":"Đội 4")");
  expect_everywhere({"stations more than 100 m from a road (2 of 4), which start from the nearest "
                     "one all the same, straight to it: \"3\" 1000 m, \"2\" (Đội 2) 850 m"},
                    {}, model_of(sketch));
}

TEST(Warnings, NameAtMostTwentyStations) {
  auto sketch = long_street();
  for (int i = 0; i < 22; ++i)
    sketch.station({50.0 * i, 300});
  const auto warnings = asked(Question::response_areas, {}, model_of(sketch))["warnings"];
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0].get<std::string>(), testing::EndsWith("300 m, and 2 more"));
}

TEST(Warnings, NameTheDistanceOfAnAddedStationThatIsFartherThanAnyRoad) {
  const auto sketch = long_street();
  const auto place = sketch.at(1000, 25'000);
  const Params params{{"add", fmt::format("{},{}", place.lon, place.lat)}};
  const auto model = model_of(sketch);
  for (const auto question : questions) {
    const auto warnings = asked(question, params_of(question, params), model)["warnings"];
    EXPECT_EQ(warnings[0],
              "stations more than 2000 m from any road that one gets on along (1 of 2), which reach nobody by road: "
              "\"added-1\" 25.0 km");
    EXPECT_EQ(warnings.size(), question == Question::coverage ? 2U : 1U) << "it changes nothing";
  }
}

/// The street with another, 100 km away, where nobody lives.
MapSketch far_street() {
  auto sketch = long_street();
  sketch.road({{100'000, 0}, {101'000, 0}}, street);
  return sketch;
}

json coverage_with(const MapSketch& sketch, double x_m, double y_m, Params more = {}) {
  const auto place = sketch.at(x_m, y_m);
  more.emplace_back("add", fmt::format("{},{}", place.lon, place.lat));
  more.emplace_back("limits_s", "60");
  return asked(Question::coverage, more, model_of(sketch));
}

TEST(Warnings, SayThatAnAddedStationReachesNobody) {
  const auto answer = coverage_with(far_street(), 100'500, 0);
  EXPECT_EQ(answer["warnings"], json({"stations of the what-if that reach nobody within 60 s, so "
                                      "that they change nothing: added-1"}));
  EXPECT_EQ(answer["summary"]["difference"][0]["covered"], 0);
  EXPECT_EQ(answer["summary"]["asked"]["travel"]["without_effect"], json({"added-1"}));
  EXPECT_FALSE(answer["summary"]["before"]["travel"].contains("without_effect"));
}

TEST(Warnings, SayThatAnAddedStationThatIsCutOffReachesNobody) {
  auto sketch = long_street();
  sketch.zone(1400, -100, 1600, 100, R"("severity":5,"type":"river")");
  const auto warnings = coverage_with(sketch, 1500, 0, {{"closed_by", "flood"}})["warnings"];
  ASSERT_EQ(warnings.size(), 2U);
  EXPECT_THAT(warnings[0].get<std::string>(), testing::StartsWith("stations cut off (1 of 2)"));
  EXPECT_THAT(warnings[1].get<std::string>(), testing::EndsWith("they change nothing: added-1"));
}

TEST(Warnings, SayThatOthersArriveBeforeAnAddedStation) {
  auto sketch = long_street();
  sketch.station({0, 0}); // a second one beside the first: who comes later is the third
  EXPECT_EQ(coverage_with(sketch, 0, 0, {{"due", "2"}})["warnings"],
            json({"stations of the what-if that reach nobody within 60 s before 2 others do, so "
                  "that they change nothing: added-1"}));
  EXPECT_THAT(coverage_with(sketch, 0, 0, {{"due", "3"}})["warnings"], IsEmpty());
}

TEST(Warnings, SayNothingOfAnAddedStationThatHelps) {
  const auto answer = coverage_with(long_street(), 2000, 0);
  EXPECT_THAT(answer["warnings"], IsEmpty());
  EXPECT_EQ(answer["summary"]["difference"][0]["covered"], 40 + 50); // at 1500 and 2000 m
  EXPECT_FALSE(answer["summary"]["asked"]["travel"].contains("without_effect"));
}

TEST(Warnings, CountAreasInWhichNobodysHouseLies) {
  MapSketch sketch;
  sketch.road({{0, 0}, {2000, 0}}, street);
  sketch.station({0, 0});
  sketch.ward(-100, -50, 1000, 50, R"("people":10)");
  sketch.ward(1000, -50, 2100, 50, R"("people":20)");
  sketch.zone(100, -5, 110, 5, R"("severity":1)"); // the house
  auto all = sketch.layers();
  for (auto& layer : all)
    if (layer->config.id == "wards") {
      auto wards = std::make_shared<layers::Layer>(*layer);
      wards->config.fields = {{"population", "people"}};
      wards->config.spread_over = "flood";
      layer = wards;
    }
  const auto answer = asked(Question::coverage, {{"limits_s", "60"}}, map_of(all));
  EXPECT_EQ(answer["summary"]["spread_over"], "flood");
  EXPECT_EQ(answer["summary"]["asked"]["limits"][0]["covered"], 10); // at 100 m, in 10 s
  EXPECT_EQ(answer["warnings"],
            json({"layer \"wards\": 1 of 2 features have nothing of layer \"flood\" in them; their "
                  "people are spread over them evenly"}));
  std::erase_if(all, [](const auto& layer) { return layer->config.id == "flood"; });
  EXPECT_EQ(error_of(Question::coverage, {{"limits_s", "60"}}, map_of(all)),
            "layer \"wards\": \"spread_over\" names \"flood\", and no such layer is served");
}

TEST(Warnings, NameStationsThatWaterPartsFromTheRoads) {
  auto sketch = long_street();
  sketch.water(-3000, 20, 5000, 40); // a canal along the street
  sketch.station({500, 60}, R"("name":"B")");
  auto options = config();
  options.water = {"water"};
  expect_everywhere({"stations that water parts from every road (1 of 2), which reach nobody by "
                     "road: \"2\" (B) 60 m"},
                    {}, map_of(sketch.layers(), options));
}

TEST(Warnings, NameStationsOfTheWhatIfFirst) {
  auto sketch = long_street();
  sketch.station({500, 1900});
  const auto place = sketch.at(1000, 300);
  const auto warnings =
      asked(Question::coverage, {{"add", fmt::format("{},{}", place.lon, place.lat)}},
            model_of(sketch))["warnings"];
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0].get<std::string>(), HasSubstr("\"added-1\" 300 m, \"2\" (Đội) 1900 m"));
}

TEST(Warnings, NameStationsThatAreCutOff) {
  auto sketch = long_street();
  sketch.zone(-100, -100, 100, 100, R"("severity":5,"type":"river")");
  expect_everywhere(
      {"stations cut off (1 of 1), because every road at them, or the way to it, is closed: \"1\" (Đội)"},
      {{"closed_by", "flood"}}, model_of(sketch));
}

/// The layers with one of them changed.
template <typename Change>
layers::LayerList with_changed(layers::LayerList all, const std::string& id, Change change) {
  for (auto& layer : all)
    if (layer->config.id == id) {
      auto changed = *layer;
      change(changed);
      layer = std::make_shared<const layers::Layer>(std::move(changed));
    }
  return all;
}

layers::Map town_with_lost(const std::string& id) {
  auto sketch = long_street();
  sketch.zone(1900, -100, 2100, 100, R"("severity":5)");
  sketch.ward(-100, -100, 2100, 100);
  sketch.water(0, 500, 100, 600);
  auto options = config();
  options.water = {"water"};
  return map_of(with_changed(sketch.layers(), id,
                             [](layers::Layer& layer) {
                               layer.report.add("coordinates not finite", layers::Effect::lost,
                                                "7");
                             }),
                options);
}

std::vector<std::string> warnings_of(Question question, const Params& params,
                                     const layers::Map& map) {
  return layers::answer(layers::read_question(question, params_of(question, params)), map).warnings;
}

TEST(Warnings, NameWhatIsLostOfEveryLayerThatDecidesTheAnswer) {
  const auto lost = [](const std::string& id) {
    return ElementsAre("layer \"" + id +
                       "\": not served: coordinates not finite: 1 feature (id 7)");
  };
  for (const auto question : questions) {
    for (const auto* id : {"roads", "stations", "water"})
      EXPECT_THAT(warnings_of(question, {}, town_with_lost(id)), lost(id)) << id;
    EXPECT_THAT(warnings_of(question, {}, town_with_lost("flood")), IsEmpty());
    for (const auto* parameter : {"closed_by", "slowed_by"}) {
      const auto* value = parameter == std::string("closed_by") ? "flood" : "flood:0.5";
      EXPECT_THAT(warnings_of(question, {{parameter, value}}, town_with_lost("flood")),
                  lost("flood"));
    }
    const bool names_gaps = question == Question::coverage;
    EXPECT_EQ(warnings_of(question, {}, town_with_lost("wards")).size(), names_gaps ? 1U : 0U);
  }
  EXPECT_THAT(warnings_of(Question::coverage, {{"gaps", "0"}}, town_with_lost("wards")), IsEmpty());
  EXPECT_THAT(warnings_of(Question::coverage, {}, town_with_lost("people")), lost("people"));
  EXPECT_THAT(warnings_of(Question::response_areas, {}, town_with_lost("people")), IsEmpty());
  EXPECT_THAT(warnings_of(Question::coverage, {{"area", "wards"}}, town_with_lost("wards")),
              lost("wards"));
  EXPECT_THAT(warnings_of(Question::coverage, {{"hazard", "flood"}, {"closed_by", "flood"}},
                          town_with_lost("flood")),
              lost("flood"))
      << "a layer that decides twice is named once";
}

TEST(Warnings, NameValuesThatWereNotUnderstood) {
  const auto map =
      map_of(with_changed(long_street().layers(), "stations", [](layers::Layer& layer) {
        layer.report.add("turnout_s not understood, default used", layers::Effect::not_understood,
                         "1", "5 m");
      }));
  expect_everywhere(
      {"layer \"stations\": turnout_s not understood, default used: 1 feature (\"5 m\"; id 1)"}, {},
      map);
}

TEST(Warnings, PassOverWhatWasRepaired) {
  const auto map = map_of(with_changed(long_street().layers(), "roads", [](layers::Layer& layer) {
    layer.report.add("repeated points left out", layers::Effect::note, "1");
  }));
  expect_everywhere({}, {}, map);
}

TEST(Warnings, DoubtLimitsThatAreMinutes) {
  const auto doubt = [&](const std::string& limits) -> std::string {
    const auto warnings =
        warnings_of(Question::response_areas, {{"limits_s", limits}}, model_of(long_street()));
    EXPECT_THAT(warnings_of(Question::coverage, {{"limits_s", limits}}, model_of(long_street())),
                testing::ElementsAreArray(warnings));
    return warnings.empty() ? "" : warnings.front();
  };
  EXPECT_EQ(doubt("4,8"), "parameter limits_s: 4,8 is in seconds; did you mean 240,480?");
  EXPECT_EQ(doubt("2.5"), "parameter limits_s: 2.5 is in seconds; did you mean 150?");
  EXPECT_EQ(doubt("15,30,60"),
            "parameter limits_s: 15,30,60 is in seconds; did you mean 900,1800,3600?");
  EXPECT_EQ(doubt("4,480"), "parameter limits_s: 4,480 is in seconds; did you mean 240,480?");
  EXPECT_EQ(doubt("30"), "parameter limits_s: 30 is in seconds; did you mean 1800?");
  for (const auto* seconds : {"31", "45,60", "59", "60"})
    EXPECT_EQ(doubt(seconds), "") << seconds;
  EXPECT_EQ(doubt("240,480"), "");
  EXPECT_THAT(
      warnings_of(Question::coverage, {{"standard", "us-nfpa-1710"}}, model_of(long_street())),
      IsEmpty());
}

TEST(Warnings, SayWhenNobodyCanArriveInTime) {
  const auto first = [](const layers::Params& params, Question question = Question::response_areas,
                        double configured_call_s = 0) -> std::string {
    auto options = config();
    options.call_handling_s = configured_call_s;
    const auto warnings = warnings_of(question, params, model_of(long_street(), options));
    return warnings.empty() ? "" : warnings.front();
  };
  constexpr auto too_late = " s are over before an engine leaves, and no limit is longer; nobody "
                            "arrives in time";
  for (const auto question : {Question::response_areas, Question::coverage}) {
    EXPECT_EQ(first({{"limits_s", "240,480"}, {"call_handling_s", "480"}}, question),
              std::string("parameter call_handling_s: 480") + too_late);
    EXPECT_EQ(first({{"limits_s", "240,480"}, {"call_handling_s", "300"}, {"turnout_s", "200"}},
                    question),
              std::string("parameter turnout_s: 500") + too_late)
        << "with the call";
    EXPECT_EQ(first({{"limits_s", "240,480"}}, question, 600),
              std::string(R"("response.call_handling_s": 600)") + too_late);
    EXPECT_EQ(first({{"limits_s", "240,480"}, {"call_handling_s", "479"}}, question), "");
  }
  EXPECT_EQ(first({{"point", "0,0"}, {"call_handling_s", "9999"}}, Question::nearest_stations), "");
}

TEST(Warnings, NameLayersThatAreOlderThanTheirSource) {
  using std::chrono::system_clock;
  const auto town = model_of(long_street());
  auto broken = town; // with the network of the layers before
  broken.layers = with_changed(town.layers, "roads", [](layers::Layer& layer) {
    layer.read_at = system_clock::from_time_t(1'795'000'000);
    layer.stale = layers::Staleness{system_clock::from_time_t(1'795'000'600), "roads.gpkg: cut"};
  });
  expect_everywhere(
      {"layer \"roads\": as it was read at 2026-11-18T11:06:40Z; its source cannot be "
       "read: roads.gpkg: cut"},
      {}, broken);
  const auto request = layers::read_question(Question::response_areas, {});
  EXPECT_NE(layers::made_of(request, broken), layers::made_of(request, town));
}

TEST(Warnings, CountPeopleWithoutNumber) {
  auto sketch = long_street();
  sketch.people({100, 0}, -5);
  EXPECT_THAT(
      warnings_of(Question::coverage, {}, model_of(sketch)),
      ElementsAre("layer \"people\": 1 of 6 features have a negative weight and count as 0"));
}

TEST(Warnings, AnswersWithOtherWarningsAreOthers) {
  const auto request = layers::read_question(Question::response_areas, {});
  EXPECT_EQ(layers::made_of(request, town_with_lost("wards")),
            layers::made_of(request, town_with_lost("people")));
  EXPECT_THAT(layers::made_of(request, town_with_lost("roads")),
              Not(layers::made_of(request, town_with_lost("people"))));
}

TEST(Warnings, StandInTheReportOfAComputedLayer) {
  layers::LayerConfig config;
  config.id = "reach";
  config.kind = layers::Kind::response;
  config.request = layers::read_question(Question::response_areas, {});
  const auto layer = layers::derive_layer(config, town_with_lost("roads"), nullptr);
  ASSERT_EQ(layer->report.problems.size(), 1U);
  EXPECT_EQ(layer->report.problems[0].what,
            "layer \"roads\": not served: coordinates not finite: 1 feature (id 7)");
}

} // namespace
