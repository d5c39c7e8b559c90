#include "geo/tile/unit_rings.hpp"

#include <random>

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

TEST(UnitRings, WhatTouchesInAPointAndIsValidStaysAsItIs) {
  auto rings = one(square);
  add(rings, {{0, 0}, {20, 60}, {60, 20}}, false); // a hole that touches the shell's corner
  EXPECT_FALSE(geo::is_surely_valid(rings));
  EXPECT_EQ(geo::made_valid(rings).points, rings.points);
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

} // namespace
