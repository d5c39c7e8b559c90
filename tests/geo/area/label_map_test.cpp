#include "geo/area/label_map.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "geo/error.hpp"
#include "geo/overlay.hpp"
#include "geo/polygon_area.hpp"
#include "tests/support/label_sketch.hpp"

namespace geo {
namespace {

using Inside = std::vector<std::uint8_t>;

Inside only(std::uint32_t label) {
  Inside inside(label + 1, 0);
  inside[label] = 1;
  return inside;
}

double area_of(const LabelMap& map, const Inside& inside) {
  return area_m2(map.polygons(inside));
}

/// The grid lies in a plane; over a few metres the ellipsoid is one.
constexpr double rounding_m2 = 1e-4;

TEST(LabelMap, OneCellIsADiamondThroughTheMiddlesOfItsGridEdges) {
  const LabelMap map(label_sketch({"1"}), 0);
  // Diagonals of 1 m: half a square metre.
  EXPECT_NEAR(area_of(map, only(1)), 0.5, rounding_m2);
  EXPECT_EQ(map.polygons(only(1)).points.size(), 5);
}

TEST(LabelMap, ABlockLosesItsCorners) {
  const LabelMap map(label_sketch({"11", "11"}), 0);
  // 2 x 2 less a triangle of 0.5 x 0.5 / 2 at each corner.
  EXPECT_NEAR(area_of(map, only(1)), 4 - 4 * 0.125, rounding_m2);
}

TEST(LabelMap, PolygonsAreRightHandedInTheirPlace) {
  auto grid = label_sketch({"111", "1.1", "111"});
  grid.west_m = 1000;
  grid.south_m = -500;
  const auto polygons = LabelMap(grid, 0).polygons(only(1));
  ASSERT_EQ(polygons.part_count(), 1);
  ASSERT_EQ(polygons.ring_count(), 2);
  auto turned = polygons;
  orient_right_hand(turned);
  EXPECT_EQ(turned, polygons);
  // Cells 1 to 3 each way, half a cell around.
  const auto box = bounding_box(GeometryView(polygons));
  const auto south_west = grid.plane.to_local({box.west, box.south});
  const auto north_east = grid.plane.to_local({box.east, box.north});
  EXPECT_NEAR(south_west.x_m, 1000.5, 1e-6);
  EXPECT_NEAR(south_west.y_m, -499.5, 1e-6);
  EXPECT_NEAR(north_east.x_m, 1003.5, 1e-6);
  EXPECT_NEAR(north_east.y_m, -496.5, 1e-6);
}

TEST(LabelMap, AHoleIsTakenOffAndFilledByWhatLiesInIt) {
  const LabelMap map(label_sketch({"1111", "1221", "1221", "1111"}), 0);
  const double block = 4 - 4 * 0.125;
  EXPECT_NEAR(area_of(map, only(2)), block, rounding_m2);
  EXPECT_NEAR(area_of(map, {0, 1, 1}), 16 - 4 * 0.125, rounding_m2);
  EXPECT_NEAR(area_of(map, only(1)), 16 - 4 * 0.125 - block, rounding_m2);
}

TEST(LabelMap, HolesGoToTheSmallestShellAround) {
  const LabelMap map(label_sketch({
                         "111111111",
                         "1.......1",
                         "1.11111.1",
                         "1.1.1.1.1",
                         "1.11111.1",
                         "1.......1",
                         "111111111",
                         "1.1.1.1.1",
                         "111111111",
                     }),
                     0);
  const auto polygons = map.polygons(only(1));
  ASSERT_EQ(polygons.part_count(), 2);
  std::vector<std::uint32_t> rings;
  for (std::uint32_t p = 0; p < 2; ++p)
    rings.push_back(GeometryView(polygons).part(p).ring_count());
  std::sort(rings.begin(), rings.end());
  EXPECT_EQ(rings, (std::vector<std::uint32_t>{3, 6})); // two holes inside; a court and four
  EXPECT_EQ(invalid_reason(polygons), "");
}

TEST(LabelMap, OnAChequerTheSmallerLabelHoldsTogether) {
  const LabelMap map(label_sketch({"12", "21"}), 0);
  EXPECT_EQ(map.polygons(only(1)).part_count(), 1);
  EXPECT_EQ(map.polygons(only(2)).part_count(), 2);
}

TEST(LabelMap, CellsThatTouchAtACornerHoldTogetherAgainstTheOutside) {
  const LabelMap map(label_sketch({"3.", ".3"}), 0);
  EXPECT_EQ(map.polygons(only(3)).part_count(), 1);
}

TEST(LabelMap, WhereFourLabelsMeetNoneTouchesInAPointOnly) {
  const LabelMap map(label_sketch({"12", "34"}), 0);
  for (unsigned group = 1; group < 16; ++group) {
    Inside inside{0};
    for (unsigned l = 0; l < 4; ++l)
      inside.push_back((group >> l & 1U) != 0);
    EXPECT_EQ(invalid_reason(map.polygons(inside)), "") << group;
  }
  // South-west (3) and north-east (2) share the short border, so 1 and 4 stay apart.
  EXPECT_EQ(map.polygons(Inside{0, 0, 1, 1}).part_count(), 1);
  EXPECT_EQ(map.polygons(Inside{0, 1, 0, 0, 1}).part_count(), 2);
}

TEST(LabelMap, BordersRunWhereTheGridSaysTheyCross) {
  auto grid = label_sketch({"1"});
  grid.east_crossings.assign(grid.cells.size(), 128);
  grid.north_crossings.assign(grid.cells.size(), 128);
  grid.east_crossings[grid.cells.index(1, 1)] =
      192; // three quarters of the way from the cell to its neighbour
  // The diamond reaches 0.75 east and 0.5 west, north and south: 1.25 * 1 / 2.
  EXPECT_NEAR(area_of(LabelMap(grid, 0), only(1)), 0.625, rounding_m2);
}

TEST(LabelMap, StraightBordersKeepOnlyTheirEnds) {
  const LabelMap map(label_sketch({"1111111111", "1111111111", "1111111111"}), 0.1);
  // Corners of 0.125 m2 are larger than 0.1^2, so eight points stay, and the ring's first again.
  const auto polygons = map.polygons(only(1));
  EXPECT_LE(polygons.points.size(), 10);
  EXPECT_NEAR(area_m2(polygons), 30 - 4 * 0.125, rounding_m2);
}

TEST(LabelMap, NothingIsAnEmptyGeometry) {
  EXPECT_TRUE(LabelMap(label_sketch({"1"}), 0).polygons(only(2)).empty());
  EXPECT_TRUE(LabelMap(LabelGrid{}, 1).polygons(only(1)).empty());
}

TEST(LabelMap, LabelsAtTheBorderAreRefused) {
  auto grid = label_sketch({"1"});
  grid.labels[grid.cells.index(2, 1)] = 7;
  try {
    const LabelMap map(grid, 0);
    FAIL() << "not refused";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::invalid_input);
    EXPECT_STREQ(e.what(), "label grid 3 x 3: labels at its border, which is outside");
  }
}

TEST(LabelMap, LabelsBesideBlocksThatAreNotThereAreRefused) {
  SquareGrid frame;
  frame.cell_m = 1;
  frame.columns = frame.rows = 8;
  auto grid = unlabelled(frame, 4, std::vector<std::uint8_t>{0, 0, 0, 1});
  grid.labels[grid.cells.index(4, 4)] = 1; // all that is west and south of it is there
  EXPECT_NEAR(area_of(LabelMap(grid, 0), only(1)), 0.5, rounding_m2);
  grid.cells = CellBlocks(8, 8, 4, std::vector<std::uint8_t>{0, 1, 0, 1});
  grid.labels.assign(grid.cells.size(), 0);
  grid.labels[grid.cells.index(4, 4)] = 1;
  EXPECT_THROW(LabelMap(grid, 0), Error);
}

TEST(LabelMap, ArraysOfAnotherSizeAreRefused) {
  auto grid = label_sketch({"1"});
  grid.east_crossings.assign(4, 128);
  try {
    const LabelMap map(grid, 0);
    FAIL() << "not refused";
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(), "label grid 3 x 3: its arrays are of another size");
  }
}

