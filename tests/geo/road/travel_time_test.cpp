#include "geo/road/travel_time.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/error.hpp"
#include "geo/local_plane.hpp"
#include "tests/support/road_sketch.hpp"

namespace {

using geo::Deciseconds;
using geo::Direction;
using geo::LonLat;
using geo::Origin;
using geo::ReachedPart;
using geo::RoadPosition;
using geo::TravelTimes;
using geo::unreachable;
using support::sketch_place;

constexpr Deciseconds hour = 36'000;

/// A drawing with a search over it. Every character of a road is 100 m and 100 ds.
struct Drawn {
  support::RoadSketch sketch;
  geo::RoadGraph graph;
  geo::TravelWeights weights;
  TravelTimes times;

  explicit Drawn(std::string_view drawing, Direction direction = Direction::outbound)
      : sketch(support::sketch_roads(drawing)), graph(sketch.graph()),
        weights(geo::travel_weights(graph, graph.half_times, direction)), times(graph) {}

  RoadPosition place(char name) const { return support::place_at(graph, sketch.at(name)); }
  RoadPosition place(double column, double row) const {
    return support::place_at(graph, sketch_place(column, row));
  }
  Deciseconds at(char name) const { return times.at(place(name)).cost; }
  Deciseconds at(double column, double row) const { return times.at(place(column, row)).cost; }
  void search(const std::vector<Origin>& origins, Deciseconds limit = hour) {
    times.search(weights, origins, limit);
  }
  void close(std::string_view road) {
    const auto& points = sketch.road(road).points;
    const auto middle =
        LonLat{(points[0].lon + points[1].lon) / 2, (points[0].lat + points[1].lat) / 2};
    const auto edge = support::place_at(graph, middle).edge;
    auto half_times = graph.half_times;
    half_times[2 * edge] = half_times[2 * edge + 1] = unreachable;
    weights = geo::travel_weights(graph, half_times, weights.direction);
  }
  std::vector<ReachedPart> parts(std::uint32_t edge) const {
    std::vector<ReachedPart> parts;
    times.reached_parts(edge, parts);
    return parts;
  }
};

TEST(TravelTime, RoadsTakeTheirTime) {
  Drawn drawn(R"(
A---B---C
    |
    D)");
  drawn.search({{drawn.place('A'), 0}});
  EXPECT_EQ(drawn.at('A'), 0U);
  EXPECT_EQ(drawn.at('B'), 400U);
  EXPECT_EQ(drawn.at('C'), 800U);
  EXPECT_EQ(drawn.at('D'), 600U);
  EXPECT_EQ(drawn.at(6, 0), 600U);
}

TEST(TravelTime, TheTurnoutIsAdded) {
  Drawn drawn("A---B");
  drawn.search({{drawn.place('A'), 900}});
  EXPECT_EQ(drawn.at('A'), 900U);
  EXPECT_EQ(drawn.at('B'), 1300U);
}

TEST(TravelTime, TheFasterWayCounts) {
  // 7 steps at half speed take 1400 ds, 2 + 7 + 2 steps around at full speed 1100.
  Drawn around(R"(
+------+
|      |
A~~~~~~B)");
  around.search({{around.place('A'), 0}});
  EXPECT_EQ(around.at('B'), 1100U);
}

TEST(TravelTime, AOneWayIsDrivenInItsDirection) {
  const std::string_view roads = R"(
A>>>B
|   |
+---+)";
  Drawn drawn(roads);
  drawn.search({{drawn.place('A'), 0}});
  EXPECT_EQ(drawn.at('B'), 400U);
  drawn.search({{drawn.place('B'), 0}});
  EXPECT_EQ(drawn.at('A'), 800U); // 2 + 4 + 2
}

TEST(TravelTime, InboundRunsAgainstTheTraffic) {
  Drawn drawn(R"(
A>>>B
|   |
+---+)",
              Direction::inbound);
  drawn.search({{drawn.place('A'), 0}});
  EXPECT_EQ(drawn.at('B'), 800U); // from B to A
  EXPECT_EQ(drawn.at(3, 0), 900U);
  drawn.search({{drawn.place('B'), 0}});
  EXPECT_EQ(drawn.at('A'), 400U);
  EXPECT_EQ(drawn.at(3, 0), 100U);
}

