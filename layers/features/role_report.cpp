#include "layers/features/role_report.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "layers/features/attributes.hpp"
#include "layers/features/role_column.hpp"
#include "layers/features/role_values.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/plain_text.hpp"

namespace layers {

namespace {

bool is_absent(const ValueView& value) {
  return std::holds_alternative<std::monostate>(value) || std::holds_alternative<Null>(value);
}

/// Milliseconds since 1970, as USGS and Esri have them: 13 digits, from 2001 to 2286.
bool is_epoch_ms(const ValueView& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number && *number >= 1'000'000'000'000 && *number < 10'000'000'000'000;
}

bool is_not_understood(const RoleColumn& column, const ValueView& value) {
  if (column.role->holds == RoleHolds::time)
    return !std::holds_alternative<TimeView>(value) && !is_epoch_ms(value) &&
           !says_nothing(column, value);
  if (!holds_numbers(*column.role))
    return false;
  const auto number = number_meant(column, value);
  const bool is_negative_count = column.role->holds == RoleHolds::count && number && *number < 0;
  return is_negative_count || (!number && !says_nothing(column, value));
}

/// Whether answers, or what the map shows of danger, depend on a role of a layer of the kind.
bool decides(const Role& role, Kind kind) {
  switch (role.holds) {
  case RoleHolds::severity:
    return kind == Kind::hazard;
  case RoleHolds::duration:
    return kind == Kind::station;
  case RoleHolds::speed:
  case RoleHolds::oneway:
  case RoleHolds::crossing:
  case RoleHolds::tonnes:
  case RoleHolds::metres:
    return kind == Kind::road;
  case RoleHolds::area_class:
    return kind == Kind::area || kind == Kind::demand;
  default:
    return role.holds == RoleHolds::count;
  }
}

void report_values(const Layer& layer, const RoleColumn& column, LoadReport& report) {
  const auto& features = *layer.features;
  const auto wrong =
      by_feature<char>(column.column, features.size(), 0, [&](const ValueView& value) -> char {
        return is_not_understood(column, value) ? 1 : 0;
      });
  if (std::ranges::count(wrong, 1) == 0)
    return;
  const auto effect =
      decides(*column.role, layer.config.kind) ? Effect::not_understood : Effect::note;
  const auto what = fmt::format("{} not understood, {}", column.role->name, column.role->otherwise);
  std::size_t with_value = 0;
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    with_value += column.column.has_value(i) ? 1 : 0;
    if (wrong[i])
      report.add(what, effect, features.id_text(i));
  }
  auto& problem = *std::ranges::find(report.problems, what, &LoadReport::Problem::what);
  problem.of = with_value;
  for (const auto& [value, count] : value_counts(column.column))
    if (!is_absent(value) && is_not_understood(column, value))
      problem.add_value(text_of(value));
}

/// An attribute that plays a role and has no value at all.
void report_empty(const Layer& layer, const RoleColumn& column, const std::string& attribute,
                  LoadReport& report) {
  const auto& role = *column.role;
  const bool is_expected = role.holds == RoleHolds::road_class ||
                           role.holds == RoleHolds::severity || role.holds == RoleHolds::duration ||
                           role.holds == RoleHolds::count;
  const auto values = value_counts(column.column);
  const bool any = std::ranges::any_of(values, [&](const ValueCount& count) {
    return !is_absent(count.value) && !says_nothing(column, count.value);
  });
  if (is_expected && !any && layer.features->size() > 0)
    report.add(fmt::format(R"({}: no feature has a value of "{}"{})", role.name, attribute,
                           role.otherwise.empty() ? "" : fmt::format(", {}", role.otherwise)),
               Effect::note, "");
}

/// Where "1.200" might have been 1.2; of levels, no thousand can be.
void report_assumed(const RoleColumn& column, LoadReport& report) {
  if (column.reading.numbers.basis != NumberConvention::Basis::assumed ||
      column.role->holds == RoleHolds::severity)
    return;
  for (const auto& [value, count] : value_counts(column.column)) {
    const auto text = text_of(value);
    const auto number = number_meant(column, value);
    if (!number || !is_ambiguous(text))
      continue;
    report.add(fmt::format(R"({}: "{}" taken as {}, with a separator of thousands; no other value )"
                           "tells",
                           column.role->name, text, *number),
               Effect::note, "");
    return;
  }
}

/// Where "05:00" might have been hours and minutes.
void report_clock(const RoleColumn& column, LoadReport& report) {
  if (column.role->holds != RoleHolds::duration)
    return;
  for (const auto& [value, count] : value_counts(column.column)) {
    const auto text = text_of(value);
    if (std::ranges::count(text, ':') != 1 || !number_meant(column, value))
      continue;
    report.add(fmt::format(R"({}: "{}" taken as minutes and seconds)", column.role->name, text),
               Effect::note, "");
    return;
  }
}

void report_unit(const RoleColumn& column, const std::string& attribute, LoadReport& report) {
  if (column.reading.unit != 1)
    report.add(fmt::format(R"({}: numbers of "{}" taken as {}, as its name says)",
                           column.role->name, attribute, unit_named(*column.role, attribute)),
               Effect::note, "");
}

/// Where "T" and "F" might have been directions.
void report_true_and_false(const RoleColumn& column, LoadReport& report) {
  if (column.reading.has_only_t_and_f)
    report.add(fmt::format(R"({}: "T" and "F" taken as true and false, as no other value tells)",
                           column.role->name),
               Effect::note, "");
}

/// A number of seconds to which nothing says that it is one.
bool is_plain_duration(const RoleColumn& column, const ValueView& value) {
  auto in_minutes = column;
  in_minutes.reading.unit = 60;
  const auto seconds = number_meant(column, value);
  return seconds && *seconds > 0 && number_meant(in_minutes, value) != seconds;
}

/// Where seconds of an attribute that nobody named are so few that they might be minutes.
void report_short_turnout(const Layer& layer, const RoleColumn& column,
                          const std::string& attribute, LoadReport& report) {
  constexpr double most_s = 15;
  if (column.role->holds != RoleHolds::duration || column.reading.unit != 1 ||
      !layer.config.guessed_fields.contains(std::string(column.role->name)) ||
      names_seconds(attribute))
    return;
  bool any_plain = false;
  for (const auto& [value, count] : value_counts(column.column)) {
    if (number_meant(column, value).value_or(0) > most_s)
      return;
    any_plain |= is_plain_duration(column, value);
  }
  if (any_plain)
    report.add(fmt::format(R"({}: no value of "{}" is over {} s; if they are minutes, call it )"
                           R"("turnout_min" or write a unit; if not, name it in "fields")",
                           column.role->name, attribute, most_s),
               Effect::not_understood, "");
}

/// `values` of the configuration that stand nowhere.
void report_unused_values(const RoleColumn& column, LoadReport& report) {
  if (!column.meanings)
    return;
  std::set<std::string> there;
  std::map<std::string, std::string>
      as_written; // by what differs in letters' case and accents only
  for (const auto& [value, count] : value_counts(column.column)) {
    const auto text = text_of(value);
    there.insert(text);
    there.insert(std::string(without_blanks(text)));
    as_written[folded(text)] = text;
  }
  for (const auto& [value, meaning] : *column.meanings) {
    if (there.contains(value))
      continue;
    const auto alike = as_written.find(folded(value));
    if (alike == as_written.end())
      report.add(fmt::format(R"("values.{}": no feature has "{}")", column.role->name, value),
                 Effect::note, "");
    else
      report.add(fmt::format(R"("values.{}": no feature has "{}"; write it "{}")",
                             column.role->name, value, alike->second),
                 Effect::not_understood, "");
  }
}

void report_role(const Layer& layer, const Role& role, LoadReport& report) {
  const auto attribute = attribute_of(layer, role.name);
  if (attribute.empty()) {
    if (layer.config.values.contains(std::string(role.name)) && layer.features->size() > 0)
      report.add(
          fmt::format(R"("values.{0}": no attribute plays this role; set "fields.{0}")", role.name),
          Effect::not_understood, "");
    return;
  }
  const auto column = role_column(layer, role, attribute);
  report_values(layer, column, report);
  report_empty(layer, column, attribute, report);
  report_assumed(column, report);
  report_clock(column, report);
  report_unit(column, attribute, report);
  report_true_and_false(column, report);
  report_short_turnout(layer, column, attribute, report);
  report_unused_values(column, report);
}

/// What a feature of the kind must not be without; empty: nothing.
std::string_view lacking_shape(Kind kind, bool has_points, bool has_lines, bool has_polygons) {
  if (kind == Kind::hazard && !has_polygons)
    return "hazard without a polygon, which closes no road";
  if (kind == Kind::area && !has_polygons)
    return "area without a polygon, in which nothing lies";
  if (kind == Kind::road && !has_lines)
    return "road without a line, on which nothing drives";
  if (kind == Kind::demand && has_lines && !has_points && !has_polygons)
    return "demand along a line; it lies at points or in polygons";
  return "";
}

void report_shapes(const Layer& layer, LoadReport& report) {
  const auto& features = *layer.features;
  for (std::size_t i = 0; i < features.size(); ++i) {
    std::array<bool, 3> has{};
    const auto shape = features.feature(i);
    for (std::uint32_t p = 0; p < shape.part_count(); ++p)
      has.at(static_cast<std::size_t>(shape.part(p).type())) = true;
    if (const auto what = lacking_shape(layer.config.kind, has[0], has[1], has[2]); !what.empty())
      report.add(std::string(what), Effect::not_understood, features.id_text(i));
  }
}

/// What is said where nothing plays any of the roles.
struct Unplayed {
  Kind kind;
  std::array<std::string_view, 2> roles;
  std::string_view text;
};

constexpr std::array unplayed{Unplayed{Kind::hazard, {"severity", "severity"}, "no severity"},
                              Unplayed{Kind::station,
                                       {"turnout_s", "turnout_s"},
                                       "no turnout_s: the default is used for all"},
                              Unplayed{Kind::demand,
                                       {"population", "weight"},
                                       "no population and no weight: each feature counts as one"}};

} // namespace

void report_roles(const Layer& layer, LoadReport& report) {
  for (const auto& role : all_roles())
    report_role(layer, role, report);
  report_shapes(layer, report);
  const bool is_raster = layer.report.format.ends_with(" raster"); // whose cells are counted
  for (const auto& [kind, roles, text] : unplayed)
    if (layer.config.kind == kind && !(kind == Kind::demand && is_raster) &&
        std::ranges::none_of(roles, [&](auto role) { return has_role(layer, role); }))
      report.add(fmt::format("{}; name the attribute in \"fields\", or a \"constant\"", text),
                 Effect::note, "");
}

} // namespace layers
