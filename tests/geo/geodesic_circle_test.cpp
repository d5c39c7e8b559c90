#include "geo/geodesic_circle.hpp"

#include <numbers>

#include <gtest/gtest.h>

#include "geo/error.hpp"
#include "geo/local_plane.hpp"
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

TEST(GeodesicCircle, GoesOnBeyondTheAntimeridian) {
  const auto box = bounding_box(geodesic_circle({179.99, 60}, 3000));
  EXPECT_GT(box.east, 180);
  EXPECT_NEAR(box.east - box.west, 2 * (179.99 - box.west), 1e-6);
}

TEST(GeodesicCircle, HoldsNoPole) {
  EXPECT_NO_THROW(geodesic_circle({0, -89.9}, 5000)); // 11 km from it
  EXPECT_THROW(geodesic_circle({0, -89.99}, 5000), Error);
}

} // namespace
} // namespace geo
