#include "layers/features/time_text.hpp"

#include <algorithm>
#include <chrono>

namespace layers {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes the pieces of a text from its front; each function is false where it stands otherwise.
struct Rest {
  std::string_view text;
  std::chrono::sys_time<std::chrono::milliseconds> time = {}; ///< by the pieces so far

  bool take_one_of(std::string_view letters) {
    if (text.empty() || letters.find(text.front()) == std::string_view::npos)
      return false;
    text.remove_prefix(1);
    return true;
  }
  bool take_number(std::size_t digits, int& number) {
    if (text.size() < digits || !std::ranges::all_of(text.substr(0, digits), is_digit))
      return false;
    number = 0;
    for (const char digit : text.substr(0, digits))
      number = number * 10 + (digit - '0');
    text.remove_prefix(digits);
    return true;
  }
  bool take_two_digits(int most, int& number) { return take_number(2, number) && number <= most; }
  bool take_hour_and_minute(std::chrono::minutes& minutes) {
    int hour = 0;
    int minute = 0;
    if (!take_two_digits(23, hour) || !take_one_of(":") || !take_two_digits(59, minute))
      return false;
    minutes = std::chrono::hours(hour) + std::chrono::minutes(minute);
    return true;
  }
  bool take_date() {
    int year = 0;
    int month = 0;
    int day = 0;
    if (!take_number(4, year) || !take_one_of("-") || !take_number(2, month) || !take_one_of("-") ||
        !take_number(2, day))
      return false;
    using namespace std::chrono;
    const year_month_day date(std::chrono::year(year),
                              std::chrono::month(static_cast<unsigned>(month)),
                              std::chrono::day(static_cast<unsigned>(day)));
    time = sys_days(date);
    return date.ok();
  }
  bool take_second() {
    constexpr int leap_second = 60;
    int second = 0;
    if (!take_two_digits(leap_second, second))
      return false;
    time += std::chrono::seconds(second);
    if (!take_one_of("."))
      return true;
    const auto digits =
        static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
    int weight = 100;
    for (const char digit : text.substr(0, digits)) {
      time += std::chrono::milliseconds((digit - '0') * weight);
      weight /= 10;
    }
    text.remove_prefix(digits);
    return digits > 0;
  }
  bool take_time_of_day() {
    std::chrono::minutes minutes{};
    if (!take_hour_and_minute(minutes) || !take_one_of(":") || !take_second())
      return false;
    time += minutes;
    return true;
  }
  bool take_offset() {
    std::chrono::minutes offset{};
    const bool is_west = text.starts_with('-');
    if (take_one_of("Zz"))
      return true;
    if (!take_one_of("+-") || !take_hour_and_minute(offset))
      return false;
    time -= is_west ? -offset : offset;
    return true;
  }
  std::int64_t ms() const { return time.time_since_epoch().count(); }
};

} // namespace

std::optional<TimeSpan> time_span(std::string_view text) {
  constexpr std::int64_t day_ms = 24 * 3600 * 1000;
  Rest rest{text};
  if (!rest.take_date())
    return std::nullopt;
  if (rest.text.empty())
    return TimeSpan{rest.ms(), rest.ms() + day_ms - 1};
  const bool is_time = rest.take_one_of("Tt ") && rest.take_time_of_day() &&
                       (rest.text.empty() || (rest.take_offset() && rest.text.empty()));
  return is_time ? std::optional(TimeSpan{rest.ms(), rest.ms()}) : std::nullopt;
}

bool is_time(std::string_view text) {
  return time_span(text).has_value();
}

} // namespace layers
