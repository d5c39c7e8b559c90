#include "layers/osm/osm_reader.hpp"

#include <array>
#include <fstream>
#include <random>

#include <bzlib.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/config/osm_layers.hpp"
#include "tests/support/gzip.hpp"
#include "tests/support/osm_text.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using geo::LonLat;
using layers::RawSource;
using support::config_of;
using support::ids_of;
using support::osm;
using support::problems_of;
using support::read;
using support::square_nodes;
using support::tag;
using support::way;
using Osm = support::OsmTest;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

// --- attributes and conditions ------------------------------------------------------------------

TEST_F(Osm, AllTagsAreAttributesInTheirOrder) {
  const auto raw = read_text(square_nodes + way(10, {1, 2},
                                                tag("ref", "QL1") + tag("highway", "primary") +
                                                    tag("name:vi", "Đường &lt;1&gt;") +
                                                    tag("hgv:conditional", "no @ (07:00-09:00)")),
                             {"lines"});
  ASSERT_EQ(raw.features.size(), 1U);
  EXPECT_EQ(raw.features.json_text(0),
            R"("id":10,"properties":{"osm_id":"10","ref":"QL1","highway":"primary",)"
            R"x("name_vi":"Đường <1>","hgv_conditional":"no @ (07:00-09:00)"})x");
  EXPECT_THAT(raw.attributes, testing::IsSupersetOf({"hgv_conditional", "maxspeed", "ref"}))
      << "what it has, and what roads usually have";
  EXPECT_EQ(raw.crs, "EPSG:4326");
  EXPECT_EQ(raw.features.report.format, "OSM");
}

TEST_F(Osm, NoTagIsLostToAnotherOfItsName) {
  const auto raw = read_text(
      square_nodes +
          way(10, {1, 2}, tag("name_vi", "a") + tag("name:vi", "b") + tag("highway", "road")),
      {"lines"});
  EXPECT_THAT(raw.features.json_text(0), HasSubstr(R"("name_vi":"a","name:vi":"b")"));
}

TEST_F(Osm, ConditionsAskForAnyTag) {
  const auto text =
      square_nodes + way(10, {1, 2}, tag("route", "ferry") + tag("duration", "00:06")) +
      way(11, {2, 3}, tag("highway", "primary") + tag("name:vi", "Láng") + tag("lanes", "2")) +
      way(12, {3, 4}, tag("highway", "service"));
  const auto ids_where = [&](const std::string& where) {
    return ids_of(read_text(text, {"lines"}, where));
  };
  EXPECT_THAT(ids_where("route = 'ferry'"), ElementsAre("10"));
  EXPECT_THAT(ids_where("route = 'ferry' AND duration IS NOT NULL"), ElementsAre("10"));
  EXPECT_THAT(ids_where("highway IS NULL"), ElementsAre("10"));
  EXPECT_THAT(ids_where("HIGHWAY ILIKE 'PRIM%'"), ElementsAre("11"));
  EXPECT_THAT(ids_where("name_vi = 'Láng'"), ElementsAre("11"));
  EXPECT_THAT(ids_where("\"name:vi\" = 'Láng'"), ElementsAre("11"));
  EXPECT_THAT(ids_where("CAST(lanes AS integer) >= 2"), ElementsAre("11"));
  EXPECT_THAT(ids_where("osm_id IN ('10', '12')"), ElementsAre("10", "12"));
  EXPECT_THAT(ids_where("nothing = 'highway'"), IsEmpty());
  const auto path = folder.path("a.osm");
  EXPECT_THAT(error_of([&] { ids_where("highway = = 'primary'"); }),
              StartsWith(path + ": condition \"where\" highway = = 'primary' is wrong: "));
}