TEST(TravelTime, ABridgeIsNotEnteredFromBelow) {
  Drawn drawn(R"(
    C
    |
A-=-|-=-B
    |
    D)");
  drawn.search({{drawn.place('A'), 0}});
  EXPECT_EQ(drawn.at('B'), 800U);
  EXPECT_EQ(drawn.at('C'), unreachable);
}

TEST(TravelTime, ADeadEndIsReachedAndLeft) {
  Drawn drawn(R"(
A--B--C
   |
   D)");
  drawn.search({{drawn.place('D'), 0}});
  EXPECT_EQ(drawn.at('C'), 500U);
}

TEST(TravelTime, AnIslandIsNotReached) {
  Drawn drawn("A---B   C---D");
  drawn.search({{drawn.place('A'), 0}});
  EXPECT_EQ(drawn.at('C'), unreachable);
  EXPECT_EQ(drawn.times.reached_nodes().size(), 2U);
}

TEST(TravelTime, AClosedBridgeIsDrivenAround) {
  Drawn drawn(R"(
A--B==C--D
   |  |
   +--+)");
  drawn.search({{drawn.place('A'), 0}});
  EXPECT_EQ(drawn.at('D'), 900U);
  drawn.close("BC");
  drawn.search({{drawn.place('A'), 0}});
  EXPECT_EQ(drawn.at('D'), 1300U); // 3 + (2 + 3 + 2) + 3
  EXPECT_EQ(drawn.at(4.5, 0), unreachable) << "nobody stops on a closed bridge";
}

TEST(TravelTime, OfTwoEquallyFarTheFirstCounts) {
  Drawn drawn("A---B---C");
  drawn.search({{drawn.place('C'), 0}, {drawn.place('A'), 0}});
  EXPECT_EQ(drawn.times.at(drawn.place('B')), drawn.times.at(drawn.place(4, 0)));
  EXPECT_EQ(drawn.times.at(drawn.place('B')).origin, 0U);
  EXPECT_EQ(drawn.times.at(drawn.place('A')).origin, 1U);
}

TEST(TravelTime, OfTwoEquallyFarTheFirstCountsBeyondToo) {
  Drawn drawn(R"(
A--B--C
   |
   D)");
  for (const bool a_first : {true, false}) {
    const auto a = drawn.place('A');
    const auto c = drawn.place('C');
    drawn.search({{a_first ? a : c, 100}, {a_first ? c : a, 100}});
    EXPECT_EQ(drawn.at('D'), 600U); // 10 s + 3 + 2 steps
    EXPECT_EQ(drawn.times.at(drawn.place('D')).origin, 0U);
    EXPECT_EQ(drawn.times.at(drawn.place(3, 0.5)).origin, 0U);
  }
}

TEST(TravelTime, AStationOnAClosedRoadReachesNothing) {
  Drawn drawn("A---B##C---D");
  drawn.search({{drawn.place(5.5, 0), 0}});
  EXPECT_TRUE(drawn.times.reached_nodes().empty());
  EXPECT_TRUE(drawn.times.reached_edges().empty());
  EXPECT_EQ(drawn.at(5.5, 0), unreachable);
}

TEST(TravelTime, AStationInTheMiddleOfARoadLeavesBothWays) {
  Drawn drawn("A---------B");
  drawn.search({{drawn.place(3, 0), 0}});
  EXPECT_EQ(drawn.at('A'), 300U);
  EXPECT_EQ(drawn.at('B'), 700U);
  EXPECT_EQ(drawn.at(1, 0), 200U);
  EXPECT_EQ(drawn.at(5, 0), 200U);
}

TEST(TravelTime, AStationOnAOneWayGoesAroundToWhatLiesBehind) {
  Drawn drawn(R"(
A>>>>>>>>>B
|         |
+---------+)");
  drawn.search({{drawn.place(3, 0), 0}});
  EXPECT_EQ(drawn.at(3, 0), 0U);
  EXPECT_EQ(drawn.at(5, 0), 200U);
  EXPECT_EQ(drawn.at('B'), 700U);
  EXPECT_EQ(drawn.at('A'), 2100U); // 7 + 2 + 10 + 2
  EXPECT_EQ(drawn.at(1, 0), 2200U);
}

