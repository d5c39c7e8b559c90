#include "layers/answers/feature_columns.hpp"

#include <limits>
#include <unordered_map>
#include <utility>

#include <nlohmann/json.hpp>

namespace layers {

namespace {

using nlohmann::ordered_json;

ordered_json feature_json(const FeatureSet& features, std::size_t feature) {
  return ordered_json::parse("{" + std::string(features.json_text(feature)) + "}");
}

Value value_of(std::uint64_t number) {
  if (number > std::numeric_limits<std::int64_t>::max())
    return number;
  return static_cast<std::int64_t>(number);
}

Value value_of(const ordered_json& json) {
  switch (json.type()) {
  case ordered_json::value_t::null:
    return Null();
  case ordered_json::value_t::boolean:
    return json.get<bool>();
  case ordered_json::value_t::number_integer:
    return json.get<std::int64_t>();
  case ordered_json::value_t::number_unsigned:
    return value_of(json.get<std::uint64_t>());
  case ordered_json::value_t::number_float:
    return json.get<double>();
  case ordered_json::value_t::string:
    return json.get<std::string>();
  default:
    return Json{json.dump()};
  }
}

/// What the values of a column have in common.
ColumnType type_of_all(const std::vector<Value>& values) {
  std::optional<ColumnType> common;
  for (const auto& value : values)
    if (const auto type = type_of(value))
      common = common ? common_type(*common, *type) : *type;
  return common.value_or(ColumnType::text);
}

AnswerColumn column_of(std::string name, std::string of, std::vector<Value> values) {
  const auto type = type_of_all(values);
  return {std::move(name), type, {}, std::move(of), std::move(values)};
}

} // namespace

FeatureColumns feature_columns(const FeatureSet& features, const std::string& of) {
  std::vector<Value> ids;
  std::vector<std::string> names;
  std::vector<std::vector<Value>> values;
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const auto feature = feature_json(features, i);
    ids.push_back(value_of(feature.at("id")));
    for (const auto& [name, value] : feature.at("properties").items()) {
      const auto [place, is_new] = places.try_emplace(name, names.size());
      if (is_new) {
        names.push_back(name);
        values.emplace_back();
      }
      values[place->second].resize(i);
      values[place->second].push_back(value_of(value));
    }
  }
  FeatureColumns columns{column_of(of, "", std::move(ids)), {}};
  for (std::size_t c = 0; c < names.size(); ++c)
    columns.attributes.push_back(column_of(names[c], of, std::move(values[c])));
  return columns;
}

} // namespace layers
