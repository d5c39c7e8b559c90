#include "geo/tile/tile_geometry.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "geo/overlay.hpp"
#include "geo/tile/simplify.hpp"

namespace {

using geo::Geometry;
using geo::LonLat;
using geo::PartType;
using geo::TileId;

void add_polygon(Geometry& g, const std::vector<LonLat>& ring) {
  g.points.insert(g.points.end(), ring.begin(), ring.end());
  g.end_ring();
  g.end_part(PartType::polygon);
}

std::vector<LonLat> square(double west, double south, double side) {
  return {{west, south},
          {west + side, south},
          {west + side, south + side},
          {west, south + side},
          {west, south}};
}

Geometry shown(const Geometry& g, TileId tile) {
  Geometry scratch;
  Geometry out;
  geo::tile_geometry(g, geo::bounding_box(geo::GeometryView(g)), geo::vertex_zooms(g),
                     geo::TileWindow(tile), scratch, out);
  return out;
}

TEST(TileGeometry, ReachesTheBufferAndNoFurther) {
  Geometry g;
  add_polygon(g, square(-90, -60, 120));
  const auto box = geo::bounding_box(shown(g, {2, 2, 1}));
  // Tile 2/2/1 is 0..90 E, 0..66.5 N; its buffer is 8/256 of 90 degrees = 2.8125, on the zoom's
  // grid of 0.01 (2 decimals... 3 at zoom 2: 16 * 256 * 4 / 360 = 45 steps a degree -> 2 decimals).
  EXPECT_NEAR(box.west, -2.8125, 0.005);
  EXPECT_EQ(box.east, 30);
  EXPECT_EQ(box.north, 60);
}

TEST(TileGeometry, ThePixelOfALineOnTheAntimeridianStaysInTheWorld) {
  Geometry g;
  g.points = {{180, 10}, {180, 10.001}};
  g.end_ring();
  g.end_part(PartType::line);
  // Tile 3/7/3 is 135..180 E, 0..41 N.
  const auto box = geo::bounding_box(shown(g, {3, 7, 3}));
  EXPECT_LT(box.west, 180);
  EXPECT_EQ(box.east, 180);
}

TEST(TileGeometry, APolygonSmallerThanAPixelIsDrawnAsItsPixel) {
  Geometry g;
  add_polygon(g, square(105.8, 21.0, 0.01)); // a pixel of zoom 5 is 0.044 degrees
  const auto out = shown(g, {5, 25, 14});
  ASSERT_EQ(out.part_count(), 1U);
  const auto box = geo::bounding_box(out);
  EXPECT_NEAR(box.east - box.west, 360 * geo::pixel_in_world(5), 0.001);
  EXPECT_LE(box.west, 105.805);
  EXPECT_GE(box.east, 105.805);
}

TEST(TileGeometry, AStripTooNarrowForTheGridIsDrawnAsAPixel) {
  Geometry g; // longer than a pixel of zoom 5, 0.044 degrees; its sides round to the same latitude
  add_polygon(
      g, {{105, 21.0001}, {105.06, 21.0001}, {105.06, 21.0004}, {105, 21.0004}, {105, 21.0001}});
  const auto drawn = shown(g, {5, 25, 14});
  ASSERT_EQ(drawn.part_count(), 1U);
  EXPECT_EQ(drawn.part_types[0], PartType::polygon);
  EXPECT_TRUE(geo::is_valid(drawn));
  const auto box = geo::bounding_box(drawn);
  EXPECT_NEAR(box.east - box.west, 360.0 / (256 * 32), 0.001);
  EXPECT_NEAR((box.west + box.east) / 2, 105.03, 0.022); // the middle is at most half a pixel away
}

TEST(TileGeometry, OfManyTinyIslandsOneIsDrawn) {
  Geometry g;
  for (int i = 0; i < 50; ++i)
    add_polygon(g, square(100 + i * 0.2, 20, 0.001 * (i + 1)));
  const auto out = shown(g, {3, 6, 3});
  EXPECT_EQ(out.part_count(), 1U);
}

TEST(TileGeometry, TinyIslandsBesideTheMainlandAreLeftOut) {
  Geometry g;
  add_polygon(g, square(100, 20, 10));
  add_polygon(g, square(112, 20, 0.001));
  EXPECT_EQ(shown(g, {3, 6, 3}).part_count(), 1U);
  EXPECT_EQ(shown(g, {18, 212'582, 116'216}).part_count(), 0U); // elsewhere
}

TEST(TileGeometry, OutsideTheTileIsNothing) {
  Geometry g;
  add_polygon(g, square(10, 10, 1));
  EXPECT_TRUE(shown(g, {4, 0, 0}).empty());
}

TEST(TileGeometry, CoordinatesLieOnTheGridOfTheZoom) {
  Geometry g;
  std::vector<LonLat> circle;
  for (int k = 0; k < 360; ++k)
    circle.push_back(
        {105 + std::cos(k * std::numbers::pi / 180), 21 + std::sin(k * std::numbers::pi / 180)});
  circle.push_back(circle.front());
  add_polygon(g, circle);
  for (const int z : {4, 7, 9}) {
    const auto corner = geo::to_world({105, 21});
    const TileId tile{z, static_cast<std::uint32_t>(corner.x * geo::tiles_across(z)),
                      static_cast<std::uint32_t>(corner.y * geo::tiles_across(z))};
    const auto out = shown(g, tile);
    const double scale = std::pow(10.0, geo::decimals(z));
    EXPECT_TRUE(geo::is_valid(out));
    for (const auto p : out.points) {
      EXPECT_NEAR(p.lon * scale, std::round(p.lon * scale), 1e-6);
      EXPECT_NEAR(p.lat * scale, std::round(p.lat * scale), 1e-6);
    }
  }
}

TEST(TileGeometry, ALineShorterThanTheGridIsItsPixelsDiagonal) {
  Geometry g;
  g.points = {{105.8, 21}, {105.8000001, 21}};
  g.end_ring();
  g.end_part(PartType::line);
  const auto out = shown(g, {5, 25, 14});
  ASSERT_EQ(out.points.size(), 2U);
  EXPECT_NE(out.points[0], out.points[1]);
}

TEST(TileGeometry, APointOnTheBorderIsInBothTiles) {
  Geometry g;
  g.add_point({0, 10});
  EXPECT_EQ(shown(g, {1, 0, 0}).part_count(), 1U);
  EXPECT_EQ(shown(g, {1, 1, 0}).part_count(), 1U);
}

} // namespace
