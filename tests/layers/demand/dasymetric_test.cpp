// People of areas where they live. On the equator, where a degree is as long either way to 1 %, and
// in areas of 0.01 degrees, 1.1 km.
#include <cmath>
#include <map>
#include <random>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/demand/demand.hpp"
#include "layers/demand/demand_shares.hpp"
#include "tests/support/network_sketch.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using geo::Box;
using layers::Demand;
using layers::Kind;
using support::LayerBuilder;
using LayerPtr = std::shared_ptr<const layers::Layer>;

/// Areas of the demand, each with so many people.
LayerPtr areas_of(const std::vector<std::pair<Box, double>>& areas) {
  LayerBuilder builder("wards", Kind::area);
  builder.field("population", "people");
  for (const auto& [box, people] : areas)
    builder.box(box, fmt::format(R"("people":{})", people));
  return builder.layer();
}

LayerPtr houses_of(const std::vector<Box>& houses) {
  LayerBuilder builder("houses", Kind::reference);
  for (const auto& house : houses)
    builder.box(house);
  return builder.layer();
}

Demand demand_over(const LayerPtr& areas, const LayerPtr& dwellings) {
  return layers::build_demand(areas, 100, {}, dwellings);
}

/// The people of an area whose place lies in a box; -1: of all areas.
double people_in(const Demand& demand, const Box& box, int area = -1) {
  double people = 0;
  for (const auto& point : demand.points)
    if (box.contains(point.position) && (area < 0 || point.feature == static_cast<unsigned>(area)))
      people += point.weight;
  return people;
}

constexpr Box area{0, 0, 0.01, 0.01};
constexpr Box west_half{0, 0, 0.005, 0.01};
constexpr Box east_half{0.005, 0, 0.01, 0.01};

TEST(Dasymetric, PolygonsCountByTheirArea) {
  const Box small{0.002, 0.004, 0.0021, 0.0041};
  const Box large{0.007, 0.004, 0.0072, 0.0041}; // twice as wide
  const auto demand = demand_over(areas_of({{area, 90}}), houses_of({small, large}));
  EXPECT_NEAR(people_in(demand, small), 30, 1e-6);
  EXPECT_NEAR(people_in(demand, large), 60, 1e-6);
  EXPECT_EQ(demand.total, 90);
  EXPECT_EQ(demand.without_dwellings, 0U);
}

TEST(Dasymetric, OfAHouseAcrossABorderThePartWithinCounts) {
  const Box across{0.0097, 0.001, 0.0101, 0.0011}; // three quarters in the western area
  const Box in_west{0.002, 0.001, 0.0024, 0.0011}; // as large as the one across
  const Box in_east{0.015, 0.001, 0.0154, 0.0011};
  const auto demand = demand_over(areas_of({{area, 175}, {{0.01, 0, 0.02, 0.01}, 50}}),
                                  houses_of({across, in_west, in_east}));
  // 175 in 0.75 and 1 parts; 50 in 0.25 and 1 parts.
  EXPECT_NEAR(people_in(demand, in_west, 0), 100, 1e-6);
  EXPECT_NEAR(people_in(demand, across, 0), 75, 1e-6);
  EXPECT_NEAR(people_in(demand, in_east, 1), 40, 1e-6);
  EXPECT_NEAR(people_in(demand, across, 1), 10, 1e-6);
}

LayerPtr addresses(const char* weight = nullptr) {
  LayerBuilder builder("addresses", Kind::reference);
  if (weight)
    builder.field("weight", weight);
  builder.point({0.002, 0.001}, R"("flats":1)");
  builder.point({0.003, 0.001}, R"("flats":5)");
  builder.point({0.008, 0.001}, R"("flats":2,"none":-3)");
  builder.point({0.5, 0.5}, R"("flats":100)"); // elsewhere
  return builder.layer();
}

TEST(Dasymetric, PointsCountOneEachOrTheirWeight) {
  const auto areas = areas_of({{area, 24}});
  const auto by_count = demand_over(areas, addresses());
  EXPECT_NEAR(people_in(by_count, west_half), 16, 1e-9);
  EXPECT_NEAR(people_in(by_count, east_half), 8, 1e-9);
  const auto by_weight = demand_over(areas, addresses("flats"));
  EXPECT_NEAR(people_in(by_weight, west_half), 18, 1e-9); // 1 + 5 of 8
  EXPECT_NEAR(people_in(by_weight, east_half), 6, 1e-9);
  EXPECT_EQ(demand_over(areas, addresses("none")).without_dwellings, 1U) << "no weight, or below 0";
}

TEST(Dasymetric, AnAreaWithoutDwellingsIsSpreadEvenlyAndCounted) {
  const auto areas = areas_of({{area, 10}, {{1, 0, 1.01, 0.01}, 20}});
  const auto demand = demand_over(areas, houses_of({{0.002, 0.004, 0.0021, 0.0041}}));
  const auto evenly = layers::build_demand(areas);
  EXPECT_EQ(demand.without_dwellings, 1U);
  EXPECT_NEAR(people_in(demand, west_half), 10, 1e-9);
  const Box empty_west{1, 0, 1.004, 0.01};
  EXPECT_NEAR(people_in(demand, empty_west), people_in(evenly, empty_west), 1e-9);
  EXPECT_NEAR(people_in(demand, {1, 0, 1.01, 0.01}), 20, 1e-9);
  EXPECT_EQ(demand_over(areas, houses_of({})).without_dwellings, 2U);
}

