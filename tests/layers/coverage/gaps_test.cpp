// Where people are not reached.
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/area/label_map.hpp"
#include "geo/local_plane.hpp"
#include "geo/polygon_area.hpp"
#include "layers/coverage/coverage.hpp"

namespace {

using geo::Cost;
using geo::LonLat;
using geo::unreachable;
using layers::Arrivals;
using layers::Demand;
using layers::gaps;

const geo::LocalPlane plane({105.8, 21});

/// Points at metres of the plane with first arrivals.
struct Unreached {
  Demand demand;
  Arrivals arrivals;

  void add(geo::LocalXY at, double weight, Cost time) {
    demand.points.push_back({plane.to_lonlat(at), weight, 0});
    arrivals.costs.push_back(time);
    arrivals.origins.push_back(0);
    arrivals.depth.push_back(time == unreachable ? 0 : 1);
  }
};

bool is_inside(const geo::Geometry& polygons, LonLat point) {
  const geo::GeometryView view(polygons);
  for (std::uint32_t p = 0; p < view.part_count(); ++p) {
    bool inside = geo::contains(view.part(p).ring(0), point);
    for (std::uint32_t r = 1; r < view.part(p).ring_count(); ++r)
      inside = inside && !geo::contains(view.part(p).ring(r), point);
    if (inside)
      return true;
  }
  return false;
}

TEST(Gaps, GatherPlacesThatAreNearEachOther) {
  Unreached town;
  // Three in a chain, 180 m apart; one 250 m on; one that is reached; a lonely, heavy one.
  town.add({0, 0}, 2, 9000);
  town.add({180, 0}, 3, unreachable);
  town.add({360, 0}, 4, 8000);
  town.add({610, 0}, 1, unreachable);
  town.add({360, 100}, 100, 3000);
  town.add({5000, 5000}, 50, unreachable);
  const auto found = gaps(town.demand, town.arrivals, {4800, 100, 10, {}});
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].weight, 50);
  EXPECT_EQ(found[0].nearest_s, std::nullopt);
  EXPECT_EQ(found[1].weight, 9);
  EXPECT_EQ(found[1].points.size(), 3U);
  EXPECT_EQ(found[1].nearest_s, 800.0);
  EXPECT_EQ(found[2].weight, 1);
}

TEST(Gaps, AreDiscsAroundTheirPlaces) {
  Unreached town;
  town.add({0, 0}, 2, unreachable);
  const auto one = gaps(town.demand, town.arrivals, {4800, 500, 10, {}});
  EXPECT_NEAR(geo::area_m2(one[0].polygons) / (std::numbers::pi * 500 * 500), 1, 0.01);

  // Two discs 500 m apart: the lens in common has 2 acos(d / 2r) r^2 - d/2 sqrt(4 r^2 - d^2), with
  // d = r that is (2 pi / 3 - sqrt(3) / 2) r^2.
  town.add({500, 0}, 2, unreachable);
  const auto two = gaps(town.demand, town.arrivals, {4800, 500, 10, {}});
  ASSERT_EQ(two.size(), 1U);
  const double lens = 2 * std::numbers::pi / 3 - std::numbers::sqrt3 / 2;
  EXPECT_NEAR(geo::area_m2(two[0].polygons) / ((2 * std::numbers::pi - lens) * 500 * 500), 1, 0.01);
  for (const double x_m : {-490.0, 0.0, 250.0, 990.0})
    EXPECT_TRUE(is_inside(two[0].polygons, plane.to_lonlat({x_m, 0})));
  for (const double x_m : {-510.0, 1010.0})
    EXPECT_FALSE(is_inside(two[0].polygons, plane.to_lonlat({x_m, 0})));
}

