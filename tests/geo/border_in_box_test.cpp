#include "geo/border_in_box.hpp"

#include <cmath>
#include <numbers>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/overlay.hpp"
#include "geo/zone_index.hpp"

namespace {

using geo::Box;
using geo::Geometry;
using geo::LonLat;
using geo::ZoneIndex;

void add_polygon(Geometry& geometry, const std::vector<std::vector<LonLat>>& rings) {
  for (const auto& ring : rings) {
    geometry.points.insert(geometry.points.end(), ring.begin(), ring.end());
    geometry.points.push_back(ring.front());
    geometry.end_ring();
  }
  geometry.end_part(geo::PartType::polygon);
}

Geometry polygon(const std::vector<std::vector<LonLat>>& rings) {
  Geometry geometry;
  add_polygon(geometry, rings);
  return geometry;
}

std::vector<LonLat> rectangle(const Box& box) {
  return {
      {box.west, box.south}, {box.east, box.south}, {box.east, box.north}, {box.west, box.north}};
}

double share_of(const Geometry& zone, const Box& box) {
  return geo::share_within(ZoneIndex(zone).border_in(box));
}

double common_share(const Geometry& one, const std::vector<Geometry>& others, const Box& box) {
  std::vector<geo::BorderStretch> border;
  for (const auto& other : others) {
    const auto more = ZoneIndex(other).border_in(box);
    border.insert(border.end(), more.begin(), more.end());
  }
  return geo::share_within(ZoneIndex(one).border_in(box), border);
}

const Box box_of_2{10, 20, 12, 22};

TEST(ShareWithin, OfABoxWhollyInsideOrOutside) {
  EXPECT_DOUBLE_EQ(share_of(polygon({rectangle({0, 0, 30, 30})}), box_of_2), 1);
  for (const Box& away : {Box{0, 0, 30, 19}, Box{0, 23, 30, 30}, Box{0, 0, 9, 30}})
    EXPECT_EQ(share_of(polygon({rectangle(away)}), box_of_2), 0);
}

TEST(ShareWithin, OfATriangleAndAHole) {
  // Below the line from (10, 20) to (14, 22), which leaves the box half-way up its eastern side: a
  // triangle of 1 * 2 / 2 in 4.
  const auto triangle = polygon({{{10, 20}, {14, 20}, {14, 22}}});
  EXPECT_NEAR(share_of(triangle, box_of_2), 0.25, 1e-12);
  // A hole of 1 by 0.5 in the box, which is else inside: 3.5 of 4. Holes run clockwise.
  const auto holed =
      polygon({rectangle({0, 0, 30, 30}), {{10.5, 20.5}, {10.5, 21}, {11.5, 21}, {11.5, 20.5}}});
  EXPECT_NEAR(share_of(holed, box_of_2), 0.875, 1e-12);
}

TEST(ShareWithin, OfTwoPolygonsThatCross) {
  // The two halves of the box beside its diagonals have a quarter in common: the part below both.
  const auto below_one = polygon({{{10, 20}, {12, 20}, {12, 22}}});
  const auto below_other = polygon({{{10, 20}, {12, 20}, {10, 22}}});
  EXPECT_NEAR(common_share(below_one, {below_other}, box_of_2), 0.25, 1e-12);
  // Beside a border in common there is nothing; within the same border is all.
  const auto above_one = polygon({{{10, 20}, {12, 22}, {10, 22}}});
  EXPECT_NEAR(common_share(below_one, {above_one}, box_of_2), 0, 1e-12);
  EXPECT_NEAR(common_share(below_one, {below_one}, box_of_2), 0.5, 1e-12);
}

TEST(ShareWithin, WhatSeveralCoverCountsOnce) {
  // Bands from 20 to 20.5, 20.25 to 21, and 20.4 to 20.6 of a box from 20 to 22: 1 of 2.
  const auto all = polygon({rectangle(box_of_2)});
  const auto band = [](double south, double north) {
    return polygon({rectangle({0, south, 30, north})});
  };
  EXPECT_NEAR(common_share(all, {band(20, 20.5), band(20.25, 21), band(20.4, 20.6)}, box_of_2), 0.5,
              1e-12);
}

std::vector<LonLat> star(std::mt19937& random, LonLat centre, int corners) {
  std::uniform_real_distribution<double> radius(0.3, 1);
  std::vector<LonLat> ring;
  for (int k = 0; k < corners; ++k) {
    const double angle = 2 * std::numbers::pi * k / corners;
    const double r = radius(random);
    ring.push_back({centre.lon + r * std::cos(angle), centre.lat + r * std::sin(angle)});
  }
  return ring;
}

double area_of(const Geometry& polygons) {
  double doubled = 0;
  for (std::uint32_t p = 0; p < polygons.part_count(); ++p) {
    const auto part = geo::GeometryView(polygons).part(p);
    for (std::uint32_t r = 0; r < part.ring_count(); ++r)
      doubled += (r == 0 ? 1 : -1) * std::abs(geo::signed_area_doubled(part.ring(r)));
  }
  return doubled / 2;
}

TEST(ShareWithin, IsThatOfOverlays) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> number(-0.5, 0.5);
  for (int round = 0; round < 200; ++round) {
    const auto near = [&] { return LonLat{106 + number(random), 21 + number(random)}; };
    const auto one = polygon({star(random, near(), 40)});
    const std::vector<Geometry> others{polygon({star(random, near(), 70)}),
                                       polygon({star(random, near(), 15)}),
                                       polygon({star(random, near(), 90)})};
    const auto corner = near();
    const Box box{corner.lon, corner.lat, corner.lon + 0.4, corner.lat + 0.3};
    Geometry all;
    for (const auto& other : others)
      geo::append(all, other);
    // What one and the others have in common: one without (one without the others).
    const auto piece = geo::intersection(one, box);
    const auto left = geo::difference(piece, geo::unite(all));
    const double box_area = 0.4 * 0.3;
    ASSERT_NEAR(share_of(one, box), area_of(piece) / box_area, 1e-9);
    ASSERT_NEAR(common_share(one, others, box), (area_of(piece) - area_of(left)) / box_area, 1e-9);
  }
}

} // namespace