TEST_F(Osm, UnknownTablesAndNoneAreRefused) {
  EXPECT_EQ(error_of([&] { read_text(square_nodes, {"roads"}); }),
            folder.path("a.osm") + ": no table \"roads\"; there is \"points\", \"lines\", "
                                   "\"multipolygons\"");
  EXPECT_EQ(error_of([&] { read_text(square_nodes, {}); }),
            folder.path("a.osm") + ": has several tables: \"points\", \"lines\", "
                                   "\"multipolygons\"; set \"table\"");
}

TEST_F(Osm, LayersReadTogetherFailByThemselves) {
  const auto path =
      folder.write("a.osm", osm(square_nodes + way(10, {1, 2}, tag("highway", "primary")) +
                                "<node id=\"6\" lat=\"21\" lon=\"105\">" +
                                tag("amenity", "fire_station") + "</node>"));
  auto layers = layers::read_osm(path, {config_of(path, {"lines"}), config_of(path, {"streets"}),
                                        config_of(path, {"points"})});
  ASSERT_THAT(layers, SizeIs(3));
  EXPECT_THAT(ids_of(layers[0].raw), ElementsAre("10"));
  EXPECT_TRUE(layers[1].error);
  EXPECT_THAT(ids_of(layers[2].raw), ElementsAre("6"));
}

// --- which object is what -----------------------------------------------------------------------

TEST_F(Osm, AWayWithHighwayIsALineWhateverElseItIs) {
  for (const auto* other :
       {"landuse", "natural", "amenity", "leisure", "tourism", "office", "shop", "building", "area",
        "man_made", "emergency", "military", "aeroway", "historic", "public_transport", "place"}) {
    const auto ring =
        square_nodes + way(10, {1, 2, 3, 4, 1}, tag("highway", "service") + tag(other, "yes"));
    EXPECT_THAT(ids_of(read_text(ring, {"lines"})), ElementsAre("10")) << other;
    EXPECT_EQ(read_text(ring, {"lines"}).features.geometry.points.size(), 5U) << other;
  }
}

TEST_F(Osm, WhatClosedWaysGoAroundIsAnArea) {
  const auto kinds = [&](const std::string& tags) {
    const auto text = square_nodes + way(10, {1, 2, 3, 4, 1}, tags);
    return std::pair(read_text(text, {"lines"}).features.size(),
                     read_text(text, {"multipolygons"}).features.size());
  };
  using Kinds = std::pair<std::size_t, std::size_t>;
  EXPECT_EQ(kinds(tag("building", "yes")), Kinds(0, 1));
  EXPECT_EQ(kinds(tag("highway", "pedestrian") + tag("area", "yes")), Kinds(1, 1));
  EXPECT_EQ(kinds(tag("junction", "roundabout") + tag("highway", "primary")), Kinds(1, 0));
  EXPECT_EQ(kinds(tag("building", "yes") + tag("area", "no")), Kinds(1, 0));
  EXPECT_EQ(kinds(tag("natural", "coastline")), Kinds(1, 0));
  EXPECT_EQ(kinds(tag("natural", "water")), Kinds(0, 1));
  EXPECT_EQ(kinds(tag("waterway", "riverbank")), Kinds(0, 1));
  EXPECT_EQ(kinds(tag("waterway", "canal")), Kinds(1, 0));
  EXPECT_EQ(kinds(tag("source", "survey")), Kinds(0, 0)) << "it is nothing by itself";
  EXPECT_EQ(kinds(""), Kinds(0, 0));
}

/// The square as a relation of two ways, with a hole around its middle.
std::string square_with_hole(const std::string& tags) {
  return std::string(square_nodes) + R"(
    <node id="6" lat="21.004" lon="105.004"/><node id="7" lat="21.004" lon="105.006"/>
    <node id="8" lat="21.006" lon="105.005"/>)" +
         way(10, {1, 2, 3}, "") + way(11, {1, 4, 3}, "") + way(12, {6, 7, 8, 6}, "") +
         R"(<relation id="20"><member type="way" ref="10" role="outer"/>
    <member type="way" ref="11" role="outer"/><member type="way" ref="12" role="inner"/>)" +
         tags + "</relation>";
}

