#include "layers/access/road_access.hpp"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/map_sketch.hpp"

namespace {

using geo::LocalXY;
using layers::PlaceWay;
using support::MapSketch;
using testing::IsEmpty;
using testing::SizeIs;

/// At 36 km/h 10 m take a second; walking, 1 m does.
constexpr auto street = R"("class":"residential","speed":36)";
constexpr double access_m = 100;
constexpr double walking_cost = 10; ///< deciseconds a metre

/// How much of the walk to a road is still spent when one leaves the road early: driving is ten
/// times as fast as walking, so the sine of the way to the road is 1/10.
const double slanted = std::sqrt(1 - 0.01);

struct Access {
  explicit Access(const MapSketch& sketch_, const layers::ScenarioRequest& request = {})
      : sketch(sketch_) {
    const auto all = sketch.layers();
    const bool has_water =
        std::ranges::any_of(all, [](const auto& layer) { return layer->config.id == "water"; });
    network = layers::build_road_network(
        all, has_water ? std::vector<std::string>{"water"} : std::vector<std::string>{},
        {layers::load_speed_profile("fire-engine"), 0});
    scenario = layers::build_scenario(*network, request);
    weights = geo::travel_weights(network->graph, scenario.half_times, geo::Direction::outbound);
  }

  layers::RoadAccess road_access() const {
    return {*network, scenario, weights, {access_m, walking_cost}};
  }
  std::vector<PlaceWay> ways_to(LocalXY place) const {
    layers::Surroundings around;
    road_access().look(sketch.at(place.x_m, place.y_m), 0, around);
    return road_access().ways_to(around);
  }
  /// From a place on a road; -1: never.
  double arrival_s(LocalXY from, LocalXY place) const {
    const auto snap = geo::snap(network->graph, sketch.at(from.x_m, from.y_m), 1, 1).at(0);
    geo::TravelTimes times(network->graph);
    times.search(weights, std::vector<geo::Origin>{{snap.at, 0}}, 36'000);
    layers::Surroundings around;
    road_access().look(sketch.at(place.x_m, place.y_m), 0, around);
    const auto arrival =
        road_access().arrival_at(around, road_access().departures(around, times), {});
    return std::isfinite(arrival.cost) ? arrival.cost / 10 : -1;
  }

  MapSketch sketch;
  std::shared_ptr<const layers::RoadNetwork> network;
  layers::Scenario scenario;
  geo::TravelWeights weights;
};

layers::ScenarioRequest closed_by_flood() {
  layers::ScenarioRequest request;
  request.closed_by.push_back(layers::parse_zone_condition("flood"));
  return request;
}

TEST(RoadAccess, OneLeavesTheRoadBeforeTheFootOfThePerpendicular) {
  MapSketch sketch;
  sketch.road({{0, 0}, {1000, 0}}, street);
  const Access access(sketch);
  EXPECT_NEAR(access.arrival_s({0, 0}, {500, 60}), 50 + 60 * slanted, 0.1);
  EXPECT_NEAR(access.arrival_s({1000, 0}, {500, 60}), 50 + 60 * slanted, 0.1);
  EXPECT_NEAR(access.arrival_s({500, 0}, {500, 60}), 60, 0.1) << "it starts beside the place";
  EXPECT_NEAR(access.arrival_s({0, 0}, {1060, 80}), 100 + 100, 0.1) << "beyond the road's end";
  EXPECT_EQ(access.arrival_s({0, 0}, {500, 101}), -1);
}

TEST(RoadAccess, EveryPartOfEveryRoadCounts) {
  MapSketch sketch; // one edge, bent like a U: 1000 m there, 40 m across, 700 m back
  sketch.road({{0, 0}, {1000, 0}, {1000, 40}, {300, 40}}, street);
  const Access access(sketch);
  // 30 m from the first leg and 10 m from the second.
  EXPECT_NEAR(access.arrival_s({0, 0}, {600, 30}), 60 + 30 * slanted, 0.1);
  EXPECT_NEAR(access.arrival_s({300, 40}, {600, 30}), 30 + 10 * slanted, 0.1);
  // Five roads as near as one: that which is reached first counts, though it is not the nearest.
  MapSketch five;
  for (int i = 0; i < 5; ++i)
    five.road({{-2000, 10.0 * i}, {100, 10.0 * i}}, street);
  five.road({{0, 90}, {100, 90}}, street);
  EXPECT_NEAR(Access(five).arrival_s({0, 90}, {50, 0}), 5 + 90 * slanted, 0.1);
}

TEST(RoadAccess, KeepsNoWayThatAnotherBeats) {
  MapSketch sketch; // of a town's blocks around, the nearest street alone
  for (int i = -3; i <= 3; ++i) {
    sketch.road({{-90, 30.0 * i},
                 {-60, 30.0 * i},
                 {-30, 30.0 * i},
                 {0, 30.0 * i},
                 {30, 30.0 * i},
                 {60, 30.0 * i},
                 {90, 30.0 * i}},
                street);
    sketch.road({{30.0 * i, -90},
                 {30.0 * i, -60},
                 {30.0 * i, -30},
                 {30.0 * i, 0},
                 {30.0 * i, 30},
                 {30.0 * i, 60},
                 {30.0 * i, 90}},
                street);
  }
  const auto ways = Access(sketch).ways_to({15, 2});
  EXPECT_THAT(ways, SizeIs(2)) << "from either end of the street";
  for (const auto& way : ways)
    EXPECT_NEAR(way.cost, 15 + 20 * slanted, 0.5);
}

TEST(RoadAccess, OnASlowRoadOneGetsOffAsSoonAsOneMay) {
  MapSketch sketch; // 1 km/h: walking is faster
  sketch.road({{0, 0}, {1000, 0}}, R"("class":"residential","speed":1)");
  // 100 m from the place lies the road's 420th metre: cos = 0.8 of 100 m are 80 m beside it.
  EXPECT_NEAR(Access(sketch).arrival_s({0, 0}, {500, 60}), 420 * 3.6 + 100, 0.5);
}

TEST(RoadAccess, AOneWayStreetIsEnteredAtItsBeginning) {
  MapSketch sketch;
  sketch.road({{0, 0}, {1000, 0}}, R"("class":"residential","speed":36,"oneway":"yes")");
  const Access access(sketch);
  EXPECT_NEAR(access.arrival_s({0, 0}, {500, 50}), 50 + 50 * slanted, 0.1);
  EXPECT_NEAR(access.arrival_s({480, 0}, {500, 50}), 2 + 50 * slanted, 0.1);
  EXPECT_NEAR(access.arrival_s({520, 0}, {500, 50}), std::hypot(20, 50), 0.1) << "it starts behind";
  EXPECT_EQ(access.arrival_s({1000, 0}, {500, 50}), -1);
}

TEST(RoadAccess, NobodyWalksThroughAClosedZoneOrIntoOne) {
  MapSketch sketch;
  sketch.road({{0, 0}, {1000, 0}}, street);
  sketch.zone(400, 20, 600, 30, R"("severity":3)");
  EXPECT_NEAR(Access(sketch).arrival_s({0, 0}, {500, 50}), 50 + 50 * slanted, 0.1) << "it is open";
  const Access access(sketch, closed_by_flood());
  EXPECT_EQ(access.arrival_s({0, 0}, {500, 25}), -1) << "in it";
  EXPECT_EQ(access.arrival_s({0, 0}, {500, 50}), -1) << "behind it";
  EXPECT_NEAR(access.arrival_s({0, 0}, {390, 50}), 39 + 50 * slanted, 0.1) << "beside it";
  // From (590, 50) past the corner (600, 30) one sees the road from x = 600 + 10 * 30 / 20 on.
  EXPECT_NEAR(access.arrival_s({0, 0}, {590, 50}), 61.5 + std::hypot(615 - 590, 50), 0.1);
}

TEST(RoadAccess, AZoneThatClosesNothingChangesNothing) {
  MapSketch sketch;
  sketch.road({{0, 0}, {1000, 0}, {1000, 40}, {300, 40}}, street);
  MapSketch zoned = sketch;
  for (int i = 0; i < 20; ++i)
    zoned.zone(30.0 * i, -50 + i, 30.0 * i + 20, 60, R"("severity":1)");
  const Access plain(sketch);
  const Access with_zones(zoned);
  for (double x = -50; x < 1100; x += 37)
    for (double y = -90; y < 130; y += 23)
      EXPECT_NEAR(plain.arrival_s({0, 0}, {x, y}), with_zones.arrival_s({0, 0}, {x, y}), 1)
          << x << " " << y; // an edge's time is rounded, and there are some forty
}

TEST(RoadAccess, WaterPartsButNotFromTheRoadOneStandsOn) {
  MapSketch sketch;
  sketch.road({{0, 0}, {1000, 0}}, street);
  sketch.water(400, -200, 600, 200); // the road crosses it
  const Access access(sketch);
  EXPECT_NEAR(access.arrival_s({0, 0}, {500, 10}), 50 + 10 * slanted, 0.1);
  EXPECT_EQ(access.arrival_s({0, 0}, {500, 20}), -1) << "in the water";
  EXPECT_NEAR(access.arrival_s({0, 0}, {390, 60}), 39 + 60 * slanted, 0.1) << "on land";
  MapSketch bank;
  bank.road({{0, 0}, {1000, 0}}, street);
  bank.water(0, 20, 1000, 30);
  EXPECT_EQ(Access(bank).arrival_s({0, 0}, {500, 40}), -1) << "across";
}

TEST(RoadAccess, OfWaterOnlyThatInWhichOneOfBothLiesIsOverlooked) {
  MapSketch ditch;
  ditch.road({{0, 0}, {1000, 0}}, street);
  ditch.water(0, 5, 1000, 8);
  EXPECT_EQ(Access(ditch).arrival_s({0, 0}, {500, 12}), -1) << "a ditch lies between";
  EXPECT_NEAR(Access(ditch).arrival_s({0, 0}, {500, 6}), 50 + 6 * slanted, 0.1);
  MapSketch shore; // drawn a metre over the road
  shore.road({{0, 0}, {1000, 0}}, street);
  shore.water(0, -200, 1000, 1);
  EXPECT_NEAR(Access(shore).arrival_s({0, 0}, {500, 12}), 50 + 12 * slanted, 0.1);
  EXPECT_EQ(Access(shore).arrival_s({0, 0}, {500, 40}), -1) << "too far to overlook it";
}

TEST(RoadAccess, WhatLiesWithinAMetreOfARoadLiesOnIt) {
  MapSketch sketch;
  sketch.road({{0, 0}, {1000, 0}}, street);
  const Access access(sketch);
  layers::Surroundings around;
  const layers::RoadAccess on_foot(*access.network, access.scenario, access.weights,
                                   {0, walking_cost});
  on_foot.look(sketch.at(500, 0.9), 0, around);
  EXPECT_THAT(on_foot.ways_to(around), SizeIs(2));
  on_foot.look(sketch.at(500, 1.1), 0, around);
  EXPECT_THAT(on_foot.ways_to(around), IsEmpty());
}

constexpr auto bridge = R"("class":"residential","speed":36,"bridge":"yes")";

TEST(RoadAccess, OnARoadThatOneGetsOffAtItsEndsStandsWhatIsBesideNoOther) {
  MapSketch sketch;
  sketch.road({{-100, 0}, {0, 0}}, street);
  sketch.road({{0, 0}, {1000, 0}}, bridge);
  sketch.road({{1000, 0}, {1100, 0}}, street);
  sketch.water(100, -300, 900, 300);
  const Access access(sketch);
  EXPECT_NEAR(access.arrival_s({-100, 0}, {500, 14}), 60 + 14 * slanted, 0.1) << "an accident";
  EXPECT_EQ(access.arrival_s({-100, 0}, {500, 16}), -1);
  sketch.road({{400, -12}, {600, -12}}, street); // an island's street under the bridge, unconnected
  EXPECT_EQ(Access(sketch).arrival_s({-100, 0}, {500, -2}), -1) << "a place of that street";
}

TEST(RoadAccess, OfTunnelsOneGetsOffAtTheirEndsOnly) {
  MapSketch sketch;
  sketch.road({{-100, 0}, {0, 0}}, street);
  sketch.road({{0, 0}, {1000, 0}}, R"("class":"motorway","speed":36)");
  const Access access(sketch);
  EXPECT_EQ(access.arrival_s({-100, 0}, {500, 60}), -1);
  EXPECT_NEAR(access.arrival_s({-100, 0}, {0, 60}), 10 + 60 * slanted, 0.2);
  EXPECT_THAT(access.ways_to({500, 60}), IsEmpty());
}

TEST(RoadAccess, BoundsHoldForAllPlacesOfASquare) {
  MapSketch sketch;
  sketch.road({{0, 0}, {400, 0}, {400, 300}}, street);
  sketch.road({{200, 0}, {200, 200}}, street);
  sketch.zone(150, 60, 260, 90, R"("severity":3)");
  sketch.water(380, 100, 460, 250); // the road crosses it
  const Access access(sketch, closed_by_flood());
  const auto roads = access.road_access();
  geo::TravelTimes times(access.network->graph);
  times.search(access.weights, std::vector<geo::Origin>{{{0, 0}, 0}}, 36'000);
  constexpr double spread_m = 20;
  layers::Surroundings around;
  for (double x = -80; x < 480; x += 20)
    for (double y = -80; y < 380; y += 20) {
      roads.look(sketch.at(x, y), spread_m, around);
      const auto departures = roads.departures(around, times);
      const auto bounds = roads.bounds(around, departures, {}, spread_m);
      for (double angle = 0; angle < 6; angle += 0.7) {
        const LocalXY at{spread_m * std::cos(angle), spread_m * std::sin(angle)};
        const double arrival = roads.arrival_at(around, departures, at).cost;
        EXPECT_LE(bounds.earliest, arrival + 0.5) << x << " " << y;
        EXPECT_GE(bounds.latest, arrival - 0.5) << x << " " << y;
      }
    }
}

TEST(RoadAccess, PlacesLookedAtTogetherSeeWhatEachSeesAlone) {
  MapSketch sketch;
  sketch.road({{0, 0}, {400, 0}, {400, 300}}, street);
  sketch.road({{200, 0}, {200, 200}}, street);
  sketch.zone(150, 60, 260, 90, R"("severity":3)");
  sketch.water(380, 100, 460, 250);
  const Access access(sketch, closed_by_flood());
  const auto roads = access.road_access();
  layers::Surroundings alone;
  layers::Surroundings together;
  for (double x = 480; x >= -80; x -= 40) { // a column, at last without walls
    const auto low = sketch.at(x, -80);
    const auto high = sketch.at(x, 380);
    const auto near = roads.neighbourhood({low.lon, low.lat, high.lon, high.lat});
    for (double y = -80; y <= 380; y += 20) {
      roads.look(sketch.at(x, y), 0, alone);
      roads.look(near, sketch.at(x, y), together);
      const auto expected = roads.ways_to(alone);
      const auto ways = roads.ways_to(together);
      ASSERT_EQ(ways.size(), expected.size()) << x << " " << y;
      for (std::size_t i = 0; i < ways.size(); ++i)
        EXPECT_EQ(std::pair(ways[i].half, ways[i].cost),
                  std::pair(expected[i].half, expected[i].cost));
      EXPECT_EQ(together.has_walls(), alone.has_walls());
    }
  }
}

} // namespace
