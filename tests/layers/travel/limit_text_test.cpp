#include "layers/travel/limit_text.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace {

using layers::LimitMeasure;
using layers::limits_text;
using layers::Text;

Text times(const std::vector<geo::Deciseconds>& limits) {
  return limits_text(limits);
}
Text distance(geo::Deciseconds decimetres) {
  return limits_text(std::span(&decimetres, 1), LimitMeasure::distance);
}
Text said(const char* vi, const char* en) {
  return layers::both(vi, en);
}

TEST(LimitText, MinutesAreWholeOrHalf) {
  EXPECT_EQ(times({2400}), said("4 phút", "4 minutes"));
  EXPECT_EQ(times({600}), said("1 phút", "1 minute"));
  EXPECT_EQ(times({900}), said("1,5 phút", "1.5 minutes"));
  EXPECT_EQ(times({144'000}), said("240 phút", "240 minutes"));
}

TEST(LimitText, ShortTimesAreSeconds) {
  EXPECT_EQ(times({10}), said("1 giây", "1 second"));
  EXPECT_EQ(times({300}), said("30 giây", "30 seconds"));
  EXPECT_EQ(times({1000}), said("100 giây", "100 seconds"));
  EXPECT_EQ(times({455}), said("45,5 giây", "45.5 seconds"));
}

TEST(LimitText, OtherTimesAreBoth) {
  EXPECT_EQ(times({2500}), said("4 phút 10 giây", "4 minutes 10 seconds"));
  EXPECT_EQ(times({1205}), said("2 phút 0,5 giây", "2 minutes 0.5 seconds"));
}

TEST(LimitText, AUnitThatAllShareStandsOnce) {
  EXPECT_EQ(times({2400, 4800, 6000}), said("4, 8, 10 phút", "4, 8, 10 minutes"));
  EXPECT_EQ(times({450, 900}), said("45, 90 giây", "45, 90 seconds"));
  EXPECT_EQ(times({300, 2400}), said("30 giây, 4 phút", "30 seconds, 4 minutes"));
}

TEST(LimitText, Ranges) {
  EXPECT_EQ(layers::range_text(2400, 4800), said("4 đến 8 phút", "4 to 8 minutes"));
  EXPECT_EQ(layers::range_text(900, 1000), said("90 đến 100 giây", "90 to 100 seconds"));
  EXPECT_EQ(layers::range_text(900, 2500),
            said("90 giây đến 4 phút 10 giây", "90 seconds to 4 minutes 10 seconds"));
}

TEST(LimitText, Distances) {
  EXPECT_EQ(distance(50'000), said("5 km", "5 km"));
  EXPECT_EQ(distance(25'000), said("2,5 km", "2.5 km"));
  EXPECT_EQ(distance(12'340), said("1234 m", "1234 m"));
  EXPECT_EQ(distance(5'000), said("500 m", "500 m"));
}

TEST(LimitText, OneAfterAnother) {
  const Text plain{{"", "norm"}};
  EXPECT_EQ(layers::in_a_row({said("a ", "b "), {}, plain}), said("a norm", "b norm"));
}

} // namespace
