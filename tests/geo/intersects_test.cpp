#include "geo/intersects.hpp"

#include <gtest/gtest.h>

namespace {

using geo::Geometry;
using geo::LonLat;
using geo::PartType;

const geo::Box box{0, 0, 10, 10};

Geometry shape(PartType type, const std::vector<std::vector<LonLat>>& rings) {
  Geometry g;
  for (const auto& ring : rings) {
    g.points.insert(g.points.end(), ring.begin(), ring.end());
    g.end_ring();
  }
  g.end_part(type);
  return g;
}

bool touches(PartType type, const std::vector<std::vector<LonLat>>& rings) {
  return geo::intersects(shape(type, rings), box);
}

TEST(Intersects, ALineThroughTheBoxWithNoPointInIt) {
  EXPECT_TRUE(touches(PartType::line, {{{-5, 5}, {15, 6}}}));
}

TEST(Intersects, ALineAroundTheCornerWhoseOwnBoxCoversIt) {
  EXPECT_FALSE(touches(PartType::line, {{{-5, 8}, {8, 30}}})); // passes (0, 16.5)
  EXPECT_FALSE(touches(PartType::line, {{{-5, -5}, {-5, 20}, {20, 20}}}));
}

TEST(Intersects, TouchingCounts) {
  EXPECT_TRUE(touches(PartType::line, {{{10, 3}, {12, 3}}}));
  EXPECT_TRUE(touches(PartType::point, {{{10, 10}}}));
  EXPECT_FALSE(touches(PartType::point, {{{10.001, 10}}}));
}

TEST(Intersects, APolygonAroundTheBox) {
  const std::vector<LonLat> shell = {{-50, -50}, {50, -50}, {50, 50}, {-50, 50}, {-50, -50}};
  EXPECT_TRUE(touches(PartType::polygon, {shell}));
  EXPECT_FALSE(
      touches(PartType::polygon, {shell, {{-9, -9}, {-9, 30}, {30, 30}, {30, -9}, {-9, -9}}}));
}

TEST(Intersects, APolygonInsideTheBox) {
  EXPECT_TRUE(touches(PartType::polygon, {{{2, 2}, {3, 2}, {3, 3}, {2, 2}}}));
}

} // namespace
