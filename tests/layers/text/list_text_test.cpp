#include "layers/text/list_text.hpp"

#include <algorithm>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

TEST(ListText, OfVeryManyTheFirstAreTold) {
  EXPECT_EQ(layers::list_text({}), "");
  EXPECT_EQ(layers::list_text(std::vector<std::string>{"a", "b", "c"}), "a, b, c");
  const auto text = layers::list_text(std::vector<std::string>(5'000, "x"));
  EXPECT_THAT(text, testing::EndsWith("x, x and 4900 more"));
  EXPECT_EQ(std::ranges::count(text, 'x'), 100);
}