TEST_F(Osm, MultipolygonsAreAssembled) {
  const auto raw =
      read_text(square_with_hole(tag("type", "multipolygon") + tag("natural", "water")),
                {"multipolygons"}, "natural = 'water'");
  ASSERT_THAT(ids_of(raw), ElementsAre("relation/20"));
  ASSERT_EQ(raw.features.geometry.part_count(), 1U);
  EXPECT_EQ(raw.features.geometry.ring_count(), 2U);
  EXPECT_EQ(raw.features.geometry.points.size(), 5U + 4U);
  EXPECT_THAT(problems_of(raw), IsEmpty());
}

TEST_F(Osm, AMultipolygonWithoutTagsHasThoseOfItsOuterWays) {
  const auto text = std::string(square_nodes) + R"(
    <node id="6" lat="21.004" lon="105.004"/><node id="7" lat="21.004" lon="105.006"/>
    <node id="8" lat="21.006" lon="105.005"/>)" +
                    way(10, {1, 2, 3, 4, 1}, tag("natural", "water") + tag("name", "Tây")) +
                    way(12, {6, 7, 8, 6}, tag("natural", "wood")) +
                    R"(<relation id="20"><member type="way" ref="10" role="outer"/>
    <member type="way" ref="12" role="inner"/>)" +
                    tag("type", "multipolygon") + tag("created_by", "JOSM") + "</relation>";
  const auto raw = read_text(text, {"multipolygons"}, "natural = 'water'");
  ASSERT_THAT(ids_of(raw), ElementsAre("relation/20"));
  EXPECT_EQ(raw.features.json_text(0),
            R"("id":"relation/20","properties":{"osm_id":"20","natural":"water","name":"Tây"})");
  EXPECT_EQ(raw.features.geometry.ring_count(), 2U) << "the island is no water";
  EXPECT_THAT(ids_of(read_text(text, {"multipolygons"})), ElementsAre("way/12", "relation/20"));
}

TEST_F(Osm, AnAreaThatDoesNotCloseIsALine) {
  const auto station = tag("amenity", "fire_station");
  const auto text = square_nodes + way(10, {1, 2, 3, 4}, station);
  const auto raw = read_text(text, {"points", "multipolygons"}, "amenity = 'fire_station'");
  ASSERT_THAT(ids_of(raw), ElementsAre("way/10"));
  EXPECT_EQ(raw.features.geometry.part_types[0], geo::PartType::line);
  EXPECT_THAT(ids_of(read_text(text, {"lines", "multipolygons"})), ElementsAre("way/10")) << "once";
  const auto relation = std::string(R"(<relation id="20"><member type="way" ref="10" role="outer"/>
    <member type="way" ref="11" role="outer"/>)") +
                        tag("type", "multipolygon") + station + "</relation>";
  EXPECT_THAT(ids_of(read_text(text + way(11, {4, 1}, "") + relation, {"multipolygons"})),
              ElementsAre("relation/20"))
      << "a part of an area is not the area once more";
}

TEST_F(Osm, AMultipolygonWithHighwayIsTheLinesAroundIt) {
  const auto square = square_with_hole(tag("type", "multipolygon") + tag("highway", "pedestrian"));
  const auto raw = read_text(square, {"lines"}, "highway IS NOT NULL");
  ASSERT_THAT(ids_of(raw), ElementsAre("relation/20"));
  EXPECT_EQ(raw.features.geometry.part_count(), 3U);
  EXPECT_EQ(raw.features.geometry.points.size(), 3U + 3U + 4U);
}

