#include "geo/tile/clip.hpp"

#include <cmath>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

#include "geo/overlay.hpp"

namespace {

using geo::Box;
using geo::Geometry;
using geo::LonLat;
using geo::PartType;
using Ring = std::vector<LonLat>;

const Box unit{0, 0, 10, 10};

Geometry clip(const std::vector<Ring>& rings, const Box& box = unit) {
  Geometry out;
  geo::clip_polygon(rings, box, out);
  return out;
}

double area(geo::GeometryView g) {
  double doubled = 0;
  for (std::uint32_t p = 0; p < g.part_count(); ++p)
    for (std::uint32_t r = 0; r < g.part(p).ring_count(); ++r)
      doubled += geo::signed_area_doubled(g.part(p).ring(r));
  return doubled / 2;
}

Geometry polygon(const std::vector<Ring>& rings) {
  Geometry g;
  for (const auto& ring : rings) {
    g.points.insert(g.points.end(), ring.begin(), ring.end());
    g.end_ring();
  }
  g.end_part(PartType::polygon);
  return g;
}

Ring star(std::mt19937& random, LonLat centre, double radius, bool is_clockwise = false) {
  std::uniform_real_distribution<double> share(0.3, 1);
  Ring ring;
  for (int k = 0; k < 24; ++k) {
    const double angle = 2 * std::numbers::pi * k / 24;
    const double r = radius * share(random);
    ring.push_back({centre.lon + r * std::cos(angle), centre.lat + r * std::sin(angle)});
  }
  ring.push_back(ring.front());
  if (is_clockwise)
    std::reverse(ring.begin(), ring.end());
  return ring;
}

TEST(ClipPolygon, AgreesWithGeosOnRandomStarsWithHoles) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> place(-8, 18);
  for (int i = 0; i < 2000; ++i) {
    const LonLat centre{place(random), place(random)};
    const std::vector<Ring> rings = {star(random, centre, 8),
                                     star(random, centre, 2, true)}; // 2 < 0.3 * 8: inside
    const auto clipped = clip(rings);
    auto expected = geo::intersection(polygon(rings), unit);
    geo::orient_right_hand(expected);
    ASSERT_NEAR(area(clipped), area(expected), 1e-9) << i;
    ASSERT_EQ(clipped.part_count(), expected.part_count()) << i;
    ASSERT_TRUE(geo::is_valid(clipped)) << i << ": " << geo::invalid_reason(clipped);
    ASSERT_TRUE(clipped.empty() || unit.contains(geo::bounding_box(clipped)));
  }
}

TEST(ClipPolygon, AroundTheBoxGivesTheBox) {
  const auto clipped = clip({{{-5, -5}, {20, -5}, {20, 20}, {-5, 20}, {-5, -5}}});
  EXPECT_EQ(area(clipped), 100);
  EXPECT_EQ(clipped.part_count(), 1U);
}

TEST(ClipPolygon, EqualToTheBoxStaysTheBox) {
  EXPECT_EQ(area(clip({{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}})), 100);
}

TEST(ClipPolygon, AHoleAroundTheBoxLeavesNothing) {
  const auto clipped = clip({{{-50, -50}, {50, -50}, {50, 50}, {-50, 50}, {-50, -50}},
                             {{-20, -20}, {-20, 30}, {30, 30}, {30, -20}, {-20, -20}}});
  EXPECT_TRUE(clipped.empty());
}

TEST(ClipPolygon, AHoleInsideTheBoxIsKept) {
  const auto clipped = clip({{{-5, -5}, {20, -5}, {20, 20}, {-5, 20}, {-5, -5}},
                             {{2, 2}, {2, 4}, {4, 4}, {4, 2}, {2, 2}}});
  EXPECT_EQ(area(clipped), 100 - 4);
}

TEST(ClipPolygon, ACombBecomesSeparateTeeth) {
  // The comb's back lies south of the box; its two teeth, 1 wide, reach 5 into it.
  const auto clipped =
      clip({{{1, -2}, {6, -2}, {6, 5}, {5, 5}, {5, -1}, {2, -1}, {2, 5}, {1, 5}, {1, -2}}});
  EXPECT_EQ(clipped.part_count(), 2U);
  EXPECT_EQ(area(clipped), 2 * 5);
}

