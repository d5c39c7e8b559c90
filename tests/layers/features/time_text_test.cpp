#include "layers/features/time_text.hpp"

#include <cstdint>
#include <utility>

#include <gtest/gtest.h>

namespace {

using layers::is_time;

TEST(TimeText, DatesAndTimesOfRfc3339AreTimes) {
  for (const char* text :
       {"2024-02-29", "0001-01-01", "9999-12-31", "1985-04-12T23:20:50.52Z",
        "1996-12-19T16:39:57-08:00", "1990-12-31T23:59:60Z", "1937-01-01T12:00:27.87+00:20",
        "2024-02-29t00:00:00z", "2024-02-29 23:59:58+23:59", "2024-02-29T23:59:58",
        "2024-02-29T23:59:58.123456789"})
    EXPECT_TRUE(is_time(text)) << text;
}

TEST(TimeText, NothingElseIs) {
  for (const char* text : {"",
                           "2024",
                           "2024-02",
                           "2023-02-29",
                           "2024-13-01",
                           "2024-00-10",
                           "2024-01-00",
                           "2024-04-31",
                           "24-02-29",
                           "2024/02/29",
                           "2024-2-9",
                           "2024-02-29T",
                           "2024-02-29T23:59",
                           "2024-02-29T24:00:00",
                           "2024-02-29T23:60:00",
                           "2024-02-29T23:59:61",
                           "2024-02-29T23:59:58.",
                           "2024-02-29T23:59:58.Z",
                           "2024-02-29T23:59:58+7",
                           "2024-02-29T23:59:58+24:00",
                           "2024-02-29T23:59:58+07:60",
                           "2024-02-29T23:59:58Z ",
                           " 2024-02-29",
                           "2024-02-29Z",
                           "23:59:58",
                           "-2024-02-29",
                           "2024-02-29T23:59:58+0700",
                           "năm 2024-02-29"})
    EXPECT_FALSE(is_time(text)) << text;
}

std::pair<std::int64_t, std::int64_t> seconds_of(std::string_view text) {
  const auto span = layers::time_span(text).value();
  return {span.first_ms / 1000, span.last_ms / 1000};
}

TEST(TimeText, ATimeIsCountedFrom1970InUtc) {
  using Pair = std::pair<std::int64_t, std::int64_t>;
  constexpr std::int64_t day_s = 24 * 3600;
  EXPECT_EQ(seconds_of("1970-01-01"), Pair(0, day_s - 1));
  EXPECT_EQ(seconds_of("1970-01-02T00:00:01Z"), Pair(day_s + 1, day_s + 1));
  EXPECT_EQ(seconds_of("1970-01-02T07:00:00+07:00"), Pair(day_s, day_s));
  EXPECT_EQ(seconds_of("1970-01-01T22:30:00-01:30"), Pair(day_s, day_s));
  EXPECT_EQ(layers::time_span("1970-01-01T00:00:00.25Z")->first_ms, 250);
}

} // namespace