TEST_F(Osm, IdsAreOpenStreetMapsNegativeAndLargeOnesToo) {
  const std::string large = "9007199254740993"; // 2^53 + 1: no double holds it
  const auto text = "<node id=\"-1\" lat=\"1\" lon=\"2\"/><node id=\"" + large +
                    "\" lat=\"1\" lon=\"3\">" + tag("amenity", "fire_station") +
                    "</node><way id=\"-7\"><nd ref=\"-1\"/><nd ref=\"" + large + "\"/>" +
                    tag("highway", "road") + "</way>";
  EXPECT_THAT(ids_of(read_text(text, {"lines"})), ElementsAre("-7"));
  EXPECT_THAT(ids_of(read_text(text, {"points", "multipolygons"})), ElementsAre("node/" + large));
  EXPECT_EQ(read_text(text, {"lines"}).features.geometry.points[1], (LonLat{3, 1}));
}

// --- what editors, servers and extracts leave ---------------------------------------------------

TEST_F(Osm, WhatIsDeletedDoesNotCount) {
  const auto raw = read_text(
      "<node id=\"1\" lat=\"21\" lon=\"105\"/><node id=\"2\" lat=\"21\" lon=\"105.01\"/>"
      "<way id=\"10\" action=\"modify\"><nd ref=\"1\"/><nd ref=\"2\"/>" +
          tag("highway", "road") + "</way><way id=\"11\" action=\"delete\"><nd ref=\"1\"/>" +
          "<nd ref=\"2\"/>" + tag("highway", "road") + "</way>" +
          "<way id=\"12\" visible=\"false\"><nd ref=\"1\"/><nd ref=\"2\"/>" +
          tag("highway", "road") + "</way>",
      {"lines"});
  EXPECT_THAT(ids_of(raw), ElementsAre("10"));
}

TEST_F(Osm, OfSeveralVersionsTheLatestCounts) {
  const auto node = [](int version, const std::string& more, const std::string& tags) {
    return "<node id=\"1\" version=\"" + std::to_string(version) + "\" " + more + ">" + tags +
           "</node>";
  };
  const auto hydrant = tag("emergency", "fire_hydrant");
  const auto here = std::string("lat=\"21\" lon=\"105\"");
  const auto there = std::string("lat=\"22\" lon=\"106\"");
  const auto where = "emergency = 'fire_hydrant'";
  auto raw = read_text(node(1, here, hydrant) + node(2, there, hydrant), {"points"}, where);
  EXPECT_THAT(raw.features.geometry.points, ElementsAre(LonLat{106, 22}));
  raw = read_text(node(2, there, hydrant) + node(1, here, hydrant), {"points"}, where);
  EXPECT_THAT(raw.features.geometry.points, ElementsAre(LonLat{106, 22}));
  EXPECT_THAT(ids_of(read_text(node(1, here, hydrant) + node(2, here, ""), {"points"}, where)),
              IsEmpty())
      << "its tags were taken off";
  EXPECT_THAT(ids_of(read_text(node(1, here, hydrant) + node(2, "visible=\"false\"", ""),
                               {"points"}, where)),
              IsEmpty());
}

TEST_F(Osm, TheHighestVersionCountsWhereverItStands) {
  const auto hydrant = tag("emergency", "fire_hydrant");
  const auto node = [&](int version, bool is_there) {
    const auto about = "<node id=\"9\" version=\"" + std::to_string(version) + "\" ";
    return is_there ? about + "lat=\"21\" lon=\"" + std::to_string(105 + version) + "\">" +
                          hydrant + "</node>"
                    : about + "visible=\"false\"/>";
  };
  const auto lons = [&](const std::string& text) {
    std::vector<double> found;
    for (const auto point :
         read_text(text, {"points"}, "emergency IS NOT NULL").features.geometry.points)
      found.push_back(point.lon);
    return found;
  };
  EXPECT_THAT(lons(node(3, false) + node(2, true) + node(1, true)), IsEmpty());
  EXPECT_THAT(lons(node(1, true) + node(3, false) + node(2, true)), IsEmpty());
  EXPECT_THAT(lons(node(4, true) + node(3, false) + node(2, true)), ElementsAre(109));
  EXPECT_THAT(lons(node(2, false) + node(3, true) + node(1, true)), ElementsAre(108));
}

