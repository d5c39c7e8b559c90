#include "layers/results/result_table.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "geo/error.hpp"

namespace layers {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using Type = ResultTable::Type;

Type type_of(const json& value) {
  if (value.is_boolean())
    return Type::boolean;
  if (value.is_number_integer())
    return value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX ? Type::real
                                                                                : Type::integer;
  return value.is_number() ? Type::real : Type::text;
}

Type common_type(Type a, Type b) {
  const auto is_number = [](Type type) { return type == Type::integer || type == Type::real; };
  if (a == b)
    return a;
  return is_number(a) && is_number(b) ? Type::real : Type::text;
}

class TableBuilder {
public:
  void add(const ordered_json& feature) {
    ResultTable::Row row;
    row.geometry = json(feature.value("geometry", ordered_json()));
    const auto properties = feature.value("properties", ordered_json());
    if (feature.contains("id") && !(properties.is_object() && properties.contains("id")))
      set(row, "id", json(feature.at("id")));
    if (properties.is_object()) {
      for (const auto& [name, value] : properties.items())
        set(row, name, json(value));
    }
    m_table.rows.push_back(std::move(row));
  }

  ResultTable take() { return std::move(m_table); }

private:
  void set(ResultTable::Row& row, const std::string& name, json value) {
    const auto [found, is_new] = m_places.try_emplace(name, m_table.columns.size());
    if (is_new) {
      m_table.columns.push_back({name, Type::text});
      m_has_values.push_back(false);
    }
    const auto place = found->second;
    if (!value.is_null()) {
      auto& type = m_table.columns[place].type;
      type = m_has_values[place] ? common_type(type, type_of(value)) : type_of(value);
      m_has_values[place] = true;
    }
    if (row.values.size() <= place)
      row.values.resize(place + 1);
    row.values[place] = std::move(value);
  }

  ResultTable m_table;
  std::unordered_map<std::string, std::size_t> m_places;
  std::vector<bool> m_has_values;
};

/// ASCII alone, as SQLite compares names.
std::string lower(std::string name) {
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name;
}

} // namespace

bool ResultTable::is_points() const {
  return !rows.empty() && std::ranges::all_of(rows, [](const Row& row) {
    return row.geometry.is_object() && row.geometry.value("type", "") == "Point";
  });
}

ResultTable read_result_table(std::string_view geojson) {
  const auto document = ordered_json::parse(geojson, nullptr, false);
  if (!document.is_object() || !document.contains("features") ||
      !document.at("features").is_array())
    geo::fail(geo::ErrorKind::internal, "the result is no GeoJSON FeatureCollection");
  TableBuilder builder;
  for (const auto& feature : document.at("features"))
    builder.add(feature);
  return builder.take();
}

std::vector<std::string> distinct_names(const ResultTable& table,
                                        const std::vector<std::string>& reserved) {
  std::set<std::string> taken(reserved.begin(), reserved.end());
  std::vector<std::string> names;
  for (const auto& column : table.columns) {
    auto name = column.name;
    for (int n = 2; !taken.insert(lower(name)).second; ++n)
      name = fmt::format("{}_{}", column.name, n);
    names.push_back(std::move(name));
  }
  return names;
}

std::string value_text(const json& value) {
  if (value.is_null())
    return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

} // namespace layers
