#include "geo/hilbert.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

namespace {

using geo::Cell;

TEST(Hilbert, TheFirstOrderIsAnArch) {
  EXPECT_EQ(geo::hilbert_cell(1, 0), (Cell{0, 0}));
  EXPECT_EQ(geo::hilbert_cell(1, 1), (Cell{0, 1}));
  EXPECT_EQ(geo::hilbert_cell(1, 2), (Cell{1, 1}));
  EXPECT_EQ(geo::hilbert_cell(1, 3), (Cell{1, 0}));
}

TEST(Hilbert, EachCellIsBesideTheOneBefore) {
  const int order = 5;
  for (std::uint64_t number = 1; number < 1024; ++number) { // 4^5 cells
    const auto before = geo::hilbert_cell(order, number - 1);
    const auto cell = geo::hilbert_cell(order, number);
    const auto steps =
        std::abs(int(cell.x) - int(before.x)) + std::abs(int(cell.y) - int(before.y));
    EXPECT_EQ(steps, 1) << number;
    EXPECT_EQ(geo::hilbert_number(order, cell), number);
  }
}

TEST(Hilbert, FourCellsOfTheNextOrderLieInEach) {
  for (std::uint64_t number = 0; number < 1024; ++number) {
    const auto child = geo::hilbert_cell(5, number);
    EXPECT_EQ(geo::hilbert_cell(4, number / 4), (Cell{child.x / 2, child.y / 2})) << number;
  }
}

TEST(Hilbert, ReachesTheLastCellOfTheLargestOrder) {
  const Cell last{(1U << 31U) - 1, 0};
  const std::uint64_t number = (std::uint64_t{1} << 62U) - 1;
  EXPECT_EQ(geo::hilbert_number(31, last), number);
  EXPECT_EQ(geo::hilbert_cell(31, number), last);
  EXPECT_EQ(geo::hilbert_number(0, {0, 0}), 0U);
}

TEST(Hilbert, NumbersThePositionsOfAnExtentByTheirCells) {
  const geo::Box extent{10, 20, 14, 22};
  // The arch of the first order: up in the west, down in the east.
  EXPECT_EQ(geo::hilbert_number(1, {10, 20}, extent), 0U);
  EXPECT_EQ(geo::hilbert_number(1, {10, 22}, extent), 1U);
  EXPECT_EQ(geo::hilbert_number(1, {14, 22}, extent), 2U);
  EXPECT_EQ(geo::hilbert_number(1, {14, 20}, extent), 3U);
  // Without width there is one column: the cells (0, 0) and (0, 1).
  EXPECT_EQ(geo::hilbert_number(1, {10, 22}, {10, 20, 10, 22}), 1U);
}

} // namespace
