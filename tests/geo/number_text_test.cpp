#include "geo/number_text.hpp"

#include <cstdint>
#include <limits>
#include <string>

#include <gmock/gmock.h>

namespace {

using geo::parse_number;
using geo::parse_numbers;

TEST(NumberText, IsAWholeText) {
  EXPECT_EQ(parse_number<double>("-1.5"), -1.5);
  EXPECT_EQ(parse_number<double>("1e3"), 1000);
  EXPECT_EQ(parse_number<int>("-12"), -12);
  for (const auto* text : {"", " 1", "1 ", "+1", "1x", "0x10", "one", "--1", "1,2"}) {
    EXPECT_FALSE(parse_number<double>(text)) << text;
    EXPECT_FALSE(parse_number<int>(text)) << text;
  }
  EXPECT_FALSE(parse_number<int>("1.5"));
  EXPECT_FALSE(parse_number<int>("1e3"));
}

TEST(NumberText, IsFiniteAndWithinItsType) {
  for (const auto* text : {"nan", "inf", "-inf", "1e999"})
    EXPECT_FALSE(parse_number<double>(text)) << text;
  EXPECT_EQ(parse_number<std::uint16_t>("65535"), 65535);
  EXPECT_FALSE(parse_number<std::uint16_t>("65536"));
  EXPECT_FALSE(parse_number<std::uint16_t>("-1"));
  const auto most = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(parse_number<std::uint64_t>(std::to_string(most)), most);
}

TEST(NumberText, SeveralHaveCommasBetween) {
  EXPECT_THAT(*parse_numbers("1,2.5,-3"), testing::ElementsAre(1, 2.5, -3));
  for (const auto* text : {"", ",", "1,", ",1", "1,,2", "1;2", "1,nan"})
    EXPECT_FALSE(parse_numbers(text)) << text;
}

} // namespace
