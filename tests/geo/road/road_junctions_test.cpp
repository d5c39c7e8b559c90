#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/local_plane.hpp"
#include "geo/road/road_graph.hpp"

namespace geo {
namespace {

using testing::IsEmpty;
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
  EXPECT_THAT(drawing.graph(1).near_ends, IsEmpty());
  drawing.lines[1].level = 1;
  EXPECT_EQ(parts_of(drawing.graph(1)), 1U);
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

} // namespace
} // namespace geo