TEST(LabelMap, TooLongAGridIsRefused) {
  LabelGrid grid;
  grid.columns = 5'000'000;
  grid.rows = 1;
  try {
    const LabelMap map(grid, 0);
    FAIL() << "not refused";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::too_large);
    EXPECT_STREQ(e.what(), "label grid 5000000 x 1: more than 4194304 columns or rows");
  }
}

// Properties, on random grids. ------------------------------------------------------------------

struct RandomCase {
  unsigned seed = 0;
  std::uint32_t labels = 0; ///< how many besides the outside
  int patch = 0;            ///< labels repeat in squares of so many cells
  double tolerance_m = 0;
};

LabelGrid random_grid(const RandomCase& given) {
  std::mt19937 random(given.seed);
  SquareGrid frame;
  frame.plane = LocalPlane({105.8, 21});
  frame.cell_m = 20;
  frame.columns = frame.rows = 60;
  constexpr std::uint32_t block_cells = 16; // so that borders run over those of blocks
  auto grid = unlabelled(frame, block_cells, std::vector<std::uint8_t>(16, 1));
  std::vector<std::uint32_t> patches(std::size_t{frame.columns} * frame.rows);
  for (auto& label : patches)
    label = static_cast<std::uint32_t>(random() % (given.labels + 1));
  const auto patch = static_cast<std::uint32_t>(given.patch);
  for (std::uint32_t r = 1; r + 1 < grid.rows; ++r)
    for (std::uint32_t c = 1; c + 1 < grid.columns; ++c)
      grid.labels[grid.cells.index(c, r)] = patches[(r / patch) * grid.columns + c / patch];
  for (std::size_t i = 0; i < grid.cells.size(); ++i) {
    grid.east_crossings.push_back(static_cast<std::uint8_t>(random() % 256));
    grid.north_crossings.push_back(static_cast<std::uint8_t>(random() % 256));
  }
  return grid;
}

