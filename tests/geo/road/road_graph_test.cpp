#include "geo/road/road_graph.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/error.hpp"
#include "geo/local_plane.hpp"
#include "tests/support/road_sketch.hpp"

namespace {

using geo::LonLat;
using geo::RoadGraph;
using geo::RoadLine;
using support::node_at;
using support::sketch_place;
using support::sketch_roads;
using Points = std::vector<LonLat>;

/// Columns and rows of a drawing.
Points places(const std::vector<std::pair<double, double>>& cells) {
  Points points;
  for (const auto& [column, row] : cells)
    points.push_back(sketch_place(column, row));
  return points;
}

RoadLine line(const Points& points, float forward = 36, float backward = 36,
              std::uint32_t tag = 0) {
  return {points, forward, backward, tag};
}

RoadGraph build(const std::vector<RoadLine>& lines, double tolerance_m = 0) {
  return geo::build_road_graph(lines, tolerance_m);
}

Points points_of(const RoadGraph& graph, std::uint32_t edge) {
  const auto points = graph.points_of(edge);
  return {points.begin(), points.end()};
}

double metres(const RoadGraph& graph) {
  double sum = 0;
  for (const auto& edge : graph.edges)
    sum += static_cast<double>(edge.length_m);
  return sum;
}

TEST(RoadGraph, AnEdgeTakesItsLengthOverItsSpeed) {
  // 400 m at 36 km/h = 10 m/s: 40 s.
  const auto graph = sketch_roads("A---B").graph();
  ASSERT_EQ(graph.edge_count(), 1U);
  EXPECT_NEAR(graph.edges[0].length_m, 400, 0.1);
  EXPECT_THAT(graph.half_times, testing::ElementsAre(400, 400));
}

TEST(RoadGraph, AnEdgeRunsAsItsFirstLine) {
  const auto west = places({{4, 0}, {2, 1}, {0, 0}});
  const auto graph = build({line(west, 36, 0)});
  ASSERT_EQ(graph.edge_count(), 1U);
  EXPECT_EQ(points_of(graph, 0), west);
  EXPECT_EQ(graph.nodes[graph.edges[0].from], west.front());
  EXPECT_EQ(graph.half_times[1], geo::unreachable);
}

TEST(RoadGraph, NoSpeedAtAllIsNotPassable) {
  const auto points = places({{0, 0}, {1, 0}});
  const auto graph = build({line(points, -5, std::nanf(""))});
  EXPECT_THAT(graph.half_times, testing::ElementsAre(geo::unreachable, geo::unreachable));
}

TEST(RoadGraph, TheShortestEdgeTakesADecisecond) {
  // 1 m at 360 km/h = 100 m/s takes 0.01 s.
  const auto points = places({{0, 0}, {0.01, 0}});
  EXPECT_EQ(build({line(points, 360, 360)}).half_times[0], 1U);
}

TEST(RoadGraph, RoadsMeetWhereTheyShareAVertex) {
  const auto graph = sketch_roads(R"(
A-B-C
  |
  D)")
                         .graph();
  EXPECT_EQ(graph.node_count(), 4U);
  EXPECT_EQ(graph.edge_count(), 3U);
}

TEST(RoadGraph, ALineIsCutWhereAnotherMeetsItsInnerVertex) {
  const auto street = places({{0, 0}, {2, 0}, {4, 0}});
  const auto side = places({{2, 0}, {2, 2}});
  const auto graph = build({line(street), line(side)});
  EXPECT_EQ(graph.node_count(), 4U);
  EXPECT_EQ(graph.edge_count(), 3U);
}

TEST(RoadGraph, TwoInnerVerticesMeetToo) {
  const auto street = places({{0, 2}, {2, 2}, {4, 2}});
  const auto other = places({{2, 0}, {2, 2}, {2, 4}});
  const auto graph = build({line(street), line(other)});
  EXPECT_EQ(graph.node_count(), 5U);
  EXPECT_EQ(graph.arcs_of(node_at(graph, sketch_place(2, 2))).size(), 4U);
}

TEST(RoadGraph, ABridgeOverARoadIsNoCrossing) {
  const auto graph = sketch_roads(R"(
    C
    |
A---|---B
    |
    D)")
                         .graph();
  EXPECT_EQ(graph.node_count(), 4U);
  EXPECT_EQ(graph.edge_count(), 2U);
  EXPECT_EQ(graph.component_lengths_m.size(), 2U);
}

TEST(RoadGraph, ChainsAreOneEdgeThatKeepsEveryPoint) {
  const auto a = places({{0, 0}, {1, 0}, {2, 1}});
  const auto b = places({{5, 0}, {3, 0}, {2, 1}}); // drawn towards a
  const auto c = places({{5, 0}, {6, 0}});
  const auto graph = build({line(a), line(b), line(c)});
  ASSERT_EQ(graph.edge_count(), 1U);
  EXPECT_EQ(points_of(graph, 0), places({{0, 0}, {1, 0}, {2, 1}, {3, 0}, {5, 0}, {6, 0}}));
}

TEST(RoadGraph, AChainOfOneWaysKeepsItsDirection) {
  const auto a = places({{0, 0}, {1, 0}});
  const auto b = places({{2, 0}, {1, 0}}); // drawn against the traffic
  const auto graph = build({line(a, 36, 18), line(b, 18, 36)});
  ASSERT_EQ(graph.edge_count(), 1U);
  // 200 m at 10 m/s and 5 m/s.
  EXPECT_THAT(graph.half_times, testing::ElementsAre(200, 400));
}

TEST(RoadGraph, OppositeOneWaysAreNotOneChain) {
  const auto graph = sketch_roads("A>>B<<C").graph();
  EXPECT_EQ(graph.edge_count(), 2U);
}

TEST(RoadGraph, SpeedsAndTagsEndAChain) {
  EXPECT_EQ(sketch_roads("A--B~~C").graph().edge_count(), 2U);
  EXPECT_EQ(sketch_roads("A--B==C").graph().edge_count(), 2U);
  EXPECT_EQ(sketch_roads("A--B--C").graph().edge_count(), 1U);
}

TEST(RoadGraph, TagsAreFoundAgainAtTheEdges) {
  const auto sketch = sketch_roads("A--B==C");
  const auto graph = sketch.graph();
  for (const auto& edge : graph.edges) {
    const bool touches_c =
        graph.nodes[edge.from] == sketch.at('C') || graph.nodes[edge.to] == sketch.at('C');
    EXPECT_EQ(edge.tag, touches_c ? 1U : 0U);
  }
}

TEST(RoadGraph, AClosedLoopAloneKeepsOneNode) {
  const auto ring = places({{1, 0}, {2, 1}, {1, 2}, {0, 1}, {1, 0}});
  const auto graph = build({line(ring)});
  ASSERT_EQ(graph.edge_count(), 1U);
  EXPECT_EQ(graph.node_count(), 1U);
  EXPECT_EQ(graph.edges[0].from, graph.edges[0].to);
  EXPECT_EQ(points_of(graph, 0), ring);
  EXPECT_EQ(graph.arcs_of(0).size(), 2U);
}

TEST(RoadGraph, ALoopOfSeveralLinesBeginsWhereTheFirstDoes) {
  const auto north = places({{0, 1}, {1, 0}, {2, 1}});
  const auto south = places({{0, 1}, {1, 2}, {2, 1}});
  const auto graph = build({line(north), line(south)});
  ASSERT_EQ(graph.edge_count(), 1U);
  EXPECT_EQ(points_of(graph, 0), places({{0, 1}, {1, 0}, {2, 1}, {1, 2}, {0, 1}}));
}

TEST(RoadGraph, ALoopOnARoadBeginsAndEndsThere) {
  const auto ring = places({{2, 0}, {3, 1}, {2, 2}, {2, 0}});
  const auto road = places({{0, 0}, {2, 0}});
  const auto graph = build({line(ring), line(road)});
  EXPECT_EQ(graph.node_count(), 2U);
  ASSERT_EQ(graph.edge_count(), 2U);
  const auto loops = std::ranges::count_if(graph.edges, [](auto& e) { return e.from == e.to; });
  EXPECT_EQ(loops, 1);
}

TEST(RoadGraph, ALineThatTouchesItselfIsCutThere) {
  // The shape of a 6: from (0, 0) down to (0, 2), round and back to (0, 2).
  const auto six = places({{0, 0}, {0, 2}, {1, 3}, {1, 2}, {0, 2}});
  const auto graph = build({line(six)});
  EXPECT_EQ(graph.node_count(), 2U);
  EXPECT_EQ(graph.edge_count(), 2U);
}

TEST(RoadGraph, ParallelRoadsAreEdgesOfTheirOwn) {
  const auto graph = sketch_roads(R"(
  +--+
  |  |
A-B--C-D)")
                         .graph();
  EXPECT_EQ(graph.node_count(), 4U);
  EXPECT_EQ(graph.edge_count(), 4U);
}

TEST(RoadGraph, LinesOfOnePointArePassedOver) {
  const auto same = places({{1, 1}, {1, 1}, {1, 1}});
  const auto one = places({{1, 1}});
  const auto real = places({{0, 0}, {0, 0}, {1, 0}});
  EXPECT_EQ(build({line(same), line(one), {}}).node_count(), 0U);
  const auto graph = build({line(same), line(real)});
  ASSERT_EQ(graph.edge_count(), 1U);
  EXPECT_EQ(points_of(graph, 0).size(), 2U);
}

TEST(RoadGraph, EndsWithinTheToleranceMeet) {
  const auto a = places({{0, 0}, {2, 0}});
  const auto b = places({{2.005, 0}, {4, 0}}); // 0.5 m away
  EXPECT_EQ(build({line(a), line(b)}, 0.4).node_count(), 4U);
  const auto graph = build({line(a), line(b)}, 0.6);
  ASSERT_EQ(graph.edge_count(), 1U);
  EXPECT_EQ(points_of(graph, 0), places({{0, 0}, {2, 0}, {4, 0}}));
}

TEST(RoadGraph, AnEndMovesToTheNearestVertexOfAnotherLineWhichStays) {
  const auto street = places({{0, 0}, {2, 0}, {2.008, 0}, {4, 0}});
  const auto side = places({{2.005, 0.003}, {2, 2}}); // 0.42 m from the third vertex
  const auto graph = build({line(street), line(side)}, 1);
  EXPECT_EQ(graph.edge_count(), 3U);
  EXPECT_EQ(graph.arcs_of(node_at(graph, sketch_place(2.008, 0))).size(), 3U);
}

TEST(RoadGraph, InnerVerticesDoNotMeetByTolerance) {
  const auto street = places({{0, 2}, {2, 2}, {4, 2}});
  const auto bridge = places({{2.001, 0}, {2.001, 2.001}, {2.001, 4}});
  EXPECT_EQ(build({line(street), line(bridge)}, 5).edge_count(), 2U);
}

TEST(RoadGraph, ALineDoesNotMeetItselfByTolerance) {
  const auto fine = places({{0, 0}, {0.01, 0}, {0.02, 0}, {1, 0}});
  const auto graph = build({line(fine)}, 5);
  ASSERT_EQ(graph.edge_count(), 1U);
  EXPECT_EQ(points_of(graph, 0), fine);
}

TEST(RoadGraph, ComponentsAreSortedByTheirLength) {
  const auto sketch = sketch_roads(R"(
A--B   C----D

E>>F<<G##H)");
  const auto graph = sketch.graph();
  const auto component = [&](char name) {
    return graph.components[node_at(graph, sketch.at(name))];
  };
  // E to G 600 m (one-ways count), C to D 500 m, A to B 300 m, H nothing: its road is closed.
  EXPECT_EQ(component('E'), 0U);
  EXPECT_EQ(component('G'), 0U);
  EXPECT_EQ(component('C'), 1U);
  EXPECT_EQ(component('A'), 2U);
  EXPECT_EQ(component('H'), 3U);
  ASSERT_EQ(graph.component_lengths_m.size(), 4U);
  EXPECT_NEAR(graph.component_lengths_m[0], 600, 0.1);
  EXPECT_EQ(graph.component_lengths_m[3], 0);
}

TEST(RoadGraph, TooManyPointsAreRefused) {
  const Points points(1U << 20U, LonLat{105, 21});
  const std::vector<RoadLine> lines(2049, line(points)); // 2^31 + 2^20 points
  try {
    build(lines);
    FAIL() << "nothing was thrown";
  } catch (const geo::Error& error) {
    EXPECT_EQ(error.kind(), geo::ErrorKind::too_large);
    EXPECT_STREQ(error.what(),
                 "road network: has over 2147483648 points; use fewer or simpler roads");
  }
}

TEST(RoadGraph, BuildingStopsWhenAsked) {
  std::stop_source stop;
  stop.request_stop();
  const auto points = places({{0, 0}, {1, 0}});
  const std::vector<RoadLine> lines = {line(points)};
  EXPECT_THROW(geo::build_road_graph(lines, 0, stop.get_token()), geo::Error);
}

/// Roads along the lines of a grid, cut at random into lines of several cells, at random drawn
/// backwards.
struct RandomRoads {
  std::vector<Points> points;
  std::vector<RoadLine> lines;

  explicit RandomRoads(unsigned seed) {
    std::mt19937 random(seed);
    std::vector<std::array<float, 2>> speeds;
    for (int row = 0; row < 8; ++row)
      for (int column = 0; column < 8;) {
        const int end = std::min(8, column + 1 + static_cast<int>(random() % 4));
        Points along;
        for (int c = column; c <= end; ++c)
          along.push_back(row % 2 == 0 ? sketch_place(c, row) : sketch_place(row, c));
        column = end;
        if (random() % 6 == 0)
          continue;
        if (random() % 2 == 0)
          std::ranges::reverse(along);
        points.push_back(along);
        speeds.push_back({random() % 5 == 0 ? 0.0F : 36.0F, random() % 5 == 0 ? 18.0F : 36.0F});
      }
    for (std::size_t i = 0; i < points.size(); ++i)
      lines.push_back(line(points[i], speeds[i][0], speeds[i][1]));
  }
};

/// Both ends of a segment, the smaller first.
using Segment = std::array<double, 4>;

void add_segments(std::multiset<Segment>& segments, std::span<const LonLat> points) {
  for (std::size_t i = 1; i < points.size(); ++i) {
    Segment s{points[i - 1].lon, points[i - 1].lat, points[i].lon, points[i].lat};
    if (std::tie(s[2], s[3]) < std::tie(s[0], s[1]))
      s = {s[2], s[3], s[0], s[1]};
    segments.insert(s);
  }
}

TEST(RoadGraph, NoSegmentIsLostOrDoubled) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const RandomRoads roads(seed);
    const auto graph = build(roads.lines);
    std::multiset<Segment> drawn;
    std::multiset<Segment> kept;
    for (const auto& points : roads.points)
      add_segments(drawn, points);
    for (std::uint32_t e = 0; e < graph.edge_count(); ++e)
      add_segments(kept, graph.points_of(e));
    EXPECT_EQ(kept, drawn) << seed;
  }
}

