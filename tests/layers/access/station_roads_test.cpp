#include "layers/access/station_roads.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/map_sketch.hpp"

namespace {

using support::MapSketch;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto street = R"("class":"residential","speed":36)";
constexpr layers::StationReach reach;

/// A map and a station in it.
struct Sketched {
  explicit Sketched(const MapSketch& sketch_, const layers::ScenarioRequest& request = {})
      : sketch(sketch_) {
    std::vector<std::string> water;
    for (const auto& layer : sketch.layers())
      if (layer->config.id == "water")
        water.push_back("water");
    network = layers::build_road_network(sketch.layers(), water,
                                         {layers::load_speed_profile("fire-engine"), 0});
    scenario = layers::build_scenario(*network, request);
    weights = geo::travel_weights(network->graph, scenario.half_times, geo::Direction::outbound);
  }
  std::vector<layers::StationRoad> roads_at(double x, double y) const {
    return layers::station_roads(*network, sketch.at(x, y), reach);
  }
  layers::StationStart start_at(double x, double y) const {
    return layers::station_start(*network, scenario, weights, roads_at(x, y), reach);
  }
  MapSketch sketch;
  std::shared_ptr<const layers::RoadNetwork> network;
  layers::Scenario scenario;
  geo::TravelWeights weights;
};

TEST(StationRoads, AreTheNearestFirstAndNoneAcrossWater) {
  MapSketch sketch;
  sketch.road({{0, 0}, {5000, 0}}, street);
  sketch.road({{0, 60}, {5000, 60}}, R"("class":"primary","speed":72)");
  sketch.road({{0, -30}, {5000, -30}}, street);
  sketch.water(0, -20, 5000, -10);
  const Sketched map(sketch);
  const auto roads = map.roads_at(1000, 20);
  ASSERT_THAT(roads, SizeIs(2)); // the third lies across the water
  EXPECT_NEAR(roads[0].distance_m, 20, 0.1);
  EXPECT_NEAR(roads[1].distance_m, 40, 0.1);
  EXPECT_THAT(map.start_at(1000, 20).roads, SizeIs(1)) << "its own street, not the faster road";
}

TEST(StationRoads, NeverAreMotorwaysTunnelsOrBridges) {
  for (const auto* road : {R"("class":"motorway","speed":72)", R"("class":"motorway_link")",
                           R"("class":"primary","bridge":"yes")"}) {
    MapSketch sketch;
    sketch.road({{0, 0}, {5000, 0}}, road);
    sketch.road({{0, 90}, {5000, 90}}, street);
    const auto roads = Sketched(sketch).roads_at(1000, 1);
    ASSERT_THAT(roads, SizeIs(1)) << road;
    EXPECT_NEAR(roads[0].distance_m, 89, 0.1);
  }
}

TEST(StationRoads, BeyondTheLimitTheNearestIsAssumedAndFartherNone) {
  MapSketch sketch;
  sketch.road({{0, 0}, {5000, 0}}, street);
  sketch.road({{0, -10}, {5000, -10}}, street);
  const Sketched map(sketch);
  ASSERT_THAT(map.roads_at(1000, 500), SizeIs(1));
  EXPECT_NEAR(map.roads_at(1000, 500)[0].distance_m, 500, 0.1);
  EXPECT_THAT(map.roads_at(1000, 2100), IsEmpty());
}

TEST(StationStart, GoesOnWhileRoadsLeadNowhere) {
  MapSketch sketch; // four aisles of a yard, and the street 75 m away
  for (int i = 0; i < 4; ++i)
    sketch.road({{10.0 * i, 75}, {10.0 * i, 135}}, street);
  sketch.road({{-3000, 0}, {3000, 0}}, street);
  const auto start = Sketched(sketch).start_at(1, 80);
  EXPECT_TRUE(start.leads_on);
  ASSERT_THAT(start.roads, SizeIs(5)) << "the aisles, and the street";
  EXPECT_NEAR(start.roads.back().distance_m, 80, 0.1);
}

TEST(StationStart, IsCutOffWhereAllRoadsLeadNowhere) {
  MapSketch sketch; // the street is 150 m away
  sketch.road({{0, 150}, {0, 200}}, street);
  sketch.road({{-3000, 0}, {3000, 0}}, street);
  const auto start = Sketched(sketch).start_at(1, 170);
  EXPECT_FALSE(start.leads_on);
  EXPECT_THAT(start.roads, SizeIs(1)) << "within its yard it drives";
}

TEST(StationStart, ASmallNetworkIsNoYard) {
  MapSketch sketch;
  sketch.road({{0, 0}, {120, 0}}, street);
  EXPECT_TRUE(Sketched(sketch).start_at(10, 5).leads_on);
}

TEST(StationStart, AOneWayIntoAYardLeadsNowhere) {
  MapSketch sketch;
  sketch.road({{-3000, 0}, {0, 0}, {3000, 0}}, street);
  sketch.road({{0, 0}, {0, 60}}, R"("class":"service","speed":18,"oneway":"yes")");
  const auto start = Sketched(sketch).start_at(3, 50);
  EXPECT_TRUE(start.leads_on);
  ASSERT_THAT(start.roads, SizeIs(2)) << "one cannot drive out of the one-way road";
  EXPECT_NEAR(start.roads.back().distance_m, 50, 0.1);
}

TEST(StationStart, OfItsOwnRoadOnlyWhatLiesAheadLeadsOn) {
  MapSketch sketch; // a one-way street that a flood cuts 20 m ahead, and one 70 m away
  sketch.road({{0, 0}, {1000, 0}}, R"("class":"residential","speed":36,"oneway":"yes")");
  sketch.road({{0, 80}, {1000, 80}}, street);
  sketch.road({{0, 0}, {0, 80}}, street);
  sketch.road({{1000, 0}, {1000, 80}}, street);
  sketch.zone(520, -10, 560, 10, R"("severity":3)");
  layers::ScenarioRequest flood;
  flood.closed_by.push_back(layers::parse_zone_condition("flood"));
  EXPECT_THAT(Sketched(sketch).start_at(500, 10).roads, SizeIs(1));
  const auto start = Sketched(sketch, flood).start_at(500, 10);
  EXPECT_TRUE(start.leads_on);
  ASSERT_THAT(start.roads, SizeIs(2));
  EXPECT_NEAR(start.roads[1].distance_m, 70, 0.1);
}

TEST(StationStart, TakesTheNextRoadWhenItsOwnIsClosedButNotThroughAClosedZone) {
  MapSketch sketch;
  sketch.road({{-3000, 0}, {3000, 0}}, street);
  sketch.road({{-3000, 60}, {3000, 60}}, street);
  sketch.zone(-3100, -10, 3100, 10, R"("severity":3)");
  layers::ScenarioRequest flood;
  flood.closed_by.push_back(layers::parse_zone_condition("flood"));
  const auto start = Sketched(sketch, flood).start_at(0, 20);
  ASSERT_THAT(start.roads, SizeIs(1));
  EXPECT_NEAR(start.roads[0].distance_m, 40, 0.1);
  EXPECT_THAT(Sketched(sketch, flood).start_at(0, 5).roads, IsEmpty()) << "it stands in the zone";
}

} // namespace
