#include "layers/repair/repair.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <numbers>
#include <random>
#include <string>

#include "geo/overlay.hpp"
#include "layers/sources/geojson_reader.hpp"
#include "tests/support/test_files.hpp"

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
  EXPECT_EQ(features.report.problems[0].effect == layers::Effect::lost, lost);
  EXPECT_EQ(features.report.problems[0].count, 1U);
  EXPECT_EQ(features.report.problems[0].first_ids, std::vector<std::string>{"7"});
  EXPECT_EQ(features.report.served, lost ? 0U : 1U);
  EXPECT_EQ(features.size(), lost ? 0U : 1U);
}

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Ring square_ring(double half_side) {
  const double s = half_side;
  return {{-s, -s}, {s, -s}, {s, s}, {-s, s}, {-s, -s}};
}

TEST(Repair, AShellBehindItsHolesIsPutFirst) {
  const auto features = repaired_polygon({square_ring(1), square_ring(4), square_ring(2)});
  ASSERT_EQ(features.size(), 1U);
  EXPECT_EQ(area_deg2(features.geometry), 64 - 16 + 4); // an island in the hole
  EXPECT_FALSE(features.report.lost_any());
  EXPECT_EQ(features.report.problems.at(0).what,
            "shell and holes confused: drawn by the even-odd rule");
}

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

TEST(Repair, PointsBeyondTheAntimeridianAreMoved) {
  const auto features = repaired(one_feature(PartType::point, {{{187.5, 10}}}));
  expect_only_problem(features, "moved into longitudes -180 to 180", false);
  EXPECT_EQ(features.geometry.points, (Ring{{-172.5, 10}}));
}

TEST(Repair, TheRightHandRuleIsAppliedSilently) {
  const auto features = repaired_polygon({{{0, 0}, {0, 4}, {4, 4}, {0, 0}}});
  EXPECT_TRUE(features.report.problems.empty());
  EXPECT_EQ(features.geometry.points, (Ring{{0, 0}, {4, 4}, {0, 4}, {0, 0}}));
}

TEST(Repair, SeveralChangesOfOneFeatureAreAllReported) {
  const auto features =
      repaired_polygon({{{0, 0}, {2, 2}, {2, 0}, {0, 2}}, {{5, 5}, {6, 6}, {5, 5}}});
  ASSERT_EQ(features.report.problems.size(), 3U);
  EXPECT_EQ(features.report.problems[0].what, "ring closed");
  EXPECT_EQ(features.report.problems[1].what, "collapsed ring left out");
  EXPECT_EQ(features.report.problems[2].what, "self-intersection repaired");
}

TEST(Repair, InACollectionOnlyTheBrokenPolygonsChange) {
  SourceFeatures features;
  add_part(features, PartType::line, {{{0, 0}, {2, 2}, {2, 0}, {0, 2}}});
  add_part(features, PartType::polygon, {{{0, 0}, {2, 2}, {2, 0}, {0, 2}, {0, 0}}});
  add_part(features, PartType::point, {{{1, 1}}});
  end_feature(features, "7");
  layers::repair(features);
  using enum PartType;
  EXPECT_EQ(features.geometry.part_types, (std::vector{line, point, polygon, polygon}));
  EXPECT_EQ(geo::GeometryView(features.geometry).part(0).ring(0).size(), 4U);
}

TEST(Repair, NothingIsLeftOfAPolygonWhoseHoleCoversIt) {
  const Ring square = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}};
  const auto features = repaired_polygon({square, square});
  ASSERT_EQ(features.report.problems.size(), 1U);
  EXPECT_EQ(features.report.problems[0].effect, layers::Effect::lost);
  EXPECT_TRUE(features.report.problems[0].what.starts_with("nothing left: "));
  EXPECT_EQ(features.size(), 0U);
}

/// n corners on a circle, each joined with those almost opposite: every edge crosses every other
/// but its neighbours, n (n - 3) / 2 times in all, for odd n.
Ring star(int n) {
  Ring ring;
  for (int i = 0; i <= n; ++i) {
    const double angle = 2 * std::numbers::pi * (i % n) * (n / 2) / n;
    ring.push_back({std::cos(angle), std::sin(angle)});
  }
  return ring;
}