TEST(TravelTime, SeveralStationsOnOneRoadShareIt) {
  Drawn drawn("A---------B");
  drawn.search({{drawn.place(8, 0), 0}, {drawn.place(2, 0), 0}, {drawn.place(4, 0), 1000}});
  const auto who = [&](double column) { return drawn.times.at(drawn.place(column, 0)).origin; };
  EXPECT_EQ(who(1), 1U);
  EXPECT_EQ(who(4), 1U) << "the third one leaves too late";
  EXPECT_EQ(who(4.9), 1U);
  EXPECT_EQ(who(5.1), 0U);
  EXPECT_EQ(who(10), 0U);
  std::vector<ReachedPart> parts = drawn.parts(0);
  // 2 to A, 2 to the meeting at column 5 (cut where the late one is), 8 to there, 8 to B.
  ASSERT_EQ(parts.size(), 5U);
  EXPECT_NEAR(parts[2].end, 0.5, 1e-3);
  EXPECT_NEAR(parts[2].end_time, 300, 1);
  EXPECT_EQ(parts[2].origin, 1U);
  EXPECT_EQ(parts[3].origin, 0U);
}

TEST(TravelTime, TheLimitEndsInTheMiddleOfARoad) {
  Drawn drawn("A---------B");
  drawn.search({{drawn.place('A'), 100}}, 600);
  EXPECT_EQ(drawn.at(4.9, 0), 590U);
  EXPECT_EQ(drawn.at(5.1, 0), unreachable);
  EXPECT_EQ(drawn.at('B'), unreachable);
  const auto parts = drawn.parts(0);
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0].begin, 0);
  EXPECT_NEAR(parts[0].end, 0.5, 1e-3);
  EXPECT_NEAR(parts[0].begin_time, 100, 0.1);
  EXPECT_NEAR(parts[0].end_time, 600, 0.1);
}

TEST(TravelTime, TheLimitCanLeaveTheMiddleOfARoadOut) {
  Drawn drawn("A---------B");
  drawn.search({{drawn.place('A'), 0}, {drawn.place('B'), 0}}, 400);
  const auto parts = drawn.parts(0);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_NEAR(parts[0].end, 0.4, 1e-3);
  EXPECT_NEAR(parts[1].begin, 0.6, 1e-3);
  EXPECT_NEAR(parts[1].begin_time, 400, 0.1);
  EXPECT_NEAR(parts[1].end_time, 0, 0.1);
}

TEST(TravelTime, AStationInTheMiddleMayNotReachAnyNode) {
  Drawn drawn("A---------B");
  drawn.search({{drawn.place(5, 0), 0}}, 200);
  EXPECT_TRUE(drawn.times.reached_nodes().empty());
  EXPECT_EQ(drawn.times.reached_edges().size(), 1U);
  const auto parts = drawn.parts(0);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_NEAR(parts[0].begin, 0.3, 1e-3);
  EXPECT_NEAR(parts[1].end, 0.7, 1e-3);
  EXPECT_EQ(drawn.at(4, 0), 100U);
}

TEST(TravelTime, ANodeAtTheLimitIsReached) {
  Drawn drawn("A---B###C");
  drawn.search({{drawn.place('A'), 0}}, 400);
  EXPECT_EQ(drawn.at('B'), 400U);
  drawn.search({{drawn.place('A'), 0}}, 399);
  EXPECT_EQ(drawn.times.reached_nodes().size(), 1U);
}

TEST(TravelTime, ALimitOfNothingReachesTheStation) {
  Drawn drawn("A---B");
  drawn.search({{drawn.place('A'), 0}}, 0);
  EXPECT_EQ(drawn.at('A'), 0U);
  EXPECT_EQ(drawn.at('B'), unreachable);
  EXPECT_TRUE(drawn.times.reached_edges().empty());
}

TEST(TravelTime, AStationThatLeavesAfterTheLimitDoesNotCount) {
  Drawn drawn("A---B");
  drawn.search({{drawn.place('A'), 500}}, 499);
  EXPECT_EQ(drawn.at('A'), unreachable);
  EXPECT_TRUE(drawn.times.reached_edges().empty());
}

TEST(TravelTime, NobodySearchedNothingReached) {
  const Drawn drawn("A---B");
  EXPECT_EQ(drawn.times.at_node(0).cost, unreachable);
  EXPECT_EQ(drawn.at('A'), unreachable);
  EXPECT_TRUE(drawn.parts(0).empty());
  EXPECT_TRUE(drawn.times.route_to(drawn.place('A')).empty());
}

