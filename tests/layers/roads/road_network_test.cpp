#include "layers/roads/road_network.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/local_plane.hpp"
#include "layers/catalog/catalog.hpp"
#include "layers/roads/road_rules.hpp"
#include "tests/support/network_sketch.hpp"
#include "tests/support/road_profile.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using layers::RoadNetwork;
using support::hazard;
using support::roads;
using support::test_profile;
using testing::ElementsAre;
using testing::SizeIs;

std::shared_ptr<const RoadNetwork> network_of(const layers::LayerList& all,
                                              const std::vector<std::string>& water = {}) {
  return layers::build_road_network(all, water, {test_profile(), 0});
}

double length_m(const RoadNetwork& network) {
  return layers::network_counts(network).road_m;
}

/// Length of the edges in each set of zones.
std::map<std::vector<std::uint32_t>, double> lengths_by_zones(const RoadNetwork& network) {
  std::map<std::vector<std::uint32_t>, double> lengths;
  for (std::uint32_t e = 0; e < network.graph.edge_count(); ++e)
    lengths[network.zone_sets[network.zones_of(e)]] += network.graph.edges[e].length_m;
  return lengths;
}
// --- zones --------------------------------------------------------------------------------------

TEST(RoadNetwork, ARoadIsCutWhereAZoneBeginsAndEnds) {
  const auto network =
      network_of({roads().line({{105, 21}, {105.1, 21}}).layer(),
                  hazard("flood").box({105.02, 20.99, 105.04, 21.01}, R"("severity":3)").layer()});
  EXPECT_EQ(network->graph.edge_count(), 3U);
  const double whole_m = geo::distance_m({105, 21}, {105.1, 21});
  EXPECT_NEAR(length_m(*network), whole_m, 0.01);
  const auto lengths = lengths_by_zones(*network);
  ASSERT_THAT(lengths, SizeIs(2));
  EXPECT_NEAR(lengths.at({0}), 0.2 * whole_m, 0.01); // from 0.02 to 0.04 of 0.1 degrees
  EXPECT_NEAR(lengths.at({}), 0.8 * whole_m, 0.01);
  EXPECT_EQ(network->graph.component_lengths_m.size(), 1U);
  ASSERT_THAT(network->zones, SizeIs(1));
  EXPECT_EQ(network->zones[0].severity, 3);
}

TEST(RoadNetwork, AZoneThatIsCrossedTwiceCutsFourTimes) {
  // A U: its arms from x = 0.02 to 0.04 and from 0.06 to 0.08 cross the road, its base lies south.
  const auto network = network_of(
      {roads().line({{105, 21}, {105.05, 21}, {105.1, 21}}).layer(), hazard("flood")
                                                                         .polygon({{105.02, 20.98},
                                                                                   {105.08, 20.98},
                                                                                   {105.08, 21.01},
                                                                                   {105.06, 21.01},
                                                                                   {105.06, 20.99},
                                                                                   {105.04, 20.99},
                                                                                   {105.04, 21.01},
                                                                                   {105.02, 21.01},
                                                                                   {105.02, 20.98}})
                                                                         .layer()});
  EXPECT_EQ(network->graph.edge_count(), 5U);
  const double whole_m = geo::distance_m({105, 21}, {105.1, 21});
  EXPECT_NEAR(length_m(*network), whole_m, 0.02);
  EXPECT_NEAR(lengths_by_zones(*network).at({0}), 0.4 * whole_m, 0.02);
}

TEST(RoadNetwork, ZonesOfSeveralLayersAddUpToSets) {
  const auto network = network_of(
      {roads().line({{105, 21}, {105.1, 21}}).layer(),
       hazard("flood").box({105.02, 20.99, 105.06, 21.01}).layer(),
       hazard("smoke").box({105.04, 20.99, 105.08, 21.01}, R"("type":"toxic")").layer()});
  const double whole_m = geo::distance_m({105, 21}, {105.1, 21});
  const auto lengths = lengths_by_zones(*network);
  ASSERT_THAT(lengths, SizeIs(4));
  for (const auto& zones : {std::vector<std::uint32_t>{0}, {0, 1}, {1}})
    EXPECT_NEAR(lengths.at(zones), 0.2 * whole_m, 0.01);
  EXPECT_EQ(network->zones[1].layer, 1U);
  EXPECT_EQ(network->zones[1].type, "toxic");
}