TEST(Gaps, NoMoreThanAskedForTheHeaviestFirst) {
  Unreached town;
  for (int i = 0; i < 20; ++i)
    town.add({1000.0 * i, 0}, i, unreachable);
  const auto found = gaps(town.demand, town.arrivals, {4800, 100, 3, {}});
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].weight, 19);
  EXPECT_EQ(found[2].weight, 17);
}

TEST(Gaps, PlacesWithoutPeopleAndReachedOnesAreNone) {
  Unreached town;
  town.add({0, 0}, 0, unreachable);
  town.add({0, 0}, 5, 4800);
  EXPECT_TRUE(gaps(town.demand, town.arrivals, {4800, 100, 3, {}}).empty());
}

TEST(Gaps, AreTheGroupsThatEveryPairMakes) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> number(0, 6000);
  for (int round = 0; round < 20; ++round) {
    Unreached town;
    std::vector<geo::LocalXY> at;
    for (int i = 0; i < 150; ++i) {
      at.push_back({number(random), number(random)});
      town.add(at.back(), 1, unreachable);
    }
    // The same by joining every pair under 400 m, in the plane around the middle of them all.
    geo::Box box;
    for (const auto& point : town.demand.points)
      box.extend(point.position);
    const geo::LocalPlane middle({(box.west + box.east) / 2, (box.south + box.north) / 2});
    std::vector<std::size_t> group(at.size());
    std::iota(group.begin(), group.end(), 0U);
    for (std::size_t i = 0; i < at.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const auto a = middle.to_local(town.demand.points[i].position);
        const auto b = middle.to_local(town.demand.points[j].position);
        if (std::hypot(a.x_m - b.x_m, a.y_m - b.y_m) < 400)
          std::ranges::replace(group, group[i], group[j]);
      }
    }
    std::map<std::size_t, std::size_t> sizes;
    for (const auto g : group)
      ++sizes[g];
    std::vector<std::size_t> expected;
    for (const auto& [g, size] : sizes)
      expected.push_back(size);
    std::ranges::sort(expected, std::greater<>());
    // One place holds all, so that none is cut because it is wide.
    const std::vector<std::vector<layers::DemandShare>> whole{all_points(town.demand)};
    std::vector<std::size_t> found;
    for (const auto& gap : gaps(town.demand, town.arrivals, {0, 200, 1000, whole}))
      found.push_back(gap.points.size());
    EXPECT_EQ(found, expected);
  }
}

/// All of a gap's points lie within a box of which this is the diagonal.
double width_m(const Demand& demand, const layers::Gap& gap) {
  std::vector<double> x_m;
  std::vector<double> y_m;
  for (const auto& [point, share] : gap.points) {
    const auto at = plane.to_local(demand.points[point].position);
    x_m.push_back(at.x_m);
    y_m.push_back(at.y_m);
  }
  return std::hypot(std::ranges::max(x_m) - std::ranges::min(x_m),
                    std::ranges::max(y_m) - std::ranges::min(y_m));
}

double weight_of(const std::vector<layers::Gap>& gaps) {
  double sum = 0;
  for (const auto& gap : gaps)
    sum += gap.weight;
  return sum;
}

