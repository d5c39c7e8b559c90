#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "layers/features/attribute_table.hpp"

namespace layers {

/// One attribute of all features. Points into the table. Any number of threads may read it.
class Column {
public:
  /// O(shapes). An attribute that no feature has is a column too, absent everywhere.
  Column(const AttributeTable& table, std::string_view attribute);

  std::size_t size() const { return m_table->size(); } ///< features
  /// What all values have in common; null: there is none but null.
  ValueType type() const { return m_type; }
  /// The number of a feature's value in the table's dictionary: null_value, or no_value for absent.
  std::uint32_t number(std::size_t feature) const {
    const auto& found = m_table->features[feature];
    const auto place = m_places[found.shape];
    return place == no_value ? no_value : m_table->values[found.first_value + place];
  }
  ValueView operator[](std::size_t feature) const {
    return m_table->dictionary.value(number(feature));
  }
  /// There is one, and it is not null.
  bool has_value(std::size_t feature) const {
    const auto found = number(feature);
    return found != null_value && found != no_value;
  }
  const ValueDictionary& dictionary() const { return m_table->dictionary; }

private:
  const AttributeTable* m_table;
  ValueType m_type = ValueType::null;
  std::vector<std::uint32_t> m_places; ///< by shape: among its values; no_value: not there
};

struct ValueCount {
  ValueView value;
  std::size_t features = 0;
  bool operator==(const ValueCount&) const = default;
};

/// The distinct values of a column, null among them, in the order in which features first have
/// them. They point into the column's table. O(features + values of the layer).
std::vector<ValueCount> value_counts(const Column& column);

} // namespace layers
