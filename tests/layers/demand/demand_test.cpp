#include "layers/demand/demand.hpp"

#include <cmath>
#include <fstream>
#include <numeric>
#include <sstream>

#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/local_plane.hpp"
#include "layers/catalog/source.hpp"
#include "tests/support/test_files.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using geo::LonLat;
using layers::build_demand;
using layers::Demand;
using layers::Kind;
using layers::Layer;
using testing::ElementsAre;

using Fields = std::map<std::string, std::string>;

std::shared_ptr<const Layer> layer_of(const std::string& source, const Fields& fields = {}) {
  auto layer = std::make_shared<Layer>();
  layer->config.id = "people";
  layer->config.kind = Kind::demand;
  layer->config.source = source;
  layer->config.fields = fields;
  auto features = layers::read_layer(layer->config);
  layer->report = features.report;
  layer->features = layers::build_feature_set(std::move(features));
  return layer;
}

std::vector<double> weights_of(const Demand& demand) {
  std::vector<double> weights;
  for (const auto& point : demand.points)
    weights.push_back(point.weight);
  return weights;
}

double sum_of_weights(const Demand& demand) {
  const auto weights = weights_of(demand);
  return std::accumulate(weights.begin(), weights.end(), 0.0);
}

const char* points_csv = "lon,lat,w,pop\n0,0,2,10\n0.001,0,-3,20\n0.002,0,,30\n0.003,0,abc,40\n";

TEST(DemandOfPoints, WeighsByItsRole) {
  const TestFolder folder;
  const auto path = folder.write("a.csv", points_csv);
  EXPECT_THAT(weights_of(build_demand(layer_of(path))), ElementsAre(1, 1, 1, 1));
  EXPECT_THAT(weights_of(build_demand(layer_of(path, {{"population", "pop"}}))),
              ElementsAre(10, 20, 30, 40));
  const auto both =
      build_demand(layer_of(path, {{"population", "pop"}, {"weight", "w"}}));
  EXPECT_THAT(weights_of(both), ElementsAre(2));
  EXPECT_EQ(both.total, 2);
}

TEST(DemandOfPoints, NegativeAndMissingWeightsCountAsNothingAndAreCounted) {
  const TestFolder folder;
  const auto demand =
      build_demand(layer_of(folder.write("a.csv", points_csv), {{"weight", "w"}}));
  EXPECT_EQ(demand.negative, 1U);
  EXPECT_EQ(demand.without_weight, 2U) << "one is empty, one a word";
  EXPECT_EQ(demand.points[0].feature, 0U);
}

TEST(DemandOfPoints, SeveralOfAFeatureShareItsWeight) {
  const TestFolder folder;
  const auto path = folder.write("a.geojson", R"({"type":"Feature","properties":{"w":6},
    "geometry":{"type":"MultiPoint","coordinates":[[0,0],[0.001,0],[0.002,0]]}})");
  EXPECT_THAT(weights_of(build_demand(layer_of(path, {{"weight", "w"}}))),
              ElementsAre(2, 2, 2));
}

