#include "layers/features/attribute_table.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <simdjson.h>

#include "geo/error.hpp"
#include "geo/tile/mvt_value.hpp"
#include "layers/features/numbering.hpp"
#include "layers/features/time_text.hpp"

namespace layers {

namespace {

namespace json = simdjson::ondemand;

struct BytesOfAttribute {
  const AttributeTable* table;
  std::string_view operator()(std::uint32_t number) const { return table->attributes[number].name; }
};

struct BytesOfValue {
  const AttributeTable* table;
  std::string_view operator()(std::uint32_t number) const {
    return table->dictionary.bytes_of(number);
  }
};

std::string_view as_bytes(std::span<const std::uint32_t> numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()};
}

struct BytesOfShape {
  const AttributeTable* table;
  std::string_view operator()(std::uint32_t number) const {
    return as_bytes(table->keys_of_shape(number));
  }
};

struct TypedValue {
  ValueType type;
  geo::MvtValue value;
};

/// The narrowest of unsigned, signed, double that holds the number; what none holds to the last
/// digit stays a text: ids of 20 digits and more, 1e400.
TypedValue number_in(json::value value) {
  std::string_view token = value.raw_json_token();
  token = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
  const auto is_parsed = [&](auto& number) {
    const auto* end = token.data() + token.size();
    const auto [last, error] = std::from_chars(token.data(), end, number);
    return error == std::errc() && last == end;
  };
  if (std::uint64_t whole = 0; is_parsed(whole))
    return {ValueType::integer, whole};
  if (std::int64_t whole = 0; is_parsed(whole))
    return {ValueType::integer, whole};
  const bool is_whole = token.find_first_of(".eE") == std::string_view::npos;
  if (double real = 0; !is_whole && value.get_double().get(real) == simdjson::SUCCESS)
    return {ValueType::real, real};
  return {ValueType::text, token};
}

/// Of anything but null.
TypedValue typed(json::value value, json::json_type type) {
  switch (type) {
  case json::json_type::string: {
    const std::string_view text = value.get_string();
    return {is_time(text) ? ValueType::time : ValueType::text, text};
  }
  case json::json_type::boolean:
    return {ValueType::boolean, value.get_bool().value()};
  case json::json_type::number:
    return number_in(value);
  case json::json_type::array:
    return {ValueType::json, value.get_array().value().raw_json().value()};
  default:
    return {ValueType::json, value.get_object().value().raw_json().value()};
  }
}

/// Adds features one after the other.
class TableBuilder {
public:
  explicit TableBuilder(std::size_t features) {
    m_table.features.reserve(features);
    m_table.has_other_id.reserve(features);
  }

  /// `text`: `"id":12,"properties":{...}`
  void add(std::string_view text) {
    m_text.assign("{").append(text).append("}");
    m_text.reserve(m_text.size() + simdjson::SIMDJSON_PADDING);
    auto document = m_parser.iterate(m_text.data(), m_text.size(), m_text.capacity());
    json::object feature = document.get_object();
    begin_feature();
    add_id(feature.find_field("id"));
    for (auto property : feature.find_field("properties").get_object())
      add_value(key_of(property.unescaped_key()), property.value());
    end_feature();
  }

  AttributeTable take() {
    m_table.values.shrink_to_fit();
    m_table.keys.shrink_to_fit();
    m_table.shape_starts.shrink_to_fit();
    m_table.dictionary.shrink_to_fit();
    return std::move(m_table);
  }

private:
  void add_id(json::value id) {
    const auto value = typed(id, id.type());
    const auto* number = std::get_if<std::uint64_t>(&value.value);
    m_feature.id = number ? *number : number_of(value);
    m_table.has_other_id.push_back(!number);
    if (!number)
      m_table.other_id_type = common_type(m_table.other_id_type, value.type);
  }

