// What an object is drawn as, and what becomes of one that a layer cannot serve.
#include <stdexcept>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/local_plane.hpp"
#include "layers/config/osm_layers.hpp"
#include "tests/support/osm_text.hpp"

namespace {

using geo::LonLat;
using layers::RawSource;
using support::ids_of;
using support::osm;
using support::problems_of;
using support::relation;
using support::square_nodes;
using support::tag;
using support::way;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string node(int id, const LonLat& at, const std::string& tags) {
  return fmt::format(R"(<node id="{}" lat="{}" lon="{}">{}</node>)", id, at.lat, at.lon, tags);
}

class OsmObjects : public support::OsmTest {
protected:
  /// A layer as it is without a configuration: "roads", "fire-stations" …
  RawSource usual(const std::string& id, const std::string& inside) const {
    const auto path = folder.write("a.osm", osm(inside));
    for (const auto& layer : layers::osm_layers(path))
      if (layer.id == id)
        return support::read(layer);
    throw std::invalid_argument(id);
  }
  std::vector<std::string> usual_ids(const std::string& id, const std::string& inside) const {
    return ids_of(usual(id, inside));
  }
};

// --- routes -------------------------------------------------------------------------------------

const std::string ferry_tags = tag("type", "route") + tag("route", "ferry") +
                               tag("duration", "00:06") + tag("name", "Cát Hải");

TEST_F(OsmObjects, AFerryThatOnlyARelationKnowsIsItsWays) {
  const auto raw =
      usual("roads", square_nodes + way(10, {1, 2}, "") + way(11, {2, 3}, tag("source", "survey")) +
                         relation(20, {"way 10", "way 11"}, ferry_tags));
  ASSERT_THAT(ids_of(raw), ElementsAre("relation/20"));
  EXPECT_EQ(raw.features.geometry.part_count(), 2U);
  EXPECT_THAT(raw.features.json_text(0), HasSubstr(R"("route":"ferry","duration":"00:06")"));
  EXPECT_THAT(problems_of(raw), IsEmpty());
}

TEST_F(OsmObjects, AFerryWhoseWaysSayThatTheyAreOneIsThose) {
  const auto own = tag("route", "ferry");
  EXPECT_THAT(usual_ids("roads", square_nodes + way(10, {1, 2}, own) +
                                     relation(20, {"way 10", "way 99"}, ferry_tags)),
              ElementsAre("10"))
      << "so are those that are not in the file";
  const auto raw = usual(
      "roads", square_nodes + way(10, {1, 2}, own) + way(11, {2, 3}, "") +
                   way(12, {3, 4}, tag("highway", "footway")) +
                   way(13, {4, 1}, tag("public_transport", "platform")) +
                   relation(20, {"way 10", "way 11", "way 12", "way 13 platform"}, ferry_tags));
  EXPECT_THAT(ids_of(raw), ElementsAre("10", "relation/20"));
  EXPECT_EQ(raw.features.geometry.part_count(), 1U + 1U) << "no gangway and no platform";
}

TEST_F(OsmObjects, AFerryCutAtTheBorderIsNamed) {
  auto raw = usual("roads", square_nodes + way(10, {1, 2}, "") +
                                relation(20, {"way 10", "way 99"}, ferry_tags));
  EXPECT_THAT(ids_of(raw), ElementsAre("relation/20"));
  EXPECT_THAT(problems_of(raw),
              ElementsAre("ways of it are not in the file: 1 feature (id relation/20)"));
  raw = usual("roads", relation(20, {"way 98", "way 99"}, ferry_tags));
  EXPECT_THAT(ids_of(raw), IsEmpty());
  EXPECT_TRUE(raw.features.report.lost_any());
}

TEST_F(OsmObjects, RoutesAlongRoadsAreNoRoads) {
  const auto raw =
      read_text(square_nodes + way(10, {1, 2}, tag("highway", "primary")) +
                    relation(20, {"way 10", "way 99"}, tag("type", "route") + tag("route", "bus")),
                {"lines"});
  EXPECT_THAT(ids_of(raw), ElementsAre("10"));
  EXPECT_THAT(problems_of(raw), IsEmpty());
}

// --- what is not there --------------------------------------------------------------------------

TEST_F(OsmObjects, RoadsThatAreNotThereAreNone) {
  const auto is_road = [&](const std::string& tags) {
    return !usual_ids("roads", square_nodes + way(10, {1, 2}, tags)).empty();
  };
  EXPECT_TRUE(is_road(tag("highway", "primary")));
  for (const auto* value : {"proposed", "planned", "construction", "disused", "abandoned",
                            "demolished", "razed", "removed", "dismantled", "no"})
    EXPECT_FALSE(is_road(tag("highway", value))) << value;
  for (const auto* key : {"disused", "abandoned", "demolished", "razed", "removed", "proposed",
                          "planned", "construction"}) {
    EXPECT_FALSE(is_road(tag("highway", "primary") + tag(key, "yes"))) << key;
    EXPECT_FALSE(is_road(tag("route", "ferry") + tag(key, "yes"))) << key;
    EXPECT_FALSE(is_road(tag(std::string(key) + ":highway", "primary"))) << key;
    EXPECT_TRUE(is_road(tag("highway", "primary") + tag(key, "no"))) << key;
  }
  EXPECT_TRUE(is_road(tag("highway", "primary") + tag("construction", "minor")));
  EXPECT_TRUE(is_road(tag("highway", "service") + tag("construction", "service"))) << "it was";
  EXPECT_TRUE(is_road(tag("route", "ferry;hiking")));
}

// --- stations -----------------------------------------------------------------------------------

const std::string fire_station = tag("amenity", "fire_station");
const std::string station_building = tag("building", "fire_station");

TEST_F(OsmObjects, ABuildingOfAFireStationIsOneWhereNothingElseSaysSo) {
  for (const auto& text : {square_nodes + way(10, {1, 2, 3, 4, 1}, station_building),
                           node(10, {105, 21}, station_building)}) {
    const auto raw = usual("fire-stations", text);
    ASSERT_EQ(raw.features.size(), 1U);
    EXPECT_THAT(problems_of(raw),
                ElementsAre(HasSubstr("taken as a station because of its building only")));
  }
}

TEST_F(OsmObjects, ABuildingWithAnotherUseIsNoFireStation) {
  for (const auto* key : {"amenity", "shop", "office", "tourism", "leisure", "craft", "historic",
                          "disused:amenity", "abandoned:amenity", "was:amenity", "disused"})
    EXPECT_THAT(usual_ids("fire-stations", square_nodes + way(10, {1, 2, 3, 4, 1},
                                                              station_building + tag(key, "yes"))),
                IsEmpty())
        << key;
}

TEST_F(OsmObjects, ABuildingBesideAFireStationIsItsBuilding) {
  const geo::LocalPlane plane({105, 21});
  const auto ids_at = [&](double metres) {
    return usual_ids("fire-stations",
                     node(1, plane.to_lonlat({0, 0}), fire_station) +
                         node(2, plane.to_lonlat({metres, 0}), station_building) +
                         node(3, plane.to_lonlat({metres + 50, 0}), station_building));
  };
  EXPECT_THAT(ids_at(40), ElementsAre("node/1"));
  EXPECT_THAT(ids_at(140), ElementsAre("node/1", "node/2")) << "one station of two buildings";
  EXPECT_THAT(usual_ids("fire-stations", square_nodes + way(10, {1, 2, 3, 4, 1}, fire_station) +
                                             node(5, {105.005, 21.005}, station_building)),
              ElementsAre("way/10"))
      << "it stands on the area";
}

TEST_F(OsmObjects, ASiteIsAStationWhereItsMembersAre) {
  const auto site = tag("type", "site") + fire_station;
  const auto building = way(10, {1, 2, 3, 4, 1}, tag("building", "yes"));
  auto raw = usual("fire-stations", square_nodes + building + relation(20, {"way 10"}, site));
  ASSERT_THAT(ids_of(raw), ElementsAre("relation/20"));
  EXPECT_NEAR(raw.features.geometry.points[0].lon, 105.005, 1e-9) << "the middle of the square";
  EXPECT_NEAR(raw.features.geometry.points[0].lat, 21.005, 1e-9);
  EXPECT_THAT(usual_ids("fire-stations", square_nodes + relation(20, {"node 1", "node 3"}, site)),
              ElementsAre("relation/20"));
  EXPECT_THAT(usual_ids("fire-stations", square_nodes + way(10, {1, 2, 3, 4, 1}, fire_station) +
                                             relation(20, {"way 10"}, site)),
              ElementsAre("way/10"))
      << "that is the station";
  raw = usual("fire-stations", relation(20, {"way 10", "node 7"}, site));
  EXPECT_THAT(problems_of(raw),
              ElementsAre("nothing of it is in the file: 1 feature (id relation/20)"));
}

// --- what a layer leaves out --------------------------------------------------------------------

TEST_F(OsmObjects, WhatMeetsTheConditionInAnotherShapeIsNamed) {
  const auto hydrant = tag("emergency", "fire_hydrant");
  const auto raw =
      usual("hydrants", square_nodes + node(9, {105, 21}, hydrant) + way(10, {1, 2}, hydrant) +
                            way(11, {1, 2, 3, 4, 1}, hydrant) +
                            relation(20, {"way 11"}, tag("type", "other") + hydrant));
  EXPECT_THAT(ids_of(raw), ElementsAre("9"));
  EXPECT_THAT(
      problems_of(raw),
      ElementsAre("meets the condition but is drawn as a line: not served; add \"lines\" to "
                  "\"table\": 1 feature (id way/10)",
                  "meets the condition but is drawn as an area: not served; add \"multipolygons\" "
                  "to \"table\": 1 feature (id way/11)",
                  "meets the condition but is a relation without a shape: not served, only what it "
                  "is made of may be: 1 feature (id relation/20)"));
  EXPECT_FALSE(raw.features.report.lost_any());
}

TEST_F(OsmObjects, PointsAreMissedWhereAreasAreAskedForNotLines) {
  const auto school = square_nodes + node(9, {105, 21}, tag("amenity", "school"));
  EXPECT_THAT(problems_of(read_text(school, {"multipolygons"}, "amenity = 'school'")),
              ElementsAre(HasSubstr("is drawn as a point: not served; add \"points\"")));
  const auto crossing = square_nodes + node(9, {105, 21}, tag("highway", "crossing"));
  EXPECT_THAT(problems_of(usual("roads", crossing)), IsEmpty());
  EXPECT_THAT(problems_of(read_text(school, {"multipolygons"})), IsEmpty())
      << "without a condition the table is the choice";
}

TEST_F(OsmObjects, WhatIsLeftOutNeedsNoPosition) {
  const auto text = way(10, {1, 2}, tag("emergency", "fire_hydrant"));
  EXPECT_THAT(usual_ids("hydrants", text), IsEmpty());
  EXPECT_THAT(usual_ids("fire-stations", way(10, {1, 2}, tag("highway", "service") + fire_station)),
              IsEmpty());
}

TEST_F(OsmObjects, AFileOfWhatIsLeftOutHasTheLayer) {
  const auto path =
      folder.write("a.osm", osm(square_nodes + way(10, {1, 2}, tag("emergency", "fire_hydrant"))));
  EXPECT_THAT(layers::osm_has_features(path, layers::osm_layers(path)),
              ElementsAre(false, false, true, false));
}

// --- nodes --------------------------------------------------------------------------------------

TEST_F(OsmObjects, LinesMeetWhereTheyShareANodeOnly) {
  const auto text = square_nodes + node(6, {105.01, 21}, "") + // where node 2 is
                    way(10, {1, 2, 3}, tag("highway", "road")) +
                    way(11, {6, 5}, tag("highway", "road")) +
                    way(12, {2, 4}, tag("highway", "road"));
  const auto points = read_text(text, {"lines"}).features.geometry.points;
  ASSERT_EQ(points.size(), 3U + 2U + 2U);
  EXPECT_EQ(points[1], (LonLat{105.01, 21})) << "the first stays where it is";
  EXPECT_EQ(points[1], points[5]) << "node 2";
  EXPECT_NE(points[1], points[3]) << "node 6";
  const double apart_m = geo::distance_m(points[1], points[3]);
  EXPECT_GT(apart_m, 0.001) << "more than rounding leaves of \"on the line\"";
  EXPECT_LT(apart_m, 0.011)
      << "less than the last digit of OpenStreetMap's positions, 1e-7 degrees";
}

TEST_F(OsmObjects, AreasCloseAcrossNodesOfOnePlace) {
  const auto raw = read_text(square_nodes + node(6, {105.01, 21.01}, "") + // where node 3 is
                                 way(10, {1, 2, 3}, "") + way(11, {6, 4, 1}, "") +
                                 relation(20, {"way 10 outer", "way 11 outer"},
                                          tag("type", "multipolygon") + tag("natural", "water")),
                             {"multipolygons"});
  EXPECT_THAT(ids_of(raw), ElementsAre("relation/20"));
  EXPECT_THAT(problems_of(raw), IsEmpty());
}

} // namespace
