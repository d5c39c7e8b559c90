#include "geo/tile/simplify.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

#include "geo/tile/tile.hpp"

namespace {

using geo::Geometry;
using geo::LonLat;
using geo::PartType;

void add(Geometry& g, const std::vector<LonLat>& points, PartType type) {
  g.points.insert(g.points.end(), points.begin(), points.end());
  g.end_ring();
  g.end_part(type);
}

/// A wandering border from (0, 0) to (1, 0).
std::vector<LonLat> border(unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> step(-0.01, 0.01);
  std::vector<LonLat> points = {{0, 0}};
  for (int i = 1; i < 200; ++i)
    points.push_back({i / 200.0, points.back().lat + step(random)});
  points.push_back({1, 0});
  return points;
}

double distance_px(LonLat p, LonLat a, LonLat b, int z) {
  const auto w = [&](LonLat q) { return geo::to_world(q); };
  const double dx = w(b).x - w(a).x;
  const double dy = w(b).y - w(a).y;
  const double length2 = dx * dx + dy * dy;
  const double along = (w(p).x - w(a).x) * dx + (w(p).y - w(a).y) * dy;
  const double t = length2 > 0 ? std::clamp(along / length2, 0.0, 1.0) : 0;
  return std::hypot(w(p).x - w(a).x - t * dx, w(p).y - w(a).y - t * dy) / geo::pixel_in_world(z);
}

TEST(Simplify, NoPointMovesFurtherThanTheToleranceAtAnyZoom) {
  Geometry g;
  add(g, border(1), PartType::line);
  const auto zooms = geo::vertex_zooms(g);
  for (int z = 0; z < geo::full_detail_zoom; ++z) {
    std::size_t before = 0;
    for (std::size_t i = 0; i < g.points.size(); ++i) {
      if (zooms[i] <= z) {
        before = i;
        continue;
      }
      const auto after =
          static_cast<std::size_t>(std::find_if(zooms.begin() + static_cast<long>(i), zooms.end(),
                                                [&](auto zoom) { return zoom <= z; }) -
                                   zooms.begin());
      ASSERT_LT(after, zooms.size());
      EXPECT_LE(distance_px(g.points[i], g.points[before], g.points[after], z),
                geo::simplification_tolerance_px * 1.0001);
    }
  }
}

TEST(Simplify, LowZoomsDropMostPointsAndTheDeepestKeepsAll) {
  Geometry g;
  add(g, border(2), PartType::line);
  const auto zooms = geo::vertex_zooms(g);
  const auto drawn = [&](int z) {
    return std::ranges::count_if(zooms, [&](auto zoom) { return zoom <= z; });
  };
  EXPECT_EQ(drawn(0), 2);
  EXPECT_LT(drawn(4), 30); // 1 degree is 11 pixels at zoom 4, the wandering about 1
  EXPECT_LT(drawn(4), drawn(8));
  EXPECT_LT(drawn(8), drawn(12));
  EXPECT_EQ(drawn(geo::full_detail_zoom), static_cast<long>(g.points.size()));
}

/// Two wards above and below one wandering border; the second runs along it backwards and its ring
/// begins elsewhere.
Geometry neighbours() {
  const auto shared = border(3);
  auto upper = shared;
  upper.insert(upper.end(), {{1, 1}, {0, 1}, {0, 0}});
  std::vector<LonLat> lower(shared.rbegin() + 50, shared.rend());
  lower.insert(lower.end(), {{0, -1}, {1, -1}});
  lower.insert(lower.end(), shared.rbegin(), shared.rbegin() + 51);
  Geometry g;
  add(g, upper, PartType::polygon);
  add(g, lower, PartType::polygon);
  return g;
}

TEST(Simplify, NeighboursKeepTheSamePointsOfTheirCommonBorder) {
  const auto g = neighbours();
  const auto zooms = geo::vertex_zooms(g);
  std::size_t compared = 0;
  for (std::size_t i = 0; i < g.points.size(); ++i)
    for (std::size_t j = 0; j < g.points.size(); ++j)
      if (i != j && g.points[i] == g.points[j]) {
        EXPECT_EQ(zooms[i], zooms[j]);
        ++compared;
      }
  EXPECT_GE(compared, 2 * 200U);
}

TEST(Simplify, PlacesWhereBordersBranchAreAlwaysDrawn) {
  const auto g = neighbours();
  const auto zooms = geo::vertex_zooms(g);
  for (std::size_t i = 0; i < g.points.size(); ++i)
    EXPECT_TRUE(zooms[i] == 0 || (g.points[i] != LonLat{0, 0} && g.points[i] != LonLat{1, 0}));
}

TEST(Simplify, ARingKeepsATriangleAtEveryZoom) {
  Geometry g;
  std::vector<LonLat> circle;
  for (int k = 0; k < 64; ++k) {
    const double angle = 2 * std::numbers::pi * k / 64;
    circle.push_back({100 + 1e-4 * std::cos(angle), 20 + 1e-4 * std::sin(angle)});
  }
  circle.push_back(circle.front());
  add(g, circle, PartType::polygon);
  const auto zooms = geo::vertex_zooms(g);
  EXPECT_GE(std::count(zooms.begin(), zooms.end() - 1, 0), 3);
}

TEST(Simplify, AnIslandIsCutAlikeWhereverItsRingBegins) {
  std::vector<LonLat> ring;
  for (int k = 0; k < 100; ++k) {
    const double angle = 2 * std::numbers::pi * k / 100;
    const double radius = 1 + 0.1 * std::sin(7 * angle) + 0.03 * std::cos(31 * angle);
    ring.push_back({radius * std::cos(angle), radius * std::sin(angle)});
  }
  const auto zooms_from = [&](long start) {
    auto turned = ring;
    std::rotate(turned.begin(), turned.begin() + start, turned.end());
    turned.push_back(turned.front());
    Geometry alone;
    add(alone, turned, PartType::polygon);
    return geo::vertex_zooms(alone);
  };
  const auto from_0 = zooms_from(0);
  const auto from_37 = zooms_from(37);
  for (std::size_t i = 0; i < 100; ++i)
    EXPECT_EQ(from_37[i], from_0[(i + 37) % 100]);
}

TEST(Simplify, PointsAreAlwaysDrawn) {
  Geometry g;
  g.add_point({1, 2});
  EXPECT_EQ(geo::vertex_zooms(g), std::vector<std::uint8_t>{0});
}

TEST(Simplify, AStraightLineNeedsItsEndsOnly) {
  Geometry g;
  add(g, {{0, 0}, {1, 0}, {2, 0}, {3, 0}}, PartType::line);
  const auto zooms = geo::vertex_zooms(g);
  EXPECT_EQ(zooms, (std::vector<std::uint8_t>{0, geo::full_detail_zoom, geo::full_detail_zoom, 0}));
}

} // namespace
