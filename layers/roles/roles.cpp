#include "layers/roles/roles.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "layers/requests/planner_request.hpp"
#include "layers/roles/area_class_words.hpp"
#include "layers/roles/duration_text.hpp"
#include "layers/roles/oneway_words.hpp"
#include "layers/roles/severity_words.hpp"
#include "layers/roles/speed_text.hpp"
#include "layers/roles/vehicle_limit_text.hpp"
#include "layers/roles/words.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/plain_text.hpp"

namespace layers {

namespace {

constexpr std::string_view number_words = "a number of at least 0";
constexpr std::string_view weight_words = "a weight over 0 and up to 200 t, or \"none\"";
constexpr std::string_view length_words = "a length over 0 and up to 50 m, or \"none\"";

constexpr std::array roles{
    Role{"name", RoleHolds::text, "", "a text"},
    Role{"name_vi", RoleHolds::text, "", "a text"},
    Role{"name_en", RoleHolds::text, "", "a text"},
    Role{"type", RoleHolds::text, "", "a text"},
    Role{"severity", RoleHolds::severity, "no level", "a level from 1 to 5"},
    Role{"status", RoleHolds::text, "", "a text"},
    Role{"time", RoleHolds::time, "shown as it stands", "a time"},
    Role{"turnout_s", RoleHolds::duration, "default used", "0 to 14400 seconds"},
    Role{"units", RoleHolds::text, "", "a text"},
    Role{"population", RoleHolds::count, "counted as 0", number_words},
    Role{"weight", RoleHolds::count, "counted as 0", number_words},
    Role{"area_class", RoleHolds::area_class, "of no class",
         "one of urban centre, urban, suburban, rural"},
    Role{"class", RoleHolds::road_class, "", "a text"},
    Role{"speed_km_h", RoleHolds::speed, "the class decides", "a speed over 0 and up to 300 km/h"},
    Role{"oneway", RoleHolds::oneway, "taken as without", "\"yes\", \"no\" or \"-1\""},
    Role{"bridge", RoleHolds::text, "", "a text"},
    Role{"access", RoleHolds::text, "", "a text"},
    Role{"surface", RoleHolds::text, "", "a text"},
    Role{"junction", RoleHolds::text, "", "a text"},
    Role{"tunnel", RoleHolds::text, "", "a text"},
    Role{"layer", RoleHolds::text, "", "a text"},
    Role{"duration", RoleHolds::crossing, "the class decides", "minutes, or hours:minutes"},
    Role{"emergency", RoleHolds::text, "", "a text"},
    Role{"max_weight_t", RoleHolds::tonnes, "taken as none", weight_words},
    Role{"max_height_m", RoleHolds::metres, "taken as none", length_words},
    Role{"max_width_m", RoleHolds::metres, "taken as none", length_words},
    Role{"max_axle_load_t", RoleHolds::tonnes, "taken as none", weight_words}};

/// A word in an attribute's name that says what its plain numbers count.
struct NameUnit {
  RoleHolds holds;
  std::string_view words;
  std::string_view name;
  double factor = 1;
};

constexpr std::array name_units{
    NameUnit{RoleHolds::duration, "min|mins|minute|minutes|phút|мин|минут", "minutes", 60},
    NameUnit{RoleHolds::speed, "mph", "miles an hour", 1.609344},
    NameUnit{RoleHolds::tonnes, "kg|кг", "kilograms", 0.001},
    NameUnit{RoleHolds::tonnes, "lb|lbs|pounds", "pounds", 0.00045359237},
    NameUnit{RoleHolds::metres, "cm|см", "centimetres", 0.01},
    NameUnit{RoleHolds::metres, "ft|feet", "feet", 0.3048},
    NameUnit{RoleHolds::metres, "inch|inches", "inches", 0.0254}};

/// Null: the name says none.
const NameUnit* find_name_unit(const Role& role, std::string_view attribute) {
  const auto words = words_of(attribute);
  const auto* found = std::ranges::find_if(name_units, [&](const NameUnit& unit) {
    return unit.holds == role.holds &&
           std::ranges::any_of(words, [&](const auto& word) { return is_among(word, unit.words); });
  });
  return found == name_units.end() ? nullptr : found;
}

std::optional<double> within(double number, double least, double most) {
  return number >= least && number <= most ? std::optional(number) : std::nullopt;
}

std::optional<double> direction_number(std::optional<OneWay> direction) {
  if (!direction)
    return std::nullopt;
  return *direction == OneWay::forward ? 1 : *direction == OneWay::backward ? -1 : 0;
}

std::optional<double> area_class_number(std::optional<AreaClass> area_class) {
  return area_class ? std::optional(static_cast<double>(*area_class)) : std::nullopt;
}

/// A fraction of a second is none: a workbook keeps "05:00" as a fraction of a day.
std::optional<double> turnout(std::optional<double> seconds) {
  const bool is_fraction = seconds && *seconds > 0 && *seconds < 1;
  return seconds && legal_turnout_s.holds(*seconds) && !is_fraction ? seconds : std::nullopt;
}

} // namespace

std::span<const Role> all_roles() {
  return roles;
}

const Role* find_role(std::string_view name) {
  const auto* found = std::ranges::find(roles, name, &Role::name);
  return found == roles.end() ? nullptr : found;
}

bool holds_numbers(const Role& role) {
  return role.holds != RoleHolds::text && role.holds != RoleHolds::time &&
         role.holds != RoleHolds::road_class;
}

double unit_in_name(const Role& role, std::string_view attribute) {
  const auto* unit = find_name_unit(role, attribute);
  return unit ? unit->factor : 1;
}

std::string_view unit_named(const Role& role, std::string_view attribute) {
  const auto* unit = find_name_unit(role, attribute);
  return unit ? unit->name : "";
}

bool names_seconds(std::string_view attribute) {
  return std::ranges::any_of(words_of(attribute), [](const std::string& word) {
    return is_among(word, "s|sec|secs|second|seconds|giây|сек|секунд|sekunden");
  });
}

bool is_no_data(std::string_view as_written) {
  const auto plain = plain_text(as_written);
  const auto text = without_blanks(plain);
  return text.empty() || text == "-" || text == "–" || text == "—" || text == "?" ||
         is_among(folded(text),
                  "n/a|na|n.a.|none|null|<null>|nan|unknown|not known|unspecified|undefined|"
                  "không rõ|không có|chưa rõ|chưa xác định|неизвестно|нет данных|н/д|"
                  "unbekannt|k.a.|keine angabe");
}

std::optional<double> number_of_text(const Role& role, std::string_view text,
                                     const ValueReading& reading) {
  switch (role.holds) {
  case RoleHolds::count:
    return read_number(text, reading.numbers);
  case RoleHolds::severity:
    return severity_of(text, reading.numbers);
  case RoleHolds::duration:
    return turnout(duration_s(text, reading.unit, reading.numbers));
  case RoleHolds::crossing:
    return crossing_s(text, reading.numbers);
  case RoleHolds::speed:
    return speed_km_h_of(text, reading.unit);
  case RoleHolds::tonnes:
    return weight_t_of(text, reading.unit);
  case RoleHolds::metres:
    return length_m_of(text, reading.unit);
  case RoleHolds::area_class:
    return area_class_number(area_class_of(text));
  case RoleHolds::oneway:
    if (reading.has_ft_and_tf && without_blanks(text) == "N")
      return std::nullopt;
    return direction_number(oneway_of(reading.has_only_t_and_f ? folded(text) : text));
  default:
    return std::nullopt;
  }
}

std::optional<double> number_of_number(const Role& role, double number,
                                       const ValueReading& reading) {
  switch (role.holds) {
  case RoleHolds::count:
    return number;
  case RoleHolds::severity:
    return within(number, 1, 5);
  case RoleHolds::duration:
    return turnout(number * reading.unit);
  case RoleHolds::crossing:
    return number > 0 ? std::optional(number * 60) : std::nullopt;
  case RoleHolds::speed:
    return number > 0 ? within(number * reading.unit, 0, 300) : std::nullopt;
  case RoleHolds::tonnes:
    return number > 0 ? within(number * reading.unit, 0, most_weight_t) : std::nullopt;
  case RoleHolds::metres:
    return number > 0 ? within(number * reading.unit, 0, most_length_m) : std::nullopt;
  case RoleHolds::oneway:
    return number == 1 || number == 0 || number == -1 ? std::optional(number) : std::nullopt;
  default:
    return std::nullopt;
  }
}

} // namespace layers
