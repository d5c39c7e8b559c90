#include "geo/road/near_roads.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/road/road_reach.hpp"

namespace geo {
namespace {

const LocalPlane plane({105, 21});

RoadGraph graph_of(const std::vector<std::vector<LocalXY>>& roads, float backward_km_h = 36) {
  std::vector<std::vector<LonLat>> lines;
  for (const auto& road : roads) {
    auto& line = lines.emplace_back();
    for (const auto at : road)
      line.push_back(plane.to_lonlat(at));
  }
  std::vector<RoadLine> made;
  for (const auto& line : lines)
    made.push_back({line, 36, backward_km_h});
  return build_road_graph(made);
}

TEST(NearRoads, SegmentsAreThoseWithinReachWithTheirShares) {
  const auto graph = graph_of({{{-100, 30}, {100, 30}, {100, 430}}, {{-100, -51}, {100, -51}}});
  std::vector<NearSegment> found;
  segments_near(graph, plane, 50, found);
  ASSERT_EQ(found.size(), 1U); // the bend is 104 m away, the other road 51 m
  EXPECT_NEAR(std::abs(found[0].end_share - found[0].begin_share), 200.0 / 600, 1e-6);
  EXPECT_NEAR(found[0].near_m, 30, 1e-6);
  segments_near(graph, plane, 105, found);
  EXPECT_EQ(found.size(), 3U);
}

/// 100 m along the x axis, a fifth of its edge from 0.4 on.
constexpr NearSegment segment{0, 0.4F, 0.6F, {0, 0}, {100, 0}};

TEST(NearRoads, AStretchIsWhatLiesWithinACircle) {
  const auto within = [](LocalXY place, double within_m) {
    return stretch_within({segment, place}, within_m);
  };
  EXPECT_NEAR(within({50, 30}, 50)->first, 0.1, 1e-12); // 3, 4, 5: 40 m on either side
  EXPECT_NEAR(within({50, 30}, 50)->last, 0.9, 1e-12);
  EXPECT_NEAR(within({10, 30}, 50)->first, 0, 1e-12);
  EXPECT_FALSE(within({50, 30}, 29));
  EXPECT_FALSE(within({150, 0}, 49));
  EXPECT_FALSE(within({50, 0}, -1));
  EXPECT_NEAR(within({50, 0}, 0)->first, 0.5, 1e-12);
}

RoadWalk walk_to(LocalXY place, Heading heading, double from_share, WalkCosts costs) {
  return *cheapest_walk(segment, {segment, place}, {0, 1}, heading, from_share, costs);
}

TEST(NearRoads, OneLeavesARoadWhereTheSineIsTheRatioOfTheCosts) {
  // The edge is 500 m and costs 300: 0.6 a metre; on foot 1. The sine is 0.6, the cosine 0.8: of a
  // place 40 m beside the road one leaves it 30 m before, and walks 50.
  const auto forward = walk_to({50, 40}, Heading::forward, 0, {300, 1});
  EXPECT_NEAR(forward.begins.x_m, 20, 1e-4);
  EXPECT_NEAR(forward.walk_m, 50, 1e-4);
  EXPECT_NEAR(forward.share, 0.44, 1e-7);
  EXPECT_NEAR(forward.cost, 0.44 * 300 + 50, 1e-4);
  EXPECT_NEAR(walk_to({50, 40}, Heading::backward, 1, {300, 1}).begins.x_m, 80, 1e-4);
  EXPECT_NEAR(walk_to({10, 40}, Heading::forward, 0, {300, 1}).begins.x_m, 0, 1e-4);
  EXPECT_NEAR(walk_to({50, 40}, Heading::forward, 0.5, {300, 1}).begins.x_m, 50, 1e-4)
      << "it comes from there";
  EXPECT_NEAR(walk_to({50, 40}, Heading::forward, 0, {600, 1}).begins.x_m, 0, 1e-4)
      << "walking is faster";
}

TEST(NearRoads, BehindWhereOneComesFromThereIsNoWay) {
  EXPECT_FALSE(
      cheapest_walk(segment, {segment, {50, 40}}, {0, 1}, Heading::forward, 0.7, {300, 1}));
  EXPECT_FALSE(
      cheapest_walk(segment, {segment, {50, 40}}, {0, 1}, Heading::backward, 0.3, {300, 1}));
}

TEST(RoadReach, IsTheRoadThatCanBeDrivenTo) {
  const auto both_ways = graph_of({{{0, 0}, {100, 0}}, {{100, 0}, {300, 0}}, {{0, 50}, {90, 50}}});
  const auto reach_m = [](const RoadGraph& graph, double x_m, double enough_m) {
    const auto weights = travel_weights(graph, graph.half_times, Direction::outbound);
    const auto from = snap(graph, plane.to_lonlat({x_m, 1}), 5, 1).at(0).at;
    return road_reach_m(graph, weights, from, enough_m);
  };
  EXPECT_NEAR(reach_m(both_ways, 50, 1000), 300, 0.1);
  EXPECT_GE(reach_m(both_ways, 50, 100), 100);
  const auto one_way =
      graph_of({{{0, 0}, {100, 0}}, {{100, 0}, {100, 200}}, {{-70, 0}, {0, 0}}}, 0);
  EXPECT_NEAR(reach_m(one_way, 50, 1000), 250, 0.1) << "what lies ahead";
}

} // namespace
} // namespace geo
