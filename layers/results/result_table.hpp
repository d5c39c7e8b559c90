#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace layers {

/// The features of a GeoJSON FeatureCollection as rows of a table.
struct ResultTable {
  enum class Type : std::uint8_t { boolean, integer, real, text };
  struct Column {
    std::string name;
    Type type = Type::text; ///< that holds every value; objects and arrays are texts
  };
  struct Row {
    nlohmann::json geometry;            ///< null: none
    std::vector<nlohmann::json> values; ///< by column; null: none. May end before the last
  };
  std::vector<Column> columns; ///< in the order in which features first have them
  std::vector<Row> rows;

  /// Whether there are features and each is one point.
  bool is_points() const;
};

/// Ids become a column "id" where the properties have none of that name. Throws internal for what
/// is no FeatureCollection.
ResultTable read_result_table(std::string_view geojson);

/// The columns' names, each once whatever the case of ASCII letters and none like the `reserved`
/// ones (lower case): others get "_2", "_3" ...
std::vector<std::string> distinct_names(const ResultTable& table,
                                        const std::vector<std::string>& reserved);

/// A value as a text; empty for null.
std::string value_text(const nlohmann::json& value);

} // namespace layers