TEST(Dasymetric, WhereAllIsBuiltUpPeopleAreSpreadEvenly) {
  LayerBuilder triangle("wards", Kind::area);
  triangle.field("population", "people")
      .polygon({{0, 0}, {0.01, 0.002}, {0.004, 0.01}, {0, 0}}, R"("people":100)");
  const auto areas = triangle.layer();
  const auto demand = demand_over(areas, houses_of({{-1, -1, 1, 1}}));
  const auto weights_of = [](const Demand& people) {
    std::vector<double> weights;
    for (const auto& point : people.points)
      if (point.weight > 1e-6) // what is less is rounding, of one or of both
        weights.push_back(point.weight);
    return weights;
  };
  const auto weights = weights_of(demand);
  EXPECT_GT(weights.size(), 50U);
  EXPECT_THAT(weights, testing::Pointwise(testing::DoubleNear(1e-4),
                                          weights_of(layers::build_demand(areas))));
}

/// A house somewhere in each square of a grid of 0.005 degrees, at least 0.003 degrees (330 m) from
/// the next, so that no cell of 100 m has parts of two.
std::vector<Box> random_houses(std::mt19937& random) {
  std::uniform_real_distribution<double> size(0.0002, 0.002);
  std::vector<Box> houses;
  for (int x = 0; x < 6; ++x)
    for (int y = 0; y < 6; ++y) {
      const double west = 0.005 * x;
      const double south = 0.005 * y;
      houses.push_back({west, south, west + size(random), south + size(random)});
    }
  return houses;
}

double area_in_common(const Box& a, const Box& b) {
  return std::max(0.0, std::min(a.east, b.east) - std::max(a.west, b.west)) *
         std::max(0.0, std::min(a.north, b.north) - std::max(a.south, b.south));
}

TEST(Dasymetric, EachHouseHasThePeopleOfItsPartInEachArea) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    const auto houses = random_houses(random);
    std::uniform_real_distribution<double> border(0.001, 0.025);
    const double lon = border(random);
    const double lat = border(random);
    const std::vector<std::pair<Box, double>> areas{{{-0.001, -0.001, lon, lat}, 100},
                                                    {{lon, -0.001, 0.03, lat}, 200},
                                                    {{-0.001, lat, 0.03, 0.03}, 300}};
    const auto demand = demand_over(areas_of(areas), houses_of(houses));
    ASSERT_EQ(demand.without_dwellings, 0U) << seed;
    for (std::size_t a = 0; a < areas.size(); ++a) {
      const auto& [box, people] = areas[a];
      double built = 0;
      for (const auto& house : houses)
        built += area_in_common(box, house);
      for (const auto& house : houses) {
        const Box around{house.west - 0.0001, house.south - 0.0001, house.east + 0.0001,
                         house.north + 0.0001};
        EXPECT_NEAR(people_in(demand, around, static_cast<int>(a)),
                    people * area_in_common(box, house) / built, 1e-4)
            << seed;
      }
    }
  }
}

TEST(Dasymetric, ThePeopleOfEachAreaStayAsManyAsTheyAre) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> number(0, 0.03);
  for (int round = 0; round < 20; ++round) {
    std::vector<Box> houses;
    for (int i = 0; i < 60; ++i) { // over one another, too
      const double west = number(random);
      const double south = number(random);
      houses.push_back({west, south, west + number(random) / 10, south + number(random) / 10});
    }
    const double lon = number(random);
    const auto areas = areas_of({{{0, 0, lon, 0.03}, 123}, {{lon, 0, 0.031, 0.03}, 456}});
    const auto demand = demand_over(areas, houses_of(houses));
    EXPECT_NEAR(people_in(demand, {-1, -1, 1, 1}, 0), 123, 1e-9);
    EXPECT_NEAR(people_in(demand, {-1, -1, 1, 1}, 1), 456, 1e-9);
    // So does what is counted within the areas, though cells lie across their border.
    for (const std::uint32_t a : {0U, 1U}) {
      double counted = 0;
      for (const auto& [point, share] : points_within(demand, *areas->features, std::array{a}))
        counted += demand.points[point].weight * share;
      EXPECT_NEAR(counted, a == 0 ? 123 : 456, 1e-5) << round;
    }
  }
}

TEST(Dasymetric, ALineAmongBuildingsIsPassedOver) {
  const auto areas = areas_of({{area, 10}});
  const auto demand = [&](bool has_line) {
    LayerBuilder houses("houses", Kind::reference);
    houses.box({area.west, area.south, (area.west + area.east) / 2, area.north});
    if (has_line) // an outline that is not closed
      houses.line({{area.west, area.south}, {area.east, area.north}});
    return demand_over(areas, houses.layer());
  };
  const auto alone = demand(false);
  const auto with_line = demand(true);
  ASSERT_EQ(with_line.points.size(), alone.points.size());
  for (std::size_t i = 0; i < alone.points.size(); ++i)
    EXPECT_EQ(with_line.points[i].weight, alone.points[i].weight);
}

TEST(Dasymetric, PeopleLiveNeitherOnLinesNorInPointsAndPolygonsAtOnce) {
  const auto areas = areas_of({{area, 10}});
  LayerBuilder streets("streets", Kind::road);
  streets.line({{0, 0}, {0.01, 0}});
  EXPECT_EQ(error_of([&] { demand_over(areas, streets.layer()); }),
            "layer \"streets\": it has neither; people are spread over polygons alone, or points "
            "alone");
  LayerBuilder both("mixed", Kind::reference);
  both.point({0, 0}).box(area);
  EXPECT_EQ(error_of([&] { demand_over(areas, both.layer()); }),
            "layer \"mixed\": it has points and polygons; people are spread over polygons alone, "
            "or points alone");
  EXPECT_EQ(error_of([&] { demand_over(addresses(), houses_of({area})); }),
            "layer \"addresses\": it has no polygons over which people could be spread; leave "
            "\"spread_over\" out");
}

} // namespace