TEST(Gaps, AreCutToTwoKilometresWhereNoPlaceNamesThem) {
  Unreached town;
  for (int i = 0; i <= 40; ++i) // a village along 4 km of road
    town.add({100.0 * i, 0}, 1, unreachable);
  town.add({10'000, 0}, 7, unreachable); // and one of less than 2 km
  town.add({10'000, 150}, 7, unreachable);
  const auto found = gaps(town.demand, town.arrivals, {4800, 100, 100, {}});
  // 4000 m are three steps of at most 2 km / sqrt(2) = 1414 m: of 1333 m, with 14 points from 0 to
  // 1300 m, 13 to 2600 m and 14 to the end.
  std::vector<double> weights;
  for (const auto& gap : found) {
    weights.push_back(gap.weight);
    EXPECT_LE(width_m(town.demand, gap), 2000);
    EXPECT_FALSE(gap.place);
  }
  EXPECT_EQ(weights, (std::vector<double>{14, 14, 14, 13}));
}

TEST(Gaps, EndAtTheBordersOfPlaces) {
  Unreached town;
  for (int i = 0; i < 4; ++i) // 0, 100, 200 and 300 m: one gap, were there no places
    town.add({100.0 * i, 0}, 10, static_cast<Cost>(8000 - 1000 * i));
  // Of the third point a quarter lies in the second place, the rest, and the last, in none.
  const std::vector<std::vector<layers::DemandShare>> places{{{0, 1}, {1, 1}}, {{2, 0.25}}, {}};
  const auto found = gaps(town.demand, town.arrivals, {4800, 100, 100, places});
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].weight, 20);
  EXPECT_EQ(found[0].place, 0U);
  EXPECT_EQ(found[0].nearest_s, 700.0);
  EXPECT_EQ(found[1].weight, 0.75 * 10 + 10);
  EXPECT_EQ(found[1].place, std::nullopt);
  EXPECT_EQ(found[1].nearest_s, 500.0);
  EXPECT_EQ(found[2].weight, 0.25 * 10);
  EXPECT_EQ(found[2].place, 1U);
}

TEST(Gaps, InPlacesThatOverlapPeopleAreInTheFirst) {
  Unreached town;
  town.add({0, 0}, 8, unreachable);
  const std::vector<std::vector<layers::DemandShare>> places{{{0, 0.75}}, {{0, 0.5}}, {{0, 1}}};
  const auto found = gaps(town.demand, town.arrivals, {4800, 100, 100, places});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].weight, 6);
  EXPECT_EQ(found[0].place, 0U);
  EXPECT_EQ(found[1].weight, 2) << "what the first leaves";
  EXPECT_EQ(found[1].place, 1U);
}

TEST(Gaps, HaveTogetherWhoIsNotReachedWhateverThePlaces) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> number(0, 1);
  for (int round = 0; round < 30; ++round) {
    Unreached town;
    double missed = 0;
    for (int i = 0; i < 200; ++i) {
      const double weight = 10 * number(random);
      const auto time = static_cast<Cost>(9600 * number(random));
      town.add({20'000 * number(random), 9000 * number(random)}, weight, time);
      missed += time > 4800 ? weight : 0;
    }
    std::vector<std::vector<layers::DemandShare>> places(static_cast<std::size_t>(round % 4));
    for (auto& place : places)
      for (std::uint32_t i = 0; i < 200; ++i)
        if (number(random) < 0.5)
          place.push_back({i, number(random) < 0.5 ? 1 : number(random)});
    const auto all = gaps(town.demand, town.arrivals, {4800, 100, 10'000, places});
    EXPECT_NEAR(weight_of(all), missed, 1e-9 * missed) << round;
    for (const auto& gap : all)
      EXPECT_TRUE(gap.place || width_m(town.demand, gap) <= 2001) << round; // in another plane
  }
}

TEST(Gaps, OfTheSamePlacesShareThePolygonsThatAreKnown) {
  Unreached town;
  town.add({0, 0}, 2, unreachable);
  town.add({5000, 0}, 1, unreachable);
  auto known = gaps(town.demand, town.arrivals, {4800, 500, 10, {}});
  const auto here = known[0].polygons.points;
  const auto there = known[1].polygons.points;
  ASSERT_NE(here, there);
  std::swap(known[0].polygons, known[1].polygons); // so that it shows whose they are
  town.add({5400, 0}, 5,
           unreachable); // another gap than the second one, and heavier than the first
  const auto found = gaps(town.demand, town.arrivals, {4800, 500, 10, {}}, known);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1].points, known[0].points);
  EXPECT_EQ(found[1].polygons.points, there);
  EXPECT_GT(found[0].polygons.points.size(), 0U);
  EXPECT_NE(found[0].polygons.points, here);
}

} // namespace
