#include "layers/features/role_values.hpp"

#include <cmath>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/features/role_report.hpp"
#include "tests/support/network_sketch.hpp"

namespace {

using layers::Effect;
using layers::Kind;
using layers::role_numbers;
using support::LayerBuilder;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::NanSensitiveDoubleEq;

constexpr double nan = NAN;

/// Stations, each with one value of the attribute "turnout"; `values`: JSON.
LayerBuilder stations(const std::vector<std::string>& values) {
  LayerBuilder builder("stations", Kind::station);
  builder.field("turnout_s", "turnout");
  for (const auto& value : values)
    builder.point({105, 21}, "\"turnout\":" + value);
  return builder;
}

LayerBuilder zones(const std::vector<std::string>& values) {
  LayerBuilder builder("flood", Kind::hazard);
  builder.field("severity", "level");
  for (const auto& value : values)
    builder.box({105, 21, 106, 22}, "\"level\":" + value);
  return builder;
}

std::vector<std::string> problems_of(const layers::Layer& layer, Effect effect) {
  layers::LoadReport report;
  report_roles(layer, report);
  std::vector<std::string> texts;
  for (const auto& problem : report.problems)
    if (problem.effect == effect)
      texts.push_back(problem_text(problem));
  return texts;
}

std::vector<std::string> not_understood(const layers::Layer& layer) {
  return problems_of(layer, Effect::not_understood);
}

TEST(RoleValues, NumbersTextsAndNothing) {
  const auto layer =
      stations({"90", R"("5 min")", "null", R"("")", R"("volunteer")", R"("n/a")", "-1"}).layer();
  EXPECT_THAT(role_numbers(*layer, "turnout_s"),
              testing::Pointwise(NanSensitiveDoubleEq(),
                                 std::vector<double>{90, 300, nan, nan, nan, nan, nan}));
  EXPECT_THAT(not_understood(*layer),
              ElementsAre("turnout_s not understood, default used: 2 of 6 features "
                          "(\"volunteer\", \"-1\"; id 4, 6)"));
}

TEST(RoleValues, WhatIsUnderstoodNeedsNoWord) {
  EXPECT_THAT(not_understood(*stations({"90", R"("PT5M")", "null"}).layer()), IsEmpty());
}

TEST(RoleValues, AClockOfTwoNumbersIsANote) {
  EXPECT_THAT(problems_of(*stations({R"("05:00")", R"("06:00")"}).layer(), Effect::note),
              ElementsAre(R"(turnout_s: "05:00" taken as minutes and seconds)"));
  EXPECT_THAT(problems_of(*stations({R"("00:05:00")"}).layer(), Effect::note), IsEmpty());
}

TEST(RoleValues, TheConfigurationSaysWhatValuesMean) {
  auto builder = zones({R"("KRB III")", R"("AE")", "7", R"("cao")"});
  builder.config.values["severity"] = {{"KRB III", "5"}, {"7", "rất cao"}, {"VE", "4"}};
  const auto layer = builder.layer();
  EXPECT_THAT(role_numbers(*layer, "severity"),
              testing::Pointwise(NanSensitiveDoubleEq(), std::vector<double>{5, nan, 4, 3}))
      << "its word counts first";
  EXPECT_THAT(not_understood(*layer),
              ElementsAre("severity not understood, no level: 1 of 4 features (\"AE\"; id 1)"));
  EXPECT_THAT(problems_of(*layer, Effect::note),
              ElementsAre(R"("values.severity": no feature has "VE")"));
}

TEST(RoleValues, AValueInOtherLettersIsNotTheOneMeant) {
  auto builder = zones({R"("KRB III")"});
  builder.config.values["severity"] = {{"Krb III", "5"}};
  EXPECT_THAT(not_understood(*builder.layer()),
              ElementsAre(R"("values.severity": no feature has "Krb III"; write it "KRB III")"));
}

TEST(RoleValues, AFractionOfADayIsNoTurnout) {
  EXPECT_THAT(not_understood(*stations({"0.00347", "0", "1"}).layer()),
              ElementsAre("turnout_s not understood, default used: 1 of 3 features (\"0.00347\"; "
                          "id 0)"));
}

TEST(RoleValues, DemandThatNobodyCountsIsANote) {
  LayerBuilder builder("people", Kind::demand);
  builder.point({0, 0}, R"("name":"A")");
  EXPECT_THAT(problems_of(*builder.layer(), Effect::note),
              ElementsAre("no population and no weight: each feature counts as one; name the "
                          "attribute in \"fields\", or a \"constant\""));
}

TEST(RoleValues, TheConfigurationSaysWhichValuesAreNone) {
  auto builder = zones({R"("NO")", "0", R"("cao")"});
  builder.config.values["severity"] = {{"NO", ""}, {"0", ""}};
  const auto layer = builder.layer();
  EXPECT_THAT(role_numbers(*layer, "severity"),
              testing::Pointwise(NanSensitiveDoubleEq(), std::vector<double>{nan, nan, 3}));
  EXPECT_THAT(not_understood(*layer), IsEmpty());
}

TEST(RoleValues, ValuesOfARoleThatNothingPlaysAreNamed) {
  auto builder = stations({"90"});
  builder.config.values["severity"] = {{"AE", "3"}};
  EXPECT_THAT(not_understood(*builder.layer()),
              ElementsAre(R"("values.severity": no attribute plays this role; set )"
                          R"("fields.severity")"));
}

TEST(RoleValues, TextsAreAsTheyStandOrAsTheConfigurationSays) {
  LayerBuilder builder("flood", Kind::hazard);
  builder.field("type", "art").box({0, 0, 1, 1}, R"("art":1)").box({0, 0, 1, 1}, R"("art":"mud")");
  builder.config.values["type"] = {{"1", "flood"}};
  EXPECT_THAT(role_texts(*builder.layer(), "type"), ElementsAre("flood", "mud"));
}

TEST(RoleValues, AConstantIsThatOfEveryFeature) {
  auto builder = stations({"90", R"("volunteer")"});
  builder.config.fields.clear();
  builder.config.constants = {{"turnout_s", "2 min"}, {"type", "pillar"}};
  const auto layer = builder.layer();
  EXPECT_THAT(role_numbers(*layer, "turnout_s"), ElementsAre(120, 120));
  EXPECT_THAT(role_texts(*layer, "type"), ElementsAre("pillar", "pillar"));
  EXPECT_TRUE(has_role(*layer, "type"));
  EXPECT_EQ(constant_meaning(*layer, "turnout_s"), "120");
  EXPECT_EQ(constant_meaning(*layer, "severity"), "");
}

TEST(RoleValues, NumbersOfAColumnHaveOneConvention) {
  LayerBuilder builder("people", Kind::demand);
  builder.field("population", "p");
  for (const auto* value : {R"("1.200")", "800", R"("~50")", "-3"})
    builder.point({0, 0}, std::string("\"p\":") + value);
  const auto layer = builder.layer();
  EXPECT_THAT(role_numbers(*layer, "population"),
              testing::Pointwise(NanSensitiveDoubleEq(), std::vector<double>{1200, 800, nan, -3}));
  EXPECT_THAT(problems_of(*layer, Effect::note),
              ElementsAre("population: \"1.200\" taken as 1200, with a separator of thousands; no "
                          "other value tells"));
  EXPECT_THAT(not_understood(*layer), ElementsAre("population not understood, counted as 0: 2 of 4 "
                                                  "features (\"~50\", \"-3\"; id 2, 3)"));
}

TEST(RoleValues, BesideFtAndTfNIsClosedAndNotNo) {
  auto tomtom = support::roads();
  for (const auto* value : {"FT", "TF", "N"})
    tomtom.line({{0, 0}, {1, 1}}, fmt::format(R"("oneway":"{}")", value));
  const auto layer = tomtom.layer();
  EXPECT_THAT(role_numbers(*layer, "oneway"),
              testing::Pointwise(NanSensitiveDoubleEq(), std::vector<double>{1, -1, nan}));
  EXPECT_THAT(
      not_understood(*layer),
      ElementsAre("oneway not understood, taken as without: 1 of 3 features (\"N\"; id 2)"));
  auto other = support::roads();
  other.line({{0, 0}, {1, 1}}, R"("oneway":"N")");
  EXPECT_THAT(role_numbers(*other.layer(), "oneway"), ElementsAre(0));
}

TEST(RoleValues, CapitalsTAndFAloneAreTrueAndFalse) {
  const auto oneways = [](const std::vector<const char*>& values, const char* attribute) {
    auto roads = support::roads().field("oneway", attribute);
    for (const auto* value : values)
      roads.line({{0, 0}, {1, 1}}, fmt::format(R"("{}":"{}")", attribute, value));
    return roads.layer();
  };
  const auto flags = oneways({"T", "F", "f"}, "oneway");
  EXPECT_THAT(role_numbers(*flags, "oneway"), ElementsAre(1, 0, 0));
  EXPECT_THAT(problems_of(*flags, Effect::note),
              testing::Contains(
                  "oneway: \"T\" and \"F\" taken as true and false, as no other value tells"));
  for (const auto& directions :
       {oneways({"T", "F", "B"}, "oneway"), oneways({"T", "F", "N"}, "oneway")})
    EXPECT_THAT(role_numbers(*directions, "oneway"), ElementsAre(-1, 1, 0));
  EXPECT_THAT(role_numbers(*oneways({"T", "F"}, "DIR_TRAVEL"), "oneway"), ElementsAre(-1, 1));
}

TEST(RoleValues, AGuessedTurnoutOfAFewSecondsMayBeMinutes) {
  const auto problems_with = [](const std::vector<std::string>& values, const char* attribute,
                                bool is_guessed = true) {
    LayerBuilder builder("stations", Kind::station);
    builder.field("turnout_s", attribute);
    if (is_guessed)
      builder.config.guessed_fields.insert("turnout_s");
    for (const auto& value : values)
      builder.point({0, 0}, fmt::format(R"("{}":{})", attribute, value));
    return not_understood(*builder.layer());
  };
  EXPECT_THAT(
      problems_with({"5", "8"}, "turnout"),
      ElementsAre("turnout_s: no value of \"turnout\" is over 15 s; if they are minutes, call "
                  "it \"turnout_min\" or write a unit; if not, name it in \"fields\""));
  EXPECT_THAT(problems_with({"\"5\"", "15"}, "turnout"), testing::SizeIs(1));
  EXPECT_THAT(problems_with({"5", "16"}, "turnout"), IsEmpty());
  EXPECT_THAT(problems_with({"0", "0"}, "turnout"), IsEmpty());
  EXPECT_THAT(problems_with({"\"5 s\""}, "turnout"), IsEmpty());
  EXPECT_THAT(problems_with({"5"}, "turnout_s"), IsEmpty());
  EXPECT_THAT(problems_with({"5"}, "Xuất xe (giây)"), IsEmpty());
  EXPECT_THAT(problems_with({"5"}, "turnout_min"), IsEmpty());
  EXPECT_THAT(problems_with({"5"}, "turnout", false), IsEmpty());
}

TEST(RoleValues, CellsOfARasterAreCounted) {
  auto cells = *LayerBuilder("population", Kind::demand).point({0, 0}, R"("value":10)").layer();
  cells.report.format = "AAIGrid raster";
  EXPECT_THAT(problems_of(cells, Effect::note), IsEmpty());
}

TEST(RoleValues, WhereARoleDecidesNothingItsValuesAreANote) {
  LayerBuilder builder("incidents", Kind::incident);
  builder.field("severity", "s").point({0, 0}, R"("s":"P1")");
  const auto layer = builder.layer();
  EXPECT_THAT(not_understood(*layer), IsEmpty());
  EXPECT_THAT(problems_of(*layer, Effect::note), testing::SizeIs(1));
}

TEST(RoleValues, AnAttributesNameMaySayTheUnit) {
  LayerBuilder builder("stations", Kind::station);
  builder.field("turnout_s", "turnout_min").point({0, 0}, R"("turnout_min":2)");
  const auto layer = builder.layer();
  EXPECT_THAT(role_numbers(*layer, "turnout_s"), ElementsAre(120));
  EXPECT_THAT(
      problems_of(*layer, Effect::note),
      ElementsAre(R"(turnout_s: numbers of "turnout_min" taken as minutes, as its name says)"));
}

TEST(RoleValues, ARoleOnTheWrongAttributeIsNotUnderstood) {
  LayerBuilder builder("people", Kind::demand);
  builder.field("population", "name").point({0, 0}, R"("name":"Cầu Giấy")");
  EXPECT_THAT(not_understood(*builder.layer()), testing::SizeIs(1));
}

TEST(RoleValues, SomeRolesArePlayedByAttributesOfTheirNameUnlessSwitchedOff) {
  auto builder = zones({"1"});
  builder.config.fields.clear();
  builder.box({0, 0, 1, 1}, R"("severity":4)");
  builder.config.without_fields = {};
  const auto with = builder;
  EXPECT_THAT(role_numbers(*LayerBuilder(with).layer(), "severity"),
              testing::Pointwise(NanSensitiveDoubleEq(), std::vector<double>{nan, 4}));
  builder.config.without_fields = {"severity"};
  EXPECT_FALSE(has_role(*builder.layer(), "severity"));
}

TEST(RoleValues, ShapesThatCannotDoWhatTheirKindIsForAreNamed) {
  LayerBuilder hazard("flood", Kind::hazard);
  hazard.field("severity", "s").point({0, 0}, R"("s":1)").box({0, 0, 1, 1}, R"("s":1)");
  EXPECT_THAT(not_understood(*hazard.layer()),
              ElementsAre("hazard without a polygon, which closes no road: 1 feature (id 0)"));
  LayerBuilder road("roads", Kind::road);
  road.box({0, 0, 1, 1}).line({{0, 0}, {1, 1}});
  EXPECT_THAT(not_understood(*road.layer()),
              ElementsAre("road without a line, on which nothing drives: 1 feature (id 0)"));
  LayerBuilder area("wards", Kind::area);
  area.line({{0, 0}, {1, 1}});
  EXPECT_THAT(not_understood(*area.layer()),
              ElementsAre("area without a polygon, in which nothing lies: 1 feature (id 0)"));
  LayerBuilder demand("people", Kind::demand);
  demand.line({{0, 0}, {1, 1}});
  EXPECT_THAT(
      not_understood(*demand.layer()),
      ElementsAre("demand along a line; it lies at points or in polygons: 1 feature (id 0)"));
}

TEST(RoleValues, AHazardWithoutASeverityIsANote) {
  LayerBuilder builder("flood", Kind::hazard);
  builder.box({0, 0, 1, 1}, R"("FLOODPRONE":"YES")");
  EXPECT_THAT(problems_of(*builder.layer(), Effect::note),
              ElementsAre("no severity; name the attribute in \"fields\", or a \"constant\""));
}

TEST(RoleValues, StationsWithoutATurnoutAreANote) {
  LayerBuilder builder("stations", Kind::station);
  const auto layer = builder.point({0, 0}, R"("name":"A")").layer();
  EXPECT_THAT(problems_of(*layer, Effect::note),
              ElementsAre("no turnout_s: the default is used for all; name the attribute in "
                          "\"fields\", or a \"constant\""));
  LayerBuilder constant("stations", Kind::station);
  constant.config.constants = {{"turnout_s", "60"}};
  EXPECT_THAT(problems_of(*constant.point({0, 0}).layer(), Effect::note), IsEmpty());
}

TEST(RoleValues, RolesWhoseAttributesSayNothingAreNamed) {
  EXPECT_THAT(problems_of(*stations({"null", R"("")", R"("n/a")"}).layer(), Effect::note),
              ElementsAre(R"(turnout_s: no feature has a value of "turnout", default used)"));
  EXPECT_THAT(problems_of(*zones({"null", "null"}).layer(), Effect::note),
              ElementsAre(R"(severity: no feature has a value of "level", no level)"));
  EXPECT_THAT(problems_of(*zones({"null", "3"}).layer(), Effect::note), IsEmpty());
  auto roads = support::roads();
  roads.line({{0, 0}, {1, 1}}, R"("class":null)");
  EXPECT_THAT(problems_of(*roads.layer(), Effect::note),
              ElementsAre(R"(class: no feature has a value of "class")"));
}

TEST(RoleValues, LevelsAreNeverThousands) {
  const auto layer = zones({R"("3.000")", R"("5.000")", R"("0.000")"}).layer();
  EXPECT_THAT(role_numbers(*layer, "severity"),
              testing::Pointwise(NanSensitiveDoubleEq(), std::vector<double>{3, 5, nan}));
  EXPECT_THAT(problems_of(*layer, Effect::note), IsEmpty());
  EXPECT_THAT(not_understood(*layer),
              ElementsAre("severity not understood, no level: 1 of 3 features (\"0.000\"; id 2)"));
}

TEST(RoleValues, OneWaysOfJson) {
  auto roads = support::roads();
  for (const auto* value : {"true", "false", "1", "0", "-1", "1.0", "-1.0", R"("1 chiều")", "2"})
    roads.line({{0, 0}, {1, 1}}, fmt::format(R"("oneway":{})", value));
  const auto layer = roads.layer();
  EXPECT_THAT(role_numbers(*layer, "oneway"),
              testing::Pointwise(NanSensitiveDoubleEq(),
                                 std::vector<double>{1, 0, 1, 0, -1, 1, -1, 1, nan}));
  EXPECT_THAT(
      not_understood(*layer),
      ElementsAre("oneway not understood, taken as without: 1 of 9 features (\"2\"; id 8)"));
}

TEST(RoleValues, AllValuesThatAreNotUnderstoodAreKept) {
  std::vector<std::string> values(2, R"("x0")");
  for (int i = 0; i < 120; ++i)
    values.push_back(fmt::format(R"("x{}")", i));
  layers::LoadReport report;
  report_roles(*zones(values).layer(), report);
  ASSERT_THAT(report.problems, testing::SizeIs(1));
  EXPECT_EQ(report.problems[0].count, 122U);
  EXPECT_THAT(report.problems[0].first_values, testing::SizeIs(100));
  EXPECT_EQ(report.problems[0].distinct_values, 120U);
}

TEST(RoleValues, MillisecondsSince1970AreATime) {
  LayerBuilder builder("quakes", Kind::incident);
  builder.field("time", "t").point({0, 0}, R"("t":1534567890123)");
  builder.point({0, 0}, R"("t":153456789)");
  EXPECT_THAT(problems_of(*builder.layer(), Effect::note),
              ElementsAre("time not understood, shown as it stands: 1 of 2 features "
                          "(\"153456789\"; id 1)"));
}

TEST(RoleValues, TimesThatAreNoneAreNamedInANote) {
  LayerBuilder builder("incidents", Kind::incident);
  builder.field("time", "t").point({0, 0}, R"("t":"29/02/2024")");
  builder.point({0, 0}, R"("t":"2024-02-29")");
  EXPECT_THAT(problems_of(*builder.layer(), Effect::note),
              ElementsAre("time not understood, shown as it stands: 1 of 2 features "
                          "(\"29/02/2024\"; id 0)"));
}

TEST(RoleValues, ValuesAreListedByWhatTheyMean) {
  auto builder = zones({R"("KRB III")", R"("cao")", "3", R"("4.0")", R"("AE")"});
  builder.config.values["severity"] = {{"KRB III", "5"}};
  EXPECT_THAT(values_by_meaning(*builder.layer(), "severity"),
              ElementsAre(testing::Pair("3", ElementsAre("cao")),
                          testing::Pair("4", ElementsAre("4.0")),
                          testing::Pair("5", ElementsAre("KRB III"))));
  auto roads = support::roads();
  roads.line({{0, 0}, {1, 1}}, R"("class":"Principal Arterial")");
  roads.line({{0, 0}, {1, 1}}, R"("class":"primary")");
  EXPECT_THAT(values_by_meaning(*roads.layer(), "class"),
              ElementsAre(testing::Pair("primary", ElementsAre("Principal Arterial"))));
}

TEST(RoleValues, WhatValuesMeanIsPartOfTheDatasKey) {
  const auto key_with = [](auto change) {
    auto builder = zones({R"("AE")"});
    change(builder.config);
    return data_key(*builder.layer());
  };
  const auto plain = key_with([](auto&) {});
  EXPECT_EQ(plain, key_with([](auto&) {}));
  EXPECT_NE(plain, key_with([](auto& config) { config.values["severity"] = {{"AE", "3"}}; }));
  EXPECT_NE(plain, key_with([](auto& config) { config.constants["type"] = "flood"; }));
  EXPECT_NE(key_with([](auto& config) {
              config.values["severity"] = {{"AE", "3"}};
            }),
            key_with([](auto& config) {
              config.values["severity"] = {{"AE", "4"}};
            }));
}

} // namespace
