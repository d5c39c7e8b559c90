#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/local_plane.hpp"
#include "geo/road/road_graph.hpp"

namespace geo {
namespace {

using testing::DoubleNear;
using testing::IsEmpty;
using testing::Pointwise;
using testing::SizeIs;

/// Metres east and north of a place.
struct Drawing {
  LocalPlane plane{{8, 50}};
  std::vector<std::vector<LonLat>> points;
  std::vector<RoadLine> lines;

  explicit Drawing(std::size_t most_lines = 8) { points.reserve(most_lines); }
  /// At 36 km/h.
  RoadLine& road(std::initializer_list<LocalXY> places) {
    auto& line = points.emplace_back();
    for (const auto place : places)
      line.push_back(plane.to_lonlat(place));
    return lines.emplace_back(RoadLine{line, 36, 36});
  }
  RoadGraph graph(double tolerance_m = 0) const { return build_road_graph(lines, tolerance_m); }
};

std::size_t parts_of(const RoadGraph& graph) {
  return graph.component_lengths_m.size();
}

/// A main road from west to east, and one from the north that ends so far before its middle.
Drawing side_road(double gap_m) {
  Drawing drawing;
  drawing.road({{-1000, 0}, {1000, 0}});
  drawing.road({{0, 500}, {0, gap_m}});
  return drawing;
}

TEST(RoadJunctions, AnEndOnTheMiddleOfAnotherLineMeetsIt) {
  const auto graph = side_road(0).graph();
  EXPECT_EQ(parts_of(graph), 1U);
  EXPECT_EQ(graph.node_count(), 4U);
  ASSERT_EQ(graph.edge_count(), 3U);
  EXPECT_NEAR(graph.component_lengths_m[0], 2000 + 500, 0.1);
  EXPECT_THAT(graph.near_ends, IsEmpty());
}

TEST(RoadJunctions, WithinTheToleranceTheEndMovesOntoTheLine) {
  const auto graph = side_road(0.3).graph(1);
  EXPECT_EQ(parts_of(graph), 1U);
  EXPECT_NEAR(graph.component_lengths_m[0], 2000 + 500, 0.1) << "the main road stays straight";
  EXPECT_THAT(graph.near_ends, IsEmpty());
}

TEST(RoadJunctions, BeyondItIsTold) {
  auto graph = side_road(0.3).graph();
  EXPECT_EQ(parts_of(graph), 2U);
  ASSERT_THAT(graph.near_ends, SizeIs(1));
  EXPECT_NEAR(graph.near_ends[0].gap_m, 0.3, 0.01);
  EXPECT_NEAR(distance_m(graph.near_ends[0].at, LocalPlane({8, 50}).to_lonlat({0, 0.3})), 0, 0.01);
  graph = side_road(2.9).graph(1);
  EXPECT_EQ(parts_of(graph), 2U);
  EXPECT_THAT(graph.near_ends, SizeIs(1));
  EXPECT_THAT(side_road(3.1).graph(1).near_ends, IsEmpty()) << "that is two metres more than 1";
}

TEST(RoadJunctions, SeveralEndsMayMeetOneLine) {
  Drawing drawing;
  drawing.road({{-1000, 0}, {1000, 0}});
  for (const double x : {500.0, -500.0, 0.0})
    drawing.road({{x, 0}, {x, 100}});
  drawing.road({{0, 0}, {0, -100}});
  const auto graph = drawing.graph();
  EXPECT_EQ(parts_of(graph), 1U);
  EXPECT_EQ(graph.edge_count(), 4U + 4U);
  EXPECT_NEAR(graph.component_lengths_m[0], 2000 + 400, 0.1);
}

/// Two side streets that end opposite each other, so far before a road.
RoadGraph opposite_sides(std::initializer_list<LocalXY> road, double gap_m, double tolerance_m) {
  Drawing drawing;
  drawing.road(road);
  drawing.road({{500, 300}, {500, gap_m}});
  drawing.road({{500, -300}, {500, -gap_m}});
  return drawing.graph(tolerance_m);
}

TEST(RoadJunctions, EndsOppositeEachOtherMeetAtOneVertex) {
  for (const auto& [gap_m, tolerance_m] : {std::pair(0.8, 1.0), std::pair(0.0004, 0.0)}) {
    const auto graph = opposite_sides({{0, 0}, {1000, 0}}, gap_m, tolerance_m);
    EXPECT_EQ(parts_of(graph), 1U);
    EXPECT_EQ(graph.node_count(), 5U);
    ASSERT_EQ(graph.edge_count(), 4U);
    for (const auto& edge : graph.edges)
      EXPECT_GT(edge.length_m, 200) << gap_m;
  }
}

TEST(RoadJunctions, EndsAMillimetreBesideAVertexBecomeIt) {
  const auto graph = opposite_sides({{0, 0}, {500, 0}, {1000, 0}}, 0.0004, 0);
  EXPECT_EQ(parts_of(graph), 1U);
  EXPECT_EQ(graph.node_count(), 5U);
  EXPECT_EQ(graph.edge_count(), 4U);
}

TEST(RoadJunctions, LinesThatOnlyCrossStayApart) {
  Drawing drawing;
  drawing.road({{-1000, 0}, {1000, 0}});
  drawing.road({{0, -500}, {0, 500}});
  EXPECT_EQ(parts_of(drawing.graph(5)), 2U);
  EXPECT_THAT(drawing.graph(5).near_ends, IsEmpty());
}

TEST(RoadJunctions, ARoadMayEndOnItsOwnMiddle) {
  Drawing drawing; // a P
  drawing.road({{0, 0}, {0, 400}, {100, 400}, {100, 200}, {0, 200}});
  const auto graph = drawing.graph();
  EXPECT_EQ(parts_of(graph), 1U);
  EXPECT_EQ(graph.edge_count(), 2U) << "the stem and the loop";
  EXPECT_EQ(graph.node_count(), 2U);
}

TEST(RoadJunctions, AnEndBelowABridgeDoesNotMeetIt) {
  auto drawing = side_road(0.3);
  drawing.lines[0].level = 1;
  EXPECT_EQ(parts_of(drawing.graph(1)), 2U);
  const auto near = drawing.graph(1).near_ends;
  ASSERT_THAT(near, SizeIs(1)) << "it may have been meant to";
  EXPECT_NEAR(near[0].gap_m, 0.3, 0.01);
  EXPECT_EQ(near[0].why, NearEnd::Why::level);
  drawing.lines[1].level = 1;
  EXPECT_EQ(parts_of(drawing.graph(1)), 1U);
}

TEST(RoadJunctions, ARampComesDownToTheRoadThatItEndsOn) {
  for (const int level : {1, -1}) {
    auto drawing = side_road(0);
    drawing.lines[1].level = level;
    EXPECT_EQ(parts_of(drawing.graph()), 1U);
  }
}

TEST(RoadJunctions, ARampThatEndsBesideARoadIsTold) {
  auto drawing = side_road(0.3);
  drawing.lines[1].level = 1;
  for (const double tolerance_m : {0.0, 1.0}) {
    const auto graph = drawing.graph(tolerance_m);
    EXPECT_EQ(parts_of(graph), 2U);
    ASSERT_THAT(graph.near_ends, SizeIs(1));
    EXPECT_NEAR(graph.near_ends[0].gap_m, 0.3, 0.01);
    EXPECT_EQ(graph.near_ends[0].why, NearEnd::Why::level);
  }
}

TEST(RoadJunctions, ARoadDoesNotGoUpToABridgeAboveItsEnd) {
  auto drawing = side_road(0);
  drawing.lines[0].level = 1;
  EXPECT_EQ(parts_of(drawing.graph(1)), 2U);
  const auto near = drawing.graph(1).near_ends;
  ASSERT_THAT(near, SizeIs(1)) << "it may have been meant to";
  EXPECT_NEAR(near[0].gap_m, 0, 0.01);
  EXPECT_EQ(near[0].why, NearEnd::Why::level);
}

TEST(RoadJunctions, ABridgeDrawnInTwoPartsDoesNotComeDownBetweenThem) {
  Drawing drawing;
  drawing.road({{-1000, 0}, {1000, 0}});
  drawing.road({{0, 500}, {0, 0}}).level = 1;
  drawing.road({{0, 0}, {0, -500}}).level = 1;
  EXPECT_EQ(parts_of(drawing.graph()), 2U);
}

/// A road and a bridge that goes on from its end, so far apart, and a road that ends there too.
Drawing abutment(double gap_m) {
  Drawing drawing;
  drawing.road({{-500, 0}, {0, 0}});
  drawing.road({{0, -300}, {0, 0}});
  drawing.road({{gap_m, 0}, {500, 0}}).level = 1;
  return drawing;
}

TEST(RoadJunctions, ABridgeMeetsTheRoadThatLeadsOntoItWithinTheTolerance) {
  EXPECT_EQ(parts_of(abutment(0).graph()), 1U);
  EXPECT_EQ(parts_of(abutment(0.5).graph()), 2U);
  EXPECT_EQ(parts_of(abutment(0.5).graph(1)), 1U);
  auto drawing = abutment(0.5);
  drawing.road({{500, 0}, {1000, 0}}).level = 1;
  drawing.road({{500.5, 0}, {500.5, 400}}); // ends below where two parts of the bridge meet
  EXPECT_EQ(parts_of(drawing.graph(1)), 2U);
}

TEST(RoadJunctions, TwoRoadsWithOneEndNearARoadAreTold) {
  Drawing drawing;
  drawing.road({{-1000, 0}, {1000, 0}});
  drawing.road({{-100, 300}, {0, 0.5}});
  drawing.road({{100, 300}, {0, 0.5}});
  ASSERT_THAT(drawing.graph().near_ends, SizeIs(1));
  EXPECT_NEAR(drawing.graph().near_ends[0].gap_m, 0.5, 0.01);
  EXPECT_EQ(parts_of(drawing.graph(1)), 1U);
}

TEST(RoadJunctions, ARoadThatPassesAlongAnotherIsNoEnd) {
  Drawing drawing;
  drawing.road({{-1000, 0}, {1000, 0}});
  drawing.road({{-500, 1.5}, {0, 1.5}}); // drawn in two parts
  drawing.road({{0, 1.5}, {500, 1.5}});
  EXPECT_THAT(drawing.graph().near_ends, SizeIs(2)) << "its two ends, and not its middle";
}

/// A main road at a height, another over it or to it, at another.
struct Heights {
  Drawing drawing;
  std::vector<std::vector<float>> all;

