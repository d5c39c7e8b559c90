#include "layers/repair.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "geo/overlay.hpp"

namespace {

using geo::LonLat;
using geo::PartType;
using layers::SourceFeatures;
using Ring = std::vector<LonLat>;

void add_part(SourceFeatures& to, PartType type, const std::vector<Ring>& rings) {
  for (const auto& ring : rings) {
    to.geometry.points.insert(to.geometry.points.end(), ring.begin(), ring.end());
    to.geometry.end_ring();
  }
  to.geometry.end_part(type);
}

void end_feature(SourceFeatures& to, const std::string& id) {
  to.json += "\"id\":" + id + ",\"properties\":{}";
  to.end_feature();
  ++to.report.read;
}

SourceFeatures one_feature(PartType type, const std::vector<Ring>& rings) {
  SourceFeatures features;
  add_part(features, type, rings);
  end_feature(features, "7");
  return features;
}

SourceFeatures repaired(SourceFeatures features) {
  layers::repair(features);
  return features;
}

SourceFeatures repaired_polygon(const std::vector<Ring>& rings) {
  return repaired(one_feature(PartType::polygon, rings));
}

double area_deg2(const geo::Geometry& geometry) {
  double doubled = 0;
  for (std::uint32_t r = 0; r < geometry.ring_count(); ++r)
    doubled += geo::signed_area_doubled({geometry.points.data() + geometry.ring_points[r],
                                         geometry.points.data() + geometry.ring_points[r + 1]});
  return doubled / 2;
}

void expect_only_problem(const SourceFeatures& features, const std::string& what, bool lost) {
  ASSERT_EQ(features.report.problems.size(), 1U);
  EXPECT_EQ(features.report.problems[0].what, what);
  EXPECT_EQ(features.report.problems[0].lost, lost);
  EXPECT_EQ(features.report.problems[0].count, 1U);
  EXPECT_EQ(features.report.problems[0].first_ids, std::vector<std::string>{"7"});
  EXPECT_EQ(features.report.served, lost ? 0U : 1U);
  EXPECT_EQ(features.size(), lost ? 0U : 1U);
}

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Repair, AFeatureWithoutGeometryIsLost) {
  SourceFeatures features;
  end_feature(features, "7");
  expect_only_problem(repaired(features), "no geometry", true);
}

TEST(Repair, APartWithoutRingsIsNoGeometry) {
  expect_only_problem(repaired_polygon({}), "no geometry", true);
}

TEST(Repair, CoordinatesThatAreNotFiniteLoseTheFeature) {
  for (const double bad : {nan, infinity, -infinity})
    expect_only_problem(repaired(one_feature(PartType::line, {{{1, 1}, {bad, 2}}})),
                        "coordinates not finite", true);
}

TEST(Repair, CoordinatesOutsideTheWorldLoseTheFeature) {
  for (const LonLat far : {LonLat{0, 90.1}, {0, -91}, {541, 0}, {-541, 0}, {588000, 2326000}})
    expect_only_problem(repaired(one_feature(PartType::point, {{far}})),
                        "coordinates outside longitude/latitude", true);
}

TEST(Repair, RoundingBeyondThePoleAndTheAntimeridianIsTakenBackSilently) {
  const auto features =
      repaired(one_feature(PartType::line, {{{180 + 1e-10, 89}, {179, 90 + 1e-10}}}));
  EXPECT_TRUE(features.report.problems.empty());
  EXPECT_EQ(features.geometry.points, (Ring{{180, 89}, {179, 90}}));
}

TEST(Repair, AnOpenRingIsClosed) {
  const auto features = repaired_polygon({{{0, 0}, {1, 0}, {1, 1}}});
  expect_only_problem(features, "ring closed", false);
  EXPECT_EQ(features.geometry.points, (Ring{{0, 0}, {1, 0}, {1, 1}, {0, 0}}));
}

TEST(Repair, RingsWithoutExtentAreLeftOut) {
  const Ring shell = {{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}};
  for (const Ring& hole : {Ring{{1, 1}, {2, 2}, {1, 1}},
                           {{1, 1}, {2, 2}, {3, 3}, {1, 1}},
                           {{1, 1}, {1, 1}, {1, 1}, {1, 1}}}) {
    const auto features = repaired_polygon({shell, hole});
    expect_only_problem(features, "collapsed ring left out", false);
    EXPECT_EQ(features.geometry.points, shell);
    expect_only_problem(repaired_polygon({hole, shell}), "nothing left: collapsed ring left out",
                        true);
  }
}

TEST(Repair, ALineOfOnePlaceIsLost) {
  for (const Ring& line : {Ring{{1, 1}}, Ring{{1, 1}, {1, 1}}})
    expect_only_problem(repaired(one_feature(PartType::line, {line})),
                        "nothing left: collapsed line left out", true);
}

TEST(Repair, AFigureOfEightBecomesTwoTriangles) {
  // Two triangles of base 2 and height 1 meet in (1, 1); their signed areas cancel out in the ring.
  const auto features = repaired_polygon({{{0, 0}, {2, 2}, {2, 0}, {0, 2}, {0, 0}}});
  expect_only_problem(features, "self-intersection repaired", false);
  EXPECT_EQ(features.geometry.part_count(), 2U);
  EXPECT_DOUBLE_EQ(area_deg2(features.geometry), 2.0);
}

TEST(Repair, OverlappingPartsOfOneFeatureAreUnited) {
  SourceFeatures features;
  add_part(features, PartType::polygon, {{{0, 0}, {2, 0}, {2, 2}, {0, 2}, {0, 0}}});
  add_part(features, PartType::polygon, {{{1, 0}, {3, 0}, {3, 2}, {1, 2}, {1, 0}}});
  end_feature(features, "7");
  layers::repair(features);
  expect_only_problem(features, "self-intersection repaired", false);
  EXPECT_EQ(features.geometry.part_count(), 1U);
  EXPECT_DOUBLE_EQ(area_deg2(features.geometry), 6.0); // 3 wide, 2 high
}

TEST(Repair, APolygonOverTheAntimeridianIsCut) {
  const auto features = repaired_polygon({{{178, 0}, {-179, 0}, {-179, 2}, {178, 2}, {178, 0}}});
  expect_only_problem(features, "cut at the antimeridian", false);
  ASSERT_EQ(features.geometry.part_count(), 2U);
  const geo::GeometryView all(features.geometry);
  EXPECT_EQ(geo::bounding_box(all.part(0).ring(0)), (geo::Box{178, 0, 180, 2}));
  EXPECT_EQ(geo::bounding_box(all.part(1).ring(0)), (geo::Box{-180, 0, -179, 2}));
}

} // namespace