TEST_F(Osm, NodesOfAWayAreWhereTheirHighestVersionIs) {
  const auto versions = [](const std::string& first, const std::string& then) {
    return first + then + "<node id=\"2\" version=\"1\" lat=\"21\" lon=\"106\"/>" +
           way(10, {1, 2}, tag("highway", "road"));
  };
  const std::string old = "<node id=\"1\" version=\"1\" lat=\"21\" lon=\"105\"/>";
  const std::string moved = "<node id=\"1\" version=\"2\" lat=\"22\" lon=\"105\"/>";
  const std::string deleted = "<node id=\"1\" version=\"2\" visible=\"false\"/>";
  for (const auto& text : {versions(old, moved), versions(moved, old)})
    EXPECT_THAT(read_text(text, {"lines"}).features.geometry.points,
                ElementsAre(LonLat{105, 22}, LonLat{106, 21}));
  for (const auto& text : {versions(old, deleted), versions(deleted, old)})
    EXPECT_THAT(ids_of(read_text(text, {"lines"})), IsEmpty());
}

TEST_F(Osm, WhatAServerCutShortIsRefusedWithItsRemark) {
  const auto path = folder.write(
      "a.osm",
      osm(square_nodes + way(10, {1, 2}, tag("highway", "road")) +
          "<remark> runtime error: Query timed out in &quot;query&quot;\n at line 3 </remark>"));
  EXPECT_THAT(
      error_of([&] { read(config_of(path, {"lines"})); }),
      testing::MatchesRegex(
          ".*: not readable as OpenStreetMap data: line [0-9]+, column [0-9]+: cut short by "
          "its server, which says \"runtime error: Query timed out in \"query\"\\\\x0a at line "
          "3\"; ask for less at once, or with a longer .timeout:…., and download it again"));
  EXPECT_THAT(ids_of(read_text(square_nodes + way(10, {1, 2}, tag("highway", "road")) +
                                   "<remark>Data of 2024</remark>",
                               {"lines"})),
              ElementsAre("10"));
}

TEST_F(Osm, NodesMayComeInAnyOrder) {
  const auto raw =
      read_text(way(10, {3, 1, 2}, tag("highway", "road")) +
                    "<node id=\"2\" lat=\"2\" lon=\"0\"/><node id=\"3\" lat=\"3\" lon=\"0\"/>"
                    "<node id=\"1\" lat=\"1\" lon=\"0\"/>",
                {"lines"});
  EXPECT_THAT(raw.features.geometry.points, ElementsAre(LonLat{0, 3}, LonLat{0, 1}, LonLat{0, 2}));
}

TEST_F(Osm, AWayIsCutWhereNodesAreMissing) {
  const auto raw = read_text(square_nodes + way(10, {1, 2, 77, 3, 4}, tag("highway", "road")) +
                                 way(11, {1, 77, 78}, tag("highway", "road")) +
                                 way(12, {1, 2, 77, 1}, tag("building", "yes")),
                             {"lines"});
  EXPECT_THAT(ids_of(raw), ElementsAre("10"));
  EXPECT_EQ(raw.features.geometry.part_count(), 2U);
  EXPECT_EQ(raw.features.report.read, 2U);
  EXPECT_THAT(problems_of(raw),
              ElementsAre("nodes of it are not in the file: 2 features (id 10, 11)"));
  EXPECT_TRUE(raw.features.report.lost_any());
}

