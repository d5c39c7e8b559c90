#include "geo/area/time_grid.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "geo/error.hpp"
#include "tests/support/timed_road.hpp"

namespace geo {
namespace {

using support::add_road;
using support::polygon_m;
using support::timed_road;

constexpr Deciseconds an_hour = 36'000;

/// A metre on foot takes a second: ten times as long as on the road.
TimeGridRequest on_foot(double cell_m, double access_m) {
  TimeGridRequest request;
  request.cell_m = cell_m;
  request.access_m = access_m;
  request.walking_m_s = 1;
  return request;
}

struct Cell {
  std::uint32_t column = 0;
  std::uint32_t row = 0;
};
Cell cell_at(const TimeGrid& grid, double x_m, double y_m) {
  return {static_cast<std::uint32_t>(std::lround((x_m - grid.west_m) / grid.cell_m)),
          static_cast<std::uint32_t>(std::lround((y_m - grid.south_m) / grid.cell_m))};
}
Deciseconds time_at(const TimeGrid& grid, double x_m, double y_m) {
  const auto [column, row] = cell_at(grid, x_m, y_m);
  return grid.time_at(column, row);
}
std::uint32_t origin_at(const TimeGrid& grid, double x_m, double y_m) {
  const auto [column, row] = cell_at(grid, x_m, y_m);
  return grid.origin_at(column, row);
}

TEST(TimeGrid, ACellIsReachedFromTheNearestPointOfTheRoad) {
  const auto grid = build_time_grid(timed_road({{0, 0}, {1000, 0}}), an_hour, on_foot(10, 50));
  EXPECT_EQ(time_at(grid, 500, 0), 500);
  EXPECT_EQ(time_at(grid, 500, 30), 500 + 30 * 10);
  EXPECT_EQ(time_at(grid, 500, -50), 500 + 50 * 10);
  EXPECT_EQ(time_at(grid, -30, 40), 50 * 10); // 3-4-5 from the end
  EXPECT_EQ(time_at(grid, 1030, 40), 1000 + 50 * 10);
}

TEST(TimeGrid, NothingIsReachedBeyondTheAccess) {
  const auto grid = build_time_grid(timed_road({{0, 0}, {1000, 0}}), an_hour, on_foot(10, 50));
  EXPECT_EQ(time_at(grid, 500, 60), unreachable);
  EXPECT_EQ(time_at(grid, -40, 40), unreachable); // 56.6 m
  EXPECT_EQ(time_at(grid, 1060, 0), unreachable);
}

TEST(TimeGrid, TheWalkCountsTowardsTheLimit) {
  const auto grid = build_time_grid(timed_road({{0, 0}, {600, 0}}), 600, on_foot(10, 50));
  EXPECT_EQ(time_at(grid, 500, 10), 600);
  EXPECT_EQ(time_at(grid, 500, 20), unreachable);
  EXPECT_EQ(time_at(grid, 600, 0), 600);
  EXPECT_EQ(time_at(grid, 610, 0), unreachable);
}

TEST(TimeGrid, SlantingRoadsAreAsWideAsLevelOnes) {
  // Along the diagonal x = y; (x, y) is |x - y| / sqrt 2 from it.
  const auto grid = build_time_grid(timed_road({{0, 0}, {1000, 1000}}), an_hour, on_foot(10, 100));
  for (int off = 0; off <= 70; off += 10) {
    const double walk_m = 2 * off / std::sqrt(2.0);
    const double road_m = 1000 / std::sqrt(2.0);
    EXPECT_NEAR(time_at(grid, 500 + off, 500 - off), road_m + 10 * walk_m, 5) << off; // 0.5 m
  }
  EXPECT_EQ(time_at(grid, 580, 420), unreachable); // 113 m
}

TEST(TimeGrid, NobodyWalksFromARoadThatIsOnlyDrivenThrough) {
  auto roads = timed_road({{0, 0}, {100, 0}});
  add_road(roads, {{100, 0}, {1000, 0}}, 100, 1, false);
  const auto grid = build_time_grid(roads, an_hour, on_foot(10, 50));
  EXPECT_EQ(time_at(grid, 500, 0), 500) << "the road itself";
  EXPECT_EQ(origin_at(grid, 500, 0), 1U);
  EXPECT_EQ(time_at(grid, 500, 10), 500 + 10 * 10) << "and what stands on it, to 15 m";
  EXPECT_EQ(time_at(grid, 500, 20), unreachable);
  EXPECT_EQ(time_at(grid, 50, 40), 50 + 40 * 10);
  EXPECT_EQ(time_at(grid, 130, 40), 100 + 50 * 10) << "3-4-5 from where the street ends";
}

TEST(TimeGrid, ARoadThatIsOnlyDrivenThroughHidesNoStreetBelowIt) {
  // Both in the same cells; the motorway is 20 s earlier.
  auto roads = timed_road({});
  add_road(roads, {{0, 0}, {1000, 0}}, 200);
  add_road(roads, {{0, 2}, {1000, 2}}, 0, 1, false);
  const auto grid = build_time_grid(roads, an_hour, on_foot(10, 50));
  EXPECT_EQ(time_at(grid, 500, 0), 200 + 500) << "the middle of the cell lies on the street";
  EXPECT_EQ(time_at(grid, 500, 30), 200 + 500 + 30 * 10) << "on foot from the street";
  EXPECT_EQ(origin_at(grid, 500, 30), 0U);
}

TEST(TimeGrid, WhatIsNearAStreetStandsOnNoMotorway) {
  // The motorway is 20 m from the street and 60 s earlier; whoever stands 10 m from either has
  // another road within 15 m, whoever stands 10 m beyond has none.
  auto roads = timed_road({});
  add_road(roads, {{0, 0}, {1000, 0}}, 600);
  add_road(roads, {{0, 20}, {1000, 20}}, 0, 1, false);
  const auto grid = build_time_grid(roads, an_hour, on_foot(10, 50));
  EXPECT_EQ(time_at(grid, 500, 10), 600 + 500 + 10 * 10);
  EXPECT_EQ(time_at(grid, 500, 20), 500);
  EXPECT_EQ(time_at(grid, 500, 30), 500 + 10 * 10);
}

TEST(TimeGrid, OfTwoRoadsTheEarlierCounts) {
  auto roads = timed_road({{0, 0}, {1000, 0}});
  add_road(roads, {{0, 60}, {1000, 60}}, 100, 1);
  const auto grid = build_time_grid(roads, an_hour, on_foot(10, 100));
  // At x = 500: y = 20 from the south 500 + 200, from the north 600 + 400. y = 40: 900 or 800.
  EXPECT_EQ(time_at(grid, 500, 20), 700);
  EXPECT_EQ(origin_at(grid, 500, 20), 0);
  EXPECT_EQ(time_at(grid, 500, 40), 800);
  EXPECT_EQ(origin_at(grid, 500, 40), 1);
}

TEST(TimeGrid, ANarrowRiverIsNotCrossed) {
  // Between the rows of centres at 20 and 40 m, wider than the road is long.
  const auto river = polygon_m({{-2000, 22}, {3000, 22}, {3000, 34}, {-2000, 34}});
  const GeometryView barriers[] = {river};
  auto request = on_foot(20, 100);
  const auto roads = timed_road({{0, 0}, {1000, 0}});
  EXPECT_EQ(time_at(build_time_grid(roads, an_hour, request), 500, 40), 500 + 400);
  request.barriers = barriers;
  const auto grid = build_time_grid(roads, an_hour, request);
  EXPECT_EQ(time_at(grid, 500, 20), 500 + 200);
  EXPECT_EQ(time_at(grid, 500, -100), 500 + 1000);
  for (int x = -140; x <= 1140; x += 20)
    EXPECT_EQ(time_at(grid, x, 40), unreachable) << x;
}

TEST(TimeGrid, ASlantingNarrowRiverIsNotCrossed) {
  // 7 m across, along y = x + 50; no corner of a cell lets through.
  const auto river = polygon_m({{-2000, -1950}, {3000, 3050}, {3000, 3060}, {-2000, -1940}});
  const GeometryView barriers[] = {river};
  auto request = on_foot(20, 150);
  request.barriers = barriers;
  const auto grid = build_time_grid(timed_road({{0, 0}, {1000, 1000}}), an_hour, request);
  int reached = 0;
  for (std::uint32_t row = 0; row < grid.rows; ++row)
    for (std::uint32_t column = 0; column < grid.columns; ++column)
      if (grid.time_at(column, row) != unreachable) {
        ++reached;
        EXPECT_LT(grid.south_m + row * 20, grid.west_m + column * 20 + 50);
      }
  // About 1414 m x (150 + 35) m / 400 m2, and a half circle at each end.
  EXPECT_GT(reached, 600);
}

TEST(TimeGrid, ABridgeIsReachedAndItsBanksButNotTheWaterBesideIt) {
  const auto river = polygon_m({{-500, -50}, {500, -50}, {500, 50}, {-500, 50}});
  const GeometryView barriers[] = {river};
  auto request = on_foot(20, 100);
  request.barriers = barriers;
  const auto grid = build_time_grid(timed_road({{0, -200}, {0, 200}}), an_hour, request);
  for (int y = -40; y <= 40; y += 20) {
    EXPECT_EQ(time_at(grid, 0, y), 200 + y);
    EXPECT_EQ(time_at(grid, 20, y), unreachable);
    EXPECT_EQ(time_at(grid, -20, y), unreachable);
  }
  EXPECT_EQ(time_at(grid, 60, 60), 260 + 600);
  EXPECT_EQ(time_at(grid, 60, -60), 140 + 600);
}

TEST(TimeGrid, ARoadOnABankReachesItsOwnSideOnly) {
  // Cells of 20 m around 20, 40, ...: the road's cells have their centres beyond the river.
  const auto river = polygon_m({{-500, 14}, {1500, 14}, {1500, 17}, {-500, 17}});
  const GeometryView barriers[] = {river};
  auto request = on_foot(20, 100);
  request.barriers = barriers;
  const auto grid = build_time_grid(timed_road({{0, 12}, {1000, 12}}), an_hour, request);
  EXPECT_EQ(time_at(grid, 500, 20), 500 + 80); // holds a part of the road
  EXPECT_EQ(time_at(grid, 500, 40), unreachable);
  EXPECT_EQ(time_at(grid, 500, 0), 500 + 120);
  EXPECT_EQ(time_at(grid, 500, -80), 500 + 920);
}

TEST(TimeGrid, ARoadBesideAZoneReachesNoCentreInIt) {
  // Cells of 20 m around 0, 20, ...: the road lies in those around 20, the zone begins 2 m beyond.
  const auto zone = polygon_m({{-500, 14}, {1500, 14}, {1500, 300}, {-500, 300}});
  const GeometryView barriers[] = {zone};
  auto request = on_foot(20, 100);
  request.barriers = barriers;
  const auto grid = build_time_grid(timed_road({{0, 12}, {1000, 12}}), an_hour, request);
  EXPECT_EQ(time_at(grid, 500, 20), unreachable);
  EXPECT_EQ(time_at(grid, 500, 0), 500 + 120);
  const auto [column, row] = cell_at(grid, 500, 0);
  const auto& walls = grid.block_of(column, row)->walls;
  const auto wall = std::ranges::find(walls, grid.cell_in_block(column, row), &WalledLink::cell);
  ASSERT_NE(wall, walls.end());
  EXPECT_NEAR(wall->first, 256 * 14 / 20.0, 1) << "so that the road stays in the area";
}

TEST(TimeGrid, NobodyStandsInAZoneOnAMotorwayBesideItButOnABridge) {
  // The motorway passes 8 m south of the centres at 20 m, which lie in the zone; the bridge in it.
  const auto zone = polygon_m({{-500, 14}, {1500, 14}, {1500, 300}, {-500, 300}});
  const GeometryView barriers[] = {zone};
  auto request = on_foot(20, 100);
  request.barriers = barriers;
  auto roads = timed_road({});
  add_road(roads, {{0, 12}, {1000, 12}}, 0, 0, false);
  add_road(roads, {{0, 192}, {1000, 192}}, 0, 0, false);
  const auto grid = build_time_grid(roads, an_hour, request);
  EXPECT_EQ(time_at(grid, 500, 20), unreachable);
  EXPECT_EQ(time_at(grid, 500, 0), 500 + 12 * 10);
  EXPECT_EQ(time_at(grid, 500, 200), 500 + 8 * 10);
}

TEST(TimeGrid, AnIslandInABarrierIsOpen) {
  auto zone = polygon_m({{-500, -500}, {500, -500}, {500, 500}, {-500, 500}});
  const auto island = polygon_m({{-50, -50}, {50, -50}, {50, 50}, {-50, 50}});
  zone.points.insert(zone.points.end(), island.points.begin(), island.points.end());
  zone.part_rings.back() = 2;
  zone.ring_points.push_back(static_cast<std::uint32_t>(zone.points.size()));
  const GeometryView barriers[] = {zone};
  auto request = on_foot(20, 100);
  request.barriers = barriers;
  const auto grid = build_time_grid(timed_road({{-100, 0}, {100, 0}}), an_hour, request);
  EXPECT_EQ(time_at(grid, 0, 40), 100 + 400);
  EXPECT_EQ(time_at(grid, 0, 60), unreachable);
  EXPECT_EQ(time_at(grid, 80, 20), unreachable);
  EXPECT_EQ(time_at(grid, 80, 0), 180);
}

TEST(TimeGrid, SaysWhereABarrierCutsALink) {
  // 33 m up: 13 m beyond the centres at 20 m, 13/20 of the way; 38 m: 18/20.
  const auto river = polygon_m({{-2000, 33}, {3000, 33}, {3000, 38}, {-2000, 38}});
  const GeometryView barriers[] = {river};
  auto request = on_foot(20, 100);
  request.barriers = barriers;
  const auto grid = build_time_grid(timed_road({{0, 0}, {1000, 0}}), an_hour, request);
  const auto [column, row] = cell_at(grid, 500, 20);
  const auto& walls = grid.block_of(column, row)->walls;
  const auto cell = grid.cell_in_block(column, row);
  const auto wall = std::ranges::find(walls, cell, &WalledLink::cell);
  ASSERT_NE(wall, walls.end());
  EXPECT_TRUE(wall->is_north);
  EXPECT_NEAR(wall->first, 256 * 13 / 20.0, 1);
  EXPECT_NEAR(wall->last, 256 * 18 / 20.0, 1);
  EXPECT_EQ(std::ranges::count(walls, cell, &WalledLink::cell), 1);
}

/// A hundred streets of 300 m here and there, and a flood among them.
struct Scattered {
  explicit Scattered(unsigned seed) : random(seed) {
    for (int i = 0; i < 100; ++i)
      add_street(0);
  }
  void add_street(std::uint32_t origin) {
    const double x_m = at(random);
    const double y_m = at(random);
    add_road(roads, {{x_m, y_m}, {x_m + 200, y_m + 200}}, 60, origin);
  }
  std::mt19937 random;
  std::uniform_real_distribution<double> at{-4000, 4000};
  TimedLines roads = timed_road({});
  Geometry flood = polygon_m({{-500, -4000}, {700, -4000}, {300, 4000}, {-900, 3900}});
};

void expect_same_times(const TimeGrid& grid, const TimeGrid& whole) {
  const auto cells = [&](double length_m) {
    return static_cast<std::int64_t>(std::lround(length_m / grid.cell_m));
  };
  const auto columns = cells(whole.west_m - grid.west_m);
  const auto rows = cells(whole.south_m - grid.south_m);
  std::size_t reached = 0;
  for (std::uint32_t row = 0; row < whole.rows; ++row)
    for (std::uint32_t column = 0; column < whole.columns; ++column)
      if (const auto time = whole.time_at(column, row); time != unreachable) {
        ++reached;
        ASSERT_EQ(grid.time_at(static_cast<std::uint32_t>(column + columns),
                               static_cast<std::uint32_t>(row + rows)),
                  time);
      }
  std::size_t reached_there = 0;
  for (const auto& block : grid.blocks)
    reached_there +=
        block ? block->times.size() -
                    static_cast<std::size_t>(std::ranges::count(block->times, unreachable))
              : 0;
  EXPECT_EQ(reached_there, reached);
}

TEST(TimeGrid, AfterAChangeItIsThatOfAllRoads) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    Scattered town(seed);
    const GeometryView barriers[] = {town.flood};
    auto request = on_foot(20, 100);
    request.barriers = barriers;
    const auto base = build_time_grid(town.roads, an_hour, request);
    town.add_street(1); // the only change
    const auto last = town.roads.line(town.roads.origins.size() - 1);
    Box box;
    for (const auto& p : last)
      box.extend(base.plane.to_lonlat(p.at));
    const auto after = time_grid_after(base, std::span(&box, 1), town.roads, an_hour, request);
    expect_same_times(after, build_time_grid(town.roads, an_hour, request));
    const auto shared = std::ranges::count_if(after.blocks, [&](const auto& block) {
      return block && std::ranges::find(base.blocks, block) != base.blocks.end();
    });
    EXPECT_GT(shared, 0) << "what is far from the change is not built again";
  }
}

