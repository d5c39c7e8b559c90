#include "geo/geodesic_circle.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "geo/error.hpp"
#include "geo/local_plane.hpp"
#include "geo/overlay.hpp"
#include "geo/polygon_area.hpp"

namespace geo {
namespace {

TEST(GeodesicCircle, HasItsAreaAndItsRadiusFromTheEquatorToTheFarNorth) {
  for (const double lat : {0.0, 21.0, -45.0, 70.0, 85.0})
    for (const double radius_m : {50.0, 3000.0, 5000.0}) {
      const LonLat centre{105, lat};
      const auto circle = geodesic_circle(centre, radius_m);
      // A plane circle's: the curvature of the Earth takes r^2 / 24 R^2 of it, 3e-8 at 5 km.
      const double area = std::numbers::pi * radius_m * radius_m;
      EXPECT_NEAR(area_m2(circle) / area, 1, 0.0002) << lat << " " << radius_m;
      for (const auto corner : circle.points)
        EXPECT_NEAR(distance_m(centre, corner) / radius_m, 1, 0.001) << lat << " " << radius_m;
      EXPECT_GT(signed_area_doubled(circle.points), 0);
      EXPECT_EQ(circle.points.front(), circle.points.back());
    }
}

TEST(GeodesicCircle, IsCutAtTheAntimeridianAndMeetsThoseBeyondIt) {
  constexpr double radius_m = 3000;
  const double area = std::numbers::pi * radius_m * radius_m;
  const LonLat west{179.99, 60};
  const LonLat east{-179.99, 60};
  auto both = geodesic_circle(west, radius_m);
  ASSERT_EQ(both.part_count(), 2U);
  EXPECT_NEAR(area_m2(both) / area, 1, 0.0002);
  append(both, geodesic_circle(east, radius_m));
  const auto box = bounding_box(both);
  EXPECT_GE(box.west, -180);
  EXPECT_LE(box.east, 180);
  const double apart_m = distance_m(west, east);
  const double in_common = 2 * radius_m * radius_m * std::acos(apart_m / 2 / radius_m) -
                           apart_m / 2 * std::sqrt(4 * radius_m * radius_m - apart_m * apart_m);
  EXPECT_NEAR(area_m2(unite(both)) / (2 * area - in_common), 1, 0.0002);
}

TEST(GeodesicCircle, HoldsNoPole) {
  EXPECT_NO_THROW(geodesic_circle({0, -89.9}, 5000)); // 11 km from it
  EXPECT_THROW(geodesic_circle({0, -89.99}, 5000), Error);
}

} // namespace
} // namespace geo