TEST(TravelTime, ASecondSearchForgetsTheFirst) {
  Drawn drawn("A---B   C---D");
  drawn.search({{drawn.place('A'), 0}});
  drawn.search({{drawn.place('C'), 0}});
  EXPECT_EQ(drawn.at('A'), unreachable);
  EXPECT_EQ(drawn.at('D'), 400U);
  drawn.search({});
  EXPECT_TRUE(drawn.times.reached_nodes().empty());
}

TEST(TravelTime, ALoopIsReachedFromBothItsEnds) {
  Drawn drawn(R"(
  +---+
  |   |
A-B---+)");
  drawn.search({{drawn.place('A'), 0}});
  // The loop is 12 steps long: its middle is the corner across, 6 steps from B.
  EXPECT_EQ(drawn.at(6, 0), 800U);
  EXPECT_EQ(drawn.at(5, 0), 700U);
  EXPECT_EQ(drawn.at(6, 1), 700U);
}

TEST(TravelTime, OfParallelRoadsTheFasterCounts) {
  Drawn drawn(R"(
  +--+
  |  |
A-B~~C-D)");
  drawn.search({{drawn.place('A'), 0}});
  EXPECT_EQ(drawn.at('D'), 1000U); // 2 + 6 (slow) + 2, not 2 + 7 + 2
}

TEST(TravelTime, ALimitOverFourHoursIsRefused) {
  Drawn drawn("A---B");
  try {
    drawn.search({}, 144'010);
    FAIL() << "nothing was thrown";
  } catch (const geo::Error& error) {
    EXPECT_EQ(error.kind(), geo::ErrorKind::invalid_input);
    EXPECT_STREQ(error.what(), "travel time limit 14401 s: is over 14400 s; ask for less");
  }
}

TEST(TravelTime, ASearchStopsWhenAskedAndTheNextOneWorks) {
  Drawn drawn("A---B");
  std::stop_source stop;
  stop.request_stop();
  const std::vector<Origin> origins = {{drawn.place('A'), 0}};
  EXPECT_THROW(drawn.times.search(drawn.weights, origins, hour, stop.get_token()), geo::Error);
  drawn.search({{drawn.place('B'), 0}});
  EXPECT_EQ(drawn.at('A'), 400U);
}

TEST(TravelTime, ARouteFollowsTheRoads) {
  Drawn drawn(R"(
A---B   E
|   |   |
+###+---C
        |
        D)");
  drawn.search({{drawn.place(2, 0), 0}});
  const std::vector<LonLat> expected = {sketch_place(2, 0), sketch_place(4, 0), sketch_place(4, 2),
                                        sketch_place(8, 2), sketch_place(8, 3)};
  const auto route = drawn.times.route_to(drawn.place(8, 3));
  ASSERT_EQ(route.size(), expected.size());
  for (std::size_t i = 0; i < route.size(); ++i)
    EXPECT_LT(geo::distance_m(route[i], expected[i]), 0.1) << i;
}

TEST(TravelTime, ARouteOnOneRoadIsAPartOfIt) {
  Drawn drawn("A---------B");
  drawn.search({{drawn.place(7, 0), 0}});
  const auto route = drawn.times.route_to(drawn.place(2, 0));
  ASSERT_EQ(route.size(), 2U);
  EXPECT_LT(geo::distance_m(route[0], sketch_place(7, 0)), 0.1);
  EXPECT_LT(geo::distance_m(route[1], sketch_place(2, 0)), 0.1);
  EXPECT_EQ(drawn.times.route_to(drawn.place(7, 0)).size(), 2U);
}

TEST(TravelTime, AnInboundRouteRunsToTheStation) {
  Drawn drawn("A>>>B>>>C", Direction::inbound);
  drawn.search({{drawn.place('C'), 0}});
  const auto route = drawn.times.route_to(drawn.place('A'));
  ASSERT_GE(route.size(), 2U);
  EXPECT_EQ(route.front(), drawn.sketch.at('A'));
  EXPECT_EQ(route.back(), drawn.sketch.at('C'));
}

TEST(TravelTime, NoRouteLeadsToWhatIsNotReached) {
  Drawn drawn("A---B   C---D");
  drawn.search({{drawn.place('A'), 0}});
  EXPECT_TRUE(drawn.times.route_to(drawn.place('C')).empty());
}

} // namespace
