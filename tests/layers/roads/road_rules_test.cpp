#include "layers/roads/road_rules.hpp"

#include <algorithm>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/roads/road_network.hpp"
#include "layers/roads/road_problems.hpp"
#include "tests/support/network_sketch.hpp"
#include "tests/support/road_profile.hpp"

namespace {

using layers::RoadRule;
using support::roads;
using support::test_profile;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

RoadRule rule_of(const std::string& properties, const layers::SpeedProfile& with = test_profile()) {
  return layers::road_rules(*roads().line({{0, 0}, {1, 0}}, properties).layer(), with)[0];
}

bool is_closed(const std::string& properties) {
  const auto rule = rule_of(properties);
  return rule.forward_km_h == 0 && rule.backward_km_h == 0;
}

std::vector<std::string> texts_of(const std::vector<layers::LoadReport::Problem>& problems) {
  std::vector<std::string> texts;
  std::ranges::transform(problems, std::back_inserter(texts), layers::problem_text);
  return texts;
}

TEST(RoadRules, SpeedIsTheStatedOneElseThatOfTheClass) {
  EXPECT_EQ(rule_of(R"("class":"primary")"), (RoadRule{60, 60, false}));
  EXPECT_EQ(rule_of(R"("class":"alley")"), (RoadRule{30, 30, false}));
  EXPECT_EQ(rule_of(""), (RoadRule{30, 30, false}));
  EXPECT_EQ(rule_of(R"("class":"primary","speed_km_h":45)"), (RoadRule{45, 45, false}));
  EXPECT_EQ(rule_of(R"("class":"primary","speed_km_h":"45")"), (RoadRule{45, 45, false}));
  EXPECT_EQ(rule_of(R"("class":"primary","speed_km_h":"signals")"), (RoadRule{60, 60, false}));
  EXPECT_EQ(rule_of(R"("class":"primary","speed_km_h":200)"), (RoadRule{90, 90, false}));
  EXPECT_EQ(rule_of(R"("class":"primary","surface":"gravel")"), (RoadRule{30, 30, false}));
}

TEST(RoadRules, ClassesThatTheProfileDoesNotKnowAreNamed) {
  auto layer = roads()
                   .line({{0, 0}, {1, 0}}, R"("class":"Primary")")
                   .line({{0, 0}, {1, 0}}, R"("class":"Principal Arterial")")
                   .line({{0, 0}, {1, 0}}, R"("class":"alley way")")
                   .line({{0, 0}, {1, 0}}, R"("class":null)")
                   .layer();
  EXPECT_EQ(layers::road_rules(*layer, test_profile())[1].forward_km_h, 60);
  const auto problems = road_problems(*layer, test_profile());
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].effect, layers::Effect::not_understood);
  EXPECT_EQ(problem_text(problems[0]),
            "class not known to the speed profile, 30 km/h used; list it there or in \"values\": 1 "
            "of 3 features (\"alley way\"; id 2)");
  EXPECT_THAT(layers::build_road_network({layer}, {}, {test_profile(), 0})->road_problems,
              SizeIs(1));
}

TEST(RoadRules, ALevelIsAWholeNumberAndNothingElse) {
  const auto level_of = [](const std::string& json) {
    return rule_of(R"("class":"primary","layer":)" + json).level;
  };
  for (const auto* one : {"1", "1.0", R"("1")", R"("+1")", R"("1.0")", R"(" 1 ")"})
    EXPECT_EQ(level_of(one), 1) << one;
  EXPECT_EQ(level_of(R"("-1")"), -1);
  EXPECT_EQ(level_of(R"("-10")"), -10);
  for (const auto* none : {R"("2024_roads")", R"("1;2")", R"("11")", "2024", "0.5", R"("+-1")",
                           R"("1e0")", R"("nan")", R"("inf")", R"("+")", R"("")", "null"})
    EXPECT_EQ(level_of(none), 0) << none;
}

TEST(RoadRules, BridgesAndTunnelsAreAboveAndBelowWhereNothingIsSaid) {
  const auto level_of = [](const std::string& properties) { return rule_of(properties).level; };
  EXPECT_EQ(level_of(R"("bridge":"yes")"), 1);
  EXPECT_EQ(level_of(R"("tunnel":"yes")"), -1);
  EXPECT_EQ(level_of(R"("tunnel":"building_passage")"), 0);
  EXPECT_EQ(level_of(R"("bridge":"no","tunnel":"no")"), 0);
  EXPECT_EQ(level_of(R"("bridge":"yes","layer":"2")"), 2);
  EXPECT_EQ(level_of(R"("bridge":"yes","layer":"0")"), 0);
  EXPECT_EQ(level_of(R"("tunnel":"yes","layer":"x")"), -1);
}