TEST(TimeGrid, RoadsBehindABoxDecideItsBlocks) {
  Scattered town(7);
  const auto request = on_foot(20, 100);
  const auto base = build_time_grid(town.roads, an_hour, request);
  const auto far = town.roads.line(0).front().at;
  Box box;
  box.extend(base.plane.to_lonlat(far));
  const auto near = roads_behind(base, std::span(&box, 1), request);
  auto some = timed_road({});
  for (std::size_t l = 0; l < town.roads.origins.size(); ++l) {
    const auto line = town.roads.line(l);
    Box around;
    for (const auto& p : line)
      around.extend(base.plane.to_lonlat(p.at));
    if (near.intersects(around))
      add_road(some, {line.front().at, line.back().at}, line.front().time, 0);
  }
  ASSERT_LT(some.origins.size(), town.roads.origins.size());
  expect_same_times(time_grid_after(base, std::span(&box, 1), some, an_hour, request), base);
}

TEST(TimeGrid, CentresLieOnMultiplesOfTheCell) {
  const auto grid = build_time_grid(timed_road({{13, 7}, {517, 333}}), an_hour, on_foot(20, 100));
  EXPECT_EQ(std::remainder(grid.west_m, 20), 0);
  EXPECT_EQ(std::remainder(grid.south_m, 20), 0);
}

