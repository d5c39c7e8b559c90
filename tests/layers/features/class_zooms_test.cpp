#include "layers/features/class_zooms.hpp"

#include <gtest/gtest.h>

namespace {

using layers::class_text;
using layers::class_zooms;
using layers::ValueView;

TEST(ClassZooms, EverythingIsDrawnFromTheHighestZoomOn) {
  EXPECT_EQ(class_zooms("class", {{"a", 3}, {"b", 12}}, 9).all_from, 12);
  EXPECT_EQ(class_zooms("class", {{"a", 3}}, 9).all_from, 9);
  EXPECT_EQ(class_zooms("class", {{"a", 0}}, 0).all_from, 0);
}

TEST(ClassZooms, HaveAKeyWhereSomethingIsNotDrawnOrDrawnOtherwise) {
  EXPECT_EQ(class_zooms("", {}, 0).key, "");
  EXPECT_NE(class_zooms("class", {{"a", 0}}, 0).key, "");
  const auto one = class_zooms("class", {{"a", 3}}, 0);
  EXPECT_EQ(one.key, class_zooms("class", {{"a", 3}}, 0).key);
  EXPECT_NE(one.key, class_zooms("class", {{"a", 4}}, 0).key);
  EXPECT_NE(one.key, class_zooms("class", {{"b", 3}}, 0).key);
  EXPECT_NE(one.key, class_zooms("kind", {{"a", 3}}, 0).key);
  EXPECT_NE(one.key, class_zooms("class", {{"a", 3}}, 1).key);
  EXPECT_EQ(one.key.find(' '), std::string::npos);
}

TEST(ClassZooms, ValuesAreTextsAsAStyleNamesThem) {
  EXPECT_EQ(class_text(ValueView("trunk")), "trunk");
  EXPECT_EQ(class_text(ValueView(std::int64_t{3})), "3");
  EXPECT_EQ(class_text(ValueView(3.0)), "3");
  EXPECT_EQ(class_text(ValueView(2.5)), "2.5");
  EXPECT_EQ(class_text(ValueView(true)), "true");
  EXPECT_EQ(class_text(ValueView(layers::Null())), "");
  EXPECT_EQ(class_text(ValueView()), "");
}

} // namespace
