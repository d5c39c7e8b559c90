#include "layers/answers/feature_columns.hpp"

#include <string_view>
#include <utility>

namespace layers {

namespace {

/// A copy of the texts that a view points to.
struct Owned {
  Value operator()(std::string_view text) const { return std::string(text); }
  Value operator()(TimeView time) const { return Time{std::string(time.text)}; }
  Value operator()(JsonView json) const { return Json{std::string(json.text)}; }
  template <typename Other>
  Value operator()(Other value) const {
    return value;
  }
};

Value owned(const ValueView& value) {
  return std::visit(Owned(), value);
}

ValueType declared_type(ValueType common) {
  return common == ValueType::null || common == ValueType::mixed ? ValueType::text : common;
}

AnswerColumn id_column(const AttributeTable& table, const std::string& name) {
  AnswerColumn column{name};
  auto type = table.other_id_type;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto number = table.id_of(i);
    if (number)
      type = common_type(type, ValueType::integer);
    column.values.push_back(
        owned(number ? whole_number(*number) : table.dictionary.value(*table.other_id_of(i))));
  }
  column.type = declared_type(type);
  return column;
}

} // namespace

FeatureColumns feature_columns(const FeatureSet& features, const std::string& of) {
  const auto& table = features.attributes;
  FeatureColumns columns{id_column(table, of), {}};
  for (const auto& attribute : table.attributes)
    columns.attributes.push_back(
        {attribute.name,
         declared_type(attribute.type == ValueType::null ? attribute.declared : attribute.type),
         {},
         of});
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto& [keys, numbers] = table.tags_of(i);
    for (std::size_t k = 0; k < keys.size(); ++k) {
      auto& values = columns.attributes[keys[k]].values;
      values.resize(i);
      values.push_back(owned(table.dictionary.value(numbers[k])));
    }
  }
  return columns;
}

} // namespace layers