TEST(Repair, ARingThatCrossesItselfTooOftenIsLostAndItsNeighboursAreNot) {
  SourceFeatures features;
  add_part(features, PartType::polygon, {star(2001)}); // 2 million crossings
  end_feature(features, "7");
  add_part(features, PartType::polygon, {star(5)});
  end_feature(features, "8");
  add_part(features, PartType::polygon, {square_ring(1)});
  end_feature(features, "9");
  layers::repair(features);
  EXPECT_EQ(features.size(), 2U);
  ASSERT_EQ(features.report.problems.size(), 2U);
  EXPECT_EQ(features.report.problems[0].what, "crosses or touches itself more than 20000 times; "
                                              "draw it anew, or raise \"reading.crossings\"");
  EXPECT_EQ(features.report.problems[0].effect, layers::Effect::lost);
  EXPECT_EQ(features.report.problems[0].first_ids, std::vector<std::string>{"7"});
  EXPECT_EQ(features.report.problems[1].first_ids, std::vector<std::string>{"8"});
}

TEST(Repair, SoIsOneOverTheAntimeridian) {
  auto ring = star(2001);
  for (auto& corner : ring)
    corner.lon += corner.lon > 0 ? -180 : 180;
  expect_only_problem(repaired_polygon({ring}),
                      "crosses or touches itself more than 20000 times; draw it anew, or raise "
                      "\"reading.crossings\"",
                      true);
}

bool is_served(const Ring& ring, std::size_t crossings) {
  auto features = one_feature(PartType::polygon, {ring});
  layers::repair(features, {.crossings = crossings});
  return features.size() == 1;
}

TEST(Repair, EdgesMayMeetAsOftenAsTheLimitAndTheVerticesSay) {
  // 11 edges meet at 11 corners and 11 * 8 / 2 crossings, 55 times; 12 points may 48 times.
  EXPECT_TRUE(is_served(star(11), 7));
  EXPECT_FALSE(is_served(star(11), 6));
}

