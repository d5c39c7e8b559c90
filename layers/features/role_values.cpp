#include "layers/features/role_values.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "layers/features/attributes.hpp"
#include "layers/roles/road_class_words.hpp"
#include "layers/roles/roles.hpp"
#include "layers/roles/speed_text.hpp"
#include "layers/text/folded_text.hpp"

namespace layers {

namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

using Meanings = std::map<std::string, std::string>;

/// A role of a layer with the attribute that plays it.
struct RoleColumn {
  const Role* role;
  Column column;
  const Meanings* meanings; ///< null: the configuration has none
  ValueReading reading;
};

/// How the numbers in its texts are to be read.
ValueReading reading_of(const Role& role, const Column& column, const std::string& attribute) {
  if (!holds_numbers(role))
    return {};
  std::vector<std::string> texts;
  for (const auto& [value, count] : value_counts(column))
    if (const auto* text = std::get_if<std::string_view>(&value))
      texts.emplace_back(*text);
  const bool has_ft_and_tf = std::ranges::any_of(
      texts, [](const std::string& text) { return text == "FT" || text == "TF"; });
  return {convention_of(texts), unit_in_name(role, attribute), has_ft_and_tf};
}

RoleColumn role_column(const Layer& layer, const Role& role, const std::string& attribute) {
  const auto values = column(*layer.features, attribute);
  const auto meanings = layer.config.values.find(std::string(role.name));
  return {&role, values, meanings == layer.config.values.end() ? nullptr : &meanings->second,
          reading_of(role, values, attribute)};
}

/// What the configuration says that a text means.
std::optional<std::string> configured_meaning(const RoleColumn& column, const std::string& text) {
  if (!column.meanings)
    return std::nullopt;
  const auto found = column.meanings->find(text);
  if (found != column.meanings->end())
    return found->second;
  const auto trimmed = column.meanings->find(std::string(without_blanks(text)));
  return trimmed == column.meanings->end() ? std::nullopt : std::optional(trimmed->second);
}

struct AsPlainNumber {
  template <typename T>
  std::optional<double> operator()(const T& value) const {
    if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>)
      return static_cast<double>(value);
    return std::nullopt;
  }
};

std::optional<double> number_meant(const RoleColumn& column, const ValueView& value) {
  const auto text = text_of(value);
  if (const auto meaning = configured_meaning(column, text))
    return number_of_text(*column.role, *meaning, {});
  if (const auto number = std::visit(AsPlainNumber(), value))
    return number_of_number(*column.role, *number, column.reading);
  return number_of_text(*column.role, text, column.reading);
}

/// Whether a value that is no number of the role says that there is none.
bool says_nothing(const RoleColumn& column, const ValueView& value) {
  const auto text = text_of(value);
  if (configured_meaning(column, text) == "")
    return true;
  return is_no_data(text) ||
         (column.role->holds == RoleHolds::speed && is_speed_without_number(text));
}

/// `read(value)` for every feature, called once for each distinct value.
template <typename T, typename Read>
std::vector<T> by_feature(const Column& column, std::size_t features, T absent, Read read) {
  std::unordered_map<std::uint32_t, T> known;
  std::vector<T> results(features, absent);
  for (std::size_t i = 0; i < features; ++i) {
    if (!column.has_value(i))
      continue;
    const auto [found, is_new] = known.try_emplace(column.number(i), absent);
    if (is_new)
      found->second = read(column[i]);
    results[i] = found->second;
  }
  return results;
}

const std::string* constant_of(const Layer& layer, std::string_view role) {
  const auto found = layer.config.constants.find(std::string(role));
  return found == layer.config.constants.end() ? nullptr : &found->second;
}

/// Roles that attributes of their own name play where nobody says otherwise.
constexpr std::array named_as_attributes{"severity", "type",   "junction", "bridge",
                                         "surface",  "tunnel", "layer",    "duration"};

// --- the report ---------------------------------------------------------------------------------

bool is_not_understood(const RoleColumn& column, const ValueView& value) {
  if (column.role->holds == RoleHolds::time)
    return !std::holds_alternative<TimeView>(value) && !says_nothing(column, value);
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
    return kind == Kind::road;
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
      report.add(what, effect, features.id_text(i), text_of(column.column[i]));
  }
  std::ranges::find(report.problems, what, &LoadReport::Problem::what)->of = with_value;
}

