#include "layers/results/gdal_cog.hpp"

#include <filesystem>

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/area/grid_places.hpp"
#include "geo/stop.hpp"
#include "layers/results/result_writer.hpp"
#include "tests/support/gdal_image.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using geo::Deciseconds;
using layers::AnswerGrid;

Deciseconds time_of(std::uint32_t column, std::uint32_t row) {
  return row * 1000 + column;
}

/// Blocks of 128 × 128 cells of 20 m, every third of which is not there; in the others each seventh
/// cell is not reached. Times are those of time_of(), origins the columns modulo three.
AnswerGrid grid_of_blocks(std::uint32_t across, std::uint32_t up) {
  constexpr std::uint32_t side = 128;
  geo::TimeGrid grid;
  grid.plane = geo::LocalPlane({105, 21});
  grid.cell_m = 20;
  grid.west_m = -500;
  grid.south_m = -700;
  grid.block_cells = side;
  grid.columns = across * side;
  grid.rows = up * side;
  for (std::uint32_t block = 0; block < across * up; ++block) {
    geo::TimeBlock filled;
    for (std::uint32_t cell = 0; cell < side * side; ++cell) {
      const auto column = block % across * side + cell % side;
      const auto row = block / across * side + cell / side;
      filled.times.push_back(cell % 7 == 0 ? geo::unreachable : time_of(column, row));
      filled.origins.push_back(column % 3);
    }
    grid.blocks.push_back(block % 3 == 1 ? nullptr
                                         : std::make_shared<const geo::TimeBlock>(filled));
  }
  return {std::make_shared<const geo::TimeGrid>(std::move(grid)),
          {{"7", "Đội 7"}, {"a,b", "\"<&>\""}, {"9", ""}}};
}

/// Of a band, as GDAL gives it by name.
std::string item(GDALRasterBand& band, const char* name) {
  const auto* value = band.GetMetadataItem(name);
  return value ? value : "(none)";
}

TEST(Cog, EachCellIsAtItsPlaceWithItsTimeAndItsStation) {
  const auto grid = grid_of_blocks(5, 4); // more than a block of the file each way
  support::GdalImage image(layers::cog_of(grid));
  const auto seconds = image.band(1);
  const auto stations = image.band(2);
  std::array<double, 6> to_place{};
  ASSERT_EQ(image.dataset().GetGeoTransform(to_place.data()), CE_None);
  const auto width = static_cast<std::size_t>(image.dataset().GetRasterXSize());
  ASSERT_EQ(seconds.size(), std::size_t{5 * 4} * 128 * 128);
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    const geo::LonLat centre{to_place[0] + (static_cast<double>(i % width) + 0.5) * to_place[1],
                             to_place[3] + (static_cast<double>(i / width) + 0.5) * to_place[5]};
    const auto arrival = geo::arrival_at(*grid.times, centre);
    const bool is_reached = arrival.cost != geo::unreachable;
    ASSERT_EQ(seconds[i], is_reached ? static_cast<int>((arrival.cost + 9) / 10) : -1) << i;
    ASSERT_EQ(stations[i], is_reached ? static_cast<int>(arrival.origin) + 1 : -1) << i;
  }
}

TEST(Cog, AWholeLimitHoldsForTheSameCells) {
  auto grid = grid_of_blocks(1, 1);
  support::GdalImage image(layers::cog_of(grid));
  const auto seconds = image.band(1);
  for (std::uint32_t row = 0; row < 128; ++row)
    for (std::uint32_t column = 0; column < 128; ++column) {
      const auto time = grid.times->time_at(column, row);
      const auto shown = seconds[std::size_t{127 - row} * 128 + column];
      for (const int limit_s : {1, 2, 105, 12'700})
        EXPECT_EQ(shown >= 0 && shown <= limit_s,
                  time != geo::unreachable && time <= static_cast<Deciseconds>(limit_s) * 10);
    }
}

TEST(Cog, SaysWhatItIs) {
  support::GdalImage image(layers::cog_of(grid_of_blocks(5, 4)));
  auto& file = image.dataset();
  EXPECT_STREQ(file.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE"), "COG");
  EXPECT_STREQ(file.GetSpatialRef()->GetAuthorityCode(nullptr), "4326");
  auto& arrival = *file.GetRasterBand(1);
  auto& station = *file.GetRasterBand(2);
  EXPECT_STREQ(arrival.GetDescription(), "arrival");
  EXPECT_STREQ(arrival.GetUnitType(), "s");
  EXPECT_STREQ(station.GetDescription(), "station");
  for (auto* band : {&arrival, &station}) {
    EXPECT_EQ(band->GetNoDataValue(), -1);
    EXPECT_EQ(band->GetRasterDataType(), GDT_Int32);
    EXPECT_EQ(band->GetOverviewCount(), 1) << "640 cells across: half of that is less than 512";
  }
  EXPECT_EQ(item(station, "STATION_1_ID"), "7");
  EXPECT_EQ(item(station, "STATION_1_NAME"), "Đội 7");
  EXPECT_EQ(item(station, "STATION_2_ID"), "a,b");
  EXPECT_EQ(item(station, "STATION_2_NAME"), "\"<&>\"");
  EXPECT_EQ(item(station, "STATION_3_ID"), "9");
  EXPECT_EQ(item(station, "STATION_4_ID"), "(none)");
}

TEST(Cog, NamesManyStations) {
  auto grid = grid_of_blocks(1, 1);
  for (int i = 0; i < 5000; ++i)
    grid.origins.push_back({std::to_string(i), "Đội Chữa cháy và CNCH " + std::to_string(i)});
  support::GdalImage image(layers::cog_of(grid));
  EXPECT_EQ(item(*image.dataset().GetRasterBand(2), "STATION_5003_NAME"),
            "Đội Chữa cháy và CNCH 4999");
}

TEST(Cog, LeavesNothingInMemory) {
  layers::cog_of(grid_of_blocks(5, 4));
  const CPLStringList left(VSIReadDirRecursive("/vsimem/"));
  for (int i = 0; i < left.size(); ++i)
    EXPECT_THAT(left[i], testing::Not(testing::HasSubstr("arrival")));
}

TEST(Cog, IsGivenUpWhenNobodyWaits) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(error_of([&] { layers::cog_of(grid_of_blocks(5, 4), stop.get_token()); }),
            error_of([&] { geo::check_stop(stop.get_token()); }));
}

TEST(Cog, AFileIsTheSameAndAppearsWhole) {
  const TestFolder folder;
  const auto grid = grid_of_blocks(2, 1);
  const auto path = folder.path("times.tif");
  layers::write_geotiff(grid, path, false);
  EXPECT_TRUE(bytes_of(path) == layers::cog_of(grid));
  EXPECT_EQ(error_of([&] { layers::write_geotiff(grid, path, false); }),
            path + ": exists already; name another or add --overwrite");
  EXPECT_EQ(error_of([&] { layers::write_geotiff(grid, folder.path("a.png"), false); }),
            folder.path("a.png") + ": unknown kind of file; end it with .tif");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path("")), {}), 1)
      << "no other files";
}

} // namespace
