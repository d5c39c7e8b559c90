// Where one gets on and off roads, over maps small enough to work out by hand. Streets are driven
// at 36 km/h: 100 m take 10 s. Walking 3.6 km/h: 10 m take 10 s.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/planner_sketch.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using namespace support;
using layers::Params;
using layers::Question;
using nlohmann::json;

/// A road of 4 km from a station on, and a village 30 m beside its middle whose own street goes
/// round: 30 m south of its end, 2970 m up, 2000 m to the west and 3000 m back to the station.
MapSketch village(const std::string& road_properties) {
  MapSketch sketch;
  sketch.road({{0, 0}, {2000, 0}, {4000, 0}}, R"("speed":36,)" + road_properties);
  sketch.road({{2000, 30}, {2000, 3000}, {0, 3000}, {0, 0}}, street);
  sketch.road({{0, 0}, {-100, 0}}, street); // so that the others are two edges in any case
  sketch.station({0, 0});
  sketch.people({2000, 30}, 7);
  return sketch;
}

std::string point(const MapSketch& sketch, double x_m, double y_m) {
  return fmt::format("{:.9f},{:.9f}", sketch.at(x_m, y_m).lon, sketch.at(x_m, y_m).lat);
}

/// When the first station arrives; -1: none does.
double arrival_s(const MapSketch& sketch, double x_m, double y_m,
                 const layers::ResponseConfig& options = config()) {
  const auto answer = asked(Question::nearest_stations, {{"point", point(sketch, x_m, y_m)}},
                            model_of(sketch, options));
  if (answer["features"].empty())
    return -1;
  return answer["features"][0]["properties"]["arrival_s"];
}

constexpr auto open_roads = {R"("class":"primary")", R"("class":"primary","bridge":"no")",
                             R"("class":"primary","bridge":"F","tunnel":"F","layer":0)",
                             R"("class":"primary","tunnel":"building_passage")",
                             R"("class":"trunk")"};
constexpr auto roads_without_access = {
    R"("class":"primary","tunnel":"yes")",      R"("class":"primary","tunnel":true)",
    R"("class":"primary","tunnel":"T")",        R"("class":"primary","bridge":"viaduct")",
    R"("class":"primary","bridge":1)",          R"("class":"primary","layer":"-1")",
    R"("class":"primary","layer":1)",           R"("class":"motorway","oneway":"no")",
    R"("class":"motorway_link","oneway":"no")", R"("class":"trunk","motorroad":"yes")"};

TEST(Access, FromMostRoadsOneWalks) {
  for (const auto* road : open_roads) // 2000 m by road, 30 m on foot
    EXPECT_NEAR(arrival_s(village(road), 2000, 30), 200 + 30, 0.5) << road;
}

TEST(Access, OfTunnelsBridgesAndMotorwaysOneGetsOffAtTheirEnds) {
  for (const auto* road : roads_without_access)
    EXPECT_NEAR(arrival_s(village(road), 2000, 30), 797, 0.5) << road;
}

TEST(Access, PeopleBesideThemAreNotCoveredFromThem) {
  const auto covered = [](const char* road) {
    return asked(Question::coverage, {{"limits_s", "300,800"}},
                 model_of(village(road)))["summary"]["asked"]["limits"];
  };
  EXPECT_EQ(covered(R"("class":"primary")")[0]["covered"], 7);
  for (const auto* road : roads_without_access) {
    EXPECT_EQ(covered(road)[0]["covered"], 0) << road;
    EXPECT_EQ(covered(road)[1]["covered"], 7) << road;
  }
}