class RandomLabels : public testing::TestWithParam<RandomCase> {};

TEST_P(RandomLabels, EveryGroupOfLabelsIsValid) {
  const LabelMap map(random_grid(GetParam()), GetParam().tolerance_m);
  for (unsigned group = 1; group < 1U << GetParam().labels; ++group) {
    Inside inside{0};
    for (unsigned l = 0; l < GetParam().labels; ++l)
      inside.push_back((group >> l & 1U) != 0);
    EXPECT_EQ(invalid_reason(map.polygons(inside)), "") << "group " << group;
  }
}

TEST_P(RandomLabels, StayValidWhenWrittenWithSevenDecimals) {
  const LabelMap map(random_grid(GetParam()), GetParam().tolerance_m);
  for (std::uint32_t label = 1; label <= GetParam().labels; ++label) {
    auto polygons = map.polygons(only(label));
    for (auto& p : polygons.points)
      p = {std::round(p.lon * 1e7) / 1e7, std::round(p.lat * 1e7) / 1e7};
    EXPECT_EQ(invalid_reason(polygons), "") << "label " << label;
  }
}

TEST_P(RandomLabels, AreDisjointAndSumToTheirUnion) {
  const LabelMap map(random_grid(GetParam()), GetParam().tolerance_m);
  Geometry side_by_side;
  double sum_m2 = 0;
  Inside all{0};
  for (std::uint32_t label = 1; label <= GetParam().labels; ++label) {
    const auto polygons = map.polygons(only(label));
    sum_m2 += area_m2(polygons);
    append(side_by_side, polygons);
    all.push_back(1);
  }
  EXPECT_NEAR(area_m2(map.polygons(all)), sum_m2, sum_m2 * 1e-9);
  EXPECT_NEAR(area_m2(unite(side_by_side)), sum_m2, sum_m2 * 1e-9);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomLabels,
                         testing::Values(RandomCase{1, 1, 1, 0}, RandomCase{2, 1, 1, 25},
                                         RandomCase{3, 2, 1, 0}, RandomCase{4, 2, 1, 15},
                                         RandomCase{5, 5, 1, 0}, RandomCase{6, 5, 1, 25},
                                         RandomCase{7, 2, 3, 10}, RandomCase{8, 5, 3, 30},
                                         RandomCase{9, 4, 5, 60}, RandomCase{10, 3, 2, 500},
                                         RandomCase{11, 1, 2, 500}, RandomCase{12, 6, 7, 200}),
                         [](const auto& given) {
                           return "Seed" + std::to_string(given.param.seed);
                         });