TEST_F(Osm, AreasOfWhichPartsAreMissingAreNamed) {
  const auto raw = read_text(
      square_nodes + way(10, {1, 2, 3}, "") + way(12, {1, 2, 77, 1}, tag("building", "yes")) +
          R"(<relation id="20"><member type="way" ref="10" role="outer"/>
      <member type="way" ref="11" role="outer"/>)" +
          tag("type", "multipolygon") + tag("natural", "water") + "</relation>",
      {"multipolygons"});
  EXPECT_EQ(raw.features.size(), 0U);
  EXPECT_THAT(problems_of(raw),
              ElementsAre("nodes of it are not in the file: 1 feature (id way/12)",
                          "ways of it are not in the file: 1 feature (id relation/20)"));
}

TEST_F(Osm, PositionsInTheWaysThemselvesAreTaken) { // Overpass: out geom
  const auto raw = read_text(
      R"(<note>The data included in this document is from www.openstreetmap.org.</note>
      <meta osm_base="2024-01-01T00:00:00Z"/>
      <way id="10"><bounds minlat="50" minlon="8" maxlat="50" maxlon="8.02"/>
        <nd ref="1" lat="50.0" lon="8.0"/><nd ref="2" lat="50.0" lon="8.02"/>
        <tag k="highway" v="residential"/></way>)",
      {"lines"});
  EXPECT_THAT(raw.features.geometry.points, ElementsAre(LonLat{8, 50}, LonLat{8.02, 50}));
}

TEST_F(Osm, PositionsInTheMembersOfRelationsAreTaken) { // Overpass: out geom
  const auto raw = read_text(
      R"(<relation id="20"><bounds minlat="0" minlon="0" maxlat="1" maxlon="1"/>
      <member type="way" ref="10" role="outer"><nd lat="0" lon="0"/><nd lat="0" lon="1"/>
        <nd lat="1" lon="1"/></member>
      <member type="way" ref="11" role="outer"><nd lat="1" lon="1"/><nd lat="0" lon="0"/></member>
      <tag k="type" v="multipolygon"/><tag k="natural" v="water"/></relation>)",
      {"multipolygons"});
  EXPECT_THAT(ids_of(raw), ElementsAre("relation/20"));
  EXPECT_EQ(raw.features.geometry.points.size(), 4U);
}

TEST_F(Osm, WaysWithoutAnyPositionAreNamed) {
  const auto path = folder.write("a.osm", osm(way(10, {1, 2}, tag("highway", "road"))));
  EXPECT_EQ(error_of([&] { read(config_of(path, {"lines"})); }),
            path + ": has ways without nodes, so that nothing says where they lie; export it with "
                   "the nodes (Overpass: `out geom`, or `(._;>;); out`), or with `osmium "
                   "add-locations-to-ways`");
  EXPECT_THAT(ids_of(read(config_of(path, {"points"}))), IsEmpty()) << "that needs no ways";
}

// --- files --------------------------------------------------------------------------------------

std::string road_text() {
  return osm(square_nodes + way(10, {1, 2}, tag("highway", "road")));
}

TEST_F(Osm, ContentTellsTheFormatNotTheName) {
  const auto zipped = support::gzip(road_text());
  for (const auto* name : {"a.osm.gz", "a.osm", "a.osm.xml"})
    EXPECT_THAT(ids_of(read(config_of(folder.write(name, zipped), {"lines"}))), ElementsAre("10"));
  EXPECT_THAT(ids_of(read(config_of(folder.write("a.osm.gz", road_text()), {"lines"}))),
              ElementsAre("10"));
}

/// As BZ2_bzBuffToBuffCompress() makes it.
std::string bzip2(std::string text) {
  std::string bytes(text.size() + 1000, '\0');
  auto size = static_cast<unsigned>(bytes.size());
  EXPECT_EQ(BZ2_bzBuffToBuffCompress(bytes.data(), &size, text.data(),
                                     static_cast<unsigned>(text.size()), 1, 0, 0),
            BZ_OK);
  return bytes.substr(0, size);
}