TEST(Access, AreasDoNotSpillFromThem) {
  for (const auto* method : {"grid", "exact"}) {
    const auto area = [&](const char* road) {
      return area_km2(asked(Question::response_areas,
                            {{"limits_s", "300"}, {"cell_m", "5"}, {"method", method}},
                            model_of(village(road))),
                      "asked", 300);
    };
    // In 300 s: 3000 m of each road, and up to 100 m on foot beside them. Of the road without
    // access only what stands on it is left, 15 m on either side and at most half a cell: 165 m less
    // up to 2000 m, 65 m on the average from there on, but for what is reached around the station.
    const double narrower = (1800 * 165 + 1000 * 65) / 1e6;
    EXPECT_LT(area(R"("class":"primary","tunnel":"yes")"), area(R"("class":"primary")") - narrower)
        << method;
  }
}

TEST(Access, WhatLiesOnSuchARoadIsReached) {
  for (const auto* road : roads_without_access)
    EXPECT_NEAR(arrival_s(village(road), 3000, 5), 300 + 5, 0.5) << "an accident: " << road;
}

TEST(Access, AnAccidentOnABridgeThatStaysOpenIsReached) {
  MapSketch sketch;
  sketch.road({{0, 0}, {1000, 0}}, street);
  sketch.road({{1000, 0}, {2000, 0}}, R"("class":"residential","speed":36,"bridge":"yes")");
  sketch.road({{2000, 0}, {3000, 0}}, street);
  sketch.station({0, 0});
  sketch.zone(1200, -300, 1800, 300, R"("severity":4)");
  const auto arrivals = [&](const char* bridges) {
    return asked(Question::nearest_stations,
                 {{"point", point(sketch, 1500, 5)},
                  {"closed_by", "flood:severity>=1"},
                  {"bridges", bridges}},
                 model_of(sketch))["features"];
  };
  EXPECT_THAT(arrivals("as_zones"), testing::IsEmpty());
  ASSERT_THAT(arrivals("open"), testing::SizeIs(1));
  EXPECT_NEAR(arrivals("open")[0]["properties"]["arrival_s"].get<double>(), 150 + 5, 0.5);
}

TEST(Access, BesideSuchARoadAloneNobodyArrivesNotEvenByAStraightLine) {
  MapSketch sketch;
  sketch.road({{0, 0}, {500, 0}}, street);
  sketch.road({{500, 0}, {2500, 0}}, R"("class":"primary","speed":36,"tunnel":"yes")");
  sketch.road({{2500, 0}, {3000, 0}}, street);
  sketch.station({0, 0});
  EXPECT_EQ(arrival_s(sketch, 1500, 80), -1);
  EXPECT_NEAR(arrival_s(sketch, 2600, 80), 260 + 80, 0.5) << "behind it";
}

TEST(Access, AStationTakesItsOwnStreet) {
  MapSketch sketch;
  sketch.road({{0, 0}, {5000, 0}}, R"("class":"motorway","speed":72)");
  sketch.road({{0, -150}, {5000, -150}}, street);
  sketch.road({{0, 150}, {5000, 150}}, street);
  sketch.station({100, -140});
  // 4000 m by its street; the road on the other side cannot be reached, though the motorway passes
  // 140 m beside the station and 150 m beside that.
  EXPECT_NEAR(arrival_s(sketch, 4100, -150), 400 + 10 / (20 / 3.6), 0.5);
  EXPECT_EQ(arrival_s(sketch, 4100, 150), -1);
}

TEST(Access, AProfileNamesTheClasses) {
  const TestFolder folder;
  auto options = config();
  options.profile = folder.write(
      "a.json", R"({"class_km_h": {"residential": 36}, "no_access_classes": ["trunk"]})");
  EXPECT_NEAR(arrival_s(village(R"("class":"trunk")"), 2000, 30, options), 797, 0.5);
  EXPECT_NEAR(arrival_s(village(R"("class":"motorway","oneway":"no")"), 2000, 30, options), 230,
              0.5);
  options.profile = folder.write("b.json", R"({"class_km_h": {"residential": 36}})");
  EXPECT_NEAR(arrival_s(village(R"("class":"motorway","oneway":"no")"), 2000, 30, options), 797,
              0.5)
      << "without the key motorways";
}