TEST(Repair, TouchingAndLyingOnOneAnotherCount) {
  Ring fan; // n edges there and back meet one another in the middle
  Ring rounds;
  for (int i = 0; i < 300; ++i) {
    fan.push_back({0, 0});
    fan.push_back({std::cos(i), std::sin(i)});
    for (const auto corner : square_ring(1))
      rounds.push_back(corner);
  }
  fan.push_back(fan.front());
  EXPECT_FALSE(is_served(fan, 20'000));    // 600 * 599 / 2
  EXPECT_FALSE(is_served(rounds, 20'000)); // 4 sides, each with 300 * 299 / 2 on itself
}

TEST(Repair, APolygonThatIsThereThreeTimesIsServed) {
  SourceFeatures squares; // 15 points; sides meet at 12 corners, and 12 times of each two squares
  for (int copy = 0; copy < 3; ++copy)
    add_part(squares, PartType::polygon, {square_ring(1)});
  end_feature(squares, "7");
  layers::repair(squares, {.crossings = 0});
  ASSERT_EQ(squares.size(), 1U);
  EXPECT_EQ(area_deg2(squares.geometry), 4);
}

/// A valid ring with teeth that lie side by side: the boxes of all touch.
Ring comb(int teeth) {
  Ring ring;
  for (int i = 0; i < teeth; ++i) {
    ring.push_back({2e-5 * i, 0});
    ring.push_back({2e-5 * i + 10.00001, 10});
  }
  ring.push_back({20, 0});
  ring.push_back({0, -1});
  ring.push_back(ring.front());
  return ring;
}

TEST(Repair, WhatIsNotDoneInTimeIsLostAndTheRestIsNot) {
  SourceFeatures features;
  add_part(features, PartType::polygon, {comb(100'000)}); // 2 * 10^10 pairs of boxes touch: minutes
  end_feature(features, "7");
  add_part(features, PartType::polygon, {square_ring(1)});
  end_feature(features, "8");
  add_part(features, PartType::polygon, {star(5)});
  end_feature(features, "9");
  layers::repair(features, {.time = std::chrono::duration<double>(0)});
  EXPECT_EQ(features.size(), 1U);
  EXPECT_EQ(features.id_text(0), "8");
  ASSERT_EQ(features.report.problems.size(), 1U);
  EXPECT_EQ(features.report.problems[0].what,
            "takes too long to repair; draw it anew, or raise \"reading.time_s\"");
  EXPECT_EQ(features.report.problems[0].first_ids, (std::vector<std::string>{"7", "9"}));
}

TEST(Repair, AnEmptyLayerStaysEmpty) {
  const auto features = repaired({});
  EXPECT_EQ(features.size(), 0U);
  EXPECT_EQ(features.report.served, 0U);
}

TEST(Repair, ProblemsNameIdsByTheirTexts) {
  SourceFeatures features;
  end_feature(features, R"("T-1,\"properties\":{")");
  end_feature(features, "-3.5");
  layers::repair(features);
  EXPECT_EQ(features.report.problems.at(0).first_ids,
            (std::vector<std::string>{R"(T-1,"properties":{)", "-3.5"}));
}

TEST(Repair, FeaturesKeepTheirOrderAndTheirText) {
  SourceFeatures features;
  for (int i = 0; i < 1000; ++i) { // every third is lost, every fifth of the others is mended
    const double x = i / 10.0;
    if (i % 3 != 0)
      add_part(features, PartType::polygon,
               {i % 5 == 0 ? Ring{{x, 0}, {x + 1, 0}, {x + 1, 1}}
                           : Ring{{x, 0}, {x + 1, 0}, {x + 1, 1}, {x, 0}}});
    end_feature(features, std::to_string(i));
  }
  layers::repair(features);
  ASSERT_EQ(features.size(), 666U); // 1000 less 0, 3, ... 999
  for (std::size_t f = 0; f < features.size(); ++f) {
    const auto i = f / 2 * 3 + f % 2 + 1;
    EXPECT_EQ(features.json.substr(features.json_starts[f],
                                   features.json_starts[f + 1] - features.json_starts[f]),
              "\"id\":" + std::to_string(i) + ",\"properties\":{}");
    EXPECT_EQ(features.geometry.points[f * 4].lon, static_cast<double>(i) / 10.0);
  }
  EXPECT_EQ(features.report.read, 1000U);
  EXPECT_EQ(features.report.served, 666U);
  EXPECT_EQ(features.report.problems.at(0).first_ids,
            (std::vector<std::string>{"0", "3", "6", "9", "12"}));
}

// ---- properties of any input, with fixed seeds

/// A star around (lon, lat): simple by construction, counter-clockwise.
Ring star(std::mt19937& random, double lon, double lat, double radius) {
  std::uniform_real_distribution<double> share(0.2, 1);
  std::uniform_int_distribution<int> corners(3, 40);
  const int n = corners(random);
  Ring ring;
  for (int i = 0; i < n; ++i) {
    const double angle = 2 * std::numbers::pi * i / n;
    const double r = radius * share(random);
    ring.push_back({lon + r * std::cos(angle), lat + r * std::sin(angle)});
  }
  ring.push_back(ring.front());
  return ring;
}

TEST(Repair, ValidInputKeepsEveryBit) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> lon(-179, 179);
  std::uniform_real_distribution<double> lat(-89, 89);
  SourceFeatures features;
  for (int i = 0; i < 500; ++i) {
    add_part(features, PartType::polygon, {star(random, lon(random), lat(random), 0.9)});
    add_part(features, PartType::point, {{{lon(random), lat(random)}}});
    end_feature(features, std::to_string(i));
  }
  const auto before = features;
  layers::repair(features);
  EXPECT_EQ(features.geometry, before.geometry);
  EXPECT_EQ(features.feature_parts, before.feature_parts);
  EXPECT_EQ(features.json, before.json);
  EXPECT_TRUE(features.report.problems.empty());
  EXPECT_EQ(features.report.served, 500U);
}

void expect_promise_kept(const SourceFeatures& features) {
  for (const auto p : features.geometry.points)
    ASSERT_TRUE(std::abs(p.lon) <= 180 && std::abs(p.lat) <= 90) << p.lon << ' ' << p.lat;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const geo::GeometryView view(features.geometry, features.feature_parts[i],
                                 features.feature_parts[i + 1]);
    ASSERT_GT(view.part_count(), 0U);
    ASSERT_EQ(geo::invalid_reason(view), "") << i;
    for (std::uint32_t p = 0; p < view.part_count(); ++p)
      for (std::uint32_t r = 0;
           view.part(p).type() == PartType::polygon && r < view.part(p).ring_count(); ++r) {
        ASSERT_EQ(view.part(p).ring(r).front(), view.part(p).ring(r).back());
        ASSERT_EQ(geo::signed_area_doubled(view.part(p).ring(r)) > 0, r == 0);
      }
  }
}

TEST(Repair, WhateverComesInWhatGoesOutIsValid) {
  std::mt19937 random(2);
  std::uniform_real_distribution<double> lon(-200, 560);
  std::uniform_real_distribution<double> lat(-95, 95);
  std::uniform_int_distribution<int> size(0, 12);
  std::uniform_int_distribution<int> corner(-3, 3);
  SourceFeatures features;
  for (int i = 0; i < 1500; ++i) {
    const LonLat at{lon(random), lat(random)};
    for (int part = size(random) % 3; part >= 0; --part) {
      std::vector<Ring> rings(static_cast<std::size_t>(1 + size(random) / 9));
      for (auto& ring : rings) // corners on a small grid: touching, crossing and collapsed rings
        for (int n = size(random); n >= 0; --n)
          ring.push_back({at.lon + corner(random), at.lat + corner(random)});
      if (i % 7 == 0)
        rings = {{{lon(random), at.lat}, {lon(random), at.lat}, {lon(random), lat(random)}}};
      add_part(features, i % 4 == 0 ? PartType::line : PartType::polygon, rings);
    }
    end_feature(features, std::to_string(i));
  }
  const auto once = repaired(features);
  expect_promise_kept(once);
  EXPECT_GT(once.size(), 500U);
  const auto twice = repaired(once);
  EXPECT_TRUE(twice.geometry == once.geometry) << "there is nothing left to repair";
  const auto again = repaired(features);
  EXPECT_TRUE(again.geometry == once.geometry) << "threads do not show";
}

TEST(Repair, CuttingAtTheAntimeridianKeepsTheArea) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> lat(-80, 80);
  for (int i = 0; i < 200; ++i) {
    auto ring = star(random, 180, lat(random), 5);
    const double area = geo::signed_area_doubled(ring) / 2;
    if (i % 2 == 0)
      for (auto& p : ring)
        p.lon -= p.lon > 180 ? 360 : 0; // as in files that keep to +-180
    const auto features = repaired_polygon({ring});
    expect_promise_kept(features);
    EXPECT_NEAR(area_deg2(features.geometry), area, 1e-9);
  }
}

// ---- real data

struct RealLayer {
  const char* path;
  std::size_t features;
  std::size_t repaired; ///< as ST_IsValid and their SOURCE.txt count them
};

void PrintTo(const RealLayer& layer, std::ostream* out) {
  *out << layer.path;
}

class RealLayers : public testing::TestWithParam<RealLayer> {};

TEST_P(RealLayers, AreValidAfterRepair) {
  layers::LayerConfig config;
  config.source = support::real_data() / GetParam().path;
  if (!std::filesystem::exists(config.source))
    GTEST_SKIP() << config.source << " is not there; set HAZARDMAP_REAL_DATA";
  auto features = layers::read_geojson(config).value().features;
  layers::repair(features);
  EXPECT_EQ(features.size(), GetParam().features);
  std::size_t changed = 0;
  for (const auto& problem : features.report.problems) {
    EXPECT_EQ(problem.effect, layers::Effect::note) << problem.what;
    changed += problem.count;
  }
  EXPECT_EQ(changed, GetParam().repaired);
  expect_promise_kept(features);
}

INSTANTIATE_TEST_SUITE_P(
    FromSharedData, RealLayers,
    testing::Values(RealLayer{"mecklenburg/catawba_river.geojson", 114, 0},
                    RealLayer{"mecklenburg/watersheds.geojson", 96, 1},
                    RealLayer{"dc/community-rating-system-special-flood-hazard-areas.geojson", 314,
                              2}),
    [](const auto& tested) { return std::to_string(tested.index); });

} // namespace