TEST(ClipPolygon, AHoleThatTouchesItsToothStaysInIt) {
  // Two teeth, 1 and 4 wide, reach 5 into the box. A hole of the wide one, base 2 and height 2,
  // touches its right side in the hole's first point.
  const auto clipped =
      clip({{{1, -2}, {9, -2}, {9, 5}, {5, 5}, {5, -1}, {2, -1}, {2, 5}, {1, 5}, {1, -2}},
            {{9, 2}, {7, 1}, {7, 3}, {9, 2}}});
  EXPECT_EQ(clipped.part_count(), 2U);
  EXPECT_EQ(area(clipped), 1 * 5 + 4 * 5 - 2);
}

TEST(ClipPolygon, TouchingFromOutsideLeavesNothing) {
  EXPECT_TRUE(clip({{{10, 2}, {12, 2}, {12, 4}, {10, 4}, {10, 2}}}).empty()); // along an edge
  EXPECT_TRUE(clip({{{10, 5}, {12, 4}, {12, 6}, {10, 5}}}).empty());          // in one point
}

TEST(ClipPolygon, AnEdgeAlongTheBorderInsideIsKept) {
  const auto clipped = clip({{{10, 2}, {10, 4}, {8, 4}, {8, 2}, {10, 2}}});
  EXPECT_EQ(area(clipped), 4);
}

TEST(ClipPolygon, ANotchThatTouchesTheBorderInOnePoint) {
  // Around the box, but for a wedge from (5, 0), where the ring passes, to (4, 3) and (6, 3).
  const auto clipped = clip({{{-5, -5},
                              {5, -5},
                              {5, 0},
                              {4, 3},
                              {6, 3},
                              {5, 0},
                              {5, -5},
                              {20, -5},
                              {20, 20},
                              {-5, 20},
                              {-5, -5}}});
  EXPECT_NEAR(area(clipped), 100 - 3, 1e-9); // the wedge: base 2, height 3
}

TEST(ClipPolygon, AShapeThatCrossesItselfKeepsItsSignedArea) {
  // An hourglass: the lower half turns counter-clockwise (+), the upper clockwise (-).
  const auto clipped = clip({{{2, -4}, {8, -4}, {2, 4}, {8, 4}, {2, -4}}});
  // Inside the box, above y = 0: a trapezoid is left of each half; the waist is at (5, 0), so only
  // the upper half, base 6 and height 4, is inside: -12.
  EXPECT_NEAR(area(clipped), -12, 1e-9);
}

TEST(ClipPolygon, NeighbouringBoxesTileAPolygonWithoutGapOrOverlap) {
  std::mt19937 random(5);
  for (int i = 0; i < 200; ++i) {
    const auto ring = star(random, {5, 5}, 9);
    double sum = 0;
    for (int x = -4; x < 14; x += 3)
      for (int y = -4; y < 14; y += 3)
        sum += area(clip({ring}, {double(x), double(y), x + 3.0, y + 3.0}));
    EXPECT_NEAR(sum, geo::signed_area_doubled(ring) / 2, 1e-9);
  }
}

Geometry cut(const Ring& line) {
  Geometry out;
  geo::clip_line(line, unit, out);
  return out;
}

TEST(ClipLine, LeavesAndReturnsAsTwoParts) {
  const auto out = cut({{-5, 5}, {5, 5}, {5, 15}, {7, 15}, {7, 5}});
  ASSERT_EQ(out.part_count(), 2U);
  EXPECT_EQ(out.points, (Ring{{0, 5}, {5, 5}, {5, 10}, {7, 10}, {7, 5}}));
}

TEST(ClipLine, InsideStaysAsItIs) {
  const Ring line = {{1, 1}, {2, 5}, {9, 9}};
  EXPECT_EQ(cut(line).points, line);
}

TEST(ClipLine, OutsideLeavesNothing) {
  EXPECT_TRUE(cut({{-5, 5}, {5, 16}}).empty());
  EXPECT_TRUE(cut({{-5, -5}, {-1, 20}}).empty());
}

TEST(ClipLine, CrossesInOneStroke) {
  EXPECT_EQ(cut({{-10, -10}, {20, 20}}).points, (Ring{{0, 0}, {10, 10}}));
}

} // namespace
