#include "layers/config/role_values_config.hpp"

#include <string>

#include <fmt/format.h>

#include "layers/roles/roles.hpp"

namespace layers {

namespace {

using nlohmann::json;

/// A number, true or false as a text: what stands in a source may be either.
std::string meaning_at(const json& value, const std::string& key, const JsonContext& context) {
  if (value.is_string())
    return value.get<std::string>();
  if (!value.is_number() && !value.is_boolean())
    context.fail(R"("{}" is {}; it must be a text or a number)", key, shown_value(value));
  return value.is_number_float() ? fmt::format("{}", value.get<double>()) : value.dump();
}

/// `value` as one of the role, checked.
std::string legal_meaning(const json& value, const std::string& key, const Role& role,
                          const JsonContext& context) {
  auto text = meaning_at(value, key, context);
  const auto number = number_of_text(role, text, {});
  const bool is_legal = number && (*number >= 0 || role.holds == RoleHolds::oneway);
  if (holds_numbers(role) && !is_legal)
    context.fail(R"("{}" is {}; "{}" must be {})", key, shown_value(value), role.name, role.legal);
  return text;
}

/// The object at `key` with roles for keys, or null.
const json* roles_at(const json& layer_object, const char* key, const JsonContext& context) {
  const auto found = layer_object.find(key);
  if (found == layer_object.end())
    return nullptr;
  check_keys(object_at(*found, key, context), field_roles(), context.at(key));
  return &*found;
}

} // namespace

void read_values(const json& layer_object, LayerConfig& layer, const JsonContext& context) {
  const auto* roles = roles_at(layer_object, "values", context);
  if (!roles)
    return;
  const auto inside = context.at("values");
  for (const auto& [name, meanings] : roles->items()) {
    object_at(meanings, name.c_str(), inside);
    for (const auto& [value, meaning] : meanings.items())
      layer.values[name][value] =
          meaning.is_null() ? "" : legal_meaning(meaning, value, *find_role(name), inside.at(name));
  }
}

void read_constants(const json& layer_object, LayerConfig& layer, const JsonContext& context) {
  const auto* roles = roles_at(layer_object, "constant", context);
  if (!roles)
    return;
  const auto inside = context.at("constant");
  for (const auto& [name, value] : roles->items()) {
    if (layer.fields.contains(name) || layer.values.contains(name))
      inside.fail(R"("{}" stands in "{}" too; leave it out of one)", name,
                  layer.fields.contains(name) ? "fields" : "values");
    layer.constants[name] = legal_meaning(value, name, *find_role(name), inside);
  }
}

} // namespace layers
