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
  bool take_two_digits(int most) {
    int number = 0;
    return take_number(2, number) && number <= most;
  }
  bool take_hour_and_minute() {
    return take_two_digits(23) && take_one_of(":") && take_two_digits(59);
  }
  bool take_date() {
    int year = 0;
    int month = 0;
    int day = 0;
    if (!take_number(4, year) || !take_one_of("-") || !take_number(2, month) || !take_one_of("-") ||
        !take_number(2, day))
      return false;
    using namespace std::chrono;
    return year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                          std::chrono::day(static_cast<unsigned>(day)))
        .ok();
  }
  bool take_second() {
    constexpr int leap_second = 60;
    if (!take_two_digits(leap_second))
      return false;
    if (!take_one_of("."))
      return true;
    const auto digits = std::ranges::find_if_not(text, is_digit) - text.begin();
    text.remove_prefix(static_cast<std::size_t>(digits));
    return digits > 0;
  }
  bool take_offset() { return take_one_of("Zz") || (take_one_of("+-") && take_hour_and_minute()); }
};

} // namespace

bool is_time(std::string_view text) {
  Rest rest{text};
  if (!rest.take_date())
    return false;
  if (rest.text.empty())
    return true;
  return rest.take_one_of("Tt ") && rest.take_hour_and_minute() && rest.take_one_of(":") &&
         rest.take_second() && (rest.text.empty() || (rest.take_offset() && rest.text.empty()));
}

} // namespace layers
