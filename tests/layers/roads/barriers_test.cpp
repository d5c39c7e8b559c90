// Points of OpenStreetMap files that close a road.
#include "layers/roads/barriers.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/catalog/catalog.hpp"
#include "layers/config/osm_layers.hpp"
#include "layers/roads/road_network.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Tags = std::vector<std::pair<std::string, std::string>>;

std::string tags_xml(const Tags& tags) {
  std::string text;
  for (const auto& [key, value] : tags)
    text += fmt::format(R"(<tag k="{}" v="{}"/>)", key, value);
  return text;
}

/// A street along the equator, 222.6 m, with a point of these tags in its middle.
std::string street_with(const Tags& node, const Tags& way = {{"highway", "residential"}}) {
  return fmt::format(R"(<?xml version="1.0"?><osm version="0.6">
    <node id="1" version="1" lat="0" lon="8"/>
    <node id="2" version="1" lat="0" lon="8.001">{}</node>
    <node id="3" version="1" lat="0" lon="8.002"/>
    <way id="1" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/>{}</way></osm>)",
                     tags_xml(node), tags_xml(way));
}

layers::SpeedProfile profile() {
  return layers::load_speed_profile("fire-engine");
}

std::shared_ptr<const layers::RoadNetwork>
network_of(const std::string& text, const layers::SpeedProfile& engine = profile()) {
  const TestFolder folder;
  layers::LayerConfig config;
  config.id = "roads";
  config.kind = layers::Kind::road;
  config.source = folder.write("roads.osm", text);
  fill_in_osm_defaults(config);
  const auto opened = layers::open_layers({config});
  EXPECT_EQ(opened[0].error, "");
  return layers::build_road_network({opened[0].layer}, {}, {engine, 0});
}

bool is_closed(const Tags& node, const layers::SpeedProfile& engine = profile()) {
  return network_of(street_with(node), engine)->graph.component_lengths_m.size() == 2;
}

std::vector<std::string> lines_of(const layers::RoadNetwork& network) {
  std::vector<std::string> texts;
  for (const auto& line : rule_lines(network.effects, network.profile))
    texts.push_back(line.text);
  return texts;
}

TEST(Barriers, SomeCloseARoadAndSomeAreOpened) {
  for (const Tags& closed : std::vector<Tags>{
           {{"barrier", "bollard"}},
           {{"barrier", "block"}},
           {{"barrier", "bollard"}, {"bollard", "fixed"}},
           {{"barrier", "bollard"}, {"bollard", "removable"}, {"emergency", "no"}},
           {{"barrier", "bollard"}, {"locked", "yes"}},
           {{"barrier", "bollard"}, {"access", "no"}, {"bicycle", "yes"}},
           {{"barrier", "bollard"}, {"maxwidth:physical", "1.5"}, {"emergency", "yes"}},
           {{"barrier", "gate"}, {"emergency", "no"}},
           {{"barrier", "gate"}, {"maxwidth:physical", "2 m"}},
           {{"barrier", "height_restrictor"}, {"maxheight", "2.1"}},
           {{"maxheight", "2.2 m"}},
           {{"barrier", "gate"}, {"maxweight", "3.5"}}})
    EXPECT_TRUE(is_closed(closed)) << tags_xml(closed);
  for (const Tags& open : std::vector<Tags>{
           {{"barrier", "bollard"}, {"bollard", "removable"}},
           {{"barrier", "bollard"}, {"bollard", "rising"}, {"access", "no"}},
           {{"barrier", "bollard"}, {"bollard", "removable"}, {"maxwidth:physical", "1.5"}},
           {{"barrier", "block"}, {"block", "movable"}},
           {{"barrier", "bollard"}, {"emergency", "yes"}},
           {{"barrier", "bollard"}, {"access", "no"}, {"emergency", "designated"}},
           {{"barrier", "bollard"}, {"bus", "yes"}},
           {{"barrier", "bollard"}, {"motor_vehicle", "yes"}},
           {{"barrier", "bollard"}, {"locked", "no"}},
           {{"barrier", "gate"}},
           {{"barrier", "lift_gate"}, {"access", "no"}},
           {{"barrier", "swing_gate"}, {"locked", "yes"}},
           {{"barrier", "chain"}},
           {{"barrier", "height_restrictor"}, {"maxheight", "3.5"}},
           {{"barrier", "height_restrictor"}, {"maxheight", "low"}},
           {{"barrier", "kerb"}}})
    EXPECT_FALSE(is_closed(open)) << tags_xml(open);
}