/// Where "1.200" might have been 1.2.
void report_assumed(const RoleColumn& column, LoadReport& report) {
  if (column.reading.numbers.basis != NumberConvention::Basis::assumed)
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
                           column.role->name, attribute,
                           column.role->holds == RoleHolds::speed ? "miles an hour" : "minutes"),
               Effect::note, "");
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
  report_assumed(column, report);
  report_clock(column, report);
  report_unit(column, attribute, report);
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

/// The meaning of a value in the words of configurations and styles; empty: it has none.
std::string meaning_text(const RoleColumn& column, const ValueView& value) {
  if (holds_numbers(*column.role)) {
    const auto number = number_meant(column, value);
    return number ? fmt::format("{}", *number) : "";
  }
  const auto text = text_of(value);
  if (const auto meaning = configured_meaning(column, text))
    return *meaning;
  const bool is_class = column.role->holds == RoleHolds::road_class;
  return std::string(is_class ? usual_road_class(text).value_or("") : "");
}

} // namespace

std::string attribute_of(const Layer& layer, std::string_view role) {
  const std::string name(role);
  if (layer.config.constants.contains(name))
    return "";
  if (const auto named = layer.config.fields.find(name); named != layer.config.fields.end())
    return named->second;
  const bool own_name = std::ranges::find(named_as_attributes, role) != named_as_attributes.end();
  return own_name && !layer.config.without_fields.contains(name) &&
                 has_attribute(*layer.features, role)
             ? name
             : "";
}

bool has_role(const Layer& layer, std::string_view role) {
  return constant_of(layer, role) || !attribute_of(layer, role).empty();
}

std::vector<double> role_numbers(const Layer& layer, std::string_view name) {
  const auto& role = *find_role(name);
  const auto features = layer.features->size();
  if (const auto* constant = constant_of(layer, name))
    return std::vector<double>(features, number_of_text(role, *constant, {}).value_or(not_known));
  const auto attribute = attribute_of(layer, name);
  if (attribute.empty())
    return std::vector<double>(features, not_known);
  const auto column = role_column(layer, role, attribute);
  return by_feature<double>(column.column, features, not_known, [&](const ValueView& value) {
    return number_meant(column, value).value_or(not_known);
  });
}

std::vector<std::string> role_texts(const Layer& layer, std::string_view name) {
  const auto features = layer.features->size();
  if (const auto* constant = constant_of(layer, name))
    return std::vector<std::string>(features, *constant);
  const auto attribute = attribute_of(layer, name);
  if (attribute.empty())
    return std::vector<std::string>(features);
  const auto column = role_column(layer, *find_role(name), attribute);
  return by_feature<std::string>(column.column, features, "", [&](const ValueView& value) {
    const auto text = text_of(value);
    return configured_meaning(column, text).value_or(text);
  });
}

void report_roles(const Layer& layer, LoadReport& report) {
  for (const auto& role : all_roles())
    report_role(layer, role, report);
  report_shapes(layer, report);
  if (layer.config.kind == Kind::hazard && !has_role(layer, "severity"))
    report.add("no severity; name its attribute in \"fields\", or a \"constant\"", Effect::note,
               "");
  if (layer.config.kind == Kind::demand && !has_role(layer, "population") &&
      !has_role(layer, "weight"))
    report.add("no population and no weight: each feature counts as one; name the attribute in "
               "\"fields\"",
               Effect::note, "");
}

std::string constant_meaning(const Layer& layer, std::string_view role) {
  const auto* constant = constant_of(layer, role);
  if (!constant)
    return "";
  const auto number = number_of_text(*find_role(role), *constant, {});
  return number ? fmt::format("{}", *number) : *constant;
}

std::map<std::string, std::vector<std::string>> values_by_meaning(const Layer& layer,
                                                                  std::string_view name) {
  std::map<std::string, std::vector<std::string>> values;
  const auto* role = find_role(name);
  const auto attribute = role ? attribute_of(layer, name) : "";
  if (attribute.empty())
    return values;
  const auto column = role_column(layer, *role, attribute);
  for (const auto& [value, count] : value_counts(column.column)) {
    const auto text = text_of(value);
    const auto meaning = meaning_text(column, value);
    if (!meaning.empty() && meaning != text)
      values[meaning].push_back(text);
  }
  return values;
}

} // namespace layers
