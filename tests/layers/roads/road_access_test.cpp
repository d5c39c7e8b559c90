// What closes roads to an engine and what opens them.
#include "layers/roads/road_access.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/local_plane.hpp"
#include "layers/catalog/layer_roles.hpp"
#include "layers/roads/road_problems.hpp"
#include "layers/roads/road_rules.hpp"
#include "layers/roads/rule_effects.hpp"
#include "tests/support/network_sketch.hpp"

namespace {

using layers::AccessRule;
using support::roads;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

/// Of 14 t, 3.3 m high and 2.5 m wide, 9.5 t on an axle.
layers::SpeedProfile engine() {
  layers::SpeedProfile profile;
  profile.class_km_h = {{"residential", 30}, {"busway", 40},   {"footway", 0},
                        {"steps", 0},        {"motorway", 80}, {"service", 15}};
  profile.closed_access = {"no"};
  profile.open_for = {"bus", "psv"};
  profile.closed_barriers = {"bollard", "block"};
  profile.opened_barriers = {"removable"};
  profile.weight_t = 14;
  profile.height_m = 3.3;
  profile.width_m = 2.5;
  profile.axle_load_t = 9.5;
  return profile;
}

layers::RoadRule rule_of(const std::string& properties,
                         const layers::SpeedProfile& profile = engine()) {
  return layers::road_rules(*roads().line({{0, 0}, {1, 0}}, properties).layer(), profile)[0];
}

/// "30/30" km/h along the line and against it.
std::string speeds_of(const std::string& properties,
                      const layers::SpeedProfile& profile = engine()) {
  const auto rule = rule_of(properties, profile);
  return fmt::format("{}/{}", rule.forward_km_h, rule.backward_km_h);
}

std::string street(const std::string& properties) {
  return R"("class":"residential",)" + properties;
}

/// The road of these properties, read as one of a file, with its guessed roles.
std::shared_ptr<const layers::Layer> read_street(const std::string& properties) {
  auto builder = roads();
  builder.config.fields.clear();
  builder.line({{0, 0}, {1, 0}}, street(properties));
  return layers::make_layer(builder.config, std::move(builder.source));
}

TEST(RoadAccess, AnEngineDoesNotPassALowerLimit) {
  for (const auto* closed :
       {R"("maxweight":3.5)", R"("maxweight":"3,5 t")", R"("maxweight":"13.9")",
        R"("maxweight":"13500 kg")", R"("maxgcweight":12)", R"("maxweightrating":"7.5")",
        R"("maxweightrating:hgv":"7.5")", R"("maxweightrating_hgv":"7.5")", R"("maxheight":2.2)",
        R"("maxheight":"10'6\"")", R"("maxheight:physical":"3.1")", R"("maxwidth":"2.3 m")",
        R"("maxwidth_physical":2)", R"("maxaxleload":8)", R"("maxweight":20,"maxheight":3)"})
    EXPECT_EQ(speeds_of(street(closed)), "0/0") << closed;
}

TEST(RoadAccess, AnEnginePassesWhatIsNotLower) {
  for (const auto* open :
       {R"("maxweight":14)", R"("maxweight":"16 st")", R"("maxheight":"3.3")",
        R"("maxheight":"default")", R"("maxheight":"none")", R"("maxheight":"below_default")",
        R"("maxheight":"low")", R"("maxwidth":2.5)", R"("maxaxleload":"10 t")", R"("maxspeed":5)",
        R"("maxweight:conditional":"3.5 @ 22:00-06:00")", R"("maxweight:bus":5)",
        R"("maxlength":3)"})
    EXPECT_EQ(speeds_of(street(open)), "30/30") << open;
}

TEST(RoadAccess, EqualAmountsInOtherUnitsAreEqual) {
  for (int cm = 100; cm < 500; ++cm) {
    auto profile = engine();
    profile.height_m = cm / 100.0;
    EXPECT_EQ(speeds_of(street(fmt::format(R"("maxheight":"{} cm")", cm)), profile), "30/30") << cm;
    EXPECT_EQ(speeds_of(street(fmt::format(R"("maxheight":"{} cm")", cm - 1)), profile), "0/0");
  }
}

TEST(RoadAccess, WithoutMeasuresOfTheEngineLimitsAreNotAskedAbout) {
  auto profile = engine();
  profile.weight_t = profile.height_m = std::nullopt;
  EXPECT_EQ(speeds_of(street(R"("maxweight":3.5,"maxheight":2)"), profile), "30/30");
  EXPECT_EQ(speeds_of(street(R"("maxwidth":2)"), profile), "0/0");
}

TEST(RoadAccess, ALimitMayBindOneDirection) {
  EXPECT_EQ(speeds_of(street(R"("maxweight:forward":3.5)")), "0/30");
  EXPECT_EQ(speeds_of(street(R"("maxheight_physical_backward":3)")), "30/0");
  EXPECT_EQ(speeds_of(street(R"("maxweight:backward":3.5,"oneway":"yes")")), "30/0");
}

TEST(RoadAccess, EmergenciesExceedOnlyLimitsThatSaySo) {
  EXPECT_EQ(speeds_of(street(R"("maxweight":3.5,"emergency":"yes")")), "0/0");
  EXPECT_EQ(speeds_of(street(R"("maxweight":3.5,"maxweight:emergency":"none")")), "30/30");
  EXPECT_EQ(speeds_of(street(R"("maxweight":20,"maxweight_emergency":12)")), "0/0");
  EXPECT_EQ(speeds_of(street(R"("maxheight":3,"maxheight:emergency":"none")")), "30/30");
  EXPECT_EQ(
      speeds_of(street(R"("maxheight":3,"maxheight:physical":3,"maxheight:emergency":"none")")),
      "0/0");
  EXPECT_EQ(speeds_of(street(R"("maxweight":3.5,"maxweight:emergency":"yes, sir")")), "0/0");
}

TEST(RoadAccess, AnyAttributeMaySayALimit) {
  auto layer = roads().field("max_weight_t", "tonnage").field("max_height_m", "Clearance_ft");
  layer.line({{0, 0}, {1, 0}}, street(R"("tonnage":7.5)"))
      .line({{0, 0}, {1, 0}}, street(R"("Clearance_ft":10)")) // 3.048 m
      .line({{0, 0}, {1, 0}}, street(R"("Clearance_ft":11,"tonnage":20)"))
      .line({{0, 0}, {1, 0}}, street(R"("maxweight":3,"maxheight:physical":2)"));
  const auto rules = layers::road_rules(*layer.layer(), engine());
  EXPECT_EQ(rules[0].forward_km_h, 0);
  EXPECT_EQ(rules[1].forward_km_h, 0);
  EXPECT_EQ(rules[2].forward_km_h, 30);
  EXPECT_EQ(rules[3].forward_km_h, 30) << "the named attributes alone count";
}

TEST(RoadAccess, LimitsMayBeConstantsTranslatedOrSwitchedOff) {
  auto bridges = roads();
  bridges.config.constants["max_weight_t"] = "7.5";
  EXPECT_EQ(layers::road_rules(*bridges.line({{0, 0}, {1, 0}}).layer(), engine())[0].forward_km_h,
            0);
  auto coded = roads().field("max_weight_t", "load");
  coded.config.values["max_weight_t"]["B"] = "7.5";
  coded.line({{0, 0}, {1, 0}}, street(R"("load":"B")"));
  EXPECT_EQ(layers::road_rules(*coded.layer(), engine())[0].forward_km_h, 0);
  auto off = roads();
  off.config.without_fields.insert("max_weight_t");
  off.line({{0, 0}, {1, 0}}, street(R"("maxweight":3,"maxweightrating":3)"));
  EXPECT_EQ(layers::road_rules(*off.layer(), engine())[0].forward_km_h, 30);
}

TEST(RoadAccess, RolesOfLimitsAreGuessed) {
  for (const auto* closed : {R"("maxweight":"3.5")", R"("tai_trong":"3,5 tấn")",
                             R"("vertical_clearance_ft":10)", R"("max_width_cm":210)"}) {
    const auto layer = read_street(closed);
    EXPECT_EQ(layers::road_rules(*layer, engine())[0].forward_km_h, 0) << closed;
  }
}

TEST(RoadAccess, EmergencyYesOpensWhateverClassItIsOn) {
  const auto footway = [](const std::string& properties) {
    return speeds_of(R"("class":"footway",)" + properties);
  };
  EXPECT_EQ(footway(R"("name":"a")"), "0/0");
  for (const auto* open :
       {R"("emergency":"yes")", R"("emergency":"designated")", R"("emergency":"official")",
        R"("emergency":"có")", R"("emergency":"yes","access":"no")",
        R"("motor_vehicle":"emergency")", R"("emergency":"yes","speed_km_h":5)"})
    EXPECT_EQ(footway(open), "20/20") << open;
  for (const auto* closed : {R"("emergency":"no")", R"("emergency":"private")",
                             R"("emergency":"fire_hydrant")", R"("bus":"yes")"})
    EXPECT_EQ(footway(closed), "0/0") << closed;
  EXPECT_EQ(speeds_of(R"("class":"steps","emergency":"yes")"), "0/0") << "no engine climbs";
  EXPECT_EQ(speeds_of(R"("route":"ferry","emergency":"yes")"), "0/0");
  EXPECT_EQ(footway(R"("emergency":"yes","maxwidth":2)"), "0/0");
}

TEST(RoadAccess, TheProfileSaysHowFastSuchAClassIs) {
  auto profile = engine();
  profile.emergency_km_h = 8;
  EXPECT_EQ(speeds_of(R"("class":"footway","emergency":"yes")", profile), "8/8");
  profile.emergency_km_h = 0;
  EXPECT_EQ(speeds_of(R"("class":"footway","emergency":"yes")", profile), "0/0");
  EXPECT_EQ(speeds_of(street(R"("access":"no","emergency":"yes")"), profile), "30/30");
}

TEST(RoadAccess, BusRoadsAreOpenByProfile) {
  for (const auto* open :
       {R"("access":"no","bus":"yes")", R"("motor_vehicle":"no","psv":"designated")",
        R"("class":"busway","access":"no")"})
    EXPECT_NE(speeds_of(open), "0/0") << open;
  auto strict = engine();
  strict.open_for.clear();
  for (const auto* closed : {R"("access":"no","bus":"yes")", R"("class":"busway","access":"no")"})
    EXPECT_EQ(speeds_of(closed, strict), "0/0") << closed;
  EXPECT_EQ(speeds_of(R"("access":"no","bus":"no")"), "0/0");
  EXPECT_EQ(speeds_of(R"("access":"no","taxi":"yes")"), "0/0");
  EXPECT_EQ(speeds_of(R"("access":"no","bus":"yes","emergency":"no")"), "0/0");
}

TEST(RoadAccess, OneWayStreetsMaySayWhomTheyDoNotBind) {
  EXPECT_EQ(speeds_of(street(R"("oneway":"yes","oneway:emergency":"no")")), "30/30");
  EXPECT_EQ(speeds_of(street(R"("oneway":"yes","oneway_bus":"no")")), "30/30");
  EXPECT_EQ(speeds_of(street(R"("oneway":"yes","oneway:bicycle":"no")")), "30/0");
}

TEST(RoadAccess, ARoadMayBeABarrierItself) {
  EXPECT_EQ(speeds_of(street(R"("barrier":"bollard")")), "0/0");
  EXPECT_EQ(speeds_of(street(R"("barrier":"bollard","bollard":"removable")")), "30/30");
  EXPECT_EQ(speeds_of(street(R"("barrier":"block","emergency":"yes")")), "30/30");
  EXPECT_EQ(speeds_of(street(R"("barrier":"gate")")), "30/30");
}

TEST(RoadProblems, LimitsAndConditionsThatAreNotUnderstoodAreNamed) {
  const auto problems_of = [](const std::string& properties,
                              const layers::SpeedProfile& profile = engine()) {
    const auto layer = roads().line({{0, 0}, {1, 0}}, street(properties)).layer();
    std::vector<std::string> texts;
    for (const auto& problem : road_problems(*layer, profile)) {
      EXPECT_EQ(problem.effect, layers::Effect::not_understood);
      texts.push_back(layers::problem_text(problem));
    }
    return texts;
  };
  EXPECT_THAT(
      problems_of(R"("maxweight":"heavy","maxheight:physical":"320")"),
      ElementsAre("maxweight not understood, taken as none: 1 of 1 features (\"heavy\"; id 0)",
                  "maxheight:physical not understood, taken as none: 1 of 1 features "
                  "(\"320\"; id 0)"));
  EXPECT_THAT(
      problems_of(R"("maxweight:conditional":"3.5 @ 22:00-06:00","oneway_conditional":"x",)"
                  R"("motor_vehicle:conditional":"no @ snow")"),
      ElementsAre(testing::StartsWith("oneway:conditional not understood, taken as without"),
                  testing::StartsWith("motor_vehicle:conditional not understood"),
                  testing::StartsWith("maxweight:conditional not understood, taken as "
                                      "without: 1 of 1 features (\"3.5 @ 22:00-06:00\"")));
  EXPECT_THAT(
      problems_of(R"("emergency":"rarely")"),
      ElementsAre("emergency not understood, taken as without: 1 of 1 features (\"rarely\"; "
                  "id 0)"));
  EXPECT_THAT(
      problems_of(R"("maxweight":"none","maxheight":"3.5","maxspeed:conditional":"30 @ wet",)"
                  R"("emergency":"yes","maxwidth":"-")"),
      IsEmpty());
  auto careless = engine();
  careless.weight_t = std::nullopt;
  EXPECT_THAT(problems_of(R"("maxweight":"heavy","maxweight:conditional":"3.5 @ wet")", careless),
              IsEmpty());
}

TEST(RoadProblems, ALimitInARoleIsNamedByTheLayersOwnReport) {
  const auto layer = read_street(R"("maxweight":"heavy")");
  EXPECT_THAT(road_problems(*layer, engine()), IsEmpty());
  std::vector<std::string> texts;
  for (const auto& problem : layer->report.problems)
    texts.push_back(layers::problem_text(problem));
  EXPECT_THAT(texts, Contains("max_weight_t not understood, taken as none: 1 of 1 features "
                              "(\"heavy\"; id 0)"));
}

TEST(RuleEffects, EachRuleTellsHowMuchItClosedOrOpened) {
  // Each a thousandth of a degree of longitude on the equator: 111.32 m.
  const auto layer =
      roads()
          .line({{0, 0}, {0.001, 0}}, R"("class":"footway")")
          .line({{0, 0}, {0.01, 0}}, street(R"("maxheight":3,"maxweight":3.5)"))
          .line({{0, 0}, {0.02, 0}}, street(R"("maxheight":"2.5")"))
          .line({{0, 0}, {0.001, 0}}, street(R"("access":"no")"))
          .line({{0, 0}, {0.001, 0}}, street(R"("emergency":"no")"))
          .line({{0, 0}, {0.003, 0}}, street(R"("access":"no","bus":"yes")"))
          .line({{0, 0}, {0.005, 0}}, R"("class":"footway","emergency":"yes")")
          .line({{0, 0}, {0.005, 0}}, street(R"("access":"no","emergency":"yes")"))
          .line({{0, 0}, {0.1, 0}}, street(R"("emergency":"yes")"))
          .line({{0, 0}, {0.1, 0}}, R"("class":"footway","emergency":"yes","maxaxleload":"1")")
          .layer();
  layers::RuleEffects effects{};
  add_road_effects(effects, *layer, layers::road_rules(*layer, engine()));
  std::vector<std::string> texts;
  for (const auto& line : rule_lines(effects, engine()))
    texts.push_back(line.text);
  EXPECT_THAT(texts,
              ElementsAre("class of 0 km/h: 1 road closed, 0.1 km",
                          "access=no: 1 road closed, 0.1 km", "emergency=no: 1 road closed, 0.1 km",
                          "maxweight below 14 t: 1 road closed, 1.1 km",
                          "maxheight below 3.3 m: 2 roads closed, 3.3 km",
                          "maxaxleload below 9.5 t: 1 road closed, 11.1 km",
                          "emergency=yes: 2 roads opened, 1.1 km",
                          "open for bus, psv: 1 road opened, 0.3 km"));
  const auto lines = rule_lines(effects, engine());
  EXPECT_EQ(lines[4].rule, "maxheight");
  EXPECT_TRUE(lines[4].closes);
  EXPECT_EQ(lines[4].effect.roads, 2U);
  EXPECT_NEAR(lines[4].effect.length_m, geo::distance_m({0, 0}, {0.03, 0}), 0.1);
  EXPECT_FALSE(lines[6].closes);
}

TEST(AccessRules, TellWhetherAnyCloses) {
  layers::AccessRules rules;
  EXPECT_FALSE(rules.any_closes());
  rules.add(AccessRule::emergency_yes);
  rules.add(AccessRule::opened_barrier);
  EXPECT_TRUE(rules.any());
  EXPECT_FALSE(rules.any_closes());
  rules.add(AccessRule::barrier);
  EXPECT_TRUE(rules.any_closes());
  rules.remove(AccessRule::barrier);
  rules.add(AccessRule::road_class);
  EXPECT_TRUE(rules.any_closes());
}

} // namespace