// --- straight lines -----------------------------------------------------------------------------

TEST(StraightLines, PassNoWater) {
  auto options = config();
  options.water = {"water"};
  MapSketch sketch;
  sketch.road({{0, 0}, {1000, 0}}, street);
  sketch.station({0, 0});
  EXPECT_NEAR(arrival_s(sketch, 0, 3000), 3000, 1) << "on foot, 360 s at 30 km/h are too early";
  sketch.water(-5000, 20, 5000, 40);
  EXPECT_EQ(arrival_s(sketch, 0, 3000, options), -1);
  EXPECT_EQ(arrival_s(sketch, 500, 60, options), -1) << "a road is near, across water";
  EXPECT_NEAR(arrival_s(sketch, 0, -3000, options), 3000, 1) << "on this side";
}

TEST(StraightLines, PassNoClosedZone) {
  MapSketch sketch;
  sketch.road({{0, 0}, {1000, 0}}, street);
  sketch.station({0, 0});
  sketch.zone(-500, 1000, 500, 1500, R"("severity":4)");
  const auto ways = [&](layers::Params params) {
    params.emplace_back("point", point(sketch, 0, 3000));
    return asked(Question::nearest_stations, params, model_of(sketch))["features"].size();
  };
  EXPECT_EQ(ways({}), 1U);
  EXPECT_EQ(ways({{"closed_by", "flood:severity>=1"}}), 0U);
  EXPECT_EQ(ways({{"closed_by", "flood:severity>=5"}}), 1U) << "the zone is open";
}

TEST(StraightLines, AreNoEarlierThanByRoadAndOnFoot) {
  MapSketch sketch;
  sketch.road({{0, 0}, {1000, 0}, {1000, 1000}}, street);
  sketch.station({0, 0});
  // By road 110 s and 99 m on foot; a straight line of 1414 m would take 170 s.
  const double within = arrival_s(sketch, 901, 1000 - 1e-3);
  const double beyond = arrival_s(sketch, 1000 - 101, 1000);
  EXPECT_NEAR(within, 200 + 99 * std::sqrt(1 - 0.01), 0.5);
  EXPECT_NEAR(beyond, 200 + 101 * std::sqrt(1 - 0.01), 0.5);
}

TEST(StraightLines, WhereTheNearestRoadIsOfAnotherNetworkGoAsFastAsIsAssumed) {
  MapSketch sketch;
  sketch.road({{0, 0}, {5000, 0}}, street);
  sketch.road({{0, 3000}, {500, 3000}}, street); // nobody drives there
  sketch.station({0, 0});
  auto options = config();
  options.straight_line_km_h = 36;
  EXPECT_NEAR(arrival_s(sketch, 0, 2800, options), 280, 1);
}

TEST(StraightLines, DoNotBeginAtAStationThatIsCutOff) {
  MapSketch sketch;
  sketch.road({{0, 0}, {5000, 0}}, street);
  sketch.road({{0, 1000}, {50, 1000}}, street); // a yard
  sketch.station({0, 1000});
  EXPECT_EQ(arrival_s(sketch, 0, 1200), -1);
}

// --- ferries ------------------------------------------------------------------------------------

/// 700 m of street, 1800 m of ferry, and a street on the other shore.
MapSketch two_shores(const std::string& ferry) {
  MapSketch sketch;
  sketch.road({{0, 0}, {700, 0}}, street);
  sketch.road({{700, 0}, {2500, 0}}, ferry);
  sketch.road({{2500, 0}, {3200, 0}}, street);
  sketch.station({0, 0});
  return sketch;
}

layers::ResponseConfig with_ferries(const TestFolder& folder) {
  auto options = config();
  options.profile = folder.write(
      "f.json", R"({"class_km_h": {"residential": 36, "ferry": 18}, "closed_access": ["no"]})");
  return options;
}

