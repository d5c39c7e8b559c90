#include "geo/tile/unit_rings.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <span>

#include <gtest/gtest.h>

#include "geo/overlay.hpp"

namespace {

using geo::TileXY;
using geo::UnitRings;
using Ring = std::vector<TileXY>;

void add(UnitRings& rings, const Ring& ring, bool is_shell = true) {
  rings.points.insert(rings.points.end(), ring.begin(), ring.end());
  rings.end_ring(is_shell);
}

UnitRings one(const Ring& ring) {
  UnitRings rings;
  add(rings, ring);
  return rings;
}

const Ring square = {{0, 0}, {100, 0}, {100, 100}, {0, 100}};

Ring square_at(std::int32_t west, std::int32_t north, std::int32_t side, bool is_shell) {
  if (is_shell)
    return {{west, north}, {west + side, north}, {west + side, north + side}, {west, north + side}};
  return {{west, north}, {west, north + side}, {west + side, north + side}, {west + side, north}};
}

geo::Geometry geometry_of(const UnitRings& rings) {
  geo::Geometry out;
  for (std::size_t r = 0; r < rings.count(); ++r) {
    if (rings.shells[r] != 0 && r > 0)
      out.end_part(geo::PartType::polygon);
    for (const auto p : rings.ring(r))
      out.points.push_back({static_cast<double>(p.x), static_cast<double>(p.y)});
    const auto first = rings.ring(r).front();
    out.points.push_back({static_cast<double>(first.x), static_cast<double>(first.y)});
    out.end_ring();
  }
  out.end_part(geo::PartType::polygon);
  return out;
}

TEST(UnitRings, ASquareIsValid) {
  EXPECT_TRUE(geo::is_surely_valid(one(square)));
}

TEST(UnitRings, WhatTouchesItselfIsNotSurelyValid) {
  EXPECT_FALSE(geo::is_surely_valid(one({{0, 0}, {100, 100}, {100, 0}, {0, 100}}))); // bow tie
  EXPECT_FALSE(
      geo::is_surely_valid(one({{0, 0}, {50, 0}, {50, -20}, {50, 0}, {100, 50}}))); // spike
  EXPECT_FALSE(geo::is_surely_valid(one({{0, 0}, {100, 0}, {50, 0}, {50, 50}})));   // folds back
  EXPECT_FALSE(
      geo::is_surely_valid(one({{0, 0}, {100, 0}, {100, 100}, {50, 0}, {0, 100}}))); // a corner
}

TEST(UnitRings, AHoleInsideIsValidAndOneOutsideIsNot) {
  auto rings = one(square);
  add(rings, square_at(40, 40, 20, false), false);
  EXPECT_TRUE(geo::is_surely_valid(rings));
  rings = one(square);
  add(rings, square_at(140, 40, 20, false), false);
  EXPECT_FALSE(geo::is_surely_valid(rings));
}

TEST(UnitRings, AnIslandInALakeIsValidAndAShellInAShellIsNot) {
  auto rings = one(square);
  add(rings, square_at(20, 20, 60, false), false);
  add(rings, square_at(40, 40, 20, true));
  EXPECT_TRUE(geo::is_surely_valid(rings));
  rings = one(square);
  add(rings, square_at(40, 40, 20, true));
  EXPECT_FALSE(geo::is_surely_valid(rings));
}

TEST(UnitRings, MadeValidKeepsTheAreaOfABowTie) {
  // Two triangles of 100 by 50, half of which is 2500 each.
  const auto valid = geo::made_valid(one({{0, 0}, {100, 100}, {100, 0}, {0, 100}}));
  ASSERT_EQ(valid.count(), 2U);
  for (std::size_t r = 0; r < 2; ++r) {
    EXPECT_EQ(geo::signed_area_doubled(valid.ring(r)), 5000);
    EXPECT_EQ(valid.shells[r], 1);
  }
}

TEST(UnitRings, WhatTouchesInAPointStaysAsItIs) {
  auto rings = one(square);
  add(rings, {{0, 0}, {20, 60}, {60, 20}}, false); // a hole that touches the shell's corner
  EXPECT_FALSE(geo::is_surely_valid(rings));
  const auto valid = geo::made_valid(rings);
  ASSERT_EQ(valid.count(), 2U);
  EXPECT_EQ(valid.shells, (std::vector<std::uint8_t>{1, 0}));
  EXPECT_TRUE(std::ranges::is_permutation(valid.points, rings.points));
  EXPECT_EQ(geo::signed_area_doubled(valid.ring(1)), geo::signed_area_doubled(rings.ring(1)));
}

TEST(UnitRings, SpikesAreGone) {
  const auto valid = geo::made_valid(one({{0, 0}, {50, 0}, {50, -20}, {50, 0}, {100, 50}}));
  ASSERT_EQ(valid.count(), 1U);
  EXPECT_EQ(geo::signed_area_doubled(valid.ring(0)), 50 * 50) << "of (0, 0), (50, 0), (100, 50)";
  EXPECT_TRUE(geo::made_valid(one({{0, 0}, {50, 0}, {100, 0}, {50, 0}})).points.empty());
}

TEST(UnitRings, AHoleThatCutsTheGroundInTwoLeavesTwoPolygons) {
  auto rings = one(square);
  add(rings, {{0, 50}, {50, 60}, {100, 50}, {50, 40}}, false); // from side to side
  const auto valid = geo::made_valid(rings);
  ASSERT_EQ(valid.count(), 2U);
  for (std::size_t r = 0; r < 2; ++r) {
    EXPECT_EQ(valid.shells[r], 1);
    EXPECT_EQ(geo::signed_area_doubled(valid.ring(r)), 2 * 50 * 100 - 100 * 10);
  }
}

TEST(UnitRings, HolesGoToTheirShells) {
  // Two squares that overlap, in each a hole, and an island in one of these.
  auto rings = one(square);
  add(rings, square_at(20, 20, 40, false), false);
  add(rings, square_at(90, 0, 100, true));
  add(rings, square_at(120, 20, 40, false), false);
  add(rings, square_at(130, 30, 10, true));
  const auto valid = geo::made_valid(rings);
  EXPECT_TRUE(geo::is_valid(geometry_of(valid)));
  EXPECT_EQ(valid.shells, (std::vector<std::uint8_t>{1, 0, 0, 1}));
  EXPECT_EQ(geo::signed_area_doubled(valid.ring(0)), 2 * 190 * 100);
  EXPECT_EQ(geo::signed_area_doubled(valid.ring(3)), 2 * 10 * 10);
}

TEST(UnitRings, AHoleOutsideAndAShellInAShellAreGone) {
  auto rings = one(square);
  add(rings, square_at(140, 40, 20, false), false);
  add(rings, square_at(40, 40, 20, true));
  const auto valid = geo::made_valid(rings);
  ASSERT_EQ(valid.count(), 1U);
  EXPECT_EQ(geo::signed_area_doubled(valid.ring(0)), 2 * 100 * 100);
}

/// A star around (500, 500) whose points jump in and out; with `jitter` it crosses itself.
Ring star(std::mt19937& random, int points, bool jitters) {
  std::uniform_int_distribution<int> radius(20, 480);
  std::uniform_real_distribution<double> shift(-0.3, 0.3);
  Ring ring;
  for (int i = 0; i < points; ++i) {
    const double angle = 6.283185307 * i / points + (jitters ? shift(random) : 0);
    const int r = radius(random);
    const TileXY p{500 + static_cast<int>(r * std::cos(angle)),
                   500 + static_cast<int>(r * std::sin(angle))};
    if (ring.empty() || ring.back() != p)
      ring.push_back(p);
  }
  return ring;
}

TEST(UnitRings, SurelyValidIsNeverWrongAndMadeValidAlwaysIs) {
  std::mt19937 random(3); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same every time
  int sure = 0;
  int mended = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto rings = one(star(random, 4 + i % 60, i % 3 == 0)); // on both sides of the sweep
    if (geo::signed_area_doubled(rings.ring(0)) <= 0)
      continue;
    const bool is_valid = geo::is_valid(geometry_of(rings));
    if (geo::is_surely_valid(rings)) {
      ++sure;
      EXPECT_TRUE(is_valid) << i;
      continue;
    }
    ++mended;
    const auto valid = geo::made_valid(rings);
    ASSERT_GT(valid.count(), 0U);
    EXPECT_TRUE(geo::is_valid(geometry_of(valid))) << i;
    for (std::size_t r = 0; r < valid.count(); ++r)
      EXPECT_EQ(geo::signed_area_doubled(valid.ring(r)) > 0, valid.shells[r] != 0);
  }
  EXPECT_GT(sure, 500);
  EXPECT_GT(mended, 500);
}

