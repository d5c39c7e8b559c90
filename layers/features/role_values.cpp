#include "layers/features/role_values.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "layers/features/attributes.hpp"
#include "layers/features/role_column.hpp"
#include "layers/roles/road_class_words.hpp"

namespace layers {

namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

const std::string* constant_of(const Layer& layer, std::string_view role) {
  const auto found = layer.config.constants.find(std::string(role));
  return found == layer.config.constants.end() ? nullptr : &found->second;
}

/// Roles that attributes of their own name play where nobody says otherwise.
constexpr std::array named_as_attributes{"severity", "type",  "junction", "bridge",   "surface",
                                         "tunnel",   "layer", "duration", "emergency"};

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
