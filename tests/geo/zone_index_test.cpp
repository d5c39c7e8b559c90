#include "geo/zone_index.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using geo::Geometry;
using geo::LonLat;
using geo::PartType;
using geo::ZoneIndex;
using Ring = std::vector<LonLat>;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsEmpty;

void add_polygon(Geometry& g, const std::vector<Ring>& rings) {
  for (const auto& ring : rings) {
    g.points.insert(g.points.end(), ring.begin(), ring.end());
    g.end_ring();
  }
  g.end_part(PartType::polygon);
}

Ring square(double west, double south, double side) {
  return {{west, south},
          {west + side, south},
          {west + side, south + side},
          {west, south + side},
          {west, south}};
}

/// The square from (0, 0) to (10, 10) with a hole from (4, 4) to (6, 6).
Geometry frame() {
  Geometry g;
  add_polygon(g, {square(0, 0, 10), square(4, 4, 2)});
  return g;
}

Ring star(std::mt19937& random, LonLat centre, double least, double most, int corners) {
  std::uniform_real_distribution<double> radius(least, most);
  Ring ring;
  for (int k = 0; k < corners; ++k) {
    const double angle = 2 * std::numbers::pi * k / corners;
    const double r = radius(random);
    ring.push_back({centre.lon + r * std::cos(angle), centre.lat + r * std::sin(angle)});
  }
  ring.push_back(ring.front());
  return ring;
}

/// Two stars side by side, the first with a hole.
Geometry two_stars(std::mt19937& random) {
  Geometry g;
  add_polygon(g, {star(random, {105, 21}, 0.4, 1, 200), star(random, {105, 21}, 0.1, 0.35, 50)});
  add_polygon(g, {star(random, {107.5, 21.2}, 0.2, 1, 7)});
  return g;
}

/// Rings by geo::contains(), without an index.
bool naive_contains(const Geometry& g, LonLat p) {
  bool inside = false;
  for (std::uint32_t part = 0; part < g.part_count(); ++part)
    for (std::uint32_t r = 0; r < geo::GeometryView(g).part(part).ring_count(); ++r)
      inside ^= geo::contains(geo::GeometryView(g).part(part).ring(r), p);
  return inside;
}

LonLat between(LonLat a, LonLat b, double share) {
  return {a.lon + (b.lon - a.lon) * share, a.lat + (b.lat - a.lat) * share};
}

TEST(ZoneIndex, ContainsAsEveryRingByItselfSays) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> lon(103.5, 109);
  std::uniform_real_distribution<double> lat(19.5, 22.5);
  int inside = 0;
  for (int round = 0; round < 20; ++round) {
    const auto zone = two_stars(random);
    const ZoneIndex index(zone);
    for (int i = 0; i < 500; ++i) {
      const LonLat p{lon(random), lat(random)};
      ASSERT_EQ(index.contains(p), naive_contains(zone, p)) << p.lon << ' ' << p.lat;
      inside += index.contains(p) ? 1 : 0;
    }
    for (const auto vertex : zone.points) { // rays that pass exactly through vertices
      const LonLat p{103.5, vertex.lat};
      const LonLat q{vertex.lon - 0.3, vertex.lat};
      ASSERT_FALSE(index.contains(p));
      ASSERT_EQ(index.contains(q), naive_contains(zone, q));
    }
  }
  EXPECT_GT(inside, 1000); // else the random points say nothing
}

TEST(ZoneIndex, BetweenCrossingsALineStaysOnOneSide) {
  std::mt19937 random(4);
  std::uniform_real_distribution<double> lon(103.5, 109);
  std::uniform_real_distribution<double> lat(19.5, 22.5);
  int changes = 0;
  for (int round = 0; round < 200; ++round) {
    const auto zone = two_stars(random);
    const ZoneIndex index(zone);
    const LonLat a{lon(random), lat(random)};
    const LonLat b{lon(random), lat(random)};
    auto cuts = index.crossings(a, b);
    ASSERT_TRUE(std::ranges::is_sorted(cuts));
    cuts.insert(cuts.begin(), 0);
    cuts.push_back(1);
    bool any_inside = false;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
      const auto at = [&](double share) {
        return naive_contains(zone, between(a, b, cuts[i] + (cuts[i + 1] - cuts[i]) * share));
      };
      if (cuts[i + 1] - cuts[i] < 1e-9)
        continue;
      any_inside |= at(0.5);
      for (const double share : {0.001, 0.25, 0.8, 0.999})
        ASSERT_EQ(at(share), at(0.5));
      ++changes;
    }
    ASSERT_EQ(index.touches(a, b), any_inside);
  }
  EXPECT_GT(changes, 500);
}

