#include "layers/repair/antimeridian.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

using geo::Box;
using geo::Geometry;
using geo::LonLat;
using geo::PartType;
using Ring = std::vector<LonLat>;

layers::Unwrapped cut(PartType type, const std::vector<Ring>& rings) {
  Geometry g;
  for (const auto& ring : rings) {
    g.points.insert(g.points.end(), ring.begin(), ring.end());
    g.end_ring();
  }
  g.end_part(type);
  return layers::cut_at_antimeridian(g, 1000);
}

Ring ring_of(const Geometry& g, std::uint32_t part, std::uint32_t ring = 0) {
  const auto span = geo::GeometryView(g).part(part).ring(ring);
  return {span.begin(), span.end()};
}

Box box_of(const Geometry& g, std::uint32_t part) {
  return geo::bounding_box(geo::GeometryView(g, part, part + 1));
}

double area_deg2(Geometry g) {
  geo::orient_right_hand(g);
  double doubled = 0;
  for (std::uint32_t r = 0; r < g.ring_count(); ++r)
    doubled += geo::signed_area_doubled(
        {g.points.data() + g.ring_points[r], g.points.data() + g.ring_points[r + 1]});
  return doubled / 2;
}

TEST(Antimeridian, WhatLiesHomeStaysAsItIs) {
  const Ring ring = {
      {-180, -10}, {180, -10}, {180, 10}, {-180, 10}, {-180, -10}}; // around the world
  const auto result = cut(PartType::polygon, {ring});
  EXPECT_FALSE(result.is_cut);
  EXPECT_FALSE(result.is_moved);
  EXPECT_EQ(ring_of(result.geometry, 0), ring);
}

TEST(Antimeridian, ALineIsCutWhereItCrosses) {
  // From 170 to 190 degrees east, from 0 to 10 north: half way at 180, 5.
  const auto result = cut(PartType::line, {{{170, 0}, {-170, 10}}});
  EXPECT_TRUE(result.is_cut);
  ASSERT_EQ(result.geometry.part_count(), 2U);
  EXPECT_EQ(ring_of(result.geometry, 0), (Ring{{170, 0}, {180, 5}}));
  EXPECT_EQ(ring_of(result.geometry, 1), (Ring{{-180, 5}, {-170, 10}}));
}

TEST(Antimeridian, ALineMayCrossToTheWestAndBack) {
  const auto result = cut(PartType::line, {{{-170, 0}, {170, 0}, {-170, 4}}});
  ASSERT_EQ(result.geometry.part_count(), 3U);
  EXPECT_EQ(ring_of(result.geometry, 0), (Ring{{-170, 0}, {-180, 0}}));
  EXPECT_EQ(ring_of(result.geometry, 1), (Ring{{180, 0}, {170, 0}, {180, 2}}));
  EXPECT_EQ(ring_of(result.geometry, 2), (Ring{{-180, 2}, {-170, 4}}));
}

TEST(Antimeridian, ALineThatTouchesWithAVertexLeavesNoStub) {
  const auto ends = cut(PartType::line, {{{-179, 0}, {180, 1}}});
  EXPECT_FALSE(ends.is_cut);
  EXPECT_TRUE(ends.is_moved);
  ASSERT_EQ(ends.geometry.part_count(), 1U);
  EXPECT_EQ(ring_of(ends.geometry, 0), (Ring{{-179, 0}, {-180, 1}}));
  const auto passes = cut(PartType::line, {{{179, 0}, {180, 1}, {-179, 2}}});
  ASSERT_EQ(passes.geometry.part_count(), 2U);
  EXPECT_EQ(ring_of(passes.geometry, 0), (Ring{{179, 0}, {180, 1}}));
  EXPECT_EQ(ring_of(passes.geometry, 1), (Ring{{-180, 1}, {-179, 2}}));
  const auto starts = cut(PartType::line, {{{180, 0}, {180, 0}, {180, 0}, {181, 0}, {179, 0}}});
  for (std::uint32_t p = 0; p < starts.geometry.part_count(); ++p)
    EXPECT_NE(box_of(starts.geometry, p).west, box_of(starts.geometry, p).east);
}

