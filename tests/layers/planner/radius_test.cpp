// Norms of radius, which need stations and people and no road. Stations and people lie on a line
// from west to east, so that distances are differences.
#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/planner_sketch.hpp"

namespace {

using namespace support;
using layers::Params;
using layers::Question;
using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto norm = "vn-qcvn-01-2021"; // 3000 m and 5000 m

/// A station, and 10 people 1 km, 20 people 3.5 km, 30 people 6 km east of it.
MapSketch without_a_road() {
  MapSketch sketch;
  sketch.station({0, 0});
  sketch.people({1000, 0}, 10);
  sketch.people({3500, 0}, 20);
  sketch.people({6000, 0}, 30);
  return sketch;
}

/// "105.067,21": a place so far east of the station.
std::string at_m(double east_m) {
  const auto place = MapSketch().at(east_m, 0);
  return fmt::format("{},{}", place.lon, place.lat);
}

json coverage(const layers::Map& map, Params params = {}) {
  params.emplace_back("standard", norm);
  return asked(Question::coverage, params, map);
}

std::vector<json> covered(const json& state) {
  std::vector<json> people;
  for (const auto& limit : state["limits"])
    people.push_back(limit["covered"]);
  return people;
}

json areas(const layers::Map& map, Params params = {}) {
  params.emplace_back("standard", norm);
  return asked(Question::response_areas, params, map);
}

/// Of one state and limit.
double km2(const json& answer, const std::string& state, double limit_m,
           const char* key = "area_km2") {
  for (const auto& line : answer["summary"]["areas"])
    if (line["state"] == state && line["limit_m"] == limit_m)
      return line[key];
  return 0;
}

double circle_km2(double radius_km) {
  return std::numbers::pi * radius_km * radius_km;
}

/// What two circles of a radius have in common whose centres lie so far apart.
double lens_km2(double radius_km, double apart_km) {
  return 2 * radius_km * radius_km * std::acos(apart_km / 2 / radius_km) -
         apart_km / 2 * std::sqrt(4 * radius_km * radius_km - apart_km * apart_km);
}

/// To 0.1 %.
void expect_km2(double found, double expected) {
  EXPECT_NEAR(found, expected, expected / 1000);
}

constexpr auto without_roads = "roads: no layer of kind road is served that can be driven; give "
                               "the configuration one to ask for times";

TEST(Radius, CoverageNeedsNoRoads) {
  const auto answer = coverage(model_of(without_a_road()));
  const auto& state = answer["summary"]["asked"];
  EXPECT_THAT(covered(state), ElementsAre(10, 30));
  EXPECT_THAT(state["depth"], ElementsAre(30, 30)) << "30 people more than 5 km away";
  EXPECT_EQ(state["standard"]["by"], "straight line");
  EXPECT_THAT(state["travel"]["cut_off"], IsEmpty()) << "of roads that are not there";
  ASSERT_EQ(answer["features"].size(), 1U);
  const auto& gap = answer["features"][0]["properties"];
  EXPECT_EQ(gap["uncovered"], 30);
  EXPECT_NEAR(gap["nearest_m"].get<double>(), 6000, 1);
  for (const auto& warning : answer["warnings"])
    EXPECT_TRUE(warning.get<std::string>().starts_with("standard")) << warning;
}

TEST(Radius, WhatIfsNeedNoRoads) {
  const auto map = model_of(without_a_road());
  const auto of = [&](const char* what, const std::string& value) {
    return covered(coverage(map, {{what, value}})["summary"]["asked"]);
  };
  // 7 km east: 30 people at 1 km, 20 at 3.5 km, 10 at 6 km.
  EXPECT_THAT(of("add", at_m(7000)), ElementsAre(40, 60));
  EXPECT_THAT(of("move", "1:" + at_m(7000)), ElementsAre(30, 50));
  const auto answer = coverage(map, {{"move", "1:" + at_m(7000)}});
  EXPECT_THAT(covered(answer["summary"]["before"]), ElementsAre(10, 30));
  EXPECT_THAT(covered({{"limits", answer["summary"]["difference"]}}), ElementsAre(20, 20));
  EXPECT_EQ(error_of(Question::coverage, {{"standard", norm}, {"remove", "1"}}, map),
            "stations: there is none to start from; serve a layer of kind station, or add one with "
            "add=lon,lat");
}

TEST(Radius, AStationMayBeAddedWhereThereIsNone) {
  MapSketch sketch;
  sketch.people({1000, 0}, 10);
  const auto map = model_of(sketch);
  EXPECT_EQ(error_of(Question::coverage, {{"standard", norm}}, map),
            "stations: there is none to start from; serve a layer of kind station, or add one with "
            "add=lon,lat");
  const auto answer = coverage(map, {{"add", at_m(0)}});
  EXPECT_THAT(covered(answer["summary"]["asked"]), ElementsAre(10, 10));
}

TEST(Radius, AnswersAreTheSameWithRoadsAndWithout) {
  for (const unsigned seed : {1U, 2U}) {
    auto town = random_town(seed);
    town.ward(0, 0, 1200, 2400);
    const Params params{{"area", "wards"}, {"hazard", "flood"}, {"due", "3"}};
    const auto with = coverage(map_of(town.layers()), params);
    const auto without = coverage(map_of(layers::without_roads(town.layers())), params);
    EXPECT_EQ(with["features"], without["features"]);
    EXPECT_EQ(with["warnings"], without["warnings"]);
    for (const auto* key : {"limits", "depth", "distance_m", "standard", "hazards"})
      EXPECT_EQ(with["summary"]["asked"][key], without["summary"]["asked"][key]) << key;
  }
}

TEST(Radius, WhatClosesRoadsChangesNothingAndIsSaidTo) {
  auto sketch = without_a_road();
  sketch.zone(500, -500, 1500, 500, R"("severity":3,"type":"river")");
  auto with_road = sketch;
  with_road.road({{0, 0}, {6000, 0}}, street);
  for (const auto& map : {model_of(sketch), model_of(with_road)}) {
    const auto answer = coverage(map, {{"closed_by", "flood"}, {"slowed_by", "flood:0.5"}});
    EXPECT_THAT(covered(answer["summary"]["asked"]), ElementsAre(10, 30));
    EXPECT_THAT(covered(answer["summary"]["before"]), ElementsAre(10, 30));
    for (const std::string parameter : {"closed_by", "slowed_by"})
      EXPECT_THAT(answer["warnings"],
                  Contains("parameter " + parameter +
                           ": changes nothing, because the standard's radius is a straight line, "
                           "which follows no road"));
  }
  EXPECT_EQ(
      error_of(Question::coverage, {{"standard", norm}, {"closed_by", "fire"}}, model_of(sketch)),
      "hazard \"fire\": no such layer of kind hazard; there is flood");
}

TEST(Radius, WhatNeedsRoadsSaysSo) {
  const auto map = model_of(without_a_road());
  const std::vector<std::pair<Question, Params>> questions = {
      {Question::coverage, {}},
      {Question::coverage, {{"limits_s", "480"}}},
      {Question::coverage, {{"standard", "ru-123-fz-76"}}},
      {Question::coverage, {{"standard", norm}, {"network", "true"}}},
      {Question::response_areas, {}},
      {Question::response_areas, {{"limits_s", "480"}, {"split", "station"}}},
      {Question::first_due, {}},
      {Question::nearest_stations, {{"point", "105,21"}}}};
  for (const auto& [question, params] : questions)
    EXPECT_EQ(error_of(question, params, map), without_roads);
}

TEST(Radius, AreasAreCircles) {
  const auto map = model_of(without_a_road());
  const auto rings = areas(map);
  expect_km2(km2(rings, "asked", 3000), circle_km2(3));
  expect_km2(km2(rings, "asked", 5000), circle_km2(5) - circle_km2(3));
  expect_km2(km2(rings, "asked", 5000, "within_km2"), circle_km2(5));
  EXPECT_EQ(rings["summary"]["standard"]["by"], "straight line");
  EXPECT_EQ(rings["summary"]["method"], "exact");
  ASSERT_EQ(rings["features"].size(), 2U);
  EXPECT_EQ(rings["features"][1]["properties"]["from_m"], 3000);
  EXPECT_EQ(rings["features"][1]["properties"]["limit_m"], 5000);
  EXPECT_THAT(rings["warnings"], IsEmpty());
  const auto disks = areas(map, {{"bands", "disks"}});
  expect_km2(km2(disks, "asked", 5000), circle_km2(5));
}

TEST(Radius, CirclesAreUnitedOrShownByStation) {
  auto sketch = without_a_road();
  sketch.station({4000, 0}, R"("name":"B")");
  const auto map = model_of(sketch);
  const auto united = areas(map, {{"bands", "disks"}});
  expect_km2(km2(united, "asked", 3000), 2 * circle_km2(3) - lens_km2(3, 4));
  const auto each = areas(map, {{"bands", "disks"}, {"split", "station"}});
  ASSERT_EQ(each["features"].size(), 4U);
  EXPECT_EQ(each["features"][2]["properties"]["station_name"], "B");
  expect_km2(each["features"][2]["properties"]["area_km2"], circle_km2(3));
  const auto only = areas(map, {{"bands", "disks"}, {"stations", "2"}});
  expect_km2(km2(only, "asked", 5000), circle_km2(5));
}

TEST(Radius, WhatIfsShowWhatTheyLoseAndGain) {
  const auto map = model_of(without_a_road());
  const auto added = areas(map, {{"add", at_m(4000)}});
  expect_km2(km2(added, "gained", 5000), circle_km2(5) - lens_km2(5, 4));
  EXPECT_EQ(km2(added, "lost", 5000), 0);
  expect_km2(km2(added, "before", 5000, "within_km2"), circle_km2(5));
  const auto moved = areas(map, {{"move", "1:" + at_m(4000)}});
  expect_km2(km2(moved, "gained", 5000), circle_km2(5) - lens_km2(5, 4));
  expect_km2(km2(moved, "lost", 5000), circle_km2(5) - lens_km2(5, 4));
  auto two = without_a_road();
  two.station({0, 0});
  const auto removed = areas(model_of(two), {{"remove", "2"}});
  EXPECT_EQ(km2(removed, "lost", 5000), 0) << "another one stands there";
  MapSketch nobody;
  nobody.people({0, 0}, 1);
  expect_km2(km2(areas(model_of(nobody), {{"add", at_m(0)}}), "gained", 5000), circle_km2(5));
}

TEST(Radius, PeopleInTheAreaAreThoseOfCoverage) {
  auto sketch = without_a_road();
  sketch.people({4990, 0}, 7);
  sketch.people({5010, 0}, 9);
  const auto map = model_of(sketch);
  EXPECT_THAT(covered(coverage(map)["summary"]["asked"]), ElementsAre(10, 37));
  const auto disks = areas(map, {{"bands", "disks"}})["features"];
  std::vector<geo::LonLat> ring;
  for (const auto& corner : disks[1]["geometry"]["coordinates"][0])
    ring.push_back({corner[0], corner[1]});
  EXPECT_TRUE(geo::contains(ring, sketch.at(4990, 0)));
  EXPECT_FALSE(geo::contains(ring, sketch.at(5010, 0)));
}

TEST(Radius, WhatHasNoRadiusIsRefused) {
  const auto map = model_of(without_a_road());
  const auto error = [&](const Params& params) {
    return error_of(Question::response_areas, params, map);
  };
  EXPECT_EQ(error({{"standard", "ru-123-fz-76"}}),
            "standard \"ru-123-fz-76\": it has no radius to draw; ask for the areas of its times "
            "with limits_s");
  EXPECT_EQ(error({{"standard", "x"}}),
            "standard \"x\": there is none; use one of vn-qcvn-01-2021, vn-qcxdvn-01-2008");
  EXPECT_EQ(error({{"standard", norm}, {"limits_s", "480"}}),
            "parameter limits_s: a standard has limits of its own; give one of the two");
  const std::string first_due = "parameter standard: who arrives first is told by roads, not by a "
                                "radius; ask for response areas with split=none or split=station";
  EXPECT_EQ(error({{"standard", norm}, {"split", "first-due"}}), first_due);
  EXPECT_EQ(error_of(Question::first_due, {{"standard", norm}}, map), first_due);
}

TEST(Radius, AreasSayThatClosedRoadsChangeNothing) {
  auto sketch = without_a_road();
  sketch.zone(500, -500, 1500, 500, R"("severity":3,"type":"river")");
  const auto answer = areas(model_of(sketch), {{"closed_by", "flood"}});
  expect_km2(km2(answer, "asked", 5000, "within_km2"), circle_km2(5));
  EXPECT_EQ(answer["summary"].count("before"), 0U);
  EXPECT_THAT(answer["warnings"], ElementsAre("parameter closed_by: changes nothing, because the "
                                              "standard's radius is a straight line, which follows "
                                              "no road"));
}

TEST(Radius, WithoutRoadsNothingIsMadeAnewThatDidNotChange) {
  const auto first = model_of(without_a_road());
  EXPECT_EQ(map_of(first.layers, config(), first).response, first.response);
}

} // namespace
