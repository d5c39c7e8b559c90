#include "layers/demand/demand_shares.hpp"

#include <array>
#include <cmath>
#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/catalog/source.hpp"
#include "layers/sources/gdal_raster.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using geo::Box;
using geo::LonLat;
using layers::build_demand;
using layers::Demand;
using layers::DemandShare;
using layers::FeatureSet;
using layers::Layer;
using layers::points_within;
using testing::ElementsAre;
using testing::IsEmpty;

std::shared_ptr<const Layer> layer_of(const std::string& source) {
  auto layer = std::make_shared<Layer>();
  layer->config.id = "people";
  layer->config.kind = layers::Kind::demand;
  layer->config.source = source;
  auto features = layers::read_layer(layer->config);
  layer->report = features.report;
  if (!layers::was_raster(layer->report))
    layer->config.fields = {{"weight", "w"}};
  layer->features = layers::build_feature_set(std::move(features));
  return layer;
}

Demand demand_of(const std::string& source, double cell_m = 200) {
  return build_demand(layer_of(source), cell_m);
}

using Ring = std::vector<LonLat>;

Ring rectangle(const Box& box) {
  return {
      {box.west, box.south}, {box.east, box.south}, {box.east, box.north}, {box.west, box.north}};
}

/// A file of polygons, each of weight `w`.
std::string polygons_file(const TestFolder& folder, const std::string& name,
                          const std::vector<Ring>& rings, double w = 1) {
  std::string text = R"({"type":"FeatureCollection","features":[)";
  for (const auto& ring : rings) {
    text += text.back() == '[' ? "" : ",";
    text += fmt::format(
        R"({{"type":"Feature","properties":{{"w":{}}},"geometry":{{"type":"Polygon","coordinates":[[)",
        w);
    for (const auto p : ring)
      text += fmt::format("[{},{}],", p.lon, p.lat);
    text += fmt::format("[{},{}]]]}}}}", ring[0].lon, ring[0].lat);
  }
  return folder.write(name, text + "]}");
}

/// Two columns and two rows of cells of 0.001 degrees (111 m) from (0, 0), with weights 3, 4 in the
/// upper row, which comes first, and 1, 2 in the lower.
std::string raster_file(const TestFolder& folder) {
  return folder.write("r.asc", "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\n"
                               "cellsize 0.001\n3 4\n1 2\n");
}

std::vector<DemandShare> places_in_feature(const Demand& demand, const FeatureSet& areas,
                                           std::uint32_t feature) {
  return points_within(demand, areas, std::array{feature});
}

auto part(std::uint32_t point, double share) {
  return testing::AllOf(testing::Field(&DemandShare::point, point),
                        testing::Field(&DemandShare::share, testing::DoubleNear(share, 1e-9)));
}

double weight_of(const Demand& demand, const std::vector<DemandShare>& points) {
  double sum = 0;
  for (const auto& [point, share] : points)
    sum += demand.points[point].weight * share;
  return sum;
}

TEST(PlacesIn, OfARasterCellCountsTheShareThatLiesInAWard) {
  const TestFolder folder;
  const auto demand = demand_of(raster_file(folder));
  ASSERT_EQ(demand.points.size(), 4U);
  // A ward over the western half of the eastern column, and all of the western one.
  const auto wards = layer_of(polygons_file(folder, "w.geojson", {rectangle({-1, -1, 0.0015, 1})}));
  EXPECT_THAT(places_in_feature(demand, *wards->features, 0),
              ElementsAre(part(0, 1), part(1, 0.5), part(2, 1), part(3, 0.5)));
}

TEST(PlacesIn, ACellAtTheCornerOfFourWardsIsSharedOut) {
  const TestFolder folder;
  const auto demand = demand_of(raster_file(folder));
  // The wards meet in the lower western cell, at 0.3 of its width and 0.6 of its height.
  const auto wards = layer_of(
      polygons_file(folder, "w.geojson",
                    {rectangle({-1, -1, 0.0003, 0.0006}), rectangle({0.0003, -1, 1, 0.0006}),
                     rectangle({-1, 0.0006, 0.0003, 1}), rectangle({0.0003, 0.0006, 1, 1})}));
  EXPECT_THAT(places_in_feature(demand, *wards->features, 0), ElementsAre(part(2, 0.3 * 0.6)));
  EXPECT_THAT(places_in_feature(demand, *wards->features, 1),
              ElementsAre(part(2, 0.7 * 0.6), part(3, 0.6)));
  EXPECT_THAT(places_in_feature(demand, *wards->features, 2),
              ElementsAre(part(0, 0.3), part(2, 0.3 * 0.4)));
  EXPECT_THAT(places_in_feature(demand, *wards->features, 3),
              ElementsAre(part(0, 0.7), part(1, 1), part(2, 0.7 * 0.4), part(3, 0.4)));
}