TEST(Antimeridian, LinesBeyond180AreMovedOrCut) {
  const auto moved = cut(PartType::line, {{{190, 0}, {200, 0}}});
  EXPECT_TRUE(moved.is_moved);
  EXPECT_FALSE(moved.is_cut);
  EXPECT_EQ(ring_of(moved.geometry, 0), (Ring{{-170, 0}, {-160, 0}}));
  const auto both = cut(PartType::line, {{{170, 0}, {190, 0}, {350, 0}, {530, 0}, {540, 0}}});
  EXPECT_TRUE(both.is_cut);
  EXPECT_EQ(both.geometry.part_count(), 2U); // -180 to 180 is a whole turn, up to 540
}

TEST(Antimeridian, APolygonBeyond180IsMovedWithoutACut) {
  const auto result = cut(PartType::polygon, {{{180, 0}, {190, 0}, {190, 5}, {180, 5}, {180, 0}}});
  EXPECT_TRUE(result.is_moved);
  EXPECT_FALSE(result.is_cut);
  EXPECT_EQ(ring_of(result.geometry, 0),
            (Ring{{-180, 0}, {-170, 0}, {-170, 5}, {-180, 5}, {-180, 0}}));
}

TEST(Antimeridian, AVertexOnTheOtherSignOfTheMeridianIsNoCut) {
  const auto result =
      cut(PartType::polygon, {{{178, 0}, {-180, 0}, {-180, 2}, {178, 2}, {178, 0}}});
  EXPECT_FALSE(result.is_cut);
  EXPECT_EQ(ring_of(result.geometry, 0), (Ring{{178, 0}, {180, 0}, {180, 2}, {178, 2}, {178, 0}}));
}

TEST(Antimeridian, HolesAreCutWithTheirShell) {
  // A square of 8 from 176 to -176 with holes from 178 to -178 (crossing) and at -177.5 (beyond).
  const auto result =
      cut(PartType::polygon, {{{176, 0}, {-176, 0}, {-176, 8}, {176, 8}, {176, 0}},
                              {{178, 2}, {178, 4}, {-178, 4}, {-178, 2}, {178, 2}},
                              {{-177.5, 5}, {-177.5, 6}, {-177, 6}, {-177, 5}, {-177.5, 5}}});
  EXPECT_TRUE(result.is_cut);
  ASSERT_EQ(result.geometry.part_count(), 2U);
  EXPECT_EQ(box_of(result.geometry, 0), (Box{176, 0, 180, 8}));
  EXPECT_EQ(box_of(result.geometry, 1), (Box{-180, 0, -176, 8}));
  EXPECT_DOUBLE_EQ(area_deg2(result.geometry), 64 - 8 - 0.5);
}

TEST(Antimeridian, APolygonCutBadlyAtWholeTurnsIsFollowed) {
  // The upper edge goes from 170 over the antimeridian directly, the lower one by way of 180 =
  // -180.
  const auto result =
      cut(PartType::polygon,
          {{{170, 0}, {180, 0}, {-180, 0}, {-170, 0}, {-170, 10}, {170, 10}, {170, 0}}});
  EXPECT_TRUE(result.is_cut);
  ASSERT_EQ(result.geometry.part_count(), 2U);
  EXPECT_DOUBLE_EQ(area_deg2(result.geometry), 20 * 10);
}

TEST(Antimeridian, ARingAroundAPoleIsClosedOverIt) {
  // 60 north all around: the cap is 360 by 30 degrees; 60 south likewise.
  for (const double side : {1, -1}) {
    const auto result = cut(PartType::polygon, {{{-135, 60 * side},
                                                 {-45, 60 * side},
                                                 {45, 60 * side},
                                                 {135, 60 * side},
                                                 {-135, 60 * side}}});
    EXPECT_TRUE(result.is_cut);
    EXPECT_EQ(geo::bounding_box(geo::GeometryView(result.geometry)),
              (Box{-180, std::min(60 * side, 90 * side), 180, std::max(60 * side, 90 * side)}));
    EXPECT_DOUBLE_EQ(area_deg2(result.geometry), 360 * 30);
  }
}

TEST(Antimeridian, APolygonThatIsBrokenIsMadeValidBeforeItIsCut) {
  // A figure of eight over the antimeridian: two triangles of base 4 and height 4.
  const auto result =
      cut(PartType::polygon, {{{176, 0}, {-176, 4}, {-176, 0}, {176, 4}, {176, 0}}});
  EXPECT_TRUE(result.is_cut);
  EXPECT_DOUBLE_EQ(area_deg2(result.geometry), 2 * (4.0 * 4 / 2));
}

} // namespace
