#include "geo/road/search_pool.hpp"

#include <array>
#include <optional>

#include <gtest/gtest.h>

namespace {

/// One street with a crossing in its middle.
geo::RoadGraph street() {
  const std::array<geo::LonLat, 3> points{{{105, 21}, {105.01, 21}, {105.02, 21}}};
  const std::array<geo::RoadLine, 1> lines{{{points, 36, 36, 0}}};
  return geo::build_road_graph(lines);
}

TEST(SearchPool, WhatIsGivenBackIsLentAgain) {
  const auto graph = street();
  const geo::SearchPool pool(graph);
  auto first = pool.lend();
  const auto* address = first.get();
  const auto second = pool.lend();
  EXPECT_NE(second.get(), address);
  first.reset();
  const auto copy = pool;
  EXPECT_EQ(copy.lend().get(), address);
}

TEST(SearchPool, ASearchThatWasLentBeforeFindsTheSame) {
  const auto graph = street();
  const auto weights = geo::travel_weights(graph, graph.half_times, geo::Direction::outbound);
  const geo::SearchPool pool(graph);
  const std::array west{geo::Origin{{0, 0.0F}, 0}};
  const std::array east{geo::Origin{{0, 1.0F}, 50}};
  const auto search = [&](std::span<const geo::Origin> origins) {
    const auto times = pool.lend();
    times->search(weights, origins, 100'000);
    return std::pair(times->at({0, 0.25F}), times->reached_nodes().size());
  };
  const auto before = search(west);
  EXPECT_NE(search(east), before);
  EXPECT_EQ(search(west), before);
}

TEST(SearchPool, WhatIsLentOutlivesThePool) {
  const auto graph = street();
  std::optional<geo::SearchPool> pool(graph);
  auto lent = pool->lend();
  pool.reset();
  EXPECT_EQ(&lent->graph(), &graph);
  lent.reset();
}

} // namespace