TEST(TimeGrid, AMarginIsFreeAllAround) {
  const auto grid = build_time_grid(timed_road({{13, 7}, {517, 333}}), an_hour, on_foot(20, 100));
  for (std::uint32_t row = 0; row < grid.rows; ++row)
    for (std::uint32_t column = 0; column < grid.columns; ++column)
      if (row == 0 || column == 0 || row + 1 == grid.rows || column + 1 == grid.columns) {
        EXPECT_EQ(grid.time_at(column, row), unreachable);
      }
}

TEST(TimeGrid, CellsGrowWhereThereWouldBeTooMany) {
  auto request = on_foot(20, 100);
  request.most_cells = 1000;
  const auto grid = build_time_grid(timed_road({{0, 0}, {5000, 5000}}), an_hour, request);
  const auto cells_along = (5000 + 2 * 100) / grid.cell_m + 2 * 2 + 1;
  EXPECT_LE(cells_along, std::sqrt(1000) + 1);
  EXPECT_GT(cells_along, std::sqrt(700)); // a step is a tenth: 21 % of the cells
}

TEST(TimeGrid, NothingReachedIsAGridWithoutCells) {
  EXPECT_TRUE(build_time_grid(TimedLines{}, an_hour, on_foot(20, 100)).blocks.empty());
}