struct Place {
  double x = 0;
  double y = 0;
};

/// How often a ring goes around a place: what its corners turn through, seen from there.
int times_around(std::span<const TileXY> ring, Place p) {
  double turned = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto a = ring[i];
    const auto b = ring[(i + 1) % ring.size()];
    turned += std::remainder(std::atan2(b.y - p.y, b.x - p.x) - std::atan2(a.y - p.y, a.x - p.x),
                             2 * std::numbers::pi);
  }
  return static_cast<int>(std::lround(turned / (2 * std::numbers::pi)));
}

bool is_ground(const UnitRings& rings, Place p) {
  int shells = 0;
  int holes = 0;
  for (std::size_t r = 0; r < rings.count(); ++r)
    (rings.shells[r] != 0 ? shells : holes) += times_around(rings.ring(r), p);
  return std::abs(shells) > std::abs(holes);
}

double distance_to(const UnitRings& rings, Place p) {
  double nearest = 1e9;
  for (std::size_t r = 0; r < rings.count(); ++r)
    for (std::size_t i = 0; i < rings.ring(r).size(); ++i) {
      const auto a = rings.ring(r)[i];
      const auto b = rings.ring(r)[(i + 1) % rings.ring(r).size()];
      const double dx = b.x - a.x;
      const double dy = b.y - a.y;
      const double share =
          std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
      nearest = std::min(nearest, std::hypot(a.x + share * dx - p.x, a.y + share * dy - p.y));
    }
  return nearest;
}

