#include "layers/features/column.hpp"

#include <algorithm>

namespace layers {

namespace {

std::uint32_t place_in(std::span<const std::uint32_t> keys, std::uint32_t key) {
  const auto found = std::ranges::find(keys, key);
  return found == keys.end() ? no_value : static_cast<std::uint32_t>(found - keys.begin());
}

} // namespace

Column::Column(const AttributeTable& table, std::string_view attribute)
    : m_table(&table), m_places(table.shape_count(), no_value) {
  const auto key = table.key_of(attribute);
  if (!key)
    return;
  m_type = table.attributes[*key].type;
  for (std::size_t shape = 0; shape < m_places.size(); ++shape)
    m_places[shape] = place_in(table.keys_of_shape(shape), *key);
}

std::vector<ValueCount> value_counts(const Column& column) {
  std::vector<ValueCount> counts;
  std::vector<std::uint32_t> places(column.dictionary().size(), no_value);
  for (std::size_t feature = 0; feature < column.size(); ++feature) {
    const auto number = column.number(feature);
    if (number == no_value)
      continue;
    if (places[number] == no_value) {
      places[number] = static_cast<std::uint32_t>(counts.size());
      counts.push_back({column.dictionary().value(number)});
    }
    ++counts[places[number]].features;
  }
  return counts;
}

} // namespace layers
