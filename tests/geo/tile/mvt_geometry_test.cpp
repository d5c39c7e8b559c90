#include "geo/tile/mvt_geometry.hpp"

#include <cmath>
#include <numbers>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/overlay.hpp"
#include "geo/tile/simplify.hpp"
#include "tests/support/mvt_decoder.hpp"

namespace {

using geo::Geometry;
using geo::LonLat;
using geo::PartType;
using geo::TileId;
using geo::TileXY;
using testing::ElementsAre;
using Paths = std::vector<std::vector<TileXY>>;

void add_part(Geometry& g, const std::vector<LonLat>& points, PartType type) {
  g.points.insert(g.points.end(), points.begin(), points.end());
  g.end_ring();
  g.end_part(type);
}

/// What a client reads: the strict decoder also judges directions and commands.
Paths read(const geo::MvtGeometry& geometry, geo::MvtType type) {
  geo::MvtLayer layer("a");
  layer.add_feature(std::nullopt, {}, type, geometry);
  std::string tile;
  layer.append_to(tile);
  return support::decode_mvt(tile).at(0).features.at(0).paths;
}

geo::MvtParts shaped(const Geometry& g, TileId tile) {
  geo::MvtShaper shaper(tile);
  return shaper.shape(g, geo::bounding_box(geo::GeometryView(g)), geo::vertex_zooms(g));
}

TEST(MvtGeometry, ASquareOfAQuarterOfATile) {
  Geometry g; // tile 1/1/0 is 0..180 E; 90 E is its middle, 66.51326044 N the middle of its height
  const double middle = 66.51326044311186; // atan(sinh(pi / 2))
  add_part(g, {{0, 0}, {90, 0}, {90, middle}, {0, middle}, {0, 0}}, PartType::polygon);
  const auto paths = read(shaped(g, {1, 1, 0}).polygons, geo::MvtType::polygon);
  ASSERT_EQ(paths.size(), 1U);
  EXPECT_THAT(paths[0], testing::UnorderedElementsAre(TileXY{0, 4096}, TileXY{2048, 4096},
                                                      TileXY{2048, 2048}, TileXY{0, 2048}));
}

TEST(MvtGeometry, CoarserPixelsAreSquaresOfMany) {
  const geo::Tiny tiny{{-134.9, 0.1, -134.8, 0.2},
                       PartType::polygon}; // a quarter of tile 1/0/0 in, at its foot
  geo::MvtShaper shaper({1, 0, 0});
  for (const int coarser : {0, 1, 3, 8}) {
    shaper.set_coarser(coarser);
    const auto paths = read(shaper.pixel(tiny).polygons, geo::MvtType::polygon);
    const int side = 16 << coarser; // units
    const int west = 1024 / side * side;
    EXPECT_THAT(paths.at(0), testing::UnorderedElementsAre(
                                 TileXY{west, 4096}, TileXY{west + side, 4096},
                                 TileXY{west + side, 4096 - side}, TileXY{west, 4096 - side}))
        << coarser;
  }
}

TEST(MvtGeometry, AsCoarseAsALowerZoomItHasThePointsOfThat) {
  Geometry g;
  std::vector<geo::LonLat> ring;
  for (int i = 0; i <= 256; ++i)
    ring.push_back({-90 + 40 * std::cos(i % 256 * 2 * std::numbers::pi / 256),
                    40 + 20 * std::sin(i % 256 * 2 * std::numbers::pi / 256)});
  add_part(g, ring, PartType::polygon);
  const auto points_at = [&](TileId tile, int coarser) {
    geo::MvtShaper shaper(tile);
    shaper.set_coarser(coarser);
    return read(shaper.shape(g, geo::bounding_box(geo::GeometryView(g)), geo::vertex_zooms(g))
                    .polygons,
                geo::MvtType::polygon)
        .at(0)
        .size();
  };
  EXPECT_EQ(points_at({1, 0, 0}, 1), points_at({0, 0, 0}, 0));
  EXPECT_LT(points_at({1, 0, 0}, 1), points_at({1, 0, 0}, 0));
}

TEST(MvtGeometry, TheBufferIsEightPixelsOf16Units) {
  Geometry g;
  add_part(g, {{-170, 10}, {170, 10}}, PartType::line);
  const auto paths = read(shaped(g, {2, 2, 1}).lines, geo::MvtType::line); // 0..90 E
  ASSERT_EQ(paths.size(), 1U);
  EXPECT_EQ(paths[0].front().x, -8 * 16);
  EXPECT_EQ(paths[0].back().x, 4096 + 8 * 16);
}

TEST(MvtGeometry, APolygonSmallerThanAPixelIsItsPixel) {
  Geometry g;
  add_part(g, {{105.8, 21}, {105.81, 21}, {105.81, 21.01}, {105.8, 21}}, PartType::polygon);
  const auto paths = read(shaped(g, {5, 25, 14}).polygons, geo::MvtType::polygon);
  ASSERT_EQ(paths.size(), 1U);
  EXPECT_EQ(geo::signed_area_doubled(paths[0]), 2 * 16 * 16);
  EXPECT_EQ(paths[0][0].x % 16, 0);
  EXPECT_EQ(paths[0][0].y % 16, 0);
}

TEST(MvtGeometry, APointIsInTheTileItBelongsTo) {
  geo::MvtShaper shaper({1, 0, 0}); // 180 W..0
  // 1e-9 of the world before the tile's east border is nearest to unit 4096, which is the
  // neighbour's first.
  const auto inside = read(shaper.point({0.5 - 1e-9, 0.25}).points, geo::MvtType::point);
  EXPECT_THAT(inside[0], ElementsAre(TileXY{4095, 2048}));
  const auto outside = read(shaper.point({0.5, 0.25}).points, geo::MvtType::point);
  EXPECT_THAT(outside[0], ElementsAre(TileXY{4096, 2048}));
}

TEST(MvtGeometry, CoordinatesAreWithinHalfAUnit) {
  std::mt19937 random(5); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same every time
  std::uniform_real_distribution<double> unit(0, 4096);
  for (const TileId tile :
       {TileId{0, 0, 0}, {7, 100, 30}, {14, 13'010, 7'213}, {24, 13'322'000, 7'385'000}}) {
    Geometry g;
    std::vector<TileXY> exact;
    const double side = 1.0 / geo::tiles_across(tile.z);
    for (int i = 0; i < 200; ++i) {
      const double x = unit(random);
      const double y = unit(random);
      g.add_point(geo::to_lonlat({(tile.x + x / 4096) * side, (tile.y + y / 4096) * side}));
      exact.push_back(
          {static_cast<std::int32_t>(std::lround(x)), static_cast<std::int32_t>(std::lround(y))});
    }
    const auto paths = read(shaped(g, tile).points, geo::MvtType::point);
    ASSERT_EQ(paths[0].size(), exact.size());
    int off_by_one = 0; // a coordinate between two units may be rounded either way
    for (std::size_t i = 0; i < exact.size(); ++i) {
      EXPECT_LE(std::abs(paths[0][i].x - exact[i].x), 1);
      EXPECT_LE(std::abs(paths[0][i].y - exact[i].y), 1);
      off_by_one += paths[0][i] == exact[i] ? 0 : 1;
    }
    // A double of 105 degrees is exact to 1.4e-14; a unit at zoom 24 is 5e-9 degrees.
    EXPECT_LE(off_by_one, 2) << "zoom " << tile.z;
  }
}

TEST(MvtGeometry, DegenerateRingsGiveNothingOrAPixel) {
  for (const std::vector<LonLat>& ring :
       {std::vector<LonLat>{{105, 21}, {106, 21}, {105, 21}, {105, 21}},
        {{105, 21}, {105, 21}, {105, 21}, {105, 21}},
        {{105, 21}, {106, 22}, {107, 23}, {105, 21}}}) {
    Geometry g;
    add_part(g, ring, PartType::polygon);
    const auto parts = shaped(g, {5, 25, 14});
    EXPECT_TRUE(parts.polygons.empty() ||
                geo::signed_area_doubled(read(parts.polygons, geo::MvtType::polygon)[0]) > 0);
  }
}

TEST(MvtGeometry, ARingOfAHundredThousandPointsIsValidInEveryTile) {
  Geometry g;
  std::vector<LonLat> ring;
  std::mt19937 random(9); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same every time
  std::uniform_real_distribution<double> rough(0.97, 1.03);
  constexpr int count = 100'000;
  for (int i = 0; i < count; ++i) {
    const double angle = 6.283185307179586 * i / count;
    const double r = 4 * rough(random);
    ring.push_back({105 + r * std::cos(angle), 20 + r * std::sin(angle)});
  }
  ring.push_back(ring.front());
  add_part(g, ring, PartType::polygon);
  const auto zooms = geo::vertex_zooms(g);
  const auto box = geo::bounding_box(geo::GeometryView(g));
  for (const TileId tile : {TileId{4, 12, 7}, {6, 50, 28}, {6, 51, 28}, {9, 405, 227}}) {
    geo::MvtShaper shaper(tile);
    const auto& parts = shaper.shape(g, box, zooms);
    ASSERT_FALSE(parts.polygons.empty()) << tile.z;
    Geometry written;
    for (const auto& path : read(parts.polygons, geo::MvtType::polygon)) {
      if (geo::signed_area_doubled(path) > 0 && !written.points.empty())
        written.end_part(PartType::polygon);
      for (const auto p : path)
        written.points.push_back({static_cast<double>(p.x), static_cast<double>(p.y)});
      written.points.push_back(
          {static_cast<double>(path.front().x), static_cast<double>(path.front().y)});
      written.end_ring();
    }
    written.end_part(PartType::polygon);
    EXPECT_EQ(geo::invalid_reason(written), "");
  }
}

} // namespace
