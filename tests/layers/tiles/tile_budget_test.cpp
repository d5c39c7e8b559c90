#include "layers/tiles/tile_budget.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using layers::estimated_sent_bytes;
using layers::fits;

/// As if what is not a zero could not be compressed, and zeros took nothing.
std::size_t without_zeros(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count(text, '0'));
}

/// Half zeros, in any order.
std::string mixed(std::size_t bytes) {
  std::mt19937 random(3);
  std::string text(bytes, '0');
  for (auto& c : text)
    c = random() % 2 == 0 ? '0' : '1';
  return text;
}

TEST(SentBytes, WithoutACodingAreTheBytes) {
  EXPECT_EQ(estimated_sent_bytes("12345", nullptr), 5U);
  EXPECT_TRUE(fits("12345", 5, nullptr));
  EXPECT_FALSE(fits("12345", 4, nullptr));
}

TEST(SentBytes, OfAShortTextAreMeasured) {
  const auto text = mixed(100'000);
  EXPECT_EQ(estimated_sent_bytes(text, without_zeros), without_zeros(text));
}

TEST(SentBytes, OfALongTextAreEstimated) {
  const auto text = mixed(3'000'000);
  const auto real = static_cast<double>(without_zeros(text));
  EXPECT_NEAR(static_cast<double>(estimated_sent_bytes(text, without_zeros)), real, 0.01 * real);
}

TEST(SentBytes, AreCountedWhereverTheyAre) {
  for (const auto at : std::vector<std::size_t>{0, 1, 2}) { // in one third of the text
    std::string text(3'000'000, '0');
    std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(at * 1'000'000), 1'000'000, '1');
    EXPECT_NEAR(static_cast<double>(estimated_sent_bytes(text, without_zeros)), 1e6, 0.1e6) << at;
  }
}

TEST(Fits, IsNeverTrueBeyondTheBudget) {
  for (const auto bytes : std::vector<std::size_t>{100'000, 200'000, 3'000'000}) {
    const auto text = mixed(bytes);
    const auto real = without_zeros(text);
    for (const auto less : {std::size_t{1}, real / 1000, real / 100, real / 10, real / 2})
      EXPECT_FALSE(fits(text, real - less, without_zeros)) << bytes << " - " << less;
    EXPECT_TRUE(fits(text, real + real / 20, without_zeros));
    EXPECT_TRUE(fits(text, 2 * real, without_zeros));
  }
}

TEST(Fits, IsExactForShortTexts) {
  const auto text = mixed(100'000);
  EXPECT_TRUE(fits(text, without_zeros(text), without_zeros));
}

TEST(Fits, WhatUnpacksToTooMuchDoesNot) {
  EXPECT_TRUE(fits(std::string(160'000, '0'), 10'000, without_zeros));
  EXPECT_FALSE(fits(std::string(170'000, '0'), 10'000, without_zeros));
}

} // namespace
