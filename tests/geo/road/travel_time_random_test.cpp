// Searches over random roads against a plain one, and what they say against each other.
#include <algorithm>
#include <cmath>
#include <queue>
#include <random>

#include <gtest/gtest.h>

#include "geo/local_plane.hpp"
#include "geo/road/travel_time.hpp"
#include "tests/support/road_sketch.hpp"

namespace {

using geo::Arrival;
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

/// A grid of random times with gaps, one-ways and closed roads; and stations on it.
struct RandomCase {
  geo::RoadGraph graph;
  geo::TravelWeights weights;
  std::vector<Origin> origins;
  std::mt19937 random;

  explicit RandomCase(unsigned seed) : random(seed) {
    std::vector<std::vector<LonLat>> points;
    for (int row = 0; row < 12; ++row)
      for (int column = 0; column < 12; ++column) {
        if (random() % 5 != 0)
          points.push_back({sketch_place(column, row), sketch_place(column + 1, row)});
        if (random() % 5 != 0)
          points.push_back({sketch_place(column, row), sketch_place(column, row + 1)});
        if (random() % 15 == 0) // a parallel road
          points.push_back({sketch_place(column, row), sketch_place(column + 0.5, row + 0.3),
                            sketch_place(column + 1, row)});
      }
    std::vector<geo::RoadLine> lines;
    for (const auto& line : points)
      lines.push_back({line, speed(), speed(), 0});
    graph = geo::build_road_graph(lines);
    const auto direction = seed % 2 == 0 ? Direction::outbound : Direction::inbound;
    weights = geo::travel_weights(graph, graph.half_times, direction);
    for (int i = 0; i < 8; ++i)
      origins.push_back({random_place(), static_cast<Deciseconds>(random() % 200)});
    origins.push_back({{origins[0].at.edge, 0.25F}, origins[0].start});
    origins.push_back({{origins[1].at.edge, 1}, 0});
  }
  float speed() {
    constexpr float speeds[] = {0, 20, 30, 36, 50, 60, 36, 36};
    return speeds[random() % 8];
  }
  RoadPosition random_place() {
    return {static_cast<std::uint32_t>(random() % graph.edge_count()),
            static_cast<float>(random() % 11) / 10};
  }
  /// Dijkstra's algorithm with std::priority_queue.
  std::vector<Arrival> plain_search(std::span<const Origin> from, Deciseconds limit) const {
    std::vector<Arrival> found(graph.node_count());
    using Entry = std::tuple<Deciseconds, std::uint32_t, std::uint32_t>; // time, origin, node
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    for (std::uint32_t i = 0; i < from.size(); ++i) {
      const auto& [place, start] = from[i];
      const auto forward = weights.half_costs[2 * place.edge];
      const auto back = weights.half_costs[2 * place.edge + 1];
      if (forward == unreachable && back == unreachable)
        continue;
      const double share = static_cast<double>(place.share);
      if (forward != unreachable || share == 1)
        queue.emplace(start + (share == 1 ? 0 : std::lround((1 - share) * forward)), i,
                      graph.edges[place.edge].to);
      if (back != unreachable || share == 0)
        queue.emplace(start + (share == 0 ? 0 : std::lround(share * back)), i,
                      graph.edges[place.edge].from);
    }
    while (!queue.empty()) {
      const auto [time, origin, node] = queue.top();
      queue.pop();
      if (time > limit || found[node].cost != unreachable)
        continue;
      found[node] = {time, origin};
      for (const auto& arc : graph.arcs_of(node))
        if (const auto along = weights.half_costs[arc.half]; along != unreachable)
          queue.emplace(time + along, origin, arc.to);
    }
    return found;
  }
};

void expect_nodes(const TravelTimes& times, const std::vector<Arrival>& expected) {
  std::size_t reached = 0;
  for (std::uint32_t node = 0; node < expected.size(); ++node) {
    EXPECT_EQ(times.at_node(node).cost, expected[node].cost);
    if (expected[node].cost == unreachable)
      continue;
    ++reached;
    EXPECT_EQ(times.at_node(node).origin, expected[node].origin);
  }
  std::vector<std::uint32_t> nodes(times.reached_nodes().begin(), times.reached_nodes().end());
  std::ranges::sort(nodes);
  EXPECT_EQ(std::ranges::adjacent_find(nodes), nodes.end());
  EXPECT_EQ(nodes.size(), reached);
}

class TravelTimeOfRandomRoads : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Seeds, TravelTimeOfRandomRoads, testing::Range(0U, 30U));