TEST(TimeGrid, APlaceOnTheRoadIsEnough) {
  const auto grid = build_time_grid(timed_road({{0, 0}, {0, 0}}), an_hour, on_foot(10, 50));
  EXPECT_EQ(time_at(grid, 30, 40), 500);
}

std::string message_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(TimeGrid, SaysWhatIsWrongWithARequest) {
  const auto roads = timed_road({{0, 0}, {10, 0}});
  const auto asking = [&](const TimeGridRequest& request) {
    return message_of([&] { build_time_grid(roads, an_hour, request); });
  };
  EXPECT_EQ(asking(on_foot(0, 100)), "time grid cell 0 m: it must be above 0");
  auto still = on_foot(20, 100);
  still.walking_m_s = -1;
  EXPECT_EQ(asking(still), "time grid walking speed -1 m/s: it must be above 0");
  auto small = on_foot(20, 100);
  small.most_cells = 99;
  EXPECT_EQ(asking(small), "time grid of 99 cells at most: it needs 100 or more");
}

TEST(TimeGrid, IsGivenUpWhenNobodyWaits) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_NE(
      message_of([&] {
        build_time_grid(timed_road({{0, 0}, {10, 0}}), an_hour, on_foot(20, 100), stop.get_token());
      }),
      "");
}

} // namespace
} // namespace geo