TEST(RoadNetwork, AVertexOnTheBorderIsWhereTheRoadIsCut) {
  const auto network =
      network_of({roads().line({{105, 21}, {105.02, 21}, {105.04, 21}, {105.1, 21}}).layer(),
                  hazard("flood").box({105.02, 20.99, 105.04, 21.01}).layer()});
  EXPECT_EQ(network->graph.edge_count(), 3U);
  EXPECT_NEAR(lengths_by_zones(*network).at({0}), geo::distance_m({105.02, 21}, {105.04, 21}),
              0.01);
}

TEST(RoadNetwork, ARoadInsideAZoneAndOneOutsideStayWhole) {
  const auto network = network_of({roads()
                                       .line({{105.001, 21.001}, {105.002, 21.002}})
                                       .line({{105.002, 21.002}, {105.003, 21.001}})
                                       .line({{105.5, 21}, {105.6, 21}})
                                       .layer(),
                                   hazard("flood").box({105, 21, 105.01, 21.01}).layer()});
  EXPECT_EQ(network->graph.edge_count(), 2U); // the first two are one chain
  EXPECT_THAT(lengths_by_zones(*network), SizeIs(2));
}

TEST(RoadNetwork, IsTheSameEachTime) {
  const auto all = layers::LayerList{
      roads().line({{105, 21}, {105.1, 21}}).line({{105.05, 20.9}, {105.05, 21.1}}).layer(),
      hazard("flood").box({105.02, 20.99, 105.06, 21.01}).layer()};
  const auto one = network_of(all);
  const auto other = network_of(all);
  EXPECT_EQ(one->graph.points, other->graph.points);
  EXPECT_EQ(one->graph.half_times, other->graph.half_times);
  EXPECT_EQ(one->zone_sets, other->zone_sets);
}

// --- connections --------------------------------------------------------------------------------

TEST(RoadNetwork, RoadsThatOnlyCrossAreNotConnected) {
  const auto network = network_of(
      {roads().line({{105, 21}, {105.1, 21}}).line({{105.05, 20.95}, {105.05, 21.05}}).layer()});
  EXPECT_EQ(network->graph.component_lengths_m.size(), 2U);
  const auto joined = network_of({roads()
                                      .line({{105, 21}, {105.05, 21}, {105.1, 21}})
                                      .line({{105.05, 20.95}, {105.05, 21}, {105.05, 21.05}})
                                      .layer()});
  EXPECT_EQ(joined->graph.component_lengths_m.size(), 1U);
}

TEST(RoadNetwork, AStreetThatEndsAboveATunnelDoesNotMeetIt) {
  // The tunnel's vertex lies 1 m beside the street's end, or the street's end on its line.
  const auto parts = [](const std::string& of_tunnel, double end_lat) {
    auto layer = roads()
                     .line({{105, 21}, {105.05, 21}, {105.1, 21}}, of_tunnel)
                     .line({{105.1, 21}, {105.2, 21}})
                     .line({{105.05, 21.02}, {105.05, end_lat}})
                     .layer();
    return layers::build_road_network({layer}, {}, {test_profile(), 5})
        ->graph.component_lengths_m.size();
  };
  for (const double end_lat : {21.00001, 21.000000001})
    for (const auto* over : {R"("tunnel":"yes")", R"("bridge":"yes")"}) {
      EXPECT_EQ(parts(over, end_lat), 2U) << "the road goes on into it all the same";
      EXPECT_EQ(parts("", end_lat), 1U);
    }
}