TEST_P(TravelTimeOfRandomRoads, IsWhatAPlainQueueFinds) {
  const RandomCase c(GetParam());
  TravelTimes times(c.graph);
  for (const Deciseconds limit : {0U, 150U, 600U, hour}) {
    times.search(c.weights, c.origins, limit);
    expect_nodes(times, c.plain_search(c.origins, limit));
  }
}

TEST_P(TravelTimeOfRandomRoads, MoreTimeNeverReachesLess) {
  RandomCase c(GetParam());
  TravelTimes less(c.graph);
  TravelTimes more(c.graph);
  less.search(c.weights, c.origins, 500);
  more.search(c.weights, c.origins, 800);
  for (int i = 0; i < 300; ++i) {
    const auto place = c.random_place();
    if (const auto arrival = less.at(place); arrival.cost != unreachable) {
      EXPECT_EQ(more.at(place).cost, arrival.cost);
    }
  }
}

TEST_P(TravelTimeOfRandomRoads, PartsAndPlacesAgree) {
  RandomCase c(GetParam());
  TravelTimes times(c.graph);
  times.search(c.weights, c.origins, 500);
  const auto edges = times.reached_edges();
  std::vector<ReachedPart> parts;
  for (std::uint32_t edge = 0; edge < c.graph.edge_count(); ++edge) {
    times.reached_parts(edge, parts);
    EXPECT_EQ(!parts.empty(), std::ranges::find(edges, edge) != edges.end());
    for (std::size_t i = 1; i < parts.size(); ++i)
      EXPECT_GE(parts[i].begin, parts[i - 1].end);
    for (const float share : {0.03F, 0.27F, 0.52F, 0.77F, 0.98F}) {
      const auto part = std::ranges::find_if(
          parts, [&](const ReachedPart& p) { return p.begin <= share && share <= p.end; });
      const auto time = times.at({edge, share}).cost;
      if (part == parts.end()) {
        EXPECT_TRUE(time == unreachable || time >= 499) << time;
        continue;
      }
      const float along = (share - part->begin) / (part->end - part->begin);
      EXPECT_NEAR(time, part->begin_time + along * (part->end_time - part->begin_time), 1.01);
    }
  }
}

TEST_P(TravelTimeOfRandomRoads, RoutesTakeTheirTime) {
  RandomCase c(GetParam());
  // One speed everywhere, so that a route's length tells its time.
  for (std::size_t half = 0; half < c.weights.half_costs.size(); ++half)
    if (c.weights.half_costs[half] != unreachable)
      c.weights.half_costs[half] =
          static_cast<Deciseconds>(std::lround(c.graph.edges[half / 2].length_m));
  const auto direction = c.weights.direction;
  auto driven = c.weights.half_costs;
  if (direction == Direction::inbound)
    for (std::size_t half = 0; half < driven.size(); half += 2)
      std::swap(driven[half], driven[half + 1]);
  c.weights = geo::travel_weights(c.graph, driven, direction);
  TravelTimes times(c.graph);
  times.search(c.weights, c.origins, 2000);
  for (int i = 0; i < 100; ++i) {
    const auto place = c.random_place();
    const auto arrival = times.at(place);
    auto route = times.route_to(place);
    EXPECT_EQ(route.empty(), arrival.cost == unreachable);
    if (route.empty())
      continue;
    if (direction == Direction::inbound)
      std::ranges::reverse(route);
    const auto& origin = c.origins[arrival.origin];
    EXPECT_LT(geo::distance_m(route.front(), geo::position_of(c.graph, origin.at)), 0.01);
    EXPECT_LT(geo::distance_m(route.back(), geo::position_of(c.graph, place)), 0.01);
    // Each edge is rounded by half a metre at most, and there are fewer than 40.
    EXPECT_NEAR(geo::length_m(route), arrival.cost - origin.start, 20);
  }
}

} // namespace