TEST(RoadGraph, ItsArraysAgree) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const auto graph = build(RandomRoads(seed).lines);
    ASSERT_EQ(graph.arcs.size(), 2 * graph.edge_count());
    std::set<std::uint32_t> halves;
    for (std::uint32_t node = 0; node < graph.node_count(); ++node)
      for (const auto& arc : graph.arcs_of(node)) {
        const auto& edge = graph.edges[arc.half / 2];
        EXPECT_EQ(arc.half % 2 == 0 ? edge.from : edge.to, node);
        EXPECT_EQ(arc.half % 2 == 0 ? edge.to : edge.from, arc.to);
        halves.insert(arc.half);
      }
    EXPECT_EQ(halves.size(), graph.arcs.size());
    for (std::uint32_t e = 0; e < graph.edge_count(); ++e) {
      EXPECT_EQ(graph.points_of(e).front(), graph.nodes[graph.edges[e].from]);
      EXPECT_EQ(graph.points_of(e).back(), graph.nodes[graph.edges[e].to]);
      EXPECT_NEAR(graph.edges[e].length_m, geo::length_m(graph.points_of(e)), 0.01);
    }
    EXPECT_TRUE(std::ranges::is_sorted(graph.edges, {}, &RoadGraph::Edge::from));
  }
}

