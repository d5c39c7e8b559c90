#include "geo/area/grid_places.hpp"

#include <random>

#include <gtest/gtest.h>

namespace geo {
namespace {

/// Four blocks of 4 × 4 cells of 10 m, of which the north-western one is not there. Each cell's
/// time is 100 times its row and its column; its origin the number of its block.
TimeGrid four_blocks() {
  TimeGrid grid;
  grid.plane = LocalPlane({105, 21});
  grid.cell_m = 10;
  grid.west_m = -40;
  grid.south_m = 80;
  grid.columns = 8;
  grid.rows = 8;
  grid.block_cells = 4;
  for (std::uint32_t block = 0; block < 4; ++block) {
    TimeBlock filled;
    for (std::uint32_t row = 0; row < 4; ++row)
      for (std::uint32_t column = 0; column < 4; ++column) {
        filled.times.push_back((block / 2 * 4 + row) * 100 + block % 2 * 4 + column);
        filled.origins.push_back(block);
      }
    grid.blocks.push_back(block == 2 ? nullptr : std::make_shared<const TimeBlock>(filled));
  }
  return grid;
}

TEST(GridPlaces, ACellHasWhatIsNearestToItsCentre) {
  const auto grid = four_blocks();
  std::mt19937 random(1);
  std::uniform_real_distribution<double> off_m(-4.99, 4.99);
  for (std::uint32_t row = 0; row < grid.rows; ++row)
    for (std::uint32_t column = 0; column < grid.columns; ++column) {
      const auto place = grid.plane.to_lonlat(
          {-40 + 10.0 * column + off_m(random), 80 + 10.0 * row + off_m(random)});
      EXPECT_EQ(column_at(grid, place.lon), column);
      EXPECT_EQ(row_at(grid, place.lat), row);
    }
}

TEST(GridPlaces, BesideTheGridThereIsNoCell) {
  const auto grid = four_blocks();
  const auto at = [&](double x_m, double y_m) { return grid.plane.to_lonlat({x_m, y_m}); };
  EXPECT_EQ(column_at(grid, at(-45.01, 0).lon), no_cell);
  EXPECT_EQ(column_at(grid, at(-44.99, 0).lon), 0U);
  EXPECT_EQ(column_at(grid, at(34.99, 0).lon), 7U);
  EXPECT_EQ(column_at(grid, at(35.01, 0).lon), no_cell);
  EXPECT_EQ(row_at(grid, at(0, 74.99).lat), no_cell);
  EXPECT_EQ(row_at(grid, at(0, 155.01).lat), no_cell);
  EXPECT_EQ(column_at(TimeGrid(), 0), no_cell) << "a grid without cells";
  EXPECT_EQ(column_at(grid, -75), no_cell) << "on the other side of the world";
}

TEST(GridPlaces, BoundsLieHalfACellBeyondTheCentres) {
  const auto grid = four_blocks();
  const auto box = bounds(grid);
  const auto south_west = grid.plane.to_local({box.west, box.south});
  const auto north_east = grid.plane.to_local({box.east, box.north});
  EXPECT_NEAR(south_west.x_m, -45, 1e-6);
  EXPECT_NEAR(south_west.y_m, 75, 1e-6);
  EXPECT_NEAR(north_east.x_m, 35, 1e-6);
  EXPECT_NEAR(north_east.y_m, 155, 1e-6);
}

TEST(GridPlaces, AnArrivalIsThatOfTheCellAndItsOrigin) {
  auto grid = four_blocks();
  const auto at = [&](double x_m, double y_m) {
    return arrival_at(grid, grid.plane.to_lonlat({x_m, y_m}));
  };
  EXPECT_EQ(at(-40, 80), (Arrival{0, 0}));
  EXPECT_EQ(at(13, 104), (Arrival{205, 1})) << "column 5, row 2";
  EXPECT_EQ(at(30, 150), (Arrival{707, 3})) << "column 7, row 7";
  EXPECT_EQ(at(-40, 150), Arrival()) << "a block that is not there";
  EXPECT_EQ(at(-50, 80), Arrival()) << "beside the grid";
  grid.names = {10, 11, 12, 13};
  EXPECT_EQ(at(30, 150), (Arrival{707, 13}));
}

} // namespace
} // namespace geo
