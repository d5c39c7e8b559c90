#include "layers/demand/cell_shares.hpp"

#include <cmath>
#include <numbers>
#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/tile/clip.hpp"

namespace {

using geo::Box;
using geo::Geometry;
using geo::LonLat;
using layers::cell_pieces;
using layers::cell_shares;
using testing::DoubleNear;
using testing::ElementsAre;

void add_ring(Geometry& geometry, const std::vector<LonLat>& ring) {
  for (const auto p : ring)
    geometry.points.push_back(p);
  geometry.points.push_back(ring.front());
  geometry.end_ring();
}

Geometry polygon(const std::vector<LonLat>& shell) {
  Geometry geometry;
  add_ring(geometry, shell);
  geometry.end_part(geo::PartType::polygon);
  geo::orient_right_hand(geometry);
  return geometry;
}

auto near(double value) {
  return DoubleNear(value, 1e-12);
}

const Box four_by_two{0, 0, 4, 2};

TEST(CellShares, ARectangleAcrossCells) {
  // From 0.5 to 2.25 and from 0 to 1.5: in the lower row 0.5, 1 and 0.25 of the cells' widths, in
  // the upper row half of that.
  const auto box = polygon({{0.5, 0}, {2.25, 0}, {2.25, 1.5}, {0.5, 1.5}});
  EXPECT_THAT(cell_shares(box, four_by_two, 4, 2),
              ElementsAre(near(0.5), near(1), near(0.25), near(0), near(0.25), near(0.5),
                          near(0.125), near(0)));
}

TEST(CellShares, ATriangleIsCutExactly) {
  // Below the line from (0, 0) to (4, 2), which rises by half a cell in each: the lower row holds
  // 1/4, 3/4, 1, 1; the upper row, from x = 2 on, 0, 0, 1/4, 3/4.
  const auto triangle = polygon({{0, 0}, {4, 0}, {4, 2}});
  EXPECT_THAT(cell_shares(triangle, four_by_two, 4, 2),
              ElementsAre(near(0.25), near(0.75), near(1), near(1), near(0), near(0), near(0.25),
                          near(0.75)));
}

TEST(CellShares, HolesAreTakenOff) {
  auto geometry = Geometry{};
  add_ring(geometry, {{0, 0}, {2, 0}, {2, 1}, {0, 1}});
  add_ring(geometry, {{0.25, 0.25}, {0.25, 0.75}, {1.5, 0.75}, {1.5, 0.25}});
  geometry.end_part(geo::PartType::polygon);
  // The hole is half a cell high and covers 0.75 and 0.5 of the cells' widths.
  EXPECT_THAT(cell_shares(geometry, {0, 0, 2, 1}, 2, 1), ElementsAre(near(0.625), near(0.75)));
}

TEST(CellShares, WhatIsOutsideTheGridDoesNotCount) {
  // A square of 10 x 10 around the grid, and one that reaches in from the right and from below.
  EXPECT_THAT(cell_shares(polygon({{-5, -5}, {5, -5}, {5, 5}, {-5, 5}}), {0, 0, 2, 1}, 2, 1),
              ElementsAre(near(1), near(1)));
  EXPECT_THAT(cell_shares(polygon({{1.5, -5}, {9, -5}, {9, 0.5}, {1.5, 0.5}}), {0, 0, 2, 1}, 2, 1),
              ElementsAre(near(0), near(0.25)));
}

TEST(CellShares, LinesAndPointsCoverNothing) {
  Geometry line;
  line.points = {{0, 0}, {4, 2}};
  line.end_ring();
  line.end_part(geo::PartType::line);
  for (const double share : cell_shares(line, four_by_two, 4, 2))
    EXPECT_EQ(share, 0);
}

TEST(CellPieces, CentresAreThoseOfWhatIsCovered) {
  // Centres of triangles are the means of their corners: (0, 0), (1, 0), (1, 0.5) in the first
  // cell. In the second: 0.5 high at its left, 1 at its right, a rectangle of area 0.5 with its
  // centre at (0.5, 0.25) and a triangle of 0.25 with (2/3, 2/3), together (5/9, 7/18).
  const auto pieces = cell_pieces(polygon({{0, 0}, {4, 0}, {4, 2}}), four_by_two, 4, 2);
  EXPECT_NEAR(pieces[0].centre.lon, 2.0 / 3, 1e-12);
  EXPECT_NEAR(pieces[0].centre.lat, 1.0 / 6, 1e-12);
  EXPECT_NEAR(pieces[1].centre.lon, 1 + 5.0 / 9, 1e-12);
  EXPECT_NEAR(pieces[1].centre.lat, 7.0 / 18, 1e-12);
  EXPECT_NEAR(pieces[3].centre.lon, 3.5, 1e-12);
  EXPECT_NEAR(pieces[3].centre.lat, 0.5, 1e-12);
}

/// Sectors of a wobbly disc around a point: polygons that tile it, with borders at any angle.
std::vector<Geometry> sectors(LonLat centre, std::mt19937& random) {
  std::uniform_real_distribution<double> radius(0.003, 0.009);
  std::vector<LonLat> rim;
  for (int i = 0; i < 60; ++i) {
    const double angle = i * std::numbers::pi / 30;
    const double r = radius(random);
    rim.push_back({centre.lon + r * std::cos(angle), centre.lat + r * std::sin(angle)});
  }
  std::vector<Geometry> parts;
  for (std::size_t i = 0; i < rim.size(); i += 12) {
    std::vector<LonLat> ring{centre};
    for (std::size_t j = i; j <= i + 12; ++j)
      ring.push_back(rim[j % rim.size()]);
    parts.push_back(polygon(ring));
  }
  std::vector<LonLat> outside{{105.79, 20.99}, {105.81, 20.99}, {105.81, 21.01}, {105.79, 21.01}};
  Geometry frame; // the square around, with the disc as its hole
  add_ring(frame, outside);
  add_ring(frame, rim);
  frame.end_part(geo::PartType::polygon);
  geo::orient_right_hand(frame);
  parts.push_back(frame);
  return parts;
}

TEST(CellShares, OfPolygonsThatTileAddUpToOne) {
  std::mt19937 random(7);
  const Box grid{105.79, 20.99, 105.81, 21.01};
  for (int round = 0; round < 20; ++round) {
    std::vector<double> sums(37 * 23, 0);
    for (const auto& part : sectors({105.8, 21}, random)) {
      const auto shares = cell_shares(part, grid, 37, 23);
      for (std::size_t i = 0; i < sums.size(); ++i)
        sums[i] += shares[i];
    }
    for (const double sum : sums)
      ASSERT_NEAR(sum, 1, 1e-9);
  }
}

TEST(CellShares, AgreeWithClippingEachCell) {
  std::mt19937 random(8);
  const Box grid{105.79, 20.99, 105.81, 21.01};
  const std::uint32_t columns = 17;
  const std::uint32_t rows = 11;
  const double width = 0.02 / columns;
  const double height = 0.02 / rows;
  const auto parts = sectors({105.8, 21}, random);
  const auto& part = parts.front();
  const auto ring = geo::GeometryView(part).part(0).ring(0);
  const std::vector<std::vector<LonLat>> rings{{ring.begin(), ring.end()}};
  const auto shares = cell_shares(part, grid, columns, rows);
  for (std::uint32_t i = 0; i < shares.size(); ++i) {
    const Box cell{grid.west + (i % columns) * width, grid.south + (i / columns) * height,
                   grid.west + (i % columns + 1) * width, grid.south + (i / columns + 1) * height};
    Geometry clipped;
    geo::clip_polygon(rings, cell, clipped);
    double area = 0;
    for (std::uint32_t p = 0; p < clipped.part_count(); ++p)
      area += geo::signed_area_doubled(geo::GeometryView(clipped).part(p).ring(0)) / 2;
    EXPECT_NEAR(shares[i], area / (width * height), 1e-6) << i;
  }
}

} // namespace
