#include "geo/area/exact_area.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "geo/area/label_map.hpp"
#include "geo/error.hpp"
#include "geo/overlay.hpp"
#include "geo/polygon_area.hpp"
#include "tests/support/timed_road.hpp"

namespace geo {
namespace {

using support::add_road;
using support::polygon_m;
using support::timed_road;

constexpr Deciseconds an_hour = 36'000;
/// Of a regular polygon of 32 corners with a radius of 1: 16 sin(pi / 16).
const double circle = 16 * std::sin(std::numbers::pi / 16);

/// A metre on foot takes a second.
ExactAreaRequest on_foot(Deciseconds limit, double access_m) {
  ExactAreaRequest request;
  request.limit = limit;
  request.access_m = access_m;
  request.walking_m_s = 1;
  return request;
}

TEST(ExactArea, AroundAStraightRoadIsARectangleWithRoundEnds) {
  const auto area = exact_area(timed_road({{0, 0}, {1000, 0}}), on_foot(an_hour, 50));
  EXPECT_NEAR(area_m2(area), 1000 * 100 + circle * 50 * 50, 1);
  EXPECT_EQ(invalid_reason(area), "");
}

TEST(ExactArea, TapersTowardsTheLimit) {
  // At 10 m/s and 1 m/s on foot the circles' radius sinks by a tenth of the way: from 50 m at 500 m
  // to 0 at 1000 m. Their common tangents touch the first circle at an angle of asin(0.1) beyond
  // its top, so the taper is a triangle of the tangents: 500 cos(a) * 50, less than which the
  // corners of the circle leave out nothing but at the tangent points (1 part in 200).
  const double taper = std::sqrt(1 - 0.01) * 500 * 50;
  const double round_end = circle * 50 * 50 / 2;
  const double missing_wedges = std::asin(0.1) * 50 * 50; // of the circle, counted by the triangle
  const auto area = exact_area(timed_road({{0, 0}, {1000, 0}}), on_foot(1000, 50));
  EXPECT_NEAR(area_m2(area), 500 * 100 + round_end + taper + missing_wedges, 130);
}

TEST(ExactArea, BeyondTheLimitNothingIsReached) {
  const auto whole = exact_area(timed_road({{0, 0}, {2000, 0}}), on_foot(1000, 50));
  const auto cut = exact_area(timed_road({{0, 0}, {1000, 0}}), on_foot(1000, 50));
  EXPECT_NEAR(area_m2(whole), area_m2(cut), 1);
}

TEST(ExactArea, OfARoadDrivenTheOtherWayIsTheSame) {
  TimedLines back;
  back.plane = LocalPlane({105.8, 21});
  back.points = {{{1000, 0}, 1000}, {{600, 0}, 600}, {{300, 0}, 300}, {{0, 0}, 0}};
  back.starts.push_back(4);
  back.origins.push_back(0);
  back.accessible.push_back(1);
  const auto there = timed_road({{0, 0}, {300, 0}, {600, 0}, {1000, 0}});
  const auto request = on_foot(1000, 50);
  EXPECT_NEAR(area_m2(exact_area(back, request)), area_m2(exact_area(there, request)), 5);
}

TEST(ExactArea, OverlapsCountOnce) {
  auto roads = timed_road({{0, 0}, {1000, 0}});
  add_road(roads, {{0, 60}, {1000, 60}});
  // Two rectangles of 1000 x 100, 40 m of which overlap, with ends whose circles do: the common
  // lens of two circles of radius 50 at 60 m is 2 r^2 acos(d/2r) - d/2 sqrt(4r^2 - d^2).
  const double lens = 2 * 2500 * std::acos(0.6) - 30 * std::sqrt(10000.0 - 3600);
  const auto area = exact_area(roads, on_foot(an_hour, 50));
  EXPECT_NEAR(area_m2(area), 1000 * 160 + 2 * circle * 2500 - lens, 60);
  EXPECT_EQ(area.part_count(), 1);
}

TEST(ExactArea, ABarrierTakesOffWhatLiesInItAndBeyond) {
  const auto river = polygon_m({{-500, 20}, {1500, 20}, {1500, 30}, {-500, 30}});
  const GeometryView barriers[] = {river};
  auto request = on_foot(an_hour, 50);
  request.barriers = barriers;
  const auto area = exact_area(timed_road({{0, 0}, {1000, 0}}), request);
  // 50 m to the south and 20 to the north; of the circles the part under a chord at 20 m.
  const double segment = 2500 * std::acos(0.4) - 20 * std::sqrt(2500.0 - 400);
  EXPECT_NEAR(area_m2(area), 1000 * 70 + circle * 2500 - segment, 60);
  EXPECT_EQ(invalid_reason(area), "");
}

TEST(ExactArea, ABridgeStaysInItsBarrier) {
  const auto river = polygon_m({{-500, 400}, {500, 400}, {500, 600}, {-500, 600}});
  const GeometryView barriers[] = {river};
  auto request = on_foot(an_hour, 50);
  request.barriers = barriers;
  const auto area = exact_area(timed_road({{0, 0}, {0, 1000}}), request);
  // Over 200 m the road is 6 m wide instead of 100.
  EXPECT_NEAR(area_m2(area), 800 * 100 + circle * 2500 + 200 * 6, 5);
  EXPECT_EQ(area.part_count(), 1);
}

TEST(ExactArea, NobodyWalksFromARoadThatIsOnlyDrivenThrough) {
  auto roads = timed_road({{0, 0}, {1000, 0}});
  add_road(roads, {{1000, 0}, {3000, 0}}, 1000, 0, false);
  const auto area = exact_area(roads, on_foot(an_hour, 50));
  // Of the street its rectangle with round ends; of the other road a strip of 6 m, but for what
  // lies in the round end.
  const double street = 1000 * 100 + circle * 2500;
  EXPECT_NEAR(area_m2(area), street + (2000 - 50) * 6 + circle * 9 / 2, 5);
}

TEST(ExactArea, OfNothingIsEmpty) {
  EXPECT_TRUE(exact_area(TimedLines{}, on_foot(an_hour, 50)).empty());
}

TEST(ExactArea, SaysWhatIsWrongWithARequest) {
  try {
    exact_area(timed_road({{0, 0}, {10, 0}}), on_foot(an_hour, 0));
    FAIL() << "not refused";
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(), "exact area within 0 m at 1 m/s: both must be above 0");
  }
}

TEST(ExactArea, IsGivenUpWhenNobodyWaits) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(exact_area(timed_road({{0, 0}, {10, 0}}), on_foot(an_hour, 50), stop.get_token()),
               Error);
}

} // namespace
} // namespace geo