// Bands -------------------------------------------------------------------------------------------

/// Times from the south-western cell of a block on, to the east or to the north.
TimeGrid times_of(const std::vector<Deciseconds>& times, std::vector<std::uint32_t> origins = {},
                  bool is_northward = false) {
  TimeGrid grid;
  grid.cell_m = 1;
  grid.columns = grid.rows = grid.block_cells = 8;
  TimeBlock block;
  block.times.assign(64, unreachable);
  block.origins.assign(64, 0);
  for (std::size_t i = 0; i < times.size(); ++i) {
    block.times[is_northward ? i * 8 : i] = times[i];
    block.origins[is_northward ? i * 8 : i] = origins.empty() ? 0 : origins[i];
  }
  grid.blocks.push_back(std::make_shared<const TimeBlock>(std::move(block)));
  return grid;
}

template <typename T>
std::vector<T> first_of(const LabelGrid& grid, const std::vector<T>& values, std::uint32_t count) {
  std::vector<T> first;
  for (std::uint32_t column = 0; column < count; ++column)
    first.push_back(values[grid.cells.index(column, 0)]);
  return first;
}

TEST(BandLabels, ATimeBelongsToTheFirstLimitItKeeps) {
  const auto grid = times_of({0, 100, 101, 200, 201, unreachable});
  const std::vector<Deciseconds> limits{100, 200};
  const auto labels = band_labels(grid, limits, false);
  EXPECT_EQ(first_of(labels, labels.labels, 6), (std::vector<std::uint32_t>{1, 1, 2, 2, 0, 0}));
}

TEST(BandLabels, ByOriginEachHasItsOwnBands) {
  auto grid = times_of({100, 150, 100, 150}, {0, 0, 1, 2});
  const std::vector<Deciseconds> limits{100, 200};
  const auto labels = band_labels(grid, limits, true);
  EXPECT_EQ(first_of(labels, labels.labels, 4), (std::vector<std::uint32_t>{1, 2, 3, 6}));
  grid.names = {4, 0, 1}; // what the origins are called
  const auto named = band_labels(grid, limits, true);
  EXPECT_EQ(first_of(named, named.labels, 4), (std::vector<std::uint32_t>{9, 10, 1, 4}));
}

TEST(BandLabels, BordersRunWhereTheLimitPasses) {
  // From 80 to 120 the limit (100, and a half) passes at 20.5 / 40 of the way: 131 / 256; back
  // from 120 to 80 at 19.5 / 40: 125. To no time and between equal bands: halfway.
  const auto labels =
      band_labels(times_of({80, 120, 80, unreachable}), std::vector{100U, 200U}, false);
  EXPECT_EQ(first_of(labels, labels.east_crossings, 4),
            (std::vector<std::uint8_t>{131, 125, 128, 128}));
}

TEST(BandLabels, NorthernBordersToo) {
  const auto labels = band_labels(times_of({80, 120}, {}, true), std::vector{90U}, false);
  EXPECT_EQ(first_of(labels, labels.north_crossings, 1).front(), 67); // 10.5 / 40 of 256
}

TEST(BandLabels, ABarrierIsTheBorderWhereItIsMetFirst) {
  auto grid = times_of({unreachable, 80, 90, unreachable});
  auto block = *grid.blocks.front();
  block.walls = {{0, false, 40, 200}, {1, false, 40, 200}, {2, false, 40, 200}};
  grid.blocks.front() = std::make_shared<const TimeBlock>(std::move(block));
  const auto labels = band_labels(grid, std::vector{100U}, false);
  EXPECT_EQ(first_of(labels, labels.east_crossings, 3), (std::vector<std::uint8_t>{200, 40, 40}));
}

TEST(AreaM2, TakesHolesOff) {
  const LabelMap map(label_sketch({"111", "1.1", "111"}), 0);
  EXPECT_NEAR(area_m2(map.polygons(only(1))), 9 - 4 * 0.125 - 0.5, rounding_m2);
  EXPECT_EQ(area_m2(Geometry{}), 0);
}

} // namespace
} // namespace geo
