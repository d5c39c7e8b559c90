#include "layers/sources/gdal_raster.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <sstream>

#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/catalog/source.hpp"
#include "tests/support/gdal_fixture.hpp"
#include "tests/support/test_files.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using geo::Box;
using layers::Kind;
using layers::LayerConfig;
using layers::read_layer;
using layers::read_raster;

using testing::HasSubstr;
using testing::StartsWith;

LayerConfig demand(const std::string& source) {
  LayerConfig config;
  config.id = "people";
  config.kind = Kind::demand;
  config.source = source;
  return config;
}

struct RasterSpec {
  int columns = 0;
  int rows = 0;
  std::vector<double> values;
  GDALDataType type = GDT_Float32;
  std::string crs = "EPSG:4326";
  std::array<double, 6> transform{105, 0.01, 0, 21, 0, -0.01};
  double no_data = std::numeric_limits<double>::quiet_NaN();
  double scale = 1;
  bool has_position = true;
};

std::string write_tiff(const TestFolder& folder, RasterSpec spec) {
  GDALAllRegister();
  const auto path = folder.path("people.tif");
  auto* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  const std::unique_ptr<GDALDataset> dataset(
      driver->Create(path.c_str(), spec.columns, spec.rows, 1, spec.type, nullptr));
  if (spec.has_position)
    dataset->SetGeoTransform(spec.transform.data());
  OGRSpatialReference crs;
  crs.SetFromUserInput(spec.crs.c_str());
  dataset->SetSpatialRef(&crs);
  auto& band = *dataset->GetRasterBand(1);
  if (!std::isnan(spec.no_data))
    band.SetNoDataValue(spec.no_data);
  if (spec.scale != 1)
    band.SetScale(spec.scale);
  EXPECT_EQ(band.RasterIO(GF_Write, 0, 0, spec.columns, spec.rows, spec.values.data(), spec.columns,
                          spec.rows, GDT_Float64, 0, 0, nullptr),
            CE_None);
  return path;
}

TEST(Raster, CellsOverZeroBecomeSquares) {
  const TestFolder folder;
  const double nan = std::nan("");
  const auto path = write_tiff(
      folder, {.columns = 3, .rows = 2, .values = {5, 0, -2, nan, 7.5, -9999}, .no_data = -9999});
  const auto features = read_layer(demand(path));
  ASSERT_EQ(features.size(), 2U);
  EXPECT_EQ(features.json_text(0), R"("id":0,"properties":{"value":5.0})");
  EXPECT_EQ(features.json_text(1), R"("id":4,"properties":{"value":7.5})");
  // Cell 4 is the second of the second row: west 105.01, north 20.99.
  const auto box = geo::bounding_box(geo::GeometryView(features.geometry, 1, 2));
  EXPECT_NEAR(box.west, 105.01, 1e-12);
  EXPECT_NEAR(box.east, 105.02, 1e-12);
  EXPECT_NEAR(box.south, 20.98, 1e-12);
  EXPECT_NEAR(box.north, 20.99, 1e-12);
  EXPECT_EQ(features.report.format, "GTiff raster");
  EXPECT_TRUE(layers::was_raster(features.report));
  EXPECT_FALSE(features.report.lost_any());
}

TEST(Raster, NoDataOverZeroIsLeftOutToo) {
  const TestFolder folder;
  // 1e38 is no number that fits 32 bits: the band holds the nearest one.
  const auto path =
      write_tiff(folder, {.columns = 2, .rows = 1, .values = {5, 1e38}, .no_data = 1e38});
  EXPECT_EQ(read_layer(demand(path)).size(), 1U);
}

TEST(Raster, ScaleCounts) {
  const TestFolder folder;
  const auto path =
      write_tiff(folder, {.columns = 1, .rows = 1, .values = {5}, .type = GDT_Int16, .scale = 0.5});
  EXPECT_EQ(read_layer(demand(path)).json_text(0), R"("id":0,"properties":{"value":2.5})");
}