TEST(PlacesIn, AHazardZoneOverAThirdOfACell) {
  const TestFolder folder;
  const auto demand = demand_of(raster_file(folder));
  // A triangle in the upper eastern cell: base 0.001, height 0.002 / 3, so a third of the cell.
  const auto zones = layer_of(polygons_file(
      folder, "z.geojson", {{{0.001, 0.001}, {0.002, 0.001}, {0.002, 0.001 + 0.002 / 3}}}));
  EXPECT_THAT(places_in_feature(demand, *zones->features, 0), ElementsAre(part(1, 1. / 3)));
}

TEST(PlacesIn, WhatSeveralZonesCoverCountsOnce) {
  const TestFolder folder;
  const auto demand = demand_of(raster_file(folder));
  // Bands over the lower row: 0 to 0.4, 0.2 to 0.6 and 0.3 to 0.5 of its height, together 0.6; the
  // last band holds the upper row but for its last tenth.
  const auto band = [](double south, double north) {
    return rectangle({-1, south / 1000, 1, north / 1000});
  };
  const auto zones = layer_of(polygons_file(
      folder, "z.geojson", {band(0, 0.4), band(0.2, 0.6), band(0.3, 0.5), band(1, 1.9)}));
  EXPECT_THAT(points_within(demand, *zones->features, std::vector<std::uint32_t>{0, 1, 2, 3}),
              ElementsAre(part(0, 0.9), part(1, 0.9), part(2, 0.6), part(3, 0.6)));
  EXPECT_THAT(points_within(demand, *zones->features, std::vector<std::uint32_t>{0, 2}),
              ElementsAre(part(2, 0.5), part(3, 0.5)));
  EXPECT_THAT(points_within(demand, *zones->features, {}), IsEmpty());
}

TEST(PlacesIn, OfAPieceOfAPolygonCountsItsAreaAndNotThatOfItsCell) {
  const TestFolder folder;
  // Less than a cell: the lower right half of a square. A ward's border halves the square; of the
  // triangle a quarter lies west of it.
  const auto demand =
      demand_of(polygons_file(folder, "p.geojson", {{{0, 0}, {0.001, 0}, {0.001, 0.001}}}));
  ASSERT_EQ(demand.points.size(), 1U);
  const auto wards = layer_of(polygons_file(
      folder, "w.geojson", {rectangle({-1, -1, 0.0005, 1}), rectangle({0.0005, -1, 1, 1})}));
  EXPECT_THAT(places_in_feature(demand, *wards->features, 0), ElementsAre(part(0, 0.25)));
  EXPECT_THAT(places_in_feature(demand, *wards->features, 1), ElementsAre(part(0, 0.75)));
}

TEST(PlacesIn, PointsLieInAFeatureOrNot) {
  const TestFolder folder;
  // Squares from 0 to 2 and from 1 to 3, the second without what lies beyond x = y = 2.2.
  const auto areas = layer_of(polygons_file(
      folder, "a.geojson",
      {rectangle({0, 0, 2, 2}), {{1, 1}, {3, 1}, {3, 2.2}, {2.2, 2.2}, {2.2, 3}, {1, 3}}}));
  const auto demand = demand_of(folder.write(
      "p.csv", "lon,lat,w\n0.5,0.5,1\n1.5,1.5,1\n2.5,1.5,1\n2.5,2.5,1\n9,9,1\n1.6,1.4,1\n"));
  EXPECT_THAT(places_in_feature(demand, *areas->features, 0),
              ElementsAre(part(0, 1), part(1, 1), part(5, 1)));
  EXPECT_THAT(places_in_feature(demand, *areas->features, 1),
              ElementsAre(part(1, 1), part(2, 1), part(5, 1)));
  EXPECT_THAT(points_within(demand, *areas->features, std::vector<std::uint32_t>{1, 0}),
              ElementsAre(part(0, 1), part(1, 1), part(2, 1), part(5, 1)));
}

