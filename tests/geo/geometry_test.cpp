#include "geo/geometry.hpp"

#include <gtest/gtest.h>

#include "geo/local_plane.hpp"

namespace {

using geo::Geometry;
using geo::LonLat;
using geo::PartType;

Geometry square_with_hole_clockwise_shell() {
  Geometry g;
  g.points = {{0, 0}, {0, 4}, {4, 4}, {4, 0}, {0, 0}}; // clockwise
  g.end_ring();
  for (const LonLat p : {LonLat{1, 1}, {2, 1}, {2, 2}, {1, 2}, {1, 1}}) // counter-clockwise
    g.points.push_back(p);
  g.end_ring();
  g.end_part(PartType::polygon);
  return g;
}

TEST(Geometry, ShellsTurnCounterClockwiseAndHolesClockwise) {
  auto g = square_with_hole_clockwise_shell();
  geo::orient_right_hand(g);
  const auto part = geo::GeometryView(g).part(0);
  EXPECT_EQ(geo::signed_area_doubled(part.ring(0)), 2 * 16);
  EXPECT_EQ(geo::signed_area_doubled(part.ring(1)), -2 * 1);
}

TEST(Geometry, BoundingBoxOfNothingIsEmptyAndTouchesNothing) {
  const geo::Box box = geo::bounding_box(geo::GeometryView(Geometry{}));
  EXPECT_TRUE(box.empty());
  EXPECT_FALSE(box.intersects(geo::Box{-180, -90, 180, 90}));
}

TEST(Distance, AcrossTheAntimeridianIsTheShortWay) {
  const double beside_it_m = geo::distance_m({178, -16.8}, {178.3, -16.8});
  EXPECT_NEAR(geo::distance_m({179.9, -16.8}, {-179.8, -16.8}), beside_it_m, 1e-3);
  EXPECT_NEAR(geo::distance_m({-179.8, -16.8}, {179.9, -16.8}), beside_it_m, 1e-3);
  EXPECT_NEAR(geo::distance_m({180, 10}, {-180, 10}), 0, 1e-6);
  for (double lon = -180; lon <= 180; lon += 7) // nothing is farther than the other side
    EXPECT_LE(geo::distance_m({105, 0}, {lon, 0}), 180 * 111'320);
}

TEST(Geometry, AppendKeepsPartsAndRings) {
  const auto g = square_with_hole_clockwise_shell();
  Geometry both;
  both.add_point({7, 7});
  geo::append(both, g);
  ASSERT_EQ(both.part_count(), 2U);
  const geo::GeometryView second(both, 1, 2);
  EXPECT_EQ(second.part(0).ring_count(), 2U);
  EXPECT_EQ(geo::bounding_box(second), (geo::Box{0, 0, 4, 4}));
  EXPECT_EQ(second.points().size(), 10U);
}

} // namespace
