#include "layers/features/focus.hpp"

#include <gtest/gtest.h>

#include "tests/support/layer_sketch.hpp"

namespace {

using support::Sketch;

geo::Box focus_of(Sketch sketch) {
  return sketch.layer("a")->features->focus;
}

/// A town of 1000 squares, 10..11 E 20..21 N.
Sketch town() {
  Sketch sketch;
  for (int i = 0; i < 1000; ++i)
    sketch.square(10 + 0.03 * (i % 33), 20 + 0.03 * (i / 33), 0.01);
  return sketch;
}

TEST(Focus, LeavesOutFewFeaturesThatAreFar) {
  auto sketch = town();
  for (int i = 0; i < 5; ++i)
    sketch.square(30 + i, 40, 0.01);
  const auto focus = focus_of(sketch);
  const geo::Box wanted{10, 20, 10.97, 20.91};
  EXPECT_NEAR(focus.west, wanted.west, 0.05) << "hardly anything of the town is left out";
  EXPECT_NEAR(focus.south, wanted.south, 0.05);
  EXPECT_NEAR(focus.east, wanted.east, 0.05);
  EXPECT_NEAR(focus.north, wanted.north, 0.05);
}

TEST(Focus, IsAllWhereNothingIsFar) {
  const auto layer = town().layer("a");
  EXPECT_EQ(layer->features->focus, layer->features->index.extent());
}

TEST(Focus, LeavesOutAWayThatLeadsFarInOneDirection) {
  auto sketch = town();
  for (int i = 0; i < 10; ++i)
    sketch.square(11 + i, 20.5, 0.01);
  const auto focus = focus_of(sketch);
  EXPECT_NEAR(focus.east, 10.97, 0.1);
  EXPECT_NEAR(focus.north, 20.91, 0.05);
}

TEST(Focus, IsAllWhereManyAreFar) {
  auto sketch = town();
  for (int i = 0; i < 50; ++i) // five of a hundred
    sketch.square(30 + 0.1 * i, 40, 0.01);
  const auto layer = sketch.layer("a");
  EXPECT_EQ(layer->features->focus, layer->features->index.extent());
}

TEST(Focus, KeepsAFarFeatureOfFew) {
  Sketch sketch;
  for (int i = 0; i < 20; ++i)
    sketch.point({10 + 0.01 * i, 20});
  sketch.point({50, 40});
  const auto layer = sketch.layer("a");
  EXPECT_EQ(layer->features->focus, layer->features->index.extent());
}

TEST(Focus, OfNothingIsEmpty) {
  EXPECT_TRUE(focus_of(Sketch()).empty());
}

} // namespace