TEST(RoadRules, AFerryMayBeOneOfSeveralRoutes) {
  auto with_ferries = test_profile();
  with_ferries.class_km_h["ferry"] = 12;
  for (const auto* ferry : {"ferry", "ferry;hiking", "hiking; ferry", "bicycle;ferry;hiking"})
    EXPECT_EQ(rule_of(fmt::format(R"("class":"primary","route":"{}")", ferry), with_ferries),
              (RoadRule{12, 12, false, false}))
        << ferry;
  for (const auto* none : {"hiking", "ferry_track", "", ";"})
    EXPECT_EQ(rule_of(fmt::format(R"("class":"primary","route":"{}")", none), with_ferries),
              (RoadRule{60, 60, false}))
        << none;
}

TEST(RoadRules, LevelsThatAreNoneAreNamed) {
  const auto layer = roads()
                         .line({{0, 0}, {1, 0}}, R"("class":"primary","layer":"2024_roads")")
                         .line({{0, 0}, {1, 0}}, R"("class":"primary","layer":"-1")")
                         .line({{0, 0}, {1, 0}}, R"("class":"primary","layer":"")")
                         .line({{0, 0}, {1, 0}}, R"("class":"primary")")
                         .layer();
  const auto problems = road_problems(*layer, test_profile());
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].what, "layer not understood, taken as 0");
  EXPECT_EQ(problems[0].effect, layers::Effect::not_understood);
  EXPECT_EQ(problems[0].count, 1U);
  EXPECT_EQ(problems[0].of, 2U);
  EXPECT_THAT(problems[0].first_values, ElementsAre("2024_roads"));
}

TEST(RoadRules, BridgesTunnelsAndJunctionsThatAreNoneAreNamed) {
  const auto layer =
      roads()
          .line({{0, 0}, {1, 0}}, R"("class":"primary","bridge":"BR-17","tunnel":-1)")
          .line({{0, 0}, {1, 0}}, R"("class":"primary","junction":"J12")")
          .line({{0, 0}, {1, 0}}, R"("class":"primary","bridge":"n/a","tunnel":" ")")
          .line({{0, 0}, {1, 0}}, R"("class":"primary","bridge":"viaduct")")
          .layer();
  EXPECT_THAT(
      texts_of(road_problems(*layer, test_profile())),
      ElementsAre("bridge not understood, taken as none: 1 of 2 features (\"BR-17\"; id 0)",
                  "tunnel not understood, taken as none: 1 of 1 features (\"-1\"; id 0)",
                  "junction not understood, taken as none: 1 of 1 features (\"J12\"; id 1)"));
  const auto rules = layers::road_rules(*layer, test_profile());
  EXPECT_EQ(rules[0], (RoadRule{60, 60, false})) << "the flood closes it, and roads cross it";
  EXPECT_EQ(rules[2], rules[0]);
  EXPECT_TRUE(rules[3].is_bridge);
}

TEST(RoadRules, AccessesAndSurfacesThatAreNoneAreNamed) {
  const auto layer =
      roads()
          .line({{0, 0}, {1, 0}}, R"("class":"primary","access":"RESTR_7","surface":"type 4")")
          .line({{0, 0}, {1, 0}},
                R"("class":"primary","access":"private;delivery","surface":"asphalt")")
          .line({{0, 0}, {1, 0}}, R"("class":"primary","motor_vehicle":"3","access":"no")")
          .layer();
  EXPECT_THAT(
      texts_of(road_problems(*layer, test_profile())),
      ElementsAre(
          StartsWith("surface not understood, taken as paved: 1 of 2 features (\"type 4\""),
          "access not understood, taken as open: 2 of 3 features (\"RESTR_7\", \"3\"; id 0, "
          "2)"));
}

TEST(RoadRules, WordsOfOtherLanguagesCloseSlowAndTurn) {
  for (const auto* closed : {"cấm", "gesperrt", "không", "нет", "closed", "NO", "no;cấm"})
    EXPECT_TRUE(is_closed(fmt::format(R"("access":"{}")", closed))) << closed;
  for (const auto* open : {"no;private", "-", "không rõ", "privat"})
    EXPECT_EQ(rule_of(fmt::format(R"("access":"{}")", open)), (RoadRule{30, 30, false})) << open;
  for (const auto* slow : {"Schotter", "Gravel", "asphalt;gravel"}) // half of 30, as of gravel
    EXPECT_EQ(rule_of(fmt::format(R"("surface":"{}")", slow)), (RoadRule{15, 15, false})) << slow;
  for (const auto* round : {"Roundabout", "vòng xuyến", "Kreisverkehr"})
    EXPECT_EQ(rule_of(fmt::format(R"("junction":"{}")", round)), (RoadRule{30, 0, false})) << round;
}

