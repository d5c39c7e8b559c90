#include "layers/travel/limit_text.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/ranges.h>

namespace layers {

namespace {

struct Unit {
  std::string_view vi;
  std::string_view en;
  std::string_view en_many;

  bool operator==(const Unit&) const = default;
};

constexpr Unit minutes{"phút", "minute", "minutes"};
constexpr Unit seconds_unit{"giây", "second", "seconds"};
constexpr Unit kilometres{"km", "km", "km"};
constexpr Unit metres{"m", "m", "m"};

struct Amount {
  double number;
  Unit unit;
};

/// "4 minutes 10 seconds": two amounts.
using Amounts = std::vector<Amount>;

constexpr geo::Deciseconds minute = 600;

bool is_in_minutes(geo::Deciseconds time) {
  return time >= minute && time % (minute / 2) == 0;
}

Amounts time_amounts(geo::Deciseconds time, bool short_in_seconds) {
  if (time < 2 * minute && (short_in_seconds || !is_in_minutes(time)))
    return {{time / 10.0, seconds_unit}};
  if (is_in_minutes(time))
    return {{time / 600.0, minutes}};
  return {{static_cast<double>(time / minute), minutes}, {time % minute / 10.0, seconds_unit}};
}

/// 45 and 90 seconds, but 1.5 and 4 minutes.
std::vector<Amounts> times_row(std::span<const geo::Deciseconds> times) {
  const bool short_in_seconds = !std::ranges::all_of(times, is_in_minutes);
  std::vector<Amounts> row;
  for (const auto time : times)
    row.push_back(time_amounts(time, short_in_seconds));
  return row;
}

Amounts distance_amounts(geo::Deciseconds decimetres) {
  constexpr geo::Deciseconds kilometre = 10'000;
  if (decimetres >= kilometre && decimetres % (kilometre / 10) == 0)
    return {{decimetres / 10'000.0, kilometres}};
  return {{decimetres / 10.0, metres}};
}

std::string number_in(std::string_view language, double number) {
  auto text = fmt::format("{}", number);
  if (language == "vi")
    std::ranges::replace(text, '.', ',');
  return text;
}

std::string unit_in(std::string_view language, const Amount& amount) {
  const auto& unit = amount.unit;
  return std::string(language == "vi" ? unit.vi : amount.number == 1 ? unit.en : unit.en_many);
}

std::string amounts_in(std::string_view language, const Amounts& amounts) {
  std::vector<std::string> texts;
  for (const auto& amount : amounts)
    texts.push_back(number_in(language, amount.number) + " " + unit_in(language, amount));
  return fmt::format("{}", fmt::join(texts, " "));
}

std::vector<Amounts> distances_row(std::span<const geo::Deciseconds> distances) {
  std::vector<Amounts> row;
  for (const auto distance : distances)
    row.push_back(distance_amounts(distance));
  return row;
}

std::vector<Amounts> row_of(std::span<const geo::Deciseconds> limits, LimitMeasure measure) {
  return measure == LimitMeasure::time ? times_row(limits) : distances_row(limits);
}

/// "4 to 8 minutes": a unit that all share stands once.
std::string row_in(std::string_view language, const std::vector<Amounts>& row,
                   std::string_view between) {
  const bool share_unit = std::ranges::all_of(row, [&](const auto& amounts) {
    return amounts.size() == 1 && amounts[0].unit == row[0][0].unit;
  });
  std::vector<std::string> texts;
  for (const auto& amounts : row)
    texts.push_back(share_unit ? number_in(language, amounts[0].number)
                               : amounts_in(language, amounts));
  auto text = fmt::format("{}", fmt::join(texts, between));
  return share_unit ? text + " " + unit_in(language, row.back()[0]) : text;
}

} // namespace

Text limits_text(std::span<const geo::Deciseconds> limits, LimitMeasure measure) {
  const auto row = row_of(limits, measure);
  return {{"vi", row_in("vi", row, ", ")}, {"en", row_in("en", row, ", ")}};
}

Text range_text(geo::Deciseconds from, geo::Deciseconds to, LimitMeasure measure) {
  const auto row = row_of(std::array{from, to}, measure);
  return {{"vi", row_in("vi", row, " đến ")}, {"en", row_in("en", row, " to ")}};
}

Text both(const char* vi, const char* en) {
  return {{"vi", vi}, {"en", en}};
}

Text in_a_row(std::initializer_list<Text> texts) {
  auto all = both("", "");
  for (const auto& text : texts)
    for (auto& [language, whole] : all)
      whole += text_in(text, language, "");
  return all;
}

} // namespace layers
