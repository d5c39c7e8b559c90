#include "layers/roads/scenario.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/local_plane.hpp"
#include "tests/support/network_sketch.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using geo::unreachable;
using layers::parse_slowed;
using layers::parse_zone_condition;
using layers::RoadNetwork;
using layers::Scenario;
using layers::ScenarioRequest;
using support::hazard;
using support::roads;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// A road of 0.1 degrees at 36 km/h (10 m/s) from the west; a flood of severity 2 from 0.02 to
/// 0.04, one of severity 4 from 0.06 to 0.08, the second on a bridge; smoke from 0.03 to 0.05 and
/// another of unknown severity and type far away.
std::shared_ptr<const RoadNetwork> sketch() {
  layers::SpeedProfile profile;
  profile.other_class_km_h = 36;
  return layers::build_road_network(
      {roads()
           .line({{105, 21}, {105.055, 21}}, R"("class":"a")")
           .line({{105.055, 21}, {105.085, 21}}, R"("class":"a","bridge":"yes")")
           .line({{105.085, 21}, {105.1, 21}}, R"("class":"a","oneway":"yes")")
           .layer(),
       hazard("flood")
           .box({105.02, 20.99, 105.04, 21.01}, R"("severity":2,"type":"river")")
           .box({105.06, 20.99, 105.08, 21.01}, R"("severity":"4","type":"sea")")
           .layer(),
       hazard("smoke").box({105.03, 20.99, 105.05, 21.01}).box({106, 20, 106.1, 20.1}).layer()},
      {}, {profile, 0});
}

/// Edges by the middle of their longitude, for asking about places.
std::uint32_t edge_at(const RoadNetwork& network, double lon) {
  return geo::snap(network.graph, {lon, 21}, 10, 1).at(0).at.edge;
}

const double m_per_deg = geo::distance_m({105, 21}, {105.1, 21}) * 10;

ScenarioRequest closed_by(const std::vector<std::string>& conditions) {
  ScenarioRequest request;
  for (const auto& condition : conditions)
    request.closed_by.push_back(parse_zone_condition(condition));
  return request;
}

ScenarioRequest slowed_by(const std::vector<std::string>& conditions) {
  ScenarioRequest request;
  for (const auto& condition : conditions)
    request.slowed_by.push_back(parse_slowed(condition));
  return request;
}

TEST(Scenario, OfANormalDayIsTheNetworkItself) {
  const auto network = sketch();
  const auto scenario = build_scenario(*network, {});
  EXPECT_EQ(scenario.half_times, network->graph.half_times);
  EXPECT_EQ(scenario.closed_edges, 0U);
  EXPECT_EQ(scenario.slowed_edges, 0U);
  EXPECT_FALSE(scenario.any_closed({0, 1, 2, 3}));
}

TEST(Scenario, AZoneClosesThePartOfTheRoadInsideIt) {
  const auto network = sketch();
  const auto scenario = build_scenario(*network, closed_by({"flood:severity<3"}));
  // From 0.02 to 0.04; the smoke cuts it in two.
  EXPECT_EQ(scenario.closed_edges, 2U);
  EXPECT_NEAR(scenario.closed_m, 0.02 * m_per_deg, 0.1);
  for (const double lon : {105.021, 105.029, 105.031, 105.039})
    EXPECT_EQ(scenario.half_times[2 * edge_at(*network, lon)], unreachable) << lon;
  for (const double lon : {105.019, 105.041, 105.07, 105.09})
    EXPECT_NE(scenario.half_times[2 * edge_at(*network, lon)], unreachable) << lon;
  EXPECT_TRUE(scenario.any_closed({0}));
  EXPECT_TRUE(scenario.any_closed({1, 0}));
  EXPECT_FALSE(scenario.any_closed({1, 2}));
  EXPECT_FALSE(scenario.any_closed({}));
}

TEST(Scenario, EveryComparisonMeansWhatItSays) {
  const auto network = sketch();
  const auto closed_m = [&](const std::string& condition) {
    return build_scenario(*network, closed_by({condition})).closed_m / m_per_deg;
  };
  EXPECT_NEAR(closed_m("flood"), 0.04, 1e-5); // both floods, 0.02 degrees each
  for (const auto* none :
       {"flood:severity>4", "flood:severity<2", "flood:severity=3", "flood:type=lake"})
    EXPECT_EQ(closed_m(none), 0) << none;
  for (const auto* one : {"flood:severity>=3", "flood:severity<=2", "flood:severity=4",
                          "flood:severity!=4", "flood:type=sea", "flood:type!=sea"})
    EXPECT_NEAR(closed_m(one), 0.02, 1e-5) << one;
  for (const auto* both :
       {"flood:severity>=2", "flood:severity<=4", "flood:severity!=3", "flood:type!=lake"})
    EXPECT_NEAR(closed_m(both), 0.04, 1e-5) << both;
}

