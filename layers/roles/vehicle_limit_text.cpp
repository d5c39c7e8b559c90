#include "layers/roles/vehicle_limit_text.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <string>

#include "layers/roles/number_convention.hpp"
#include "layers/roles/words.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/plain_text.hpp"

namespace layers {

namespace {

constexpr double pound_t = 0.00045359237;
constexpr double foot_m = 0.3048;

constexpr std::string_view no_limit_words =
    "none|default|unsigned|no indications|no_indications|no sign|no_sign|unlimited|no limit|no";

/// A ton may be the short one of the USA: the lesser is taken.
constexpr std::array weight_units{
    Meaning{"t|tonne|tonnes|metric ton|metric tons|mt|tan|tonnen|т|тонн|тонна|тонны", 1},
    Meaning{"kg|kgs|kilogram|kilograms|кг", 0.001},
    Meaning{"st|short ton|short tons|ton|tons", 2000 * pound_t},
    Meaning{"lt|long ton|long tons", 2240 * pound_t},
    Meaning{"cwt", 112 * pound_t},
    Meaning{"lb|lbs|pound|pounds", pound_t}};

constexpr std::array length_units{
    Meaning{"m|metre|metres|meter|meters|met|м|метр|метра|метров", 1},
    Meaning{"cm|centimetre|centimetres|centimeter|centimeters|см", 0.01}, Meaning{"mm|мм", 0.001},
    Meaning{"ft|'|foot|feet", foot_m}, Meaning{"in|\"|''|inch|inches", foot_m / 12}};

constexpr std::string_view feet = "ft|'|foot|feet";

struct Quantity {
  std::span<const Meaning> units;
  double most = 0;
};

constexpr Quantity tonnes{weight_units, most_weight_t};
constexpr Quantity metres{length_units, most_length_m};

/// "3.5", "3,5"; of "3,500" thousands where the unit is small, else three and a half.
std::optional<double> read_either_way(std::string_view digits, bool is_small_unit) {
  using Basis = NumberConvention::Basis;
  const auto point = read_number(digits, {'.', Basis::told});
  const auto comma = read_number(digits, {',', Basis::told});
  if (!point || !comma)
    return point ? point : comma;
  return is_small_unit ? std::max(*point, *comma) : std::min(*point, *comma);
}

/// A number and what stands behind it, taken off the front of a text.
struct Measure {
  std::string_view digits;
  std::string_view unit;
};

Measure next_measure(std::string_view& text) {
  const auto digits_end = std::min(text.find_first_not_of("0123456789.,"), text.size());
  const auto unit_end = std::min(text.find_first_of("0123456789", digits_end), text.size());
  const auto digits = text.substr(0, digits_end);
  auto unit = without_blanks(text.substr(digits_end, unit_end - digits_end));
  if (unit.ends_with('-') || unit.ends_with('.')) // 12'-6", "3.2 m."
    unit = without_blanks(unit.substr(0, unit.size() - 1));
  text.remove_prefix(unit_end);
  return {digits, unit};
}

/// In tonnes or metres.
std::optional<double> amount_of(const Measure& measure, std::span<const Meaning> units,
                                double plain_unit) {
  const auto* named = find_meaning(units, measure.unit);
  if (!named && !measure.unit.empty())
    return std::nullopt;
  const double unit = named ? named->number : plain_unit;
  const auto number = read_either_way(measure.digits, unit < 0.1);
  return number ? std::optional(*number * unit) : std::nullopt;
}

/// "12'6\"", "12 ft 6", "3.5 t"; one of several values, folded.
std::optional<double> single_limit(std::string_view text, const Quantity& quantity, double unit) {
  text = without_blanks(text);
  if (is_among(text, no_limit_words))
    return std::numeric_limits<double>::infinity();
  const auto first = next_measure(text);
  auto amount = amount_of(first, quantity.units, unit);
  if (amount && !text.empty()) {
    const bool are_feet = is_among(first.unit, feet);
    const auto more = amount_of(next_measure(text), length_units, foot_m / 12);
    amount = are_feet && more && *more < foot_m ? std::optional(*amount + *more) : std::nullopt;
  }
  const bool is_legal = amount && text.empty() && *amount > 0 && *amount <= quantity.most;
  return is_legal ? amount : std::nullopt;
}

/// The lowest of several; one that is not understood might have been lower.
std::optional<double> lowest_limit(std::string_view text, const Quantity& quantity, double unit) {
  const auto lower = folded(plain_text(text));
  double lowest = std::numeric_limits<double>::infinity();
  for (std::size_t start = 0; start <= lower.size();) {
    const auto end = std::min(lower.find_first_of(";|", start), lower.size());
    const auto limit =
        single_limit(std::string_view(lower).substr(start, end - start), quantity, unit);
    if (!limit)
      return std::nullopt;
    lowest = std::min(lowest, *limit);
    start = end + 1;
  }
  return lowest;
}

} // namespace

std::optional<double> weight_t_of(std::string_view text, double unit) {
  return lowest_limit(text, tonnes, unit);
}

std::optional<double> length_m_of(std::string_view text, double unit) {
  return lowest_limit(text, metres, unit);
}

} // namespace layers
