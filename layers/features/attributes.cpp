#include "layers/features/attributes.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "geo/number_text.hpp"

namespace layers {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

double number_in(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = std::min(text.find_first_not_of(blanks), text.size());
  text = text.substr(first, text.find_last_not_of(blanks) + 1 - first);
  if (text.starts_with('+'))
    text.remove_prefix(1);
  return geo::parse_number<double>(text).value_or(missing);
}

struct AsNumber {
  double operator()(double number) const { return number; }
  double operator()(std::int64_t number) const { return static_cast<double>(number); }
  double operator()(std::uint64_t number) const { return static_cast<double>(number); }
  double operator()(std::string_view text) const { return number_in(text); }
  template <typename Other>
  double operator()(const Other&) const {
    return missing;
  }
};

struct AsText {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(Null) const { return {}; }
  std::string operator()(std::string_view text) const { return std::string(text); }
  std::string operator()(TimeView time) const { return std::string(time.text); }
  std::string operator()(JsonView json) const { return std::string(json.text); }
  template <typename Value>
  std::string operator()(Value value) const {
    return fmt::format("{}", value);
  }
};

template <typename T, typename Convert>
std::vector<T> converted(const Column& column, Convert convert) {
  std::vector<T> values;
  values.reserve(column.size());
  for (std::size_t i = 0; i < column.size(); ++i)
    values.push_back(std::visit(convert, column[i]));
  return values;
}

} // namespace

Column column(const FeatureSet& features, std::string_view attribute) {
  return {features.attributes, attribute};
}

std::vector<double> number_column(const FeatureSet& features, std::string_view attribute) {
  return converted<double>(column(features, attribute), AsNumber());
}

std::vector<std::string> text_column(const FeatureSet& features, std::string_view attribute) {
  return converted<std::string>(column(features, attribute), AsText());
}

std::string text_of(const ValueView& value) {
  return std::visit(AsText(), value);
}

bool has_attribute(const FeatureSet& features, std::string_view attribute) {
  const auto key = features.attributes.key_of(attribute);
  return key && features.attributes.attributes[*key].type != ValueType::null;
}

std::vector<NamedValue> attributes_of(const FeatureSet& features, std::size_t feature) {
  const auto& table = features.attributes;
  const auto [keys, values] = table.tags_of(feature);
  std::vector<NamedValue> attributes;
  attributes.reserve(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i)
    attributes.push_back({table.attributes[keys[i]].name, table.dictionary.value(values[i])});
  return attributes;
}

std::vector<std::string> attribute_names(const SourceFeatures& features, std::size_t count) {
  const auto starts = std::span(features.json_starts).first(std::min(count, features.size()) + 1);
  std::vector<std::string> names;
  for (auto& attribute : build_attribute_table(features.json, starts).attributes)
    names.push_back(std::move(attribute.name));
  return names;
}

ValueView id_of(const FeatureSet& features, std::size_t feature) {
  const auto& table = features.attributes;
  if (const auto number = table.id_of(feature))
    return whole_number(*number);
  return table.dictionary.value(*table.other_id_of(feature));
}

} // namespace layers