TEST(Barriers, TheProfileSaysWhatIsOpened) {
  auto engine = profile();
  engine.opened_barriers = {};
  EXPECT_TRUE(is_closed({{"barrier", "bollard"}, {"bollard", "removable"}}, engine));
  engine.closed_barriers = {"gate"};
  EXPECT_TRUE(is_closed({{"barrier", "gate"}}, engine));
  EXPECT_FALSE(is_closed({{"barrier", "gate"}, {"locked", "no"}}, engine));
  EXPECT_FALSE(is_closed({{"barrier", "gate"}, {"emergency", "yes"}}, engine));
  EXPECT_FALSE(is_closed({{"barrier", "bollard"}}, engine));
  engine.closed_barriers = {};
  engine.width_m = 1.8;
  EXPECT_FALSE(is_closed({{"barrier", "gate"}, {"maxwidth:physical", "2"}}, engine));
}

TEST(Barriers, ThoseOnRoadsAreCounted) {
  EXPECT_THAT(lines_of(*network_of(street_with({{"barrier", "bollard"}}))),
              ElementsAre("barrier: 1 barrier closed"));
  EXPECT_THAT(
      lines_of(*network_of(street_with({{"barrier", "bollard"}, {"bollard", "removable"}}))),
      ElementsAre("barriers that open: 1 barrier opened"));
  EXPECT_THAT(
      lines_of(*network_of(street_with({{"barrier", "height_restrictor"}, {"maxheight", "2.1"}}))),
      ElementsAre("maxheight below 3.3 m: 1 barrier closed"));
  EXPECT_THAT(lines_of(*network_of(street_with({{"barrier", "gate"}}))), IsEmpty());
}

TEST(Barriers, ThoseNextToRoadsAndWhereTwoMeetCountOnce) {
  const std::string beside = R"(<?xml version="1.0"?><osm version="0.6">
    <node id="1" version="1" lat="0" lon="8"/>
    <node id="2" version="1" lat="0" lon="8.001"><tag k="barrier" v="bollard"/></node>
    <node id="3" version="1" lat="0" lon="8.002"/>
    <node id="4" version="1" lat="0.5" lon="8.5"><tag k="barrier" v="bollard"/></node>
    <way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="service"/></way>
    <way id="2" version="1"><nd ref="2"/><nd ref="3"/><tag k="highway" v="service"/></way></osm>)";
  EXPECT_THAT(lines_of(*network_of(beside)), ElementsAre("barrier: 1 barrier closed"));
}

TEST(Barriers, LimitsThatAreNotUnderstoodAreNamed) {
  const auto network =
      network_of(street_with({{"barrier", "height_restrictor"}, {"maxheight", "low"}}));
  ASSERT_THAT(network->road_problems, testing::SizeIs(1));
  ASSERT_THAT(network->road_problems[0], testing::SizeIs(1));
  EXPECT_EQ(
      problem_text(network->road_problems[0][0]),
      "of a barrier, maxheight not understood, taken as none: 1 of 1 features (\"low\"; id 2)");
}

TEST(Barriers, AnOpenStreetMapFileHasThePathsThatAreOpenInEmergencies) {
  const auto counts = [](const Tags& way) {
    try {
      return layers::network_counts(*network_of(street_with({}, way))).edges;
    } catch (const geo::Error&) { // there is no road
      return std::size_t{0};
    }
  };
  EXPECT_EQ(counts({{"highway", "footway"}}), 0U);
  for (const auto* path : {"footway", "path", "cycleway", "bridleway", "service", "pedestrian"})
    EXPECT_EQ(counts({{"highway", path}, {"emergency", "yes"}}), 1U) << path;
  EXPECT_EQ(counts({{"highway", "path"}, {"motor_vehicle", "emergency"}}), 1U);
  EXPECT_EQ(counts({{"highway", "steps"}, {"emergency", "yes"}}), 0U);
  EXPECT_EQ(counts({{"highway", "construction"}, {"emergency", "yes"}}), 0U);
}

} // namespace