TEST_F(Osm, EveryStreamOfBzip2IsRead) { // as of pbzip2
  const auto text = road_text();
  const auto half = text.size() / 2;
  const auto streams = bzip2(text.substr(0, half)) + bzip2("") + bzip2(text.substr(half));
  for (const auto& bytes : {streams, streams + std::string(64, '\0')})
    EXPECT_THAT(ids_of(read(config_of(folder.write("a.osm.bz2", bytes), {"lines"}))),
                ElementsAre("10"));
  EXPECT_THAT(ids_of(read(config_of("/vsisubfile/0," + folder.path("a.osm.bz2"), {"lines"}))),
              ElementsAre("10"));
  const auto cut = folder.write("cut.osm.bz2", streams.substr(0, streams.size() - 9));
  EXPECT_THAT(error_of([&] { read(config_of(cut, {"lines"})); }),
              HasSubstr("bzip2 error: the data are cut short; copy or download it again"));
  auto broken = streams;
  broken[streams.size() / 3] ^= 0x55;
  EXPECT_THAT(error_of([&] { read(config_of(folder.write("b.osm.bz2", broken), {"lines"})); }),
              HasSubstr("bzip2 error: the data are broken; copy or download it again"));
}

TEST_F(Osm, ChangesAreRefusedWithTheMend) {
  for (const auto* name : {"a.osc", "a.osc.gz", "a.xml"}) {
    const auto path = folder.write(name, "<osmChange version=\"0.6\"></osmChange>");
    ASSERT_TRUE(layers::is_osm_file(path));
    EXPECT_THAT(
        error_of([&] { read(config_of(path, {"lines"})); }),
        testing::AllOf(StartsWith(path + ": not readable as OpenStreetMap data: line 1"),
                       testing::EndsWith(": it holds changes only (osmChange); apply them to "
                                         "the data with `osmium apply-changes`")));
  }
}

TEST_F(Osm, AFileMayHoldNothing) {
  EXPECT_TRUE(layers::is_empty_osm(folder.write("a.osm", "<osm version=\"0.6\"/>")));
  EXPECT_TRUE(
      layers::is_empty_osm(folder.write("a.osm", osm("<node id=\"1\" visible=\"false\"/>"))));
  EXPECT_FALSE(layers::is_empty_osm(folder.write("a.osm", osm(square_nodes))));
}

TEST_F(Osm, FilesInsideOthersAreRead) {
  folder.write("a.osm.gz", support::gzip(road_text()));
  EXPECT_THAT(ids_of(read(config_of("/vsigzip/" + folder.path("a.osm.gz"), {"lines"}))),
              ElementsAre("10"));
}

TEST_F(Osm, WhatIsBrokenIsAnErrorNotAPart) {
  const auto error_of_file = [&](const std::string& name, const std::string& bytes) {
    const auto path = folder.write(name, bytes);
    const auto error = error_of([&] { read(config_of(path, {"lines"})); });
    EXPECT_THAT(error, StartsWith(path + ": "));
    return error.substr(path.size() + 2);
  };
  const auto text = road_text();
  EXPECT_THAT(
      error_of_file("a.osm", text.substr(0, text.size() - 6)),
      testing::MatchesRegex("not readable as OpenStreetMap data: line [0-9]+, column [0-9]+: "
                            "no element found; copy or download it again"));
  const auto zipped = support::gzip(text);
  EXPECT_THAT(error_of_file("a.osm.gz", zipped.substr(0, zipped.size() - 12)),
              StartsWith("not readable as OpenStreetMap data: gzip error: "));
  EXPECT_EQ(error_of_file("a.osm", ""), "the file is empty (0 bytes)");
  EXPECT_THAT(error_of_file("a.osm", "<kml></kml>"), HasSubstr("<kml> is not OpenStreetMap data"));
  EXPECT_THAT(error_of_file("a.osm", "<osmChange></osmChange>"),
              HasSubstr("`osmium apply-changes`"));
  EXPECT_THAT(error_of_file("a.osm", osm("<node id=\"x\" lat=\"1\" lon=\"2\"/>")),
              HasSubstr("id=\"x\" is no whole number"));
  EXPECT_THAT(error_of_file("a.osm", osm("<relation id=\"1\"><member type=\"area\" ref=\"1\"/>"
                                         "</relation>")),
              HasSubstr("a member of the type \"area\""));
  EXPECT_THAT(error_of_file("a.osm", osm("<node id=\"1\" lat=\"north\" lon=\"2\"/>")),
              HasSubstr("wrong format for coordinate: 'north'"));
  EXPECT_EQ(error_of([&] { read(config_of(folder.path("none.osm"), {"lines"})); }),
            folder.path("none.osm") + ": no such file; check \"source\"");
}

