#include "layers/roles/duration_text.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "geo/number_text.hpp"
#include "layers/roles/words.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/plain_text.hpp"

namespace layers {

namespace {

constexpr double minute_s = 60;
constexpr double hour_s = 3600;

constexpr std::array duration_units{
    Meaning{"s|sec|secs|second|seconds|giây|с|сек|секунд*|sek|sekunde|sekunden|\"|''", 1},
    Meaning{"m|min|mins|minute|minutes|phút|мин|минут*|minuten|'", minute_s},
    Meaning{"h|hr|hrs|hour|hours|giờ|ч|час|часа|часов|std|stunde|stunden", hour_s}};

/// Takes the number at the front of a text, with a point or comma; nullopt for none, and for one
/// that may be thousands.
std::optional<double> take_number(std::string_view& text) {
  const auto end = std::min(text.find_first_not_of("0123456789.,"), text.size());
  std::string number(text.substr(0, end));
  if (number.empty() || !is_decimal_digit(number.back()) || is_ambiguous(number))
    return std::nullopt;
  text.remove_prefix(end);
  std::ranges::replace(number, ',', '.');
  return geo::parse_number<double>(number);
}

/// Takes a number's unit, its seconds; what the unit before, `larger_s`, is parted in where the
/// text ends: "1h30" are minutes. nullopt: no unit, or none that is smaller than the one before.
std::optional<double> take_unit(std::string_view& text, double larger_s) {
  text = without_blanks(text);
  if (text.empty())
    return larger_s == hour_s     ? std::optional(minute_s)
           : larger_s == minute_s ? std::optional(1.0)
                                  : std::nullopt;
  const auto end = std::min(text.find_first_of("0123456789 \t"), text.size());
  auto word = text.substr(0, end);
  if (word.ends_with('.'))
    word.remove_suffix(1);
  const auto unit_word = folded(word);
  const auto* unit = find_meaning(duration_units, unit_word);
  const bool may_be_metres = unit_word == "m" && larger_s > hour_s && end == text.size();
  text.remove_prefix(end);
  if (!unit || unit->number >= larger_s || may_be_metres)
    return std::nullopt;
  return unit->number;
}

/// "5 min", "1 h 30 min", "1h30", "2m30s"
std::optional<double> with_units(std::string_view text) {
  double sum_s = 0;
  double unit_s = std::numeric_limits<double>::infinity();
  for (text = without_blanks(text); !text.empty(); text = without_blanks(text)) {
    const auto number = take_number(text);
    const auto unit = take_unit(text, unit_s);
    if (!number || !unit)
      return std::nullopt;
    unit_s = *unit;
    sum_s += *number * unit_s;
  }
  return sum_s;
}

/// "00:05:00"; of two numbers, "05:00", the last counts `last_of_two_s` seconds each.
std::optional<double> by_clock(std::string_view text, double last_of_two_s) {
  std::vector<double> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const auto end = std::min(text.find(':', start), text.size());
    const auto part = text.substr(start, end - start);
    const auto number = geo::parse_number<double>(part);
    const bool is_last = end == text.size();
    if (!number || !is_decimal_digit(part[0]) || (!parts.empty() && *number >= 60) ||
        (!is_last && part.find('.') != std::string_view::npos))
      return std::nullopt;
    parts.push_back(*number);
    start = end + 1;
  }
  if (parts.size() < 2 || parts.size() > 3)
    return std::nullopt;
  double sum = 0;
  for (const double part : parts)
    sum = sum * 60 + part;
  return parts.size() == 2 ? sum * last_of_two_s : sum;
}

/// "PT1H30M", "P0DT5M"; letters may be small.
std::optional<double> by_iso(std::string_view as_written) {
  std::string capitals(as_written);
  std::ranges::transform(capitals, capitals.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  std::string_view text = capitals;
  if (!text.starts_with('P') || text.size() < 3)
    return std::nullopt;
  text.remove_prefix(1);
  double seconds = 0;
  bool in_time = false;
  while (!text.empty()) {
    if (!in_time && text.front() == 'T') {
      in_time = true;
      text.remove_prefix(1);
    }
    const auto number = take_number(text);
    if (!number || text.empty())
      return std::nullopt;
    const char unit = text.front();
    text.remove_prefix(1);
    const double unit_s = !in_time      ? (unit == 'D' ? 86400 : 0)
                          : unit == 'H' ? 3600
                          : unit == 'M' ? 60
                          : unit == 'S' ? 1
                                        : 0;
    if (unit_s == 0)
      return std::nullopt;
    seconds += *number * unit_s;
  }
  return seconds;
}

/// A number counts `unit_s` seconds, the last of two on a clock `last_of_two_s`.
std::optional<double> read_seconds(std::string_view as_written, double unit_s, double last_of_two_s,
                                   const NumberConvention& numbers) {
  const auto plain = plain_text(as_written);
  const auto text = without_blanks(plain);
  if (text.empty())
    return std::nullopt;
  if (const auto number = read_number(text, numbers))
    return *number < 0 ? std::nullopt : std::optional(*number * unit_s);
  if (const auto iso = by_iso(text))
    return iso;
  const auto clock = by_clock(text, last_of_two_s);
  return clock ? clock : with_units(text);
}

} // namespace

std::optional<double> duration_s(std::string_view text, double unit_s,
                                 const NumberConvention& numbers) {
  return read_seconds(text, unit_s, 1, numbers);
}

std::optional<double> crossing_s(std::string_view text, const NumberConvention& numbers) {
  const auto seconds = read_seconds(text, minute_s, minute_s, numbers);
  return seconds && *seconds > 0 ? seconds : std::nullopt;
}

} // namespace layers
