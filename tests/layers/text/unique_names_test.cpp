#include "layers/text/unique_names.hpp"

#include <gtest/gtest.h>

TEST(UniqueNames, GetTheFirstNumberThatIsFree) {
  layers::UniqueNames names;
  EXPECT_EQ(names.take("a"), "a");
  EXPECT_EQ(names.take("a_3"), "a_3");
  EXPECT_EQ(names.take("a"), "a_2");
  EXPECT_EQ(names.take("a"), "a_4"); // a_3 was there before
  EXPECT_EQ(names.take("a_3"), "a_3_2");
}