  void say(std::size_t line, float height_m) {
    all.emplace_back(drawing.points[line].size(), height_m);
    drawing.lines[line].heights_m = all.back();
  }
  Heights(Drawing drawing_, float main_m, float other_m) : drawing(std::move(drawing_)) {
    all.reserve(8);
    for (std::size_t i = 0; i < drawing.lines.size(); ++i)
      drawing.lines[i].points = drawing.points[i];
    say(0, main_m);
    say(1, other_m);
  }
  std::size_t parts(double tolerance_m) const { return parts_of(drawing.graph(tolerance_m)); }
};

Drawing shared_point() {
  Drawing drawing;
  drawing.road({{-1000, 0}, {0, 0}, {1000, 0}});
  drawing.road({{0, -500}, {0, 0}, {0, 500}});
  return drawing;
}

Drawing two_ends(double gap_m) {
  Drawing drawing;
  drawing.road({{-1000, 0}, {0, 0}});
  drawing.road({{gap_m, 0}, {1000, 0}});
  return drawing;
}

Drawing end_near_vertex(double gap_m) {
  Drawing drawing;
  drawing.road({{-1000, 0}, {0, 0}, {1000, 0}});
  drawing.road({{0, gap_m}, {0, 500}});
  return drawing;
}

TEST(RoadHeights, PartWhatWouldMeetInEveryWay) {
  for (const auto& drawing : {shared_point(), side_road(0), side_road(0.3), two_ends(0),
                              two_ends(0.3), end_near_vertex(0), end_near_vertex(0.3)}) {
    EXPECT_EQ(Heights(drawing, 0, 1.9F).parts(1), 1U);
    EXPECT_EQ(Heights(drawing, 0, 10).parts(1), 2U);
    EXPECT_EQ(Heights(drawing, 10, 0).parts(1), 2U);
    EXPECT_EQ(Heights(drawing, 10, NAN).parts(1), 1U) << "not said";
    EXPECT_EQ(Heights(drawing, NAN, 10).parts(1), 1U);
  }
}

TEST(RoadHeights, EndsOnARoadAtAnotherHeightAreToldAndThoseBesideItAreNot) {
  for (const auto& drawing : {side_road(0), end_near_vertex(0)}) {
    const auto graph = Heights(drawing, 0, 10).drawing.graph(1);
    ASSERT_THAT(graph.near_ends, SizeIs(1));
    EXPECT_EQ(graph.near_ends[0].why, NearEnd::Why::height);
  }
  EXPECT_THAT(Heights(two_ends(0), 0, 10).drawing.graph(1).near_ends, SizeIs(2)) << "either";
  for (const auto& drawing : {shared_point(), side_road(0.3), two_ends(0.3), end_near_vertex(0.3)})
    EXPECT_THAT(Heights(drawing, 0, 10).drawing.graph(1).near_ends, IsEmpty());
  Drawing noded; // a crossing at which both roads are cut
  noded.road({{-1000, 0}, {0, 0}});
  noded.road({{0, -500}, {0, 0}});
  noded.road({{0, 0}, {1000, 0}});
  noded.road({{0, 0}, {0, 500}});
  Heights bridge(noded, 0, 10);
  bridge.say(2, 0);
  bridge.say(3, 10);
  EXPECT_EQ(bridge.parts(1), 2U);
  EXPECT_THAT(bridge.drawing.graph(1).near_ends, IsEmpty());
}

TEST(RoadHeights, OfASegmentAreBetweenThoseOfItsPoints) {
  // The main road climbs from 0 to 20 m: 10 m where the other ends on its middle.
  Heights heights(side_road(0), 0, 10);
  heights.all[0] = {0, 20};
  EXPECT_EQ(heights.parts(0), 1U);
  heights.all[1] = {7.9F, 7.9F};
  EXPECT_EQ(heights.parts(0), 2U);
}

TEST(RoadHeights, StoreysOfOnePlaceKeepApart) {
  Drawing drawing;
  drawing.road({{-1000, 0}, {0, 0}, {1000, 0}});
  drawing.road({{0, -500}, {0, 0}, {0, 500}});
  Heights heights(drawing, 10, 20);
  heights.drawing.road({{-400, -400}, {0, 0}}); // says nothing: it is the lowest one's
  heights.drawing.road({{400, 400}, {0, 0}});
  heights.say(3, 0);
  // 566 m twice, then 2000 m and 1000 m.
  const auto graph = heights.drawing.graph();
  ASSERT_EQ(parts_of(graph), 3U);
  EXPECT_NEAR(graph.component_lengths_m[0], 2000, 1);
  EXPECT_NEAR(graph.component_lengths_m[1], 2 * 565.7, 1);
  EXPECT_NEAR(graph.component_lengths_m[2], 1000, 1);
}

TEST(RoadHeights, AnEndThatSaysNothingJoinsOneOfTwoAlone) {
  // Its neighbours are apart; all three ends lie within the tolerance.
  Drawing drawing;
  drawing.road({{-1000, 0}, {0, 0}});
  drawing.road({{0.3, 0}, {1000, 0}});
  drawing.road({{0.15, 0.1}, {0.15, 400}});
  EXPECT_EQ(parts_of(drawing.graph(1)), 1U);
  EXPECT_EQ(Heights(drawing, 0, 10).parts(1), 2U);
}

TEST(RoadJunctions, AnEndThatWasCutOffMeetsNothingElse) {
  auto drawing = side_road(0.3);
  drawing.lines[1].ends_cut = true;
  EXPECT_EQ(parts_of(drawing.graph(1)), 2U);
  EXPECT_THAT(drawing.graph().near_ends, IsEmpty());
}

TEST(RoadJunctions, ARoadThatMeetsTheLineNearbyDoesNotMeetItTwice) {
  // The side road begins at a vertex of the main one and ends 1 m beside that.
  Drawing drawing;
  drawing.road({{-1000, 0}, {0, 0}, {1000, 0}});
  drawing.road({{0, 0}, {1, 1}});
  const auto graph = drawing.graph();
  EXPECT_EQ(parts_of(graph), 1U);
  EXPECT_THAT(graph.near_ends, IsEmpty());
}

TEST(RoadJunctions, AnyNumberOfEndsWithinTheToleranceAreOneVertex) {
  // More than are looked at around one of them: 2000 roads from a circle of 1 cm outwards.
  constexpr std::size_t count = 2000;
  Drawing drawing(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / count;
    const LocalXY towards{std::cos(angle), std::sin(angle)};
    drawing.road(
        {{0.01 * towards.x_m, 0.01 * towards.y_m}, {100 * towards.x_m, 100 * towards.y_m}});
  }
  const auto graph = drawing.graph(0.1);
  EXPECT_EQ(parts_of(graph), 1U);
  EXPECT_EQ(graph.edge_count(), count);
  EXPECT_EQ(graph.node_count(), count + 1);
}

/// Two straight roads through a vertex they share.
Drawing crossing(int level_of_first, int level_of_second) {
  Drawing drawing;
  drawing.road({{-1000, 0}, {0, 0}, {1000, 0}}).level = level_of_first;
  drawing.road({{0, -500}, {0, 0}, {0, 500}}).level = level_of_second;
  return drawing;
}

TEST(RoadLevels, LinesThatPassAPointAtDifferentLevelsDoNotMeetThere) {
  EXPECT_EQ(parts_of(crossing(0, 0).graph()), 1U);
  EXPECT_EQ(parts_of(crossing(1, 1).graph()), 1U);
  EXPECT_EQ(parts_of(crossing(0, 1).graph()), 2U);
  EXPECT_EQ(parts_of(crossing(-1, 0).graph()), 2U);
}

TEST(RoadLevels, NodesOfOpenStreetMapAreOnePlace) {
  auto drawing = crossing(0, 1);
  for (auto& line : drawing.lines)
    line.are_points_nodes = true;
  EXPECT_EQ(parts_of(drawing.graph()), 1U);
}

TEST(RoadLevels, NodesSideBySideKeepTheirLevelsApart) {
  // As lines of OpenStreetMap through two nodes of one place: 5 mm apart.
  auto drawing = crossing(0, 1);
  for (auto& line : drawing.lines)
    line.are_points_nodes = true;
  const auto& plane = drawing.plane;
  drawing.points[1] = {plane.to_lonlat({0, -500}), plane.to_lonlat({0.005, 0}),
                       plane.to_lonlat({0, 500})};
  drawing.lines[1].points = drawing.points[1];
  EXPECT_EQ(parts_of(drawing.graph()), 2U);
}

TEST(RoadLevels, ARoadGoesUpOntoABridgeAtItsEnd) {
  Drawing drawing;
  drawing.road({{-1000, 0}, {0, 0}});
  drawing.road({{0, 0}, {500, 0}}).level = 1;
  EXPECT_EQ(parts_of(drawing.graph()), 1U);
}

TEST(RoadLevels, AnEndMeetsTheRoadOfTheNearestLevel) {
  auto drawing = crossing(0, 2);
  drawing.road({{0, 0}, {300, 300}}).level = 1; // as near to either: the lower
  drawing.road({{0, 0}, {-300, 300}}).level = 2;
  const auto graph = drawing.graph();
  ASSERT_EQ(parts_of(graph), 2U);
  // 300 sqrt 2 = 424 m each: the one belongs to 2000 m, the other to 1000 m.
  EXPECT_NEAR(graph.component_lengths_m[0], 2000 + 424.3, 1);
  EXPECT_NEAR(graph.component_lengths_m[1], 1000 + 424.3, 1);
}

TEST(RoadAccess, EdgesKeepWhetherOneGetsOffAlongThem) {
  Drawing drawing;
  drawing.road({{0, 0}, {100, 0}});
  drawing.road({{100, 0}, {200, 0}}).is_accessible = false;
  drawing.road({{200, 0}, {300, 0}}).is_accessible = false;
  drawing.road({{300, 0}, {400, 0}});
  const auto graph = drawing.graph();
  ASSERT_EQ(graph.edge_count(), 3U) << "the two in the middle are alike";
  std::vector<double> lengths(2);
  for (std::uint32_t e = 0; e < 3; ++e)
    lengths[graph.accessible[e]] += static_cast<double>(graph.edges[e].length_m);
  EXPECT_NEAR(lengths[0], 200, 0.1);
  EXPECT_NEAR(lengths[1], 200, 0.1);
}

/// Lengths of the edges that one gets off along, shortest first.
std::vector<double> accessible_m(const RoadGraph& graph) {
  std::vector<double> lengths;
  for (std::uint32_t e = 0; e < graph.edge_count(); ++e)
    if (graph.accessible[e] != 0)
      lengths.push_back(static_cast<double>(graph.edges[e].length_m));
  std::ranges::sort(lengths);
  return lengths;
}

TEST(RoadAccess, ABridgeThatGoesOnToNothingHasComeDown) {
  Drawing drawing;
  drawing.road({{0, 0}, {100, 0}});
  drawing.road({{100, 0}, {200, 0}, {300, 0}}).is_accessible = false;
  EXPECT_THAT(accessible_m(drawing.graph()), Pointwise(DoubleNear(0.01), {1.0, 100.0}));
  EXPECT_NEAR(drawing.graph().component_lengths_m[0], 300, 0.1);
  auto motorway = drawing;
  motorway.lines[1].ends_on_ground = false;
  EXPECT_THAT(accessible_m(motorway.graph()), Pointwise(DoubleNear(0.01), {100.0}));
  auto cut = drawing;
  cut.lines[1].ends_cut = true;
  EXPECT_THAT(accessible_m(cut.graph()), Pointwise(DoubleNear(0.01), {100.0}));
}

TEST(RoadAccess, ABridgeByItselfHasTwoEndsOnTheGround) {
  Drawing drawing;
  drawing.road({{0, 0}, {1, 0}}).is_accessible = false;
  const auto graph = drawing.graph();
  EXPECT_EQ(graph.edge_count(), 3U);
  EXPECT_THAT(accessible_m(graph), Pointwise(DoubleNear(0.01), {0.25, 0.5}))
      << "half of what is left";
}

} // namespace
} // namespace geo