TEST(RoadRules, LimitsAreKnownByTheirName) {
  for (const auto* limit : {"maxspeed_mph", "POSTED_SPEED", "Tốc độ tối đa", "speed_limit"}) {
    auto layer = roads().field("speed_km_h", limit);
    layer.line({{0, 0}, {1, 0}}, fmt::format(R"("{}":"40 km/h")", limit));
    EXPECT_EQ(layers::road_rules(*layer.layer(), test_profile())[0], (RoadRule{20, 20, false}))
        << limit;
  }
}

TEST(RoadRules, ARoadLayerWithoutClassAndSpeedIsANote) {
  auto plain = roads();
  plain.config.fields.clear();
  const auto problems = road_problems(*plain.line({{0, 0}, {1, 0}}).layer(), test_profile());
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].effect, layers::Effect::note);
  plain = roads();
  plain.config.fields.clear();
  plain.config.constants["class"] = "primary";
  plain.line({{0, 0}, {1, 0}});
  EXPECT_THAT(road_problems(*plain.layer(), test_profile()), IsEmpty());
}

TEST(RoadRules, OfALimitOnlyAShareIsDriven) {
  const auto rules = layers::road_rules(*roads()
                                             .field("speed_km_h", "maxspeed")
                                             .line({{0, 0}, {1, 0}}, R"("maxspeed":"50")")
                                             .line({{0, 0}, {1, 0}}, R"("maxspeed":"none")")
                                             .line({{0, 0}, {1, 0}}, R"("class":"primary")")
                                             .layer(),
                                        test_profile());
  EXPECT_EQ(rules[0], (RoadRule{25, 25, false})); // half of it, as the profile says
  EXPECT_EQ(rules[1], (RoadRule{90, 90, false})); // what the engine can do
  EXPECT_EQ(rules[2], (RoadRule{60, 60, false}));
}

TEST(RoadRules, OneWayStreetsBindUnlessTheProfileSaysOtherwise) {
  EXPECT_EQ(rule_of(R"("oneway":"yes")"), (RoadRule{30, 0, false}));
  EXPECT_EQ(rule_of(R"("oneway":-1)"), (RoadRule{0, 30, false}));
  EXPECT_EQ(rule_of(R"("oneway":true)"), (RoadRule{30, 0, false}));
  EXPECT_EQ(rule_of(R"("oneway":"TF")"), (RoadRule{0, 30, false}));
  EXPECT_EQ(rule_of(R"("junction":"roundabout")"), (RoadRule{30, 0, false}));
  EXPECT_EQ(rule_of(R"("class":"motorway")"), (RoadRule{90, 0, false, false, 0, false}));
  auto bold = test_profile();
  bold.obeys_one_way = false;
  EXPECT_EQ(rule_of(R"("oneway":"yes")", bold), (RoadRule{30, 30, false}));
}

TEST(RoadRules, ClosedRoadsAreNotDriven) {
  EXPECT_TRUE(is_closed(R"("class":"path")"));
  EXPECT_TRUE(is_closed(R"("class":"path","speed_km_h":20)"));
  EXPECT_TRUE(is_closed(R"("access":"no")"));
  EXPECT_EQ(rule_of(R"("access":"private")"), (RoadRule{30, 30, false}));
  EXPECT_TRUE(is_closed(R"("motor_vehicle":"no")"));
  // The more special key stands over the general one.
  EXPECT_EQ(rule_of(R"("access":"no","motor_vehicle":"yes")"), (RoadRule{30, 30, false}));
  EXPECT_FALSE(is_closed(R"("access":"no","emergency":"yes")"));
  EXPECT_TRUE(is_closed(R"("emergency":"no")"));
}

TEST(RoadRules, BridgesAreWhatDoesNotSayNo) {
  EXPECT_TRUE(rule_of(R"("bridge":"yes")").is_bridge);
  EXPECT_TRUE(rule_of(R"("bridge":"viaduct")").is_bridge);
  EXPECT_TRUE(rule_of(R"("bridge":true)").is_bridge);
  EXPECT_FALSE(rule_of(R"("bridge":"no")").is_bridge);
  EXPECT_FALSE(rule_of(R"("bridge":0)").is_bridge);
  EXPECT_FALSE(rule_of("").is_bridge);
}

TEST(RoadRules, AFieldThatIsNamedStandsOverTheUsualOne) {
  const auto rules =
      layers::road_rules(*roads()
                              .field("bridge", "cau")
                              .field("access", "cam")
                              .field("surface", "mat_duong")
                              .field("junction", "nut")
                              .line({{0, 0}, {1, 0}}, R"("cau":"yes","bridge":"no","access":"no",)"
                                                      R"("mat_duong":"gravel","nut":"roundabout")")
                              .line({{0, 0}, {1, 0}}, R"("cam":"no")")
                              .layer(),
                         test_profile());
  EXPECT_EQ(rules[0], (RoadRule{15, 0, true, false, 1}));
  EXPECT_EQ(rules[1].forward_km_h, 0);
}

} // namespace
