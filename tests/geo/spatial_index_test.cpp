#include "geo/spatial_index.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace {

using geo::Box;

std::vector<Box> scattered_boxes(std::size_t count) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> slot(-50, 50);
  std::uniform_real_distribution<double> size(0, 3);
  std::vector<Box> boxes;
  for (std::size_t i = 0; i < count; ++i) {
    const double west = slot(random);
    const double south = slot(random);
    boxes.push_back({west, south, west + size(random), south + size(random)});
  }
  return boxes;
}

TEST(SpatialIndex, FindsWhatATestOfEveryBoxFinds) {
  for (const std::size_t count : {1U, 16U, 17U, 257U, 5000U}) {
    const auto boxes = scattered_boxes(count);
    const geo::SpatialIndex index(boxes);
    for (const auto& window : scattered_boxes(50)) {
      std::vector<std::uint32_t> expected;
      for (std::uint32_t i = 0; i < boxes.size(); ++i)
        if (boxes[i].intersects(window))
          expected.push_back(i);
      std::vector<std::uint32_t> found;
      for (const auto& hit : index.query(window)) {
        found.push_back(hit.item);
        EXPECT_EQ(index.box(hit), boxes[hit.item]);
      }
      EXPECT_EQ(found, expected) << count << " boxes";
      EXPECT_EQ(index.any(window), !expected.empty());
    }
  }
}

TEST(SpatialIndex, OfNothingFindsNothing) {
  EXPECT_TRUE(geo::SpatialIndex(std::vector<Box>{}).query({-180, -90, 180, 90}).empty());
  EXPECT_FALSE(geo::SpatialIndex(std::vector<Box>{}).any({-180, -90, 180, 90}));
  EXPECT_TRUE(geo::SpatialIndex(std::vector<Box>{}).extent().empty());
}

TEST(SpatialIndex, ExtentHoldsEveryBox) {
  const std::vector<Box> boxes = {{0, 0, 1, 1}, {5, -3, 6, 2}, Box{}};
  EXPECT_EQ(geo::SpatialIndex(boxes).extent(), (Box{0, -3, 6, 2}));
}

TEST(SpatialIndex, ManyBoxesInOnePlaceAreAllFound) {
  const std::vector<Box> boxes(1000, Box{1, 1, 1, 1});
  EXPECT_EQ(geo::SpatialIndex(boxes).query({1, 1, 2, 2}).size(), 1000U);
}

TEST(SpatialIndex, ItemsThatFollowEachOtherLieNear) {
  for (const std::size_t count : {1000U, 5000U}) { // few are sorted in another way than many
    const auto boxes = scattered_boxes(count);
    const geo::SpatialIndex index(boxes);
    double steps = 0;
    for (std::uint32_t slot = 1; slot < count; ++slot) {
      const auto& a = boxes[index.item_at(slot - 1)];
      const auto& b = boxes[index.item_at(slot)];
      steps += std::hypot(a.west - b.west, a.south - b.south);
    }
    const double apart = 100 / std::sqrt(double(count)); // of neighbours of a square grid
    EXPECT_LT(steps / double(count), 2 * apart) << "in no order it is about 52";
  }
}

TEST(SpatialIndex, ItemsInOnePlaceKeepTheirOrder) {
  const geo::SpatialIndex index(std::vector<Box>(5000, Box{1, 1, 2, 2}));
  for (std::uint32_t slot = 0; slot < 5000; ++slot)
    ASSERT_EQ(index.item_at(slot), slot);
}

} // namespace