TEST(RoadNetwork, HeightsPartRoadsThatZonesCutToo) {
  // The bridge's ends lie at 0 m, its middle at 8, where the street passes below.
  const auto layer_with = [](float street_m) {
    return roads()
        .line({{105, 21}, {105.05, 21}, {105.1, 21}})
        .heights_m({0, 8, 0})
        .line({{105.05, 20.95}, {105.05, 21}, {105.05, 21.05}})
        .heights_m({street_m, street_m, street_m})
        .layer();
  };
  // Cut where the bridge is at 4 m, and where the street is.
  const auto flood = hazard("flood").box({105.025, 20.975, 105.06, 21.01}).layer();
  const auto smoke = hazard("smoke").box({105.05, 20.9, 105.06, 21.1}).layer();
  for (const auto& all :
       {layers::LayerList{layer_with(0)}, {layer_with(0), flood}, {layer_with(0), flood, smoke}})
    EXPECT_EQ(network_of(all)->graph.component_lengths_m.size(), 2U);
  EXPECT_EQ(network_of({layer_with(7), flood, smoke})->graph.component_lengths_m.size(), 1U);
  EXPECT_EQ(network_of({layer_with(NAN), flood})->graph.component_lengths_m.size(), 1U);
}

TEST(RoadNetwork, LayersAreOneNetworkAndClosedRoadsAreNoPart) {
  const auto network = network_of({roads("streets").line({{105, 21}, {105.01, 21}}).layer(),
                                   roads("alleys")
                                       .line({{105.01, 21}, {105.02, 21}})
                                       .line({{105.02, 21}, {105.5, 21}}, R"("class":"path")")
                                       .layer()});
  EXPECT_EQ(network->graph.component_lengths_m.size(), 1U);
  EXPECT_NEAR(length_m(*network), geo::distance_m({105, 21}, {105.02, 21}), 0.01);
}

/// Two roads that meet at node 3, in the middle of the first way, and a third way further on.
std::string osm_with_barrier(const std::string& kind, const std::string& node = "2") {
  const auto tag = [&](const std::string& id) {
    return id == node ? "<tag k=\"barrier\" v=\"" + kind + "\"/>" : std::string();
  };
  std::string text = R"(<?xml version="1.0"?><osm version="0.6">)";
  for (int i = 1; i <= 4; ++i)
    text += "<node id=\"" + std::to_string(i) + "\" version=\"1\" lat=\"21.0000123\" lon=\"105.0" +
            std::to_string(i) + "12347\">" + tag(std::to_string(i)) + "</node>";
  return text + R"(<way id="1" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/>
      <tag k="highway" v="primary"/></way>
    <way id="2" version="1"><nd ref="3"/><nd ref="4"/><tag k="highway" v="secondary"/></way></osm>)";
}

std::size_t components_of_osm(const std::string& text) {
  const TestFolder folder;
  layers::LayerConfig config;
  config.id = "roads";
  config.kind = layers::Kind::road;
  config.source = folder.write("roads.osm", text);
  config.tables = {"lines"};
  config.where = "highway IS NOT NULL";
  config.fields = {{"class", "highway"}};
  const auto opened = layers::open_layers({config});
  EXPECT_EQ(opened[0].error, "");
  return network_of({opened[0].layer})->graph.component_lengths_m.size();
}

TEST(RoadNetwork, NothingDrivesThroughABollard) {
  EXPECT_EQ(components_of_osm(osm_with_barrier("bollard")), 2U);      // inside a way
  EXPECT_EQ(components_of_osm(osm_with_barrier("bollard", "3")), 2U); // where two ways meet
  EXPECT_EQ(components_of_osm(osm_with_barrier("bollard", "4")), 1U); // at a dead end
  EXPECT_EQ(components_of_osm(osm_with_barrier("gate")), 1U);
}

TEST(RoadNetwork, AFileWithoutBarriersIsNoError) {
  EXPECT_EQ(components_of_osm(osm_with_barrier("bollard", "none")), 1U);
}

TEST(RoadNetwork, MistakesAreNamed) {
  const auto road = roads().line({{105, 21}, {105.01, 21}}, R"("class":"path")").layer();
  EXPECT_EQ(
      error_of([&] { network_of({road}); }),
      "road layers roads: none can be driven; check \"fields.class\" and \"fields.speed_km_h\", "
      "or the classes of the profile \"test\"; class of 0 km/h: 1 road closed, 1.0 km");
  EXPECT_EQ(error_of([] { network_of({}); }),
            "roads: there is no layer of kind road; add one to the layers");
  EXPECT_EQ(error_of([&] { network_of({road}, {"lake"}); }),
            "water \"lake\": no such layer; see \"response.water\"");
}