TEST(Scenario, BridgesMayStayOpen) {
  const auto network = sketch();
  auto request = closed_by({"flood"});
  request.bridges_stay_open = true;
  const auto scenario = build_scenario(*network, request);
  EXPECT_NEAR(scenario.closed_m, 0.02 * m_per_deg, 0.1); // only the flood of severity 2
  EXPECT_NE(scenario.half_times[2 * edge_at(*network, 105.07)], unreachable);
}

TEST(Scenario, OfSeveralFactorsTheSmallestCounts) {
  const auto network = sketch();
  const auto scenario = build_scenario(*network, slowed_by({"flood:0.8", "smoke:0.5"}));
  const auto& normal = network->graph.half_times;
  const auto ratio_at = [&](double lon) {
    const auto half = 2 * edge_at(*network, lon);
    return static_cast<double>(scenario.half_times[half]) / normal[half];
  };
  EXPECT_NEAR(ratio_at(105.025), 1 / 0.8, 1e-3);
  EXPECT_NEAR(ratio_at(105.035), 1 / 0.5, 1e-3); // in both
  EXPECT_NEAR(ratio_at(105.045), 1 / 0.5, 1e-3);
  EXPECT_EQ(ratio_at(105.01), 1);
  // From 0.02 to 0.05 and from 0.06 to 0.08: four edges.
  EXPECT_EQ(scenario.slowed_edges, 4U);
  EXPECT_NEAR(scenario.slowed_m, 0.05 * m_per_deg, 0.1);
  EXPECT_EQ(scenario.closed_edges, 0U);
}

TEST(Scenario, WhatIsClosedIsNotSlowed) {
  const auto network = sketch();
  auto request = closed_by({"flood"});
  request.slowed_by.push_back(parse_slowed("smoke:0.5"));
  const auto scenario = build_scenario(*network, request);
  EXPECT_EQ(scenario.slowed_edges, 1U); // from 0.04 to 0.05
  EXPECT_NEAR(scenario.slowed_m, 0.01 * m_per_deg, 0.1);
}

TEST(Scenario, TheTimeOfDayChangesEveryRoadAndCountsAsNothingSlowed) {
  const auto network = sketch();
  ScenarioRequest request;
  request.speed_factor = 0.5;
  const auto scenario = build_scenario(*network, request);
  const auto& normal = network->graph.half_times;
  for (std::size_t half = 0; half < normal.size(); ++half) {
    if (normal[half] == unreachable)
      EXPECT_EQ(scenario.half_times[half], unreachable);
    else
      EXPECT_EQ(scenario.half_times[half], 2 * normal[half]);
  }
  EXPECT_EQ(scenario.slowed_edges, 0U);
}

TEST(Scenario, AOneWayStreetStaysOneWay) {
  const auto network = sketch();
  const auto edge = edge_at(*network, 105.095);
  const auto& normal = network->graph.half_times;
  ASSERT_NE(normal[2 * edge] == unreachable, normal[2 * edge + 1] == unreachable);
  const auto scenario = build_scenario(*network, slowed_by({"flood:0.5", "smoke:0.5"}));
  EXPECT_EQ(scenario.half_times[2 * edge], normal[2 * edge]);
  EXPECT_EQ(scenario.half_times[2 * edge + 1], normal[2 * edge + 1]);
}

TEST(Scenario, TimesStayAboveZeroAndBelowNever) {
  const auto network = sketch();
  ScenarioRequest fast;
  fast.speed_factor = 10;
  for (const auto time : build_scenario(*network, fast).half_times)
    EXPECT_GE(time, 1U);
  const auto slow = build_scenario(*network, slowed_by({"flood:1e-12"}));
  EXPECT_EQ(slow.half_times[2 * edge_at(*network, 105.07)], unreachable - 1);
}

