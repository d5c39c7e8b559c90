#include "layers/results/csv_writer.hpp"

#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "layers/results/gdal_writer.hpp"
#include "layers/results/result_names.hpp"

namespace layers {

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

/// Whether there are rows and each is one point.
bool is_points(const AnswerTable& table) {
  const auto& types = table.geometry.part_types;
  bool each_is_one = table.size() > 0 && types.size() == table.size();
  for (std::size_t i = 0; each_is_one && i < table.size(); ++i)
    each_is_one = table.feature_parts[i] == i && types[i] == geo::PartType::point;
  return each_is_one;
}

void append_quoted(std::string& csv, const std::string& text) {
  csv += '"';
  for (const char c : text)
    csv.append(c == '"' ? 2 : 1, c);
  csv += '"';
}

void append_cell(std::string& csv, const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos)
    csv += text;
  else
    append_quoted(csv, text);
}

void append_value(std::string& csv, const AnswerColumn& column, const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text && text->empty())
    append_quoted(csv, *text); // nothing would be no value
  else
    append_cell(csv, value_text(value, column.decimals));
}

std::string header_of(const AnswerTable& table, const std::vector<std::string>& first) {
  std::string csv = fmt::format("{}", fmt::join(first, ","));
  for (const auto& name : distinct_names(table, first)) {
    csv += ',';
    append_cell(csv, name);
  }
  return csv + '\n';
}

void append_shape(std::string& csv, geo::GeometryView shape, bool is_point) {
  if (is_point)
    fmt::format_to(std::back_inserter(csv), "{},{}", shape.points()[0].lon, shape.points()[0].lat);
  else
    append_cell(csv, well_known_text(shape));
}

void append_row(std::string& csv, const AnswerTable& table, std::size_t row, bool is_point) {
  append_shape(csv, table.shape(row), is_point);
  fmt::format_to(std::back_inserter(csv), ",{}", row + 1);
  for (const auto& column : table.columns) {
    csv += ',';
    append_value(csv, column, value_in(column, row));
  }
  csv += '\n';
}

} // namespace

void write_csv(const AnswerTable& table, const TextSink& sink) {
  const bool has_points = is_points(table);
  auto csv =
      has_points ? header_of(table, {"lon", "lat", "id"}) : header_of(table, {"geometry", "id"});
  for (std::size_t i = 0; i < table.size(); ++i) {
    append_row(csv, table, i, has_points);
    if (csv.size() >= piece_bytes) {
      sink(csv);
      csv.clear();
    }
  }
  sink(csv);
}

} // namespace layers