TEST(RoadNetwork, GivesUpWhenAskedTo) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(layers::build_road_network({roads().line({{105, 21}, {105.01, 21}}).layer()}, {},
                                          {test_profile(), 0}, stop.get_token()),
               geo::Error);
}

// --- reports ------------------------------------------------------------------------------------

/// 10 km of road, and 0.05 km apart from it.
support::LayerBuilder mainland_and_island() {
  auto builder = roads();
  builder.line({{105, 21}, {105.1, 21}}).line({{105.5, 21}, {105.5005, 21}});
  return builder;
}

TEST(NetworkSummary, TellsHowMuchIsConnected) {
  // 0.1 and 0.0005 degrees: 99.5 % in the larger part. A degree of longitude at 21 degrees north is
  // 111.320 km x 0.9336 x 1.0004 (WGS 84) = 103.97 km, so 10.45 km in all.
  EXPECT_EQ(layers::network_summary(*network_of({mainland_and_island().layer()})),
            "4 nodes, 2 edges, 10.4 km of road; 2 parts that are not connected, 99.5 % of the road "
            "in the largest");
  EXPECT_EQ(layers::network_summary(*network_of({roads().line({{105, 21}, {105.1, 21}}).layer()})),
            "2 nodes, 1 edges, 10.4 km of road; all of it connected");
}

TEST(RoadWarnings, NameEndsThatNearlyMeetByWhatMendsThem) {
  // 3e-6 degrees of latitude are 0.33 m.
  const auto warnings_with = [](const std::string& properties) {
    return layers::road_warnings(
        *network_of({roads()
                         .line({{105, 21}, {105.1, 21}})
                         .line({{105.05, 21.01}, {105.05, 21.000003}}, properties)
                         .layer()}));
  };
  EXPECT_THAT(warnings_with(""),
              ElementsAre("1 road ends near another road and is not connected with it: 0.33 m at "
                          "105.050000,21.000003; raise \"response.snap_tolerance_m\" if they meet "
                          "there"));
  const auto apart = network_of({roads()
                                     .line({{105, 21}, {105.1, 21}})
                                     .heights_m({5, 5})
                                     .line({{105.05, 21.01}, {105.05, 21}})
                                     .heights_m({40, 40})
                                     .layer()});
  EXPECT_THAT(
      layers::road_warnings(*apart),
      ElementsAre("1 road ends near another road and is not connected with it: 0.00 m at "
                  "105.050000,21.000000; its height (z) is another: give both one, or none, "
                  "if they meet there"));
  EXPECT_THAT(
      warnings_with(R"("layer":1)"),
      ElementsAre("1 road ends near another road and is not connected with it: 0.33 m at "
                  "105.050000,21.000003; its \"layer\" is another: end them on its line, or "
                  "give both one, if they meet there"));
}

TEST(StationWarnings, NameStationsThatCannotGetFar) {
  const auto network = network_of({mainland_and_island().layer()});
  support::LayerBuilder stations("stations", layers::Kind::station);
  stations.field("name_vi", "ten")
      .point({105.05, 21.0005}, R"("ten":"Trung tâm")")
      .point({105.5002, 21.0005}, R"("ten":"Đảo")")
      .point({105.05, 21.01}, R"("ten":"Đồng")")
      .point({105.05, 21.02});
  EXPECT_THAT(
      layers::station_warnings(*network, *stations.layer(), 100),
      ElementsAre("stations: station \"Đảo\" lies at 0.1 km of road that are not connected with "
                  "the rest",
                  "stations: station \"Đồng\" lies farther than 100 m from every road that one "
                  "gets on along",
                  "stations: station \"id 3\" lies farther than 100 m from every road that one "
                  "gets on along"));
}

} // namespace