/// A way of two nodes that has its positions: the header's blob, then one of data, not compressed
/// (wiki.openstreetmap.org/wiki/PBF_Format).
std::string message(char field, const std::string& bytes) {
  return std::string{static_cast<char>(field << 3 | 2), static_cast<char>(bytes.size())} + bytes;
}
std::string blob(const std::string& type, const std::string& data) {
  const auto content = message(1, data); // raw
  const auto header = message(1, type) + std::string{3 << 3, static_cast<char>(content.size())};
  return std::string{0, 0, 0, static_cast<char>(header.size())} + header + content;
}
std::string pbf_with_positions() {
  const std::string strings = message(1, "") + message(1, "highway") + message(1, "road");
  // Positions are differences in 100 nanodegrees, zigzag: 10, then 10 more; 20, then none.
  const std::string way_bytes = std::string{1 << 3, 10} + message(2, "\x01") + message(3, "\x02") +
                                message(8, "\x02\x02") + message(9, std::string{40, 0}) +
                                message(10, std::string{20, 20});
  return blob("OSMHeader", message(4, "OsmSchema-V0.6") + message(5, "LocationsOnWays")) +
         blob("OSMData", message(1, strings) + message(2, message(3, way_bytes)));
}

TEST_F(Osm, PbfWithPositionsInTheWaysIsRead) {
  const auto raw = read(config_of(folder.write("a.osm.pbf", pbf_with_positions()), {"lines"}));
  ASSERT_THAT(ids_of(raw), ElementsAre("10"));
  EXPECT_EQ(raw.features.geometry.points[0], (LonLat{1e-6, 2e-6}));
  EXPECT_EQ(raw.features.geometry.points[1], (LonLat{2e-6, 2e-6}));
}

TEST_F(Osm, PbfInGzipIsReadToo) {
  const auto path = folder.write("a.osm.pbf.gz", support::gzip(pbf_with_positions()));
  EXPECT_THAT(ids_of(read(config_of(path, {"lines"}))), ElementsAre("10"));
}

TEST_F(Osm, PbfInACompressionThatIsNotReadSaysTheMend) {
  auto bytes = pbf_with_positions();
  bytes[bytes.find("OSMHeader") + 11] = 7 << 3 | 2; // zstd instead of raw
  EXPECT_THAT(error_of([&] { read(config_of(folder.write("a.pbf", bytes), {"lines"})); }),
              HasSubstr("zstd blobs not supported; compress it with zlib or lz4 instead"));
}

TEST_F(Osm, MutatedFilesNeitherCrashNorHang) {
  std::mt19937 random(7); // NOLINT: the same every time
  const std::array texts{pbf_with_positions(), road_text(),
                         osm(square_with_hole(tag("type", "multipolygon"))),
                         support::gzip(road_text())};
  for (int round = 0; round < 400; ++round) {
    auto bytes = texts.at(static_cast<std::size_t>(round) % texts.size());
    for (int i = 0; i < 3; ++i)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    bytes.resize(bytes.size() - random() % 5);
    const auto path = folder.write("a.osm", bytes);
    error_of([&] { read(config_of(path, {"points", "lines", "multipolygons"})); });
  }
}

} // namespace
