#include "layers/features/tag_table.hpp"

#include <charconv>
#include <limits>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <simdjson.h>
#include <xxhash.h>

#include "geo/error.hpp"
#include "geo/tile/mvt.hpp"

namespace layers {

namespace {

namespace json = simdjson::ondemand;

/// Gives equal encoded values one number.
class Values {
public:
  explicit Values(TagTable& table) : m_table(table), m_known(0, Hash{&table}, Equal{&table}) {}

  std::uint32_t number_of(std::string_view encoded) {
    if (const auto known = m_known.find(encoded); known != m_known.end())
      return *known;
    const auto number = static_cast<std::uint32_t>(m_table.value_count());
    m_table.values += encoded;
    if (m_table.values.size() > std::numeric_limits<std::uint32_t>::max())
      geo::fail(geo::ErrorKind::too_large, "attributes: more than 4 GB of distinct values");
    m_table.value_starts.push_back(static_cast<std::uint32_t>(m_table.values.size()));
    m_known.insert(number);
    return number;
  }

private:
  struct Hash {
    using is_transparent = void;
    const TagTable* table;
    std::size_t operator()(std::string_view text) const {
      return XXH3_64bits(text.data(), text.size());
    }
    std::size_t operator()(std::uint32_t number) const { return (*this)(table->value(number)); }
  };
  struct Equal {
    using is_transparent = void;
    const TagTable* table;
    bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
    bool operator()(std::string_view a, std::uint32_t b) const { return a == table->value(b); }
    bool operator()(std::uint32_t a, std::string_view b) const { return table->value(a) == b; }
  };

  TagTable& m_table;
  std::unordered_set<std::uint32_t, Hash, Equal> m_known;
};

/// A number's JSON text as the narrowest of unsigned, signed, double that holds it.
geo::MvtValue number_of(std::string_view token) {
  token = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
  const auto parsed = [&](auto number) -> std::optional<geo::MvtValue> {
    const auto* end = token.data() + token.size();
    const auto [last, error] = std::from_chars(token.data(), end, number);
    return error == std::errc() && last == end ? std::optional<geo::MvtValue>(number)
                                               : std::nullopt;
  };
  if (const auto whole = parsed(std::uint64_t{0}))
    return *whole;
  if (const auto whole = parsed(std::int64_t{0}))
    return *whole;
  return parsed(0.0).value_or(geo::MvtValue(token));
}

/// nullopt for null.
std::optional<std::string> encoded(json::value value) {
  switch (value.type()) {
  case json::json_type::null:
    return std::nullopt;
  case json::json_type::string:
    return geo::encode_mvt_value(value.get_string().value());
  case json::json_type::boolean:
    return geo::encode_mvt_value(value.get_bool().value());
  case json::json_type::number:
    return geo::encode_mvt_value(number_of(value.raw_json_token()));
  case json::json_type::array:
    return geo::encode_mvt_value(value.get_array().value().raw_json().value());
  default:
    return geo::encode_mvt_value(value.get_object().value().raw_json().value());
  }
}

class TableBuilder {
public:
  /// `text`: `"id":12,"properties":{...}`
  void add(std::string_view text) {
    m_text.assign("{").append(text).append("}");
    m_text.reserve(m_text.size() + simdjson::SIMDJSON_PADDING);
    auto document = m_parser.iterate(m_text.data(), m_text.size(), m_text.capacity());
    json::object feature = document.get_object();
    json::value id = feature.find_field("id");
    m_id = id_of(id);
    for (auto property : feature.find_field("properties").get_object())
      put(property.unescaped_key().value(), encoded(property.value()));
    end_feature();
  }

  TagTable take() {
    m_table.tags.shrink_to_fit();
    m_table.values.shrink_to_fit();
    m_table.value_starts.shrink_to_fit();
    return std::move(m_table);
  }

  void reserve(std::size_t features) {
    m_table.ids.reserve(features);
    m_table.tag_starts.reserve(features + 1);
  }

private:
  /// An id that a vector tile cannot hold waits in m_other_id.
  std::uint64_t id_of(json::value id) {
    m_other_id.reset();
    std::uint64_t number = 0;
    if (id.type() == json::json_type::number &&
        std::holds_alternative<std::uint64_t>(number_of(id.raw_json_token())) &&
        id.get_uint64().get(number) == simdjson::SUCCESS && number != TagTable::no_id)
      return number;
    m_other_id = encoded(id);
    return TagTable::no_id;
  }

  void put(std::string_view key, const std::optional<std::string>& value) {
    if (key == "id")
      m_other_id.reset();
    if (!value)
      return;
    m_table.tags.push_back(number_of_key(key));
    m_table.tags.push_back(m_values.number_of(*value));
  }

  void end_feature() {
    if (const auto id = std::exchange(m_other_id, std::nullopt))
      put("id", id);
    m_table.ids.push_back(m_id);
    if (m_table.tags.size() > std::numeric_limits<std::uint32_t>::max())
      geo::fail(geo::ErrorKind::too_large, "attributes: more than 2^31 values");
    m_table.tag_starts.push_back(static_cast<std::uint32_t>(m_table.tags.size()));
  }

  std::uint32_t number_of_key(std::string_view key) {
    const auto [found, is_new] =
        m_keys.try_emplace(std::string(key), static_cast<std::uint32_t>(m_keys.size()));
    if (is_new)
      m_table.keys.emplace_back(key);
    return found->second;
  }

  TagTable m_table;
  Values m_values{m_table};
  std::unordered_map<std::string, std::uint32_t> m_keys;
  json::parser m_parser;
  std::string m_text;
  std::uint64_t m_id = TagTable::no_id;
  std::optional<std::string> m_other_id;
};

} // namespace

std::size_t TagTable::bytes() const {
  return values.capacity() +
         sizeof(std::uint32_t) *
             (value_starts.capacity() + tags.capacity() + tag_starts.capacity()) +
         sizeof(std::uint64_t) * ids.capacity();
}

TagTable build_tag_table(std::string_view json, std::span<const std::size_t> json_starts) {
  TableBuilder builder;
  builder.reserve(json_starts.size() - 1);
  for (std::size_t i = 0; i + 1 < json_starts.size(); ++i)
    builder.add(json.substr(json_starts[i], json_starts[i + 1] - json_starts[i]));
  return builder.take();
}

} // namespace layers
