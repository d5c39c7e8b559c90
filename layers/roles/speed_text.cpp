#include "layers/roles/speed_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "layers/roles/number_convention.hpp"
#include "layers/roles/words.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/plain_text.hpp"

namespace layers {

namespace {

constexpr double most_km_h = 300;
constexpr double mile_km = 1.609344;

/// What "<country>:<word>" means where no table of countries is kept: the lower end of what laws
/// have; of "nsl" the British limits.
constexpr std::array named_speeds{Meaning{"walk|walking", 7},
                                  Meaning{"living_street", 20},
                                  Meaning{"bicycle_road", 30},
                                  Meaning{"urban", 50},
                                  Meaning{"nsl_restricted", 30 * mile_km},
                                  Meaning{"nsl_single", 60 * mile_km},
                                  Meaning{"nsl_dual", 70 * mile_km},
                                  Meaning{"rural", 80},
                                  Meaning{"trunk", 90},
                                  Meaning{"motorway", 120},
                                  Meaning{"none", std::numeric_limits<double>::infinity()}};

constexpr std::array speed_units{
    Meaning{"km/h|kmh|kph|kmph|km / h|км/ч|км/час", 1},
    Meaning{"mph", mile_km},
    Meaning{"knots|kn", 1.852},
};

/// "30", "30 mph"
std::optional<double> number_with_unit(std::string_view text, double unit_km_h) {
  const auto end = std::min(text.find_first_not_of("0123456789.,"), text.size());
  std::string digits(text.substr(0, end));
  if (is_ambiguous(digits))
    return std::nullopt;
  std::ranges::replace(digits, ',', '.');
  double number = 0;
  const auto [last, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || error != std::errc() || last != digits.data() + digits.size())
    return std::nullopt;
  const auto rest = without_blanks(text.substr(end));
  const auto* unit = find_meaning(speed_units, rest);
  if (!unit && !rest.empty())
    return std::nullopt;
  const double km_h = number * (unit ? unit->number : unit_km_h);
  return km_h > 0 && km_h <= most_km_h ? std::optional(km_h) : std::nullopt;
}

/// "50 (signs)" -> "50"
std::string_view without_remark(std::string_view text) {
  return text.ends_with(')') ? without_blanks(text.substr(0, text.find('('))) : text;
}

/// One of several values, folded.
std::optional<double> single_speed(std::string_view text, double unit_km_h) {
  text = without_remark(without_blanks(text));
  text = text.substr(text.rfind(':') + 1); // npos + 1 is 0
  if (text.starts_with("zone"))
    text.remove_prefix(4);
  const auto* named = find_meaning(named_speeds, text);
  return named ? std::optional(named->number) : number_with_unit(text, unit_km_h);
}

} // namespace

std::optional<double> speed_km_h_of(std::string_view text, double unit_km_h) {
  const auto lower = folded(plain_text(text));
  std::optional<double> lowest;
  for (std::size_t start = 0; start <= lower.size();) {
    const auto end = std::min(lower.find_first_of(";|", start), lower.size());
    const auto speed = single_speed(std::string_view(lower).substr(start, end - start), unit_km_h);
    if (speed)
      lowest = std::min(*speed, lowest.value_or(*speed));
    start = end + 1;
  }
  return lowest;
}

bool is_speed_without_number(std::string_view text) {
  return is_among(folded(without_blanks(text)),
                  "signals|sign|signs|variable|dynamic|implicit|default|unposted");
}

} // namespace layers