/// Rings on a small board, so that corners meet corners and edges, and edges lie on edges.
UnitRings crowded(std::mt19937& random, int board) {
  std::uniform_int_distribution<int> at(0, board);
  std::uniform_int_distribution<int> corners(3, 9);
  UnitRings rings;
  for (int r = 0; r < 4; ++r) {
    Ring ring;
    while (ring.size() < static_cast<std::size_t>(corners(random))) {
      const TileXY p{at(random) * 8, at(random) * 8};
      if (ring.empty() || (ring.back() != p && ring.front() != p))
        ring.push_back(p);
    }
    const auto area = ring.size() < 3 ? 0 : geo::signed_area_doubled(ring);
    if (area != 0)
      add(rings, ring, rings.count() == 0 || area > 0);
    if (area < 0 && rings.count() == 1)
      std::ranges::reverse(rings.points); // the first is a shell
  }
  return rings;
}

TEST(UnitRings, MadeValidCoversWhatMoreShellsThanHolesGoAround) {
  std::mt19937 random(11); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same every time
  std::uniform_real_distribution<double> along(0, 1);
  int asked = 0;
  for (int i = 0; i < 3000; ++i) {
    const int board = 4 + i % 40;
    const auto rings = crowded(random, board);
    const auto valid = geo::made_valid(rings);
    if (valid.count() > 0) {
      ASSERT_EQ(geo::invalid_reason(geometry_of(valid)), "") << i;
    }
    for (int k = 0; k < 40; ++k) {
      const Place p{along(random) * board * 8, along(random) * board * 8};
      if (distance_to(rings, p) < 2) // edges may bend by a unit, and once more
        continue;
      ++asked;
      ASSERT_EQ(is_ground(valid, p), is_ground(rings, p)) << i << ": " << p.x << ' ' << p.y;
    }
  }
  EXPECT_GT(asked, 50'000);
}

} // namespace
