// layers/answers: an answer as a table of typed columns and flat shapes, and its GeoJSON; knows no
// question and no file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "geo/geometry.hpp"
#include "layers/features/value.hpp"
#include "layers/features/value_dictionary.hpp"

namespace layers {

/// Declared once: what is written has this type whatever the values are, and when there are none.
/// Texts take every value, see value_text().
struct AnswerColumn {
  std::string name;                 ///< no other column of the table has it and the same `of`
  ValueType type = ValueType::text; ///< neither null nor mixed
  std::optional<int> decimals = {}; ///< of a double in texts, at most; none: as many as it takes
  std::string of = {};              ///< whose attribute it is, "area"; empty: the row's own
  std::vector<Value> values = {}; ///< by row: of the type, Null or std::monostate (the row has not
                                  ///< this attribute); may end before the last row
};

/// The name in a table without objects: "total", but "area_name" for an area's attribute "name".
/// Columns may share it; see distinct_names().
std::string flat_name(const AnswerColumn& column);

/// std::monostate where the row has none.
const Value& value_in(const AnswerColumn& column, std::size_t row);

/// The same column without its values.
AnswerColumn declared(const AnswerColumn& column);

/// The features of an answer: row i has the parts [feature_parts[i], feature_parts[i+1]) of
/// `geometry`, CRS84, and the id i + 1.
struct AnswerTable {
  std::vector<AnswerColumn> columns;
  geo::Geometry geometry;
  std::vector<std::uint32_t> feature_parts{0};

  std::size_t size() const { return feature_parts.size() - 1; }
  geo::GeometryView shape(std::size_t row) const {
    return {geometry, feature_parts[row], feature_parts[row + 1]};
  }
  /// Adds a row; `values`: by column, may end before the last. The shape is copied. Throws
  /// too_large as geo::append().
  void add(std::vector<Value> values, geo::GeometryView shape);
};

/// Neither std::monostate nor Null.
bool has_value(const Value& value);

/// Rounded to so many decimals, half away from zero.
double rounded(double value, int decimals);

/// Appends a JSON value (RFC 8259); a double is rounded to the decimals, what is not UTF-8
/// replaced.
void append_json(std::string& out, const Value& value, std::optional<int> decimals = {});

/// The same as plain text: without quotes, empty where there is none.
std::string value_text(const Value& value, std::optional<int> decimals = {});

} // namespace layers
