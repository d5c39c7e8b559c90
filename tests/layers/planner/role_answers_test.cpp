// What values mean, in whatever words, is the same to every question.
#include <gtest/gtest.h>

#include "tests/support/planner_sketch.hpp"

namespace {

using namespace support;
using layers::Params;
using layers::Question;
using nlohmann::json;

/// A street of 2 km to the east with a station at either end, a flood in its middle and people.
struct Words {
  const char* oneway;
  const char* speed;
  const char* turnout;
  const char* severity;
};

layers::Map town(const Words& words) {
  MapSketch sketch;
  sketch.road({{0, 0}, {2000, 0}}, fmt::format(R"("class":"residential","speed":{},"oneway":{})",
                                               words.speed, words.oneway));
  sketch.station({0, 0}, fmt::format(R"("name":"West","turnout_s":{})", words.turnout));
  sketch.station({2000, 0}, R"("name":"East","turnout_s":0)");
  sketch.zone(1400, -50, 1600, 50, fmt::format(R"("severity":{},"type":"river")", words.severity));
  for (int i = 0; i <= 4; ++i)
    sketch.people({500.0 * i, 0}, 10 * (i + 1));
  return model_of(sketch);
}

/// The answers to every question, with the flood as it closes roads and as people lie in it.
std::vector<json> answers_of(const layers::Map& map) {
  const Params flood{{"closed_by", "flood:severity>=3"}, {"limits_s", "240,600"}};
  auto counted = flood;
  counted.emplace_back("hazard", "flood");
  return {asked(Question::response_areas, flood, map), asked(Question::coverage, counted, map),
          asked(Question::nearest_stations,
                {{"point", "105.012,21"}, {"closed_by", "flood:severity>=3"}}, map)};
}

TEST(RoleAnswers, WordsAnswerAsNumbersDo) {
  const auto by_numbers = answers_of(town({"1", "36", "90", "3"}));
  for (const Words& words : {Words{R"("yes")", R"("36")", R"("90 s")", R"("cao")"},
                             Words{R"("Sens direct")", R"("36,0")", R"("1.5 min")", R"("III")"},
                             Words{R"("một chiều")", R"("36 km/h")", R"("00:01:30")", R"("High")"},
                             Words{R"("Med")", "36.0", R"("PT1M30S")", R"("высокий")"}})
    EXPECT_EQ(answers_of(town(words)), by_numbers) << words.severity;
}

TEST(RoleAnswers, EachOfThemMatters) {
  const auto by_numbers = answers_of(town({"1", "36", "90", "3"}));
  for (const Words& words :
       {Words{R"("Sens inverse")", "36", "90", "3"}, Words{"1", R"("18")", "90", "3"},
        Words{"1", "36", R"("2 phút")", "3"}, Words{"1", "36", "90", R"("thấp")"}})
    EXPECT_NE(answers_of(town(words)), by_numbers);
}

TEST(RoleAnswers, ATypeThatNoZoneHasIsAWarning) {
  const auto map = town({"0", "36", "90", "3"});
  for (const auto question : {Question::response_areas, Question::coverage})
    EXPECT_EQ(asked(question, {{"closed_by", "flood:type=sea"}}, map)["warnings"],
              json::array(
                  {"hazard \"flood:type=sea\": no zone of the layer has such a type, so it changes "
                   "nothing; there are \"river\""}));
}

TEST(RoleAnswers, AClassThatTheProfileDoesNotKnowIsAWarning) {
  MapSketch sketch;
  sketch.road({{0, 0}, {2000, 0}}, R"("class":"boulevard")");
  sketch.station({0, 0});
  EXPECT_EQ(
      asked(Question::response_areas, {}, model_of(sketch))["warnings"],
      json::array({"layer \"roads\": class not known to the speed profile, 30 km/h used; list it "
                   "there or in \"values\": 1 of 1 features (\"boulevard\"; id 1)"}));
}

} // namespace