/// Four by four wards with crooked borders that tile [0, 0.02] x [0, 0.02].
std::vector<Ring> crooked_wards() {
  const auto at = [](double column, double row) {
    const double bend = 0.0004 * std::sin(3 * column) * std::sin(3 * row);
    return LonLat{column * 0.005 + (column > 0 && column < 4 ? bend : 0),
                  row * 0.005 + (row > 0 && row < 4 ? bend : 0)};
  };
  std::vector<Ring> wards;
  for (int ward = 0; ward < 16; ++ward) {
    auto& ring = wards.emplace_back();
    const LonLat corner{static_cast<double>(ward % 4), static_cast<double>(ward / 4)};
    for (int side = 0; side < 4; ++side)
      for (int step = 0; step < 32; ++step) { // 32ths are exact, so neighbours share their corners
        const double along = step / 32.0;
        const std::array<LonLat, 4> sides{{{along, 0}, {1, along}, {1 - along, 1}, {0, 1 - along}}};
        const auto on = sides[static_cast<std::size_t>(side)];
        ring.push_back(at(corner.lon + on.lon, corner.lat + on.lat));
      }
  }
  return wards;
}

void expect_wards_add_up(const Demand& demand, const FeatureSet& wards) {
  std::vector<double> shares(demand.points.size(), 0);
  double sum = 0;
  std::vector<std::uint32_t> all(wards.size());
  std::iota(all.begin(), all.end(), 0U);
  for (const auto ward : all) {
    const auto points = places_in_feature(demand, wards, ward);
    sum += weight_of(demand, points);
    for (const auto& [point, share] : points)
      shares[point] += share;
  }
  EXPECT_NEAR(sum / demand.total, 1, 1e-9);
  for (const double share : shares)
    ASSERT_NEAR(share, 1, 1e-6);
  EXPECT_NEAR(weight_of(demand, points_within(demand, wards, all)) / demand.total, 1, 1e-9);
}

TEST(PlacesIn, OverWardsThatTileThePlaneSumsAreTheTotal) {
  const TestFolder folder;
  std::string grid = "ncols 37\nnrows 29\nxllcorner 0.0004\nyllcorner 0.0003\ncellsize 0.0005\n";
  for (int i = 0; i < 37 * 29; ++i)
    grid += std::to_string(1 + i % 5) + " ";
  const auto wards = layer_of(polygons_file(folder, "w.geojson", crooked_wards(), 100));
  expect_wards_add_up(demand_of(folder.write("r.asc", grid)), *wards->features);
  // The wards' own people, each ward by its own grid: all of them, and nobody else's.
  const auto of_wards = build_demand(wards, 50);
  expect_wards_add_up(of_wards, *wards->features);
  for (std::uint32_t ward = 0; ward < 16; ++ward)
    EXPECT_NEAR(weight_of(of_wards, places_in_feature(of_wards, *wards->features, ward)), 100,
                1e-6);
}

TEST(PlacesIn, ARasterCountsAsItsCellsAsPolygons) {
  const TestFolder folder;
  std::string grid = "ncols 12\nnrows 12\nxllcorner 0.001\nyllcorner 0.001\ncellsize 0.0015\n";
  std::vector<Ring> cells;
  for (int i = 0; i < 144; ++i) {
    grid += "1 ";
    const double west = 0.001 + i % 12 * 0.0015;
    const double north = 0.001 + (12 - i / 12) * 0.0015;
    cells.push_back(rectangle({west, north - 0.0015, west + 0.0015, north}));
  }
  const auto wards = layer_of(polygons_file(folder, "w.geojson", crooked_wards()));
  const auto raster = demand_of(folder.write("r.asc", grid));
  const auto polygons = demand_of(polygons_file(folder, "p.geojson", cells));
  for (std::uint32_t ward = 0; ward < 16; ++ward)
    EXPECT_NEAR(weight_of(raster, places_in_feature(raster, *wards->features, ward)),
                weight_of(polygons, places_in_feature(polygons, *wards->features, ward)), 1e-9);
}

} // namespace