TEST(Scenario, MistakesAreNamed) {
  const auto network = sketch();
  const auto mistake = [&](const ScenarioRequest& request) {
    return error_of([&] { build_scenario(*network, request); });
  };
  EXPECT_EQ(mistake(closed_by({"fire"})),
            "hazard \"fire\": no such layer of kind hazard; there is flood, smoke");
  EXPECT_EQ(mistake(closed_by({"smoke:severity>=3"})),
            "hazard \"smoke:severity>=3\": no zone of the layer has a severity; set "
            "\"fields.severity\" of layer \"smoke\"");
  EXPECT_EQ(mistake(slowed_by({"smoke:type=toxic:0.5"})),
            "hazard \"smoke:type=toxic\": no zone of the layer has a type; set \"fields.type\" of "
            "layer \"smoke\"");
  ScenarioRequest request;
  request.speed_factor = 0;
  EXPECT_EQ(mistake(request), "speed factor 0: must be over 0 and at most 10");
}

TEST(Scenario, AttributesThatSayNothingAreNamedWithTheirValues) {
  const auto network_with = [](support::LayerBuilder zones) {
    return layers::build_road_network(
        {support::roads().line({{105, 21}, {105.01, 21}}).layer(), zones.layer()}, {},
        {layers::load_speed_profile("fire-engine"), 0});
  };
  auto zones = support::hazard("flood");
  zones.field("severity", "FLD_ZONE").box({105, 21, 105.1, 21.1}, R"("FLD_ZONE":"AE","type":"x")");
  auto meant = zones;
  meant.config.values["severity"] = {{"AE", "3"}};
  EXPECT_EQ(
      error_of([&] { build_scenario(*network_with(zones), closed_by({"flood:severity>=3"})); }),
      "hazard \"flood:severity>=3\": no zone of the layer has a severity that is understood "
      "(\"AE\"); say in \"values.severity\" of layer \"flood\" what they mean");
  const auto network = network_with(meant);
  EXPECT_EQ(build_scenario(*network, closed_by({"flood:severity>=3"})).closed_edges, 1U);
  const auto nope = build_scenario(*network, closed_by({"flood:type=nope"}));
  EXPECT_EQ(nope.closed_edges, 0U);
  EXPECT_THAT(nope.warnings,
              ElementsAre("hazard \"flood:type=nope\": no zone of the layer has such a type, so it "
                          "changes nothing; there are \"x\""));
  EXPECT_THAT(build_scenario(*network, closed_by({"flood:type=x"})).warnings, IsEmpty());
  const auto ended = network_with(support::hazard("flood"));
  EXPECT_THAT(build_scenario(*ended, closed_by({"flood:severity>=3"})).warnings, IsEmpty())
      << "a flood that is over closes nothing";
}

TEST(Scenario, AConditionThatNoZoneMeetsIsNamed) {
  const auto network = sketch(); // severities 2 and 4, types "river" and "sea"
  const auto warnings = [&](const ScenarioRequest& request) {
    return build_scenario(*network, request).warnings;
  };
  EXPECT_THAT(warnings(closed_by({"flood:severity>=9"})),
              ElementsAre("hazard \"flood:severity>=9\": no zone of the layer has such a severity, "
                          "so it changes nothing; they go from 2 to 4"));
  EXPECT_THAT(warnings(slowed_by({"flood:severity<2:0.5"})), SizeIs(1));
  EXPECT_THAT(warnings(slowed_by({"flood:type=lake:0.5"})),
              ElementsAre("hazard \"flood:type=lake\": no zone of the layer has such a type, so it "
                          "changes nothing; there are \"river\", \"sea\""));
  EXPECT_THAT(warnings(closed_by({"flood", "smoke", "flood:severity>=4", "flood:type!=sea"})),
              IsEmpty());
}

TEST(Scenario, ASeverityThatAllZonesHaveIsNamedAlone) {
  const auto network = layers::build_road_network(
      {roads().line({{105, 21}, {105.01, 21}}).layer(),
       hazard("flood").box({105, 21, 105.1, 21.1}, R"("severity":3)").layer()},
      {}, {layers::load_speed_profile("fire-engine"), 0});
  EXPECT_THAT(build_scenario(*network, closed_by({"flood:severity!=3"})).warnings,
              ElementsAre("hazard \"flood:severity!=3\": no zone of the layer has such a severity, "
                          "so it changes nothing; all are 3"));
}

} // namespace