TEST(Raster, MetresBecomeDegrees) {
  const TestFolder folder;
  // 100 m around the central meridian of UTM zone 48, 105 degrees east, north of the equator.
  const auto path = write_tiff(folder, {.columns = 1,
                                        .rows = 1,
                                        .values = {5},
                                        .crs = "EPSG:32648",
                                        .transform = {499950, 100, 0, 100, 0, -100}});
  const auto features = read_layer(demand(path));
  const auto box = geo::bounding_box(geo::GeometryView(features.geometry));
  EXPECT_NEAR((box.west + box.east) / 2, 105, 1e-9);
  EXPECT_NEAR((box.east - box.west) * 111'320, 100, 0.2);
  EXPECT_EQ(features.report.crs, "EPSG:32648");
}

TEST(Raster, OtherKindsDoNotTakeRasters) {
  const TestFolder folder;
  auto config = demand(write_tiff(folder, {1, 1, {5}}));
  config.kind = Kind::area;
  EXPECT_THAT(error_of([&] { read_layer(config); }),
              StartsWith(config.source +
                         ": a raster; a configuration can use it as a layer of kind "
                         "\"demand\" (people in its cells)"));
}

TEST(Raster, VectorDemandIsNoRaster) {
  const TestFolder folder;
  SourceWriter(folder.path("a.gpkg"), "GPKG", "a", "EPSG:4326").add("POINT (105 21)");
  EXPECT_FALSE(layers::is_raster(folder.path("a.gpkg"), layers::Reach::anywhere));
  EXPECT_FALSE(layers::is_raster(folder.write("a.csv", "lon,lat\n1,2\n"), layers::Reach::anywhere));
  EXPECT_TRUE(layers::is_raster(write_tiff(folder, {1, 1, {5}}), layers::Reach::itself));
}

TEST(Raster, WithoutPositionIsRefused) {
  const TestFolder folder;
  const auto path =
      write_tiff(folder, {.columns = 1, .rows = 1, .values = {5}, .has_position = false});
  EXPECT_EQ(error_of([&] { read_raster(demand(path)); }),
            path + ": does not say where it lies; give it a position with `gdal_translate -a_ullr "
                   "…`");
}

TEST(Raster, WithoutPeopleIsAnEmptyLayer) {
  const TestFolder folder;
  const auto features = read_layer(demand(write_tiff(folder, {2, 1, {0, 0}})));
  EXPECT_EQ(features.size(), 0U);
  EXPECT_EQ(features.report.problems.back().what, "no features: an empty layer");
}

TEST(Raster, HasNoTablesAndNoConditions) {
  const TestFolder folder;
  auto config = demand(write_tiff(folder, {1, 1, {5}}));
  config.where = "value > 3";
  EXPECT_EQ(error_of([&] { read_layer(config); }),
            config.source + ": is a raster: it has no \"where\"; leave it out");
  config.tables = {"band 1"};
  EXPECT_EQ(error_of([&] { read_layer(config); }),
            config.source + ": is a raster: it has no \"table\"; leave it out");
}

TEST(Raster, TooManyCellsAreRefusedWithTheMend) {
  const TestFolder folder;
  // 2001 x 2000 = 4,002,000 cells.
  const auto path = write_tiff(folder, {.columns = 2001,
                                        .rows = 2000,
                                        .values = std::vector<double>(2001 * 2000, 1),
                                        .type = GDT_Byte});
  EXPECT_EQ(error_of([&] { read_raster(demand(path)); }),
            path + ": more than 4000000 cells hold a value; make them larger with `gdalwarp -r sum "
                   "-tr …`");
}

TEST(Raster, CutOffIsRefused) {
  const TestFolder folder;
  write_tiff(
      folder,
      {.columns = 200, .rows = 200, .values = std::vector<double>(40'000, 1), .type = GDT_Float64});
  const auto path = folder.truncate("people.tif", 0.5);
  EXPECT_THAT(error_of([&] { read_raster(demand(path)); }),
              testing::AllOf(StartsWith(path + ": "), HasSubstr("people.tif")));
}

TEST(Raster, MissingIsNotFound) {
  EXPECT_EQ(error_of([] { read_raster(demand("/nowhere/a.tif")); }),
            "/nowhere/a.tif: no such file; check \"source\"");
}

TEST(Raster, TextsAreNoRasters) {
  const TestFolder folder;
  const auto path = folder.write("a.tif", "this is no picture");
  EXPECT_THAT(error_of([&] { read_raster(demand(path)); }),
              StartsWith(path + ": not a raster GDAL can open: "));
}

/// Sum of the "value" of all features.
double sum_of_values(const layers::SourceFeatures& features) {
  double sum = 0;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const auto text = features.json_text(i);
    sum += std::strtod(text.data() + text.rfind(':') + 1, nullptr);
  }
  return sum;
}

TEST(RealRaster, PopulationOfJakartaIsKept) {
  const auto path = support::real_data("hazard-indonesia/population.asc");
  std::ifstream file(path);
  if (!file)
    GTEST_SKIP() << "no real data at " << path << "; set HAZARDMAP_REAL_DATA";
  double sum = 0; // six lines of header, then numbers, -1 where there are no data
  std::size_t count = 0;
  std::string line;
  for (int i = 0; std::getline(file, line); ++i) {
    std::istringstream numbers(line);
    for (double number = 0; i >= 7 && numbers >> number;) {
      sum += number > 0 ? number : 0;
      count += number > 0 ? 1 : 0;
    }
  }
  const auto features = read_layer(demand(path));
  EXPECT_EQ(features.size(), count);
  EXPECT_DOUBLE_EQ(sum_of_values(features), sum);
}

TEST(RealRaster, PeopleInWebMercatorLieInJakarta) {
  const auto path = support::real_data("hazard-indonesia/people_allow_resampling_true.tif");
  if (!std::ifstream(path))
    GTEST_SKIP() << "no real data at " << path << "; set HAZARDMAP_REAL_DATA";
  const auto features = read_layer(demand(path));
  // Its corners as gdalinfo gives them: 106d50' 5.42" to 106d50'31.53" E, 6d 9'59.66" to
  // 6d10'18.56" S.
  const Box bounds{106 + 50 / 60.0 + 5.41 / 3600, -6 - 10 / 60.0 - 18.57 / 3600,
                   106 + 50 / 60.0 + 31.54 / 3600, -6 - 9 / 60.0 - 59.65 / 3600};
  EXPECT_TRUE(bounds.contains(geo::bounding_box(geo::GeometryView(features.geometry))));
  EXPECT_LE(features.size(), 16U * 12U);
  EXPECT_GT(sum_of_values(features), 0);
}

} // namespace