  void begin_feature() {
    if (m_table.values.size() > no_value)
      geo::fail(geo::ErrorKind::too_large, "attributes: more than 2^32 values");
    m_feature.first_value = static_cast<std::uint32_t>(m_table.values.size());
    std::swap(m_keys, m_keys_before);
    m_keys.clear();
    m_is_like_before = !m_table.features.empty();
  }

  void add_value(std::uint32_t key, json::value json) {
    m_keys.push_back(key);
    const json::json_type json_type = json.type();
    if (json_type == json::json_type::null) {
      m_table.values.push_back(null_value);
      return;
    }
    const auto value = typed(json, json_type);
    m_table.values.push_back(number_of(value));
    auto& type = m_table.attributes[key].type;
    type = common_type(type, value.type);
  }

  void end_feature() {
    if (!m_is_like_before || m_keys.size() != m_keys_before.size())
      m_feature.shape = shape_of(m_keys);
    m_table.features.push_back(m_feature);
  }

  /// Features mostly have the attributes of the one before.
  std::uint32_t key_of(std::string_view name) {
    const auto position = m_keys.size();
    m_is_like_before = m_is_like_before && position < m_keys_before.size() &&
                       m_table.attributes[m_keys_before[position]].name == name;
    if (m_is_like_before)
      return m_keys_before[position];
    return m_key_numbers(name, [&] {
      m_table.attributes.push_back({std::string(name)});
      return static_cast<std::uint32_t>(m_table.attributes.size() - 1);
    });
  }

  std::uint32_t number_of(const TypedValue& typed) {
    m_bytes.assign(1, static_cast<char>(typed.type));
    geo::append_mvt_value(m_bytes, typed.value);
    return m_value_numbers(m_bytes, [&] { return m_table.dictionary.add(m_bytes); });
  }

  std::uint32_t shape_of(std::span<const std::uint32_t> keys) {
    return m_shape_numbers(as_bytes(keys), [&] {
      m_table.keys.insert(m_table.keys.end(), keys.begin(), keys.end());
      m_table.shape_starts.push_back(static_cast<std::uint32_t>(m_table.keys.size()));
      return static_cast<std::uint32_t>(m_table.shape_count() - 1);
    });
  }

  AttributeTable m_table;
  Numbering<BytesOfAttribute> m_key_numbers{BytesOfAttribute{&m_table}};
  Numbering<BytesOfValue> m_value_numbers{BytesOfValue{&m_table}};
  Numbering<BytesOfShape> m_shape_numbers{BytesOfShape{&m_table}};
  json::parser m_parser;
  std::string m_text;
  std::string m_bytes;               ///< the value in hand's
  AttributeTable::Feature m_feature; ///< in hand; its shape is at first that of the one before
  std::vector<std::uint32_t> m_keys; ///< the feature in hand's
  std::vector<std::uint32_t> m_keys_before; ///< the last feature's
  bool m_is_like_before = false;            ///< as far as m_keys goes
};

template <typename T>
std::size_t bytes_of(const std::vector<T>& values) {
  return values.capacity() * sizeof(T);
}

} // namespace

std::optional<std::uint32_t> AttributeTable::key_of(std::string_view name) const {
  const auto found = std::ranges::find(attributes, name, &Attribute::name);
  if (found == attributes.end())
    return std::nullopt;
  return static_cast<std::uint32_t>(found - attributes.begin());
}

std::size_t AttributeTable::bytes() const {
  return dictionary.bytes() + bytes_of(features) + bytes_of(values) + bytes_of(keys) +
         bytes_of(shape_starts) + has_other_id.capacity() / 8;
}

AttributeTable build_attribute_table(std::string_view json,
                                     std::span<const std::size_t> json_starts) {
  TableBuilder builder(json_starts.size() - 1);
  for (std::size_t i = 0; i + 1 < json_starts.size(); ++i)
    builder.add(json.substr(json_starts[i], json_starts[i + 1] - json_starts[i]));
  return builder.take();
}

} // namespace layers