TEST(ZoneIndex, ALineAcrossAFrameMeetsItsFourBorders) {
  const auto zone = frame();
  const ZoneIndex index(zone);
  // From x = -10 to 30: borders at 0, 4, 6 and 10 are 10, 14, 16 and 20 of 40 along.
  EXPECT_THAT(index.crossings({-10, 5}, {30, 5}),
              ElementsAre(DoubleNear(0.25, 1e-12), DoubleNear(0.35, 1e-12), DoubleNear(0.4, 1e-12),
                          DoubleNear(0.5, 1e-12)));
  EXPECT_THAT(index.crossings({30, 5}, {-10, 5}),
              ElementsAre(DoubleNear(0.5, 1e-12), DoubleNear(0.6, 1e-12), DoubleNear(0.65, 1e-12),
                          DoubleNear(0.75, 1e-12)));
  EXPECT_TRUE(index.touches({-10, 5}, {30, 5}));
}

TEST(ZoneIndex, AVertexOnTheLineIsMetOnce) {
  const auto zone = frame();
  const ZoneIndex index(zone);
  // The diagonal passes four corners: (0, 0), (4, 4), (6, 6), (10, 10), 10, 14, 16, 20 of 30 along.
  EXPECT_THAT(index.crossings({-10, -10}, {20, 20}),
              ElementsAre(DoubleNear(10 / 30., 1e-12), DoubleNear(14 / 30., 1e-12),
                          DoubleNear(16 / 30., 1e-12), DoubleNear(20 / 30., 1e-12)));
  // A corner that is only touched.
  EXPECT_THAT(index.crossings({-5, 5}, {5, -5}), ElementsAre(DoubleNear(0.5, 1e-12)));
  EXPECT_FALSE(index.touches({-5, 5}, {5, -5}));
}

TEST(ZoneIndex, AVertexOfTwoLinesOnTheBorderIsMetByBoth) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> height(0, 10);
  const auto zone = frame();
  const ZoneIndex index(zone);
  for (int i = 0; i < 1000; ++i) {
    const LonLat on_border{10, height(random)};
    ASSERT_THAT(index.crossings({11, height(random)}, on_border), ElementsAre(1.0));
    ASSERT_THAT(index.crossings(on_border, {9, on_border.lat}), ElementsAre(0.0));
  }
}

TEST(ZoneIndex, AStretchAlongTheBorderIsCutAtItsEnds) {
  const auto zone = frame();
  const ZoneIndex index(zone);
  // y = 0 from x = -10 to 30: the border from 0 to 10.
  EXPECT_THAT(index.crossings({-10, 0}, {30, 0}),
              ElementsAre(DoubleNear(0.25, 1e-12), DoubleNear(0.5, 1e-12)));
}

TEST(ZoneIndex, LinesInsideAndOutsideMeetNothing) {
  const auto zone = frame();
  const ZoneIndex index(zone);
  EXPECT_THAT(index.crossings({1, 1}, {2, 3}), IsEmpty());
  EXPECT_TRUE(index.touches({1, 1}, {2, 3}));
  EXPECT_THAT(index.crossings({4.5, 4.5}, {5.5, 5}), IsEmpty()); // in the hole
  EXPECT_FALSE(index.touches({4.5, 4.5}, {5.5, 5}));
  EXPECT_FALSE(index.touches({20, 1}, {30, 3}));
}

TEST(ZoneIndex, ALineOfNoLengthIsAPoint) {
  const auto zone = frame();
  const ZoneIndex index(zone);
  EXPECT_THAT(index.crossings({0, 5}, {0, 5}), IsEmpty());
  EXPECT_TRUE(index.touches({1, 1}, {1, 1}));
  EXPECT_FALSE(index.touches({5, 5}, {5, 5}));
}

TEST(ZoneIndex, ABoxThatNoBorderIsNearLiesOnOneSide) {
  std::mt19937 random(6);
  std::uniform_real_distribution<double> lon(103.5, 109);
  std::uniform_real_distribution<double> lat(19.5, 22.5);
  std::array<int, 3> boxes{}; // outside, inside, near the border
  for (int round = 0; round < 20; ++round) {
    auto zone = two_stars(random);
    geo::orient_right_hand(zone);
    const ZoneIndex index(zone);
    for (int i = 0; i < 1000; ++i) {
      const LonLat corner{lon(random), lat(random)};
      const geo::Box box{corner.lon, corner.lat, corner.lon + 0.02, corner.lat + 0.01};
      const bool is_inside = naive_contains(zone, corner);
      ++boxes[index.border_is_near(box) ? 2U : is_inside ? 1U : 0U];
      if (index.border_is_near(box))
        continue;
      for (const auto p : square(box.west, box.south, 0.01))
        ASSERT_EQ(naive_contains(zone, p), is_inside);
      ASSERT_NEAR(geo::share_within(index.border_in(box)), is_inside ? 1 : 0, 1e-9);
    }
  }
  for (const int count : boxes)
    EXPECT_GT(count, 100); // else the boxes say nothing
}

TEST(ZoneIndex, OnlyPolygonPartsCount) {
  Geometry g;
  g.points = {{0, 0}, {10, 10}};
  g.end_ring();
  g.end_part(PartType::line);
  const ZoneIndex lines(g);
  EXPECT_TRUE(lines.box().empty());
  EXPECT_FALSE(lines.contains({5, 5}));
  EXPECT_THAT(lines.crossings({0, 10}, {10, 0}), IsEmpty());
}

} // namespace
