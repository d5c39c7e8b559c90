#include "layers/roles/vehicle_limit_text.hpp"

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/roles/roles.hpp"

namespace {

using layers::find_role;
using layers::length_m_of;
using layers::weight_t_of;
using testing::DoubleNear;
using testing::Optional;

using Table = std::map<double, std::vector<const char*>>;

TEST(VehicleLimitText, Weights) {
  const Table weights{
      {3.5,
       {"3.5", "3,5", " 3.5 ", "3.5 t", "3.5t", "3,5 t", "3500 kg", "3500kg", "3,500 kg",
        "3.500 kg", "3.50 tonnes", "3,5 tấn", "3,5 т", "3500 кг", "3.5 T", "3.500", "7.5;3.5",
        "3.5 t | 12 t", "none;3.5"}},
      {7.5 * 0.90718474, {"7.5 st", "7.5 tons", "15000 lbs", "15,000 lb"}}, // 2000 pounds each
      {10 * 1.0160469088, {"10 lt", "10 long tons", "200 cwt"}},            // 2240 pounds each
      {0.5, {"0.5", ".5", "500 kg"}},
      {200, {"200"}}};
  for (const auto& [tonnes, texts] : weights)
    for (const auto* text : texts)
      EXPECT_THAT(weight_t_of(text), Optional(DoubleNear(tonnes, 1e-6))) << text;
}

TEST(VehicleLimitText, Lengths) {
  const Table lengths{
      {3.2, {"3.2", "3,2", "3.2 m", "3,20m", "3.2 m.", "320 cm", "3200 mm", "3,2 м", "4;3.2 m"}},
      {10 * 0.3048, {"10 ft", "10ft", "10'", "10 feet", "10′", "10'0\"", "120 in", "120\""}},
      {12.5 * 0.3048, // six inches are half a foot
       {"12'6\"", "12' 6\"", "12'-6\"", "12′6″", "12’6”", "12 ft 6 in", "12'6", "12.5 ft",
        "12'6''"}},
      {50, {"50"}}};
  for (const auto& [metres, texts] : lengths)
    for (const auto* text : texts)
      EXPECT_THAT(length_m_of(text), Optional(DoubleNear(metres, 1e-6))) << text;
}

TEST(VehicleLimitText, SomeSayThatThereIsNoLimit) {
  for (const auto* text :
       {"none", "default", "unsigned", "no_sign", "no_indications", "None", "no"})
    for (const auto limit : {weight_t_of(text), length_m_of(text)})
      EXPECT_THAT(limit, Optional(HUGE_VAL)) << text;
}

TEST(VehicleLimitText, WhatIsNoneIsNotUnderstood) {
  for (const auto* text :
       {"", "0", "-3.5", "3-5", "below_default", "3500", "201", "12'6\"", "3.5 m", "t", "3.5 t 2",
        "3.5;soon", "3.5;", "nan", "inf", "1e1", "3.5.1", "yes"})
    EXPECT_EQ(weight_t_of(text), std::nullopt) << text;
  for (const auto* text : {"", "0", "-2", "below_default", "320", "51", "3.5 t", "12'14\"",
                           "12'6'5", "6\"12'", "3 m 20", "m", "low", "~3"})
    EXPECT_EQ(length_m_of(text), std::nullopt) << text;
}

TEST(VehicleLimitText, ANameMaySayTheUnit) {
  const auto& weight = *find_role("max_weight_t");
  const auto& height = *find_role("max_height_m");
  EXPECT_EQ(unit_in_name(weight, "max_weight_kg"), 0.001);
  EXPECT_EQ(unit_named(weight, "max_weight_kg"), "kilograms");
  EXPECT_EQ(unit_in_name(height, "Clearance ft"), 0.3048);
  EXPECT_EQ(unit_in_name(height, "maxheight"), 1);
  EXPECT_EQ(unit_named(height, "maxheight"), "");
  EXPECT_EQ(unit_in_name(height, "max_height_kg"), 1) << "no unit of a height";
  const layers::ValueReading in_feet{{}, 0.3048};
  EXPECT_THAT(number_of_text(height, "10", in_feet), Optional(DoubleNear(3.048, 1e-9)));
  EXPECT_THAT(number_of_text(height, "3 m", in_feet), Optional(3));
  EXPECT_THAT(number_of_number(height, 10, in_feet), Optional(DoubleNear(3.048, 1e-9)));
  const layers::ValueReading in_kg{{}, 0.001};
  EXPECT_THAT(number_of_text(weight, "7,500", in_kg), Optional(DoubleNear(7.5, 1e-9)));
  EXPECT_EQ(number_of_number(weight, 0, in_kg), std::nullopt);
  EXPECT_EQ(number_of_number(weight, 7500, {}), std::nullopt);
}

} // namespace
