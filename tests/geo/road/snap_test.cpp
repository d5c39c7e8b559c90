#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "geo/local_plane.hpp"
#include "geo/road/road_graph.hpp"
#include "tests/support/road_sketch.hpp"

namespace {

using geo::LonLat;
using support::sketch_place;
using support::sketch_roads;

void expect_near(LonLat a, LonLat b) {
  EXPECT_LT(geo::distance_m(a, b), 0.1);
}

TEST(Snap, APlaceIsProjectedOnItsRoad) {
  const auto graph = sketch_roads("A---B").graph();
  const auto snaps = geo::snap(graph, sketch_place(1, -0.5), 100, 1);
  ASSERT_EQ(snaps.size(), 1U);
  EXPECT_NEAR(snaps[0].at.share, 0.25, 1e-3);
  EXPECT_NEAR(snaps[0].distance_m, 50, 0.1);
  expect_near(snaps[0].position, sketch_place(1, 0));
}

TEST(Snap, BeyondItsEndsARoadIsReachedThere) {
  const auto sketch = sketch_roads("A---B");
  const auto graph = sketch.graph();
  const auto before = geo::snap(graph, sketch_place(-0.3, 0), 100, 1);
  const auto after = geo::snap(graph, sketch_place(4.3, 0), 100, 1);
  EXPECT_EQ(before.at(0).at.share, 0);
  EXPECT_EQ(before.at(0).position, sketch.at('A'));
  EXPECT_EQ(after.at(0).at.share, 1);
  EXPECT_EQ(after.at(0).position, sketch.at('B'));
}

TEST(Snap, TheLastVertexOfManyIsShareOne) {
  std::vector<LonLat> points;
  for (int i = 0; i < 100; ++i)
    points.push_back(sketch_place(i * 0.37, i % 3));
  const std::vector<geo::RoadLine> lines = {{points, 36, 36, 0}};
  const auto graph = geo::build_road_graph(lines);
  EXPECT_EQ(geo::snap(graph, points.back(), 1, 1).at(0).at.share, 1);
}

TEST(Snap, AnEdgeWithoutLengthIsReachedAtShareZero) {
  const auto sketch = sketch_roads("A---B");
  auto graph = sketch.graph();
  std::ranges::fill(graph.points, sketch.at('A'));
  const auto snaps = geo::snap(graph, sketch_place(0, 0), 500, 1);
  ASSERT_EQ(snaps.size(), 1U);
  EXPECT_EQ(snaps[0].at.share, 0);
  EXPECT_EQ(snaps[0].position, sketch.at('A'));
  EXPECT_EQ(geo::position_of(graph, {0, 0.5F}), sketch.at('A'));
}

TEST(Snap, FartherThanAllowedIsNothing) {
  const auto graph = sketch_roads("A---B").graph();
  EXPECT_TRUE(geo::snap(graph, sketch_place(1, 2), 199, 1).empty());
  EXPECT_EQ(geo::snap(graph, sketch_place(1, 2), 201, 1).size(), 1U);
  EXPECT_TRUE(geo::snap(graph, sketch_place(1, 2), -1, 1).empty());
  EXPECT_TRUE(geo::snap(graph, sketch_place(1, 2), 201, 0).empty());
  EXPECT_TRUE(geo::snap(geo::RoadGraph{}, sketch_place(1, 2), 201, 1).empty());
}

TEST(Snap, EachEdgeIsAnsweredOnceTheNearestFirst) {
  const auto graph = sketch_roads(R"(
A-----B

C-----D



E-----F)")
                         .graph();
  const auto snaps = geo::snap(graph, sketch_place(3, 0.5), 1000, 5);
  ASSERT_EQ(snaps.size(), 3U);
  // 50 m to the first row, 150 m to the third, 550 m to the seventh.
  EXPECT_NEAR(snaps[0].distance_m, 50, 0.1);
  EXPECT_NEAR(snaps[1].distance_m, 150, 0.1);
  EXPECT_NEAR(snaps[2].distance_m, 550, 0.5);
}

TEST(Snap, UnwantedEdgesArePassedOver) {
  const auto graph = sketch_roads(R"(
A-----B

C-----D)")
                         .graph();
  std::vector<std::uint8_t> wanted(graph.edge_count(), 1);
  const auto near = geo::snap(graph, sketch_place(3, 0), 1000, 1).at(0);
  wanted[near.at.edge] = 0;
  const auto snaps = geo::snap(graph, sketch_place(3, 0), 1000, 2, wanted);
  ASSERT_EQ(snaps.size(), 1U);
  EXPECT_NEAR(snaps[0].distance_m, 200, 0.1);
}

/// Wandering lines over some kilometres.
geo::RoadGraph wandering_roads(unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> anywhere(0, 30);
  std::uniform_real_distribution<double> step(-1, 1);
  std::vector<std::vector<LonLat>> points(60);
  std::vector<geo::RoadLine> lines;
  for (auto& line : points) {
    double column = anywhere(random);
    double row = anywhere(random);
    for (int i = 0; i < 40; ++i)
      line.push_back(sketch_place(column += step(random), row += step(random)));
    lines.push_back({line, 36, 36, 0});
  }
  return geo::build_road_graph(lines);
}

double distance_to_edge_m(const geo::RoadGraph& graph, std::uint32_t edge, LonLat p) {
  const geo::LocalPlane plane(p);
  double best = std::numeric_limits<double>::infinity();
  const auto points = graph.points_of(edge);
  for (std::size_t i = 1; i < points.size(); ++i) {
    const auto a = plane.to_local(points[i - 1]);
    const auto b = plane.to_local(points[i]);
    const double dx = b.x_m - a.x_m;
    const double dy = b.y_m - a.y_m;
    const double t = std::clamp(-(a.x_m * dx + a.y_m * dy) / (dx * dx + dy * dy), 0.0, 1.0);
    best = std::min(best, std::hypot(a.x_m + t * dx, a.y_m + t * dy));
  }
  return best;
}

TEST(Snap, ItFindsWhatASearchOfEveryEdgeFinds) {
  const auto graph = wandering_roads(3);
  std::mt19937 random(4);
  std::uniform_real_distribution<double> anywhere(-2, 32);
  for (int i = 0; i < 300; ++i) {
    const auto point = sketch_place(anywhere(random), anywhere(random));
    std::vector<double> distances;
    for (std::uint32_t e = 0; e < graph.edge_count(); ++e)
      if (const double metres = distance_to_edge_m(graph, e, point); metres <= 300)
        distances.push_back(metres);
    std::ranges::sort(distances);
    const auto snaps = geo::snap(graph, point, 300, 4);
    ASSERT_EQ(snaps.size(), std::min<std::size_t>(4, distances.size()));
    for (std::size_t k = 0; k < snaps.size(); ++k) {
      EXPECT_NEAR(snaps[k].distance_m, distances[k], 1e-6);
      EXPECT_NEAR(geo::distance_m(point, snaps[k].position), distances[k], 0.1);
      expect_near(geo::position_of(graph, snaps[k].at), snaps[k].position);
    }
  }
}

TEST(PartOf, ItEndsAtItsSharesAndKeepsTheVerticesBetween) {
  const std::vector<LonLat> points = {sketch_place(0, 0), sketch_place(1, 0), sketch_place(2, 0),
                                      sketch_place(4, 0)};
  const std::vector<geo::RoadLine> lines = {{points, 36, 36, 0}};
  const auto graph = geo::build_road_graph(lines);
  const auto part = geo::part_of(graph, 0, 0.125, 0.75); // columns 0.5 to 3
  ASSERT_EQ(part.size(), 4U);
  expect_near(part[0], sketch_place(0.5, 0));
  EXPECT_EQ(part[1], points[1]);
  EXPECT_EQ(part[2], points[2]);
  expect_near(part[3], sketch_place(3, 0));
  auto back = geo::part_of(graph, 0, 0.75, 0.125);
  std::ranges::reverse(back);
  EXPECT_EQ(back, part);
}

TEST(PartOf, TheWholeEdgeIsItsPoints) {
  const auto graph = wandering_roads(5);
  for (std::uint32_t e = 0; e < graph.edge_count(); ++e) {
    const auto points = graph.points_of(e);
    EXPECT_EQ(geo::part_of(graph, e, 0, 1), std::vector<LonLat>(points.begin(), points.end()));
  }
}

TEST(PartOf, APlaceIsAPartOfTwoEqualPoints) {
  const auto graph = sketch_roads("A---B").graph();
  const auto part = geo::part_of(graph, 0, 0.5, 0.5);
  ASSERT_EQ(part.size(), 2U);
  EXPECT_EQ(part[0], part[1]);
}

} // namespace