TEST(Ferries, AreTakenAsLongAsTheySayWhenTheProfileTakesThem) {
  const TestFolder folder;
  const auto options = with_ferries(folder);
  const auto arrival = [&](const std::string& ferry) {
    return arrival_s(two_shores(ferry), 3000, 0, options);
  };
  EXPECT_NEAR(arrival(R"("route":"ferry","duration":"00:06")"), 70 + 360 + 50, 0.5);
  EXPECT_NEAR(arrival(R"("route":"ferry","duration":"00:06:30")"), 70 + 390 + 50, 0.5);
  EXPECT_NEAR(arrival(R"("class":"ferry","duration":"6")"), 70 + 360 + 50, 0.5);
  EXPECT_NEAR(arrival(R"("route":"ferry","duration":"PT6M")"), 70 + 360 + 50, 0.5);
  EXPECT_NEAR(arrival(R"("route":"ferry","duration":"6 min")"), 70 + 360 + 50, 0.5);
  // 1800 m at 18 km/h, which is 5 m/s
  EXPECT_NEAR(arrival(R"("route":"ferry")"), 70 + 360 + 50, 0.5);
  EXPECT_NEAR(arrival(R"("route":"ferry","duration":"soon")"), 70 + 360 + 50, 0.5);
  EXPECT_EQ(arrival(R"("route":"ferry","motor_vehicle":"no")"), -1) << "for people on foot";
}

TEST(Ferries, AreNotTakenWithoutThatButNamed) {
  const auto sketch = two_shores(R"("route":"ferry","duration":"00:06")");
  EXPECT_EQ(arrival_s(sketch, 3000, 0), -1);
  EXPECT_THAT(layers::road_warnings(*model_of(sketch).response->network),
              testing::ElementsAre("1 ferry not taken: 1.8 km; give \"ferry\" a speed in the "
                                   "profile's \"class_km_h\" to take them"));
}

TEST(Ferries, AreFerriesEvenWithTheClassOfARoad) {
  const TestFolder folder;
  const auto sketch = two_shores(R"("route":"ferry","class":"residential","duration":"00:06")");
  EXPECT_NEAR(arrival_s(sketch, 3000, 0, with_ferries(folder)), 70 + 360 + 50, 0.5);
  EXPECT_EQ(arrival_s(sketch, 3000, 0), -1) << "not taken";
}

TEST(Ferries, NobodyGetsOffOnTheWay) {
  const TestFolder folder;
  EXPECT_EQ(arrival_s(two_shores(R"("route":"ferry")"), 1600, 50, with_ferries(folder)), -1);
}

// --- ends that meet the middle of a road --------------------------------------------------------

MapSketch side_road(double gap_m) {
  MapSketch sketch;
  sketch.road({{0, 0}, {2000, 0}}, street);
  sketch.road({{1000, gap_m}, {1000, 900}}, street);
  sketch.station({0, 0});
  return sketch;
}

TEST(SideRoads, AreReachedWhereTheyEndOnARoad) {
  EXPECT_NEAR(arrival_s(side_road(0), 1000, 900), 190, 0.5);
}

TEST(SideRoads, AreReachedWithinTheTolerance) {
  auto options = config();
  options.snap_tolerance_m = 1;
  EXPECT_NEAR(arrival_s(side_road(0.3), 1000, 900, options), 190, 0.5);
}

TEST(SideRoads, AreNamedBeyondIt) {
  const auto sketch = side_road(0.3);
  EXPECT_EQ(arrival_s(sketch, 1000, 900), -1);
  const auto place = sketch.at(1000, 0.3);
  EXPECT_THAT(layers::road_warnings(*model_of(sketch).response->network),
              testing::ElementsAre(fmt::format(
                  "1 road ends near another road and is not connected with it: 0.30 m at "
                  "{:.6f},{:.6f}; raise \"response.snap_tolerance_m\" if they meet there",
                  place.lon, place.lat)));
}

} // namespace