TEST(RoadGraph, ContractionLeavesOnlyNodesThatMatter) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const auto graph = build(RandomRoads(seed).lines);
    for (std::uint32_t node = 0; node < graph.node_count(); ++node) {
      const auto arcs = graph.arcs_of(node);
      if (arcs.size() != 2 || arcs[0].half / 2 == arcs[1].half / 2)
        continue;
      const auto speed = [&](std::uint32_t half) {
        const auto time = graph.half_times[half];
        return time == geo::unreachable
                   ? 0
                   : std::lround(36 * graph.edges[half / 2].length_m / static_cast<float>(time));
      };
      EXPECT_FALSE(speed(arcs[0].half ^ 1U) == speed(arcs[1].half) &&
                   speed(arcs[0].half) == speed(arcs[1].half ^ 1U))
          << seed << " " << node;
    }
  }
}

TEST(RoadGraph, ToleranceZeroAndALittleGiveTheSameGraphOfExactRoads) {
  const RandomRoads roads(7);
  const auto exact = build(roads.lines);
  const auto tolerant = build(roads.lines, 1);
  EXPECT_EQ(exact.nodes, tolerant.nodes);
  EXPECT_EQ(exact.points, tolerant.points);
  EXPECT_NEAR(metres(exact), metres(tolerant), 1e-3);
}

} // namespace
