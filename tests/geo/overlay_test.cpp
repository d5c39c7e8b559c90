#include "geo/overlay.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "geo/error.hpp"

namespace {

using geo::Geometry;
using geo::GeometryView;
using geo::LonLat;
using geo::PartType;
using Ring = std::vector<LonLat>;

void add_polygon(Geometry& to, const std::vector<Ring>& rings) {
  for (const auto& ring : rings) {
    to.points.insert(to.points.end(), ring.begin(), ring.end());
    to.end_ring();
  }
  to.end_part(PartType::polygon);
}

Geometry polygon(const std::vector<Ring>& rings) {
  Geometry g;
  add_polygon(g, rings);
  return g;
}

Ring square(double west, double south, double side) {
  return {{west, south},
          {west + side, south},
          {west + side, south + side},
          {west, south + side},
          {west, south}};
}

double area_deg2(Geometry g) {
  geo::orient_right_hand(g);
  double doubled = 0;
  for (std::uint32_t r = 0; r < g.ring_count(); ++r)
    doubled += geo::signed_area_doubled(
        {g.points.data() + g.ring_points[r], g.points.data() + g.ring_points[r + 1]});
  return doubled / 2;
}

TEST(Overlay, ASquareWithAHoleIsValidWhicheverWayItsRingsTurn) {
  EXPECT_TRUE(geo::is_valid(polygon({square(0, 0, 4), square(1, 1, 1)})));
  EXPECT_EQ(geo::invalid_reason(polygon({square(0, 0, 4), square(1, 1, 1)})), "");
}

TEST(Overlay, SaysWhyAPolygonIsNotValid) {
  EXPECT_EQ(geo::invalid_reason(polygon({{{0, 0}, {2, 2}, {2, 0}, {0, 2}, {0, 0}}})),
            "Self-intersection");
  EXPECT_EQ(geo::invalid_reason(polygon({square(0, 0, 2), square(5, 5, 1)})),
            "Hole lies outside shell");
}

TEST(Overlay, PartsThatOverlapAreNotValidTogether) {
  auto two = polygon({square(0, 0, 2)});
  add_polygon(two, {square(1, 1, 2)});
  EXPECT_FALSE(geo::is_valid(two));
  EXPECT_TRUE(geo::is_valid(GeometryView(two, 1, 2)));
  const auto united = geo::make_valid(two);
  EXPECT_EQ(united.part_count(), 1U);
  EXPECT_DOUBLE_EQ(area_deg2(united), 4 + 4 - 1);
}

TEST(Overlay, PartsThatAreNotPolygonsArePassedOver) {
  Geometry mixed;
  mixed.add_point({9, 9});
  add_polygon(mixed, {square(0, 0, 2)});
  EXPECT_TRUE(geo::is_valid(mixed));
  EXPECT_EQ(geo::make_valid(mixed).part_types, std::vector{PartType::polygon});
  Geometry only_point;
  only_point.add_point({9, 9});
  EXPECT_TRUE(geo::is_valid(only_point));
}

TEST(Overlay, AHoleThatSticksOutIsCutOff) {
  // The hole covers x = 3..5, of which 3..4 lies inside: a bite of 1 by 2 out of 16.
  const auto bitten =
      geo::make_valid(polygon({square(0, 0, 4), {{3, 1}, {5, 1}, {5, 3}, {3, 3}, {3, 1}}}));
  EXPECT_TRUE(geo::is_valid(bitten));
  EXPECT_DOUBLE_EQ(area_deg2(bitten), 16 - 2);
}

TEST(Overlay, NothingIsLeftOfAPolygonThatEnclosesNothing) {
  EXPECT_TRUE(geo::make_valid(polygon({{{0, 0}, {1, 1}, {2, 2}, {0, 0}}})).empty());
}

TEST(Overlay, IntersectionWithABoxKeepsHoles) {
  // x = 0..2 of the square of 4: 8, less the half of the hole of 2 that lies in it.
  const auto half = geo::intersection(polygon({square(0, 0, 4), square(1, 1, 2)}), {-1, -1, 2, 5});
  EXPECT_DOUBLE_EQ(area_deg2(half), 8 - 2);
  EXPECT_EQ(geo::bounding_box(GeometryView(half)), (geo::Box{0, 0, 2, 4}));
}

TEST(Overlay, NothingIsLeftOfAPolygonThatOnlyTouchesTheBox) {
  EXPECT_TRUE(geo::intersection(polygon({square(0, 0, 4)}), {4, 0, 5, 4}).empty());
}

TEST(Overlay, PartsThatOverlapUniteToOne) {
  auto two = polygon({square(0, 0, 2)});
  add_polygon(two, {square(1, 1, 2)});
  const auto united = geo::unite(two);
  EXPECT_EQ(united.part_count(), 1);
  EXPECT_NEAR(area_deg2(united), 4 + 4 - 1, 1e-12);
  EXPECT_TRUE(geo::unite(Geometry{}).empty());
}

TEST(Overlay, DifferenceTakesAway) {
  const auto left = geo::difference(polygon({square(0, 0, 4)}), polygon({square(1, 1, 1)}));
  EXPECT_EQ(left.ring_count(), 2);
  EXPECT_NEAR(area_deg2(left), 15, 1e-12);
}

TEST(Overlay, EachLineHasABufferOfItsOwn) {
  Geometry lines;
  for (const double lat : {0.0, 1.0}) {
    lines.points.insert(lines.points.end(), {{0, lat}, {10, lat}});
    lines.end_ring();
    lines.end_part(PartType::line);
  }
  const auto buffers = geo::buffer(lines, 1);
  EXPECT_EQ(buffers.part_count(), 2);
  // 10 x 2, and two halves of a polygon of 32 corners: 16 sin(pi / 16).
  EXPECT_NEAR(area_deg2(buffers), 2 * (20 + 16 * 0.19509032201612825), 1e-9);
}

TEST(Overlay, ALineTouchesWhatItReaches) {
  Geometry line;
  line.points = {{-1, 0.5}, {0, 0.5}};
  line.end_ring();
  line.end_part(PartType::line);
  EXPECT_TRUE(geo::touch(polygon({square(0, 0, 1)}), line));
  EXPECT_FALSE(geo::touch(polygon({square(0.1, 0, 1)}), line));
}

TEST(Overlay, IsGivenUpWhenNobodyWaits) {
  Geometry many; // each overlaps the next
  for (int i = 0; i < 1000; ++i)
    geo::append(many, polygon({square(i, i % 7, 1.5)}));
  std::stop_source stop;
  EXPECT_FALSE(geo::unite(many, stop.get_token()).empty());
  stop.request_stop();
  const auto kind_of = [](auto work) {
    try {
      work();
    } catch (const geo::Error& error) {
      return error.kind();
    }
    return geo::ErrorKind::internal;
  };
  const auto token = stop.get_token();
  EXPECT_EQ(kind_of([&] { geo::unite(many, token); }), geo::ErrorKind::unavailable);
  EXPECT_FALSE(geo::unite(many).empty()); // as before
}

TEST(Overlay, WhatGeosRefusesIsAnError) {
  const auto open = polygon({{{0, 0}, {1, 0}, {1, 1}, {0, 1}}});
  EXPECT_THROW(geo::is_valid(open), geo::Error);
  try {
    geo::make_valid(open);
    FAIL();
  } catch (const geo::Error& error) {
    EXPECT_EQ(error.kind(), geo::ErrorKind::internal);
    EXPECT_STREQ(error.what(),
                 "geometry: GEOS cannot process it: IllegalArgumentException: Points of "
                 "LinearRing do not form a closed linestring");
  }
}

} // namespace