/// A ring of metres around (0, 0) as GeoJSON.
std::string polygon_file(const TestFolder& folder, const std::vector<geo::LocalXY>& ring) {
  const geo::LocalPlane plane({0, 0});
  std::string text;
  for (const auto at : ring) {
    const auto p = plane.to_lonlat(at);
    text += fmt::format("{}[{},{}]", text.empty() ? "" : ",", p.lon, p.lat);
  }
  return folder.write("a.geojson", R"({"type":"Feature","properties":{"w":90},"geometry":
    {"type":"Polygon","coordinates":[[)" +
                                       text + "]]}}");
}

TEST(DemandOfPolygons, IsSpreadEvenly) {
  const TestFolder folder;
  const auto path = polygon_file(folder, {{0, 0}, {300, 0}, {300, 300}, {0, 300}, {0, 0}});
  const auto demand = build_demand(layer_of(path, {{"weight", "w"}}), 100);
  ASSERT_EQ(demand.points.size(), 9U);
  for (const double weight : weights_of(demand))
    EXPECT_NEAR(weight, 10, 1e-5);
  const auto middle = geo::LocalPlane({0, 0}).to_local(demand.points[4].position);
  EXPECT_NEAR(middle.x_m, 150, 1e-6);
  EXPECT_NEAR(middle.y_m, 150, 1e-6);
}

TEST(DemandOfPolygons, PartlyCoveredCellsHaveTheShareOfTheirArea) {
  const TestFolder folder;
  // Half a square of two by two cells, below its diagonal: half, all, nothing and half of a cell,
  // so a quarter, a half and a quarter of the weight of 90.
  const auto path = polygon_file(folder, {{0, 0}, {200, 0}, {200, 200}, {0, 0}});
  const auto demand = build_demand(layer_of(path, {{"weight", "w"}}), 100);
  EXPECT_THAT(weights_of(demand),
              ElementsAre(testing::DoubleNear(22.5, 1e-4), testing::DoubleNear(45, 1e-4),
                          testing::DoubleNear(22.5, 1e-4)));
  for (const auto& point : demand.points)
    EXPECT_TRUE(geo::contains(demand.layer->features->feature(0).part(0).ring(0), point.position));
}

TEST(DemandOfPolygons, SmallerThanACellIsOnePlace) {
  const TestFolder folder;
  const auto path = polygon_file(folder, {{0, 0}, {30, 0}, {0, 30}, {0, 0}});
  const auto demand = build_demand(layer_of(path, {{"weight", "w"}}), 100);
  EXPECT_THAT(weights_of(demand), ElementsAre(90));
  const auto centre = geo::LocalPlane({0, 0}).to_local(demand.points[0].position);
  EXPECT_NEAR(centre.x_m, 10, 1e-6);
  EXPECT_NEAR(centre.y_m, 10, 1e-6);
}

TEST(DemandOfPolygons, FarFromTheEquatorACellFurtherNorthHoldsLess) {
  const TestFolder folder;
  // Two cells on top of each other, middles at 60.25 and 60.75 degrees: their areas are as
  // cos(60.25) to cos(60.75).
  const auto path = folder.write("a.geojson", R"({"type":"Feature","properties":{"w":1},"geometry":
    {"type":"Polygon","coordinates":[[[0,60],[0.001,60],[0.001,61],[0,61],[0,60]]]}})");
  const auto demand = build_demand(layer_of(path, {{"weight", "w"}}), 60'000);
  ASSERT_EQ(demand.points.size(), 2U);
  EXPECT_NEAR(demand.points[0].weight / demand.points[1].weight,
              std::cos(60.25 * M_PI / 180) / std::cos(60.75 * M_PI / 180), 1e-9);
  EXPECT_NEAR(sum_of_weights(demand), 1, 1e-12);
}

TEST(DemandOfPolygons, WithoutAWeightIsRefused) {
  const TestFolder folder;
  const auto path = polygon_file(folder, {{0, 0}, {30, 0}, {0, 30}, {0, 0}});
  EXPECT_EQ(error_of([&] { build_demand(layer_of(path)); }),
            "layer \"people\": its polygons have no weight; set \"fields.population\" or "
            "\"fields.weight\"");
}

TEST(Demand, LinesAreRefused) {
  const TestFolder folder;
  const auto path =
      folder.write("a.geojson", R"({"type":"LineString","coordinates":[[0,0],[1,1]]})");
  EXPECT_EQ(error_of([&] { build_demand(layer_of(path)); }),
            "layer \"people\": feature 0 is a line; demand lies at points or in polygons");
}

TEST(Demand, TooManyPlacesAreRefusedWithTheMend) {
  const TestFolder folder;
  // 300 km by 300 km in cells of 100 m would be 9 million.
  const auto path =
      polygon_file(folder, {{0, 0}, {300'000, 0}, {300'000, 300'000}, {0, 300'000}, {0, 0}});
  EXPECT_EQ(error_of([&] {
              build_demand(layer_of(path, {{"weight", "w"}}));
            }),
            "layer \"people\": more than 4000000 places of demand in cells of 100 m; use larger "
            "cells");
}

TEST(Demand, IsGivenUpWhenNobodyWaits) {
  const TestFolder folder;
  std::stop_source stop;
  stop.request_stop();
  const auto layer = layer_of(folder.write("a.csv", points_csv));
  EXPECT_EQ(error_of([&] { build_demand(layer, 100, stop.get_token()); }),
            "the work was given up: nobody waits for its result any more");
}

TEST(DemandOfRasters, WeighsWhatTheCellsHold) {
  const TestFolder folder;
  // Cells of 0.0005 degrees are 55 m: one point each, in the middle; 4 is the greatest weight.
  const auto path = folder.write("a.asc", "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\n"
                                          "cellsize 0.0005\nNODATA_value -1\n1 -1\n0 4\n");
  const auto demand = build_demand(layer_of(path), 100);
  EXPECT_THAT(weights_of(demand), ElementsAre(1, 4));
  EXPECT_NEAR(demand.points[1].position.lon, 0.00075, 1e-12);
  EXPECT_NEAR(demand.points[1].position.lat, 0.00025, 1e-12);
  EXPECT_EQ(demand.total, 5);
}

TEST(DemandOfRasters, LargerCellsAreSpread) {
  const TestFolder folder;
  // Cells of 0.002 degrees are 222.6 m wide and 221.1 m high: three by three of 100 m.
  const auto path = folder.write("a.asc", "ncols 1\nnrows 1\nxllcorner 0\nyllcorner 0\n"
                                          "cellsize 0.002\n18\n");
  const auto demand = build_demand(layer_of(path), 100);
  ASSERT_EQ(demand.points.size(), 9U);
  for (const double weight : weights_of(demand))
    EXPECT_NEAR(weight, 2, 1e-6);
}

TEST(RealDemand, PopulationOfPortoAlegreIsKept) {
  const auto path = support::real_data("osm-portoalegre/poa_hexgrid.csv");
  std::ifstream file(path);
  if (!file)
    GTEST_SKIP() << "no real data at " << path << "; set HAZARDMAP_REAL_DATA";
  double sum = 0; // of the fourth column
  std::string line;
  for (std::getline(file, line); std::getline(file, line);) {
    std::istringstream cells(line);
    std::string cell;
    for (int i = 0; i < 4; ++i)
      std::getline(cells, cell, ',');
    sum += std::stod(cell);
  }
  const auto demand = build_demand(layer_of(path, {{"population", "population"}}));
  EXPECT_GT(sum, 100'000);
  EXPECT_DOUBLE_EQ(demand.total, sum);
  EXPECT_DOUBLE_EQ(sum_of_weights(demand), sum);
  EXPECT_EQ(demand.negative + demand.without_weight, 0U);
}

} // namespace
