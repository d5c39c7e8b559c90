#include "geo/polygon_area.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <geodesic.h>
#include <gtest/gtest.h>

#include "geo/local_plane.hpp"

namespace geo {
namespace {

using Ring = std::vector<LonLat>;

void add_ring(Geometry& geometry, const Ring& ring) {
  geometry.points.insert(geometry.points.end(), ring.begin(), ring.end());
  geometry.end_ring();
}

Geometry polygon(const Ring& ring) {
  Geometry geometry;
  add_ring(geometry, ring);
  geometry.end_part(PartType::polygon);
  return geometry;
}

Ring box_ring(const Box& box) {
  return {{box.west, box.south},
          {box.east, box.south},
          {box.east, box.north},
          {box.west, box.north},
          {box.west, box.south}};
}

/// PROJ's area between geodesics (Karney, "Algorithms for geodesics", Journal of Geodesy 87, 2013),
/// from place to place along the ring's straight edges.
double geodesic_area_m2(const Ring& ring, double step_deg) {
  geod_geodesic earth{};
  geod_init(&earth, 6'378'137, 1 / 298.257223563);
  geod_polygon shape{};
  geod_polygon_init(&shape, 0);
  for (std::size_t i = 1; i < ring.size(); ++i) {
    const auto [a, b] = std::pair(ring[i - 1], ring[i]);
    const double length_deg = std::max(std::abs(b.lon - a.lon), std::abs(b.lat - a.lat));
    const int steps = std::max(1, static_cast<int>(std::ceil(length_deg / step_deg)));
    for (int s = 0; s < steps; ++s)
      geod_polygon_addpoint(&earth, &shape, a.lat + (b.lat - a.lat) * s / steps,
                            a.lon + (b.lon - a.lon) * s / steps);
  }
  double area = 0;
  geod_polygon_compute(&earth, &shape, 0, 1, &area, nullptr);
  return std::abs(area);
}

/// Of a country's size: Viet Nam, roughly.
const Ring country{{102.1, 22.4}, {104.8, 23.3}, {106.7, 22.9}, {108.0, 21.5}, {105.6, 19.0},
                   {108.9, 15.3}, {109.4, 12.8}, {107.2, 10.4}, {104.8, 8.6},  {104.5, 10.4},
                   {107.5, 12.3}, {107.4, 15.0}, {104.0, 19.3}, {102.1, 22.4}};

TEST(PolygonArea, OfADegreeIsThatBetweenItsMeridiansAndParallels) {
  for (const double south : {-90.0, -60.5, -1.0, 0.0, 20.0, 45.0, 67.0, 89.0}) {
    const auto cell = box_ring({105, south, 106, south + 1});
    EXPECT_NEAR(area_m2(polygon(cell)) / geodesic_area_m2(cell, 0.002), 1, 1e-8) << south;
  }
}

TEST(PolygonArea, OfTheWorldIsThatOfTheEllipsoid) {
  // Of WGS 84: 2 pi a^2 (1 + (1 - e^2) / e * artanh(e)) = 510,065,621.724 km2.
  EXPECT_NEAR(area_m2(polygon(box_ring({-180, -90, 180, 90}))), 510'065'621'724'000.0, 1e6);
}

TEST(PolygonArea, OfACountryIsRight) {
  EXPECT_NEAR(area_m2(polygon(country)) / geodesic_area_m2(country, 0.01), 1, 1e-7);
}

TEST(PolygonArea, OfAFewMetresIsThatOfTheirPlane) {
  const LocalPlane plane({108.35, 15.9});
  Ring square;
  for (const LocalXY at : {LocalXY{-10, -10}, {10, -10}, {10, 10}, {-10, 10}, {-10, -10}})
    square.push_back(plane.to_lonlat(at));
  EXPECT_NEAR(area_m2(polygon(square)), 400, 1e-5);
}

TEST(PolygonArea, OfPartsOfALargeWholeAddUp) {
  double sum_m2 = 0;
  for (int column = 0; column < 40; ++column)
    for (int row = 0; row < 30; ++row)
      sum_m2 +=
          area_m2(polygon(box_ring({100.0 + column, 40.0 + row, 101.0 + column, 41.0 + row})));
  EXPECT_NEAR(area_m2(polygon(box_ring({100, 40, 140, 70}))) / sum_m2, 1, 1e-12);
}

TEST(PolygonArea, HolesAreTakenOffWhicheverWayRingsTurn) {
  const auto shell = box_ring({10, 10, 20, 20});
  const auto hole = box_ring({12, 12, 14, 13});
  const double both = area_m2(polygon(shell)) - area_m2(polygon(hole));
  for (const bool is_turned : {false, true}) {
    auto turned = hole;
    if (is_turned)
      std::ranges::reverse(turned);
    Geometry geometry;
    add_ring(geometry, shell);
    add_ring(geometry, turned);
    geometry.end_part(PartType::polygon);
    EXPECT_NEAR(area_m2(geometry) / both, 1, 1e-12);
  }
}

TEST(PolygonArea, OfPartsFarFromEachOtherIsTheirSum) {
  const auto south = polygon(box_ring({10, 0, 11, 1}));
  const auto north = polygon(box_ring({10, 60, 11, 61}));
  auto both = south;
  append(both, north);
  EXPECT_NEAR(area_m2(both) / (area_m2(south) + area_m2(north)), 1, 1e-12);
  EXPECT_GT(area_m2(south), 1.9 * area_m2(north)); // cos 60.5 degrees is 0.49
}

TEST(PolygonArea, WhatIsNoPolygonHasNone) {
  Geometry line;
  add_ring(line, country);
  line.end_part(PartType::line);
  EXPECT_EQ(area_m2(line), 0);
  EXPECT_EQ(area_m2(Geometry{}), 0);
}

} // namespace
} // namespace geo
