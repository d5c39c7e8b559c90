#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "geo/area/label_map.hpp"
#include "geo/area/time_grid.hpp"
#include "geo/overlay.hpp"
#include "geo/polygon_area.hpp"
#include "tests/support/town.hpp"

namespace geo {
namespace {

constexpr double tolerance_m = 10;

/// A search over a town of 4 km, from its middle and from a corner.
class Areas : public testing::TestWithParam<unsigned> {
protected:
  Areas() {
    plan.crossings = 40;
    plan.seed = GetParam();
    town = support::build_town(plan);
    graph = town.graph();
    weights = travel_weights(graph, graph.half_times, Direction::outbound);
  }

  TravelTimes search(Deciseconds limit) const {
    TravelTimes times(graph);
    const auto middle = snap(graph, {105.8, 21}, 500, 1).at(0).at;
    const auto corner = snap(graph, {105.785, 20.985}, 1000, 1).at(0).at;
    const Origin origins[] = {{middle, 0}, {corner, 300}};
    times.search(weights, origins, limit);
    return times;
  }

  support::TownPlan plan;
  support::Town town;
  RoadGraph graph;
  TravelWeights weights;
};

TEST_P(Areas, RingsOfBandsSumToDisks) {
  const auto times = search(1800);
  const std::vector<Deciseconds> limits{600, 1200, 1800};
  const LabelMap map(band_labels(build_time_grid(times, {}), limits, false), tolerance_m);
  double sum_m2 = 0;
  double before_m2 = 0;
  std::vector<std::uint8_t> disk{0};
  for (std::size_t band = 0; band < limits.size(); ++band) {
    std::vector<std::uint8_t> ring(band + 2, 0);
    ring.back() = 1;
    disk.push_back(1);
    sum_m2 += area_m2(map.polygons(ring));
    const auto disk_m2 = area_m2(map.polygons(disk));
    EXPECT_NEAR(disk_m2, sum_m2, sum_m2 * 1e-9);
    EXPECT_GT(disk_m2, before_m2);
    before_m2 = disk_m2;
  }
}

TEST_P(Areas, OfOriginsShareBordersAndSumToTheWhole) {
  const auto times = search(1800);
  const std::vector<Deciseconds> limits{900, 1800};
  const LabelMap map(band_labels(build_time_grid(times, {}), limits, true), tolerance_m);
  Geometry both;
  append(both, map.polygons(std::vector<std::uint8_t>{0, 1, 1, 0, 0}));
  append(both, map.polygons(std::vector<std::uint8_t>{0, 0, 0, 1, 1}));
  const auto whole = area_m2(map.polygons(std::vector<std::uint8_t>{0, 1, 1, 1, 1}));
  EXPECT_NEAR(area_m2(both), whole, whole * 1e-9);
  EXPECT_NEAR(area_m2(unite(both)), whole, whole * 1e-9);
}

TEST_P(Areas, MoreTimeReachesMore) {
  const auto grid = build_time_grid(search(1800), {});
  const auto less = build_time_grid(search(1500), {});
  ASSERT_EQ(grid.plane.centre(), less.plane.centre());
  const auto cells = [&](double length_m) {
    return static_cast<std::uint32_t>(std::lround(length_m / grid.cell_m));
  };
  const auto columns = cells(less.west_m - grid.west_m);
  const auto rows = cells(less.south_m - grid.south_m);
  for (std::uint32_t row = 0; row < less.rows; ++row)
    for (std::uint32_t column = 0; column < less.columns; ++column) {
      const auto time = less.time_at(column, row);
      if (time != unreachable) {
        ASSERT_LE(grid.time_at(column + columns, row + rows), time);
      }
    }
}

INSTANTIATE_TEST_SUITE_P(Towns, Areas, testing::Values(1U, 2U, 3U));

} // namespace
} // namespace geo
