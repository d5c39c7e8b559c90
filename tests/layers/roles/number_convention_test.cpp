#include "layers/roles/number_convention.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using layers::convention_of;
using layers::read_number;
using testing::ElementsAre;
using testing::Optional;
using Basis = layers::NumberConvention::Basis;

/// All of a column, read by its own convention; -1 stands for what is not understood.
std::vector<double> read(const std::vector<std::string>& texts) {
  const auto convention = convention_of(texts);
  std::vector<double> numbers;
  for (const auto& text : texts)
    numbers.push_back(read_number(text, convention).value_or(-1));
  return numbers;
}

Basis basis_of(const std::vector<std::string>& texts) {
  return convention_of(texts).basis;
}

TEST(NumberConvention, PlainNumbersNeedNone) {
  EXPECT_THAT(read({"1200", " 7 ", "+3", "0"}), ElementsAre(1200, 7, 3, 0));
  EXPECT_EQ(basis_of({"1200", "7"}), Basis::same);
}

TEST(NumberConvention, OneClearNumberTellsForAll) {
  EXPECT_THAT(read({"1.200", "12,5"}), ElementsAre(1200, 12.5));
  EXPECT_THAT(read({"1.200", "12.5"}), ElementsAre(1.2, 12.5));
  EXPECT_THAT(read({"1,200", "12.5"}), ElementsAre(1200, 12.5));
  EXPECT_THAT(read({"1,200", "12,5"}), ElementsAre(1.2, 12.5));
  EXPECT_THAT(read({"1.200", "1.234.567"}), ElementsAre(1200, 1234567));
  EXPECT_THAT(read({"1.200", "0.350"}), ElementsAre(1.2, 0.35)) << "no group begins with 0";
  EXPECT_THAT(read({"1.200,5"}), ElementsAre(1200.5));
  EXPECT_THAT(read({"1,200.5"}), ElementsAre(1200.5));
}

TEST(NumberConvention, BlanksAndApostrophesPartThousands) {
  EXPECT_THAT(read({"1 200", "1'200", "1\u00A0200", "1\u202F200", "1\u2019200", "1 234 567"}),
              ElementsAre(1200, 1200, 1200, 1200, 1200, 1234567));
  EXPECT_EQ(basis_of({"1 200"}), Basis::same);
  EXPECT_THAT(read({"1 200,5", "7"}), ElementsAre(1200.5, 7));
}

TEST(NumberConvention, WhereNothingTellsThousandsAreAssumed) {
  for (const auto* text : {"1.200", "1,200"}) {
    EXPECT_EQ(basis_of({text, "800"}), Basis::assumed);
    EXPECT_THAT(read({text, "800"}), ElementsAre(1200, 800));
    EXPECT_TRUE(layers::is_ambiguous(text));
  }
  EXPECT_THAT(read({"1.200", "2.500", "3,100"}), ElementsAre(1200, 2500, -1))
      << "it cannot be both; neither is taken for 3.1";
}

TEST(NumberConvention, WhereTheyDifferTheMoreCountAndNothingIsGuessed) {
  EXPECT_EQ(basis_of({"12.5", "12,5"}), Basis::conflicting);
  EXPECT_THAT(read({"12.5", "3.5", "12,5", "1.200"}), ElementsAre(12.5, 3.5, -1, -1));
}

TEST(NumberConvention, OneNumberDoesNotTellForManyOthers) {
  EXPECT_EQ(basis_of({"1.200", "2.500", "3.400", "12.5"}), Basis::conflicting);
  EXPECT_THAT(read({"1.200", "2.500", "3.400", "12.5"}), ElementsAre(-1, -1, -1, 12.5));
  EXPECT_THAT(read({"1,200", "2,500", "12,5"}), ElementsAre(-1, -1, 12.5));
}

TEST(NumberConvention, NoNumbersAreNone) {
  EXPECT_THAT(read({"", "~1200", "1000+", "12 people", "1,2,3", "1.2.3", "12 00", "1 2000", "--5",
                    "nan", "inf", "0x10"}),
              testing::Each(-1));
  EXPECT_THAT(read({"-5"}), ElementsAre(-5));
  EXPECT_THAT(read({"\u22125"}), ElementsAre(-5));
  EXPECT_THAT(read({"1e3"}), ElementsAre(1000));
}

} // namespace
