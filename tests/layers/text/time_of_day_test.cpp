#include "layers/text/time_of_day.hpp"

#include <gtest/gtest.h>

namespace {

using layers::parse_time_of_day;

TEST(TimeOfDay, IsMinutesSinceMidnight) {
  EXPECT_EQ(parse_time_of_day("00:00"), 0);
  EXPECT_EQ(parse_time_of_day("07:30"), 7 * 60 + 30);
  EXPECT_EQ(parse_time_of_day("7:30"), 7 * 60 + 30);
  EXPECT_EQ(parse_time_of_day("23:59"), 24 * 60 - 1);
  EXPECT_EQ(parse_time_of_day("24:00"), 24 * 60);
}

TEST(TimeOfDay, EverythingElseIsNone) {
  for (const auto* text : {"",       "7",     ":",      ":30",    "07:",      "07:3",  "07:300",
                           "007:30", "24:01", "25:00",  "07:60",  "0730",     "07-30", "-1:30",
                           "-0:30",  "+7:30", "7.5:00", "1e1:30", "07:30:00", " 7:30", "07:30 "})
    EXPECT_FALSE(parse_time_of_day(text)) << text;
}

} // namespace
