#include "geo/ring_nesting.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "geo/overlay.hpp"

namespace {

using geo::Geometry;

/// A square ring around the origin, either way round.
void append_square(Geometry& to, double half_side, bool clockwise) {
  const double s = half_side;
  for (const geo::LonLat corner : {geo::LonLat{-s, -s}, {s, -s}, {s, s}, {-s, s}, {-s, -s}})
    to.points.push_back(clockwise ? geo::LonLat{corner.lat, corner.lon} : corner);
  to.end_ring();
}

double area_of(const Geometry& polygons) {
  double doubled = 0;
  for (std::uint32_t p = 0; p < polygons.part_count(); ++p) {
    const auto part = geo::GeometryView(polygons).part(p);
    for (std::uint32_t r = 0; r < part.ring_count(); ++r)
      doubled += (r == 0 ? 1 : -1) * std::abs(geo::signed_area_doubled(part.ring(r)));
  }
  return doubled / 2;
}

/// Squares of half sides 4, 3, 2, 1 in every order, turning and grouping: 64 - 36 + 16 - 4.
TEST(RingNesting, EvenOddWhateverTheOrderAndTheTurning) {
  const std::vector<std::vector<double>> orders{{4, 3, 2, 1}, {1, 2, 3, 4}, {3, 1, 4, 2}};
  for (const auto& order : orders)
    for (int turning = 0; turning < 16; ++turning)
      for (const bool is_one_part : {true, false}) {
        Geometry drawn;
        for (std::size_t i = 0; i < order.size(); ++i) {
          append_square(drawn, order[i], (turning >> i) & 1);
          if (!is_one_part || i + 1 == order.size())
            drawn.end_part(geo::PartType::polygon);
        }
        const auto nested = geo::nested_by_even_odd(drawn);
        EXPECT_EQ(nested.part_count(), 2U);
        EXPECT_EQ(area_of(nested), 40) << turning;
        EXPECT_TRUE(geo::is_valid(nested));
      }
}

TEST(RingNesting, OtherPartsStay) {
  Geometry drawn;
  drawn.add_point({1, 2});
  append_square(drawn, 1, false);
  drawn.end_part(geo::PartType::polygon);
  EXPECT_EQ(geo::nested_by_even_odd(drawn), drawn);
}

TEST(RingNesting, ConfusionIsSeenByTheBoxes) {
  Geometry swapped;
  append_square(swapped, 1, false);
  append_square(swapped, 4, false);
  swapped.end_part(geo::PartType::polygon);
  EXPECT_TRUE(geo::has_hole_outside(swapped));
  EXPECT_FALSE(geo::has_nested_shells(swapped));
  Geometry alike;
  for (const double side : {4.0, 1.0}) {
    append_square(alike, side, false);
    alike.end_part(geo::PartType::polygon);
  }
  EXPECT_FALSE(geo::has_hole_outside(alike));
  EXPECT_TRUE(geo::has_nested_shells(alike));
}

} // namespace
