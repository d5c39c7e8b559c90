#include "layers/results/csv_writer.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
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

/// What a reader could take for something else than the text that it is.
bool looks_typed(const std::string& text) {
  constexpr std::string_view beginnings = "0123456789+-.";
  const auto is_word = [&](std::string_view word) { return lower_ascii(text) == word; };
  return !text.empty() && (beginnings.find(text[0]) != std::string_view::npos || is_word("true") ||
                           is_word("false") || is_word("null") || is_word("nan") || is_word("inf"));
}

/// Of texts, a column stands in quotes where one of them could be taken for a number.
bool wants_quotes(const AnswerColumn& column) {
  return std::ranges::any_of(column.values, [](const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text && looks_typed(*text);
  });
}

void append_value(std::string& csv, const AnswerColumn& column, const Value& value,
                  bool in_quotes) {
  const auto* text = std::get_if<std::string>(&value);
  if (text && (text->empty() || in_quotes)) // nothing would be no value
    append_quoted(csv, *text);
  else
    append_cell(csv, value_text(value, column.decimals));
}

void append_shape(std::string& csv, geo::GeometryView shape, bool is_point) {
  if (is_point)
    fmt::format_to(std::back_inserter(csv), "{},{}", shape.points()[0].lon, shape.points()[0].lat);
  else
    append_cell(csv, well_known_text(shape));
}

/// The lines of a table: what features are first, where they are last.
class CsvLines {
public:
  explicit CsvLines(const AnswerTable& table) : m_table(table), m_has_points(is_points(table)) {
    for (const auto& column : table.columns)
      m_in_quotes.push_back(wants_quotes(column));
  }

  std::string header() const {
    std::string csv = "id";
    for (const auto& name : distinct_names(m_table, {"id", "lon", "lat", "geometry"})) {
      csv += ',';
      append_cell(csv, name);
    }
    return csv + (m_has_points ? ",lon,lat\n" : ",geometry\n");
  }

  void append(std::string& csv, std::size_t row) const {
    fmt::format_to(std::back_inserter(csv), "{}", row + 1);
    for (std::size_t c = 0; c < m_table.columns.size(); ++c) {
      const auto& column = m_table.columns[c];
      csv += ',';
      append_value(csv, column, value_in(column, row), m_in_quotes[c]);
    }
    csv += ',';
    append_shape(csv, m_table.shape(row), m_has_points);
    csv += '\n';
  }

private:
  const AnswerTable& m_table;
  bool m_has_points;
  std::vector<bool> m_in_quotes; ///< by column
};

} // namespace

void write_csv(const AnswerTable& table, const TextSink& sink) {
  const CsvLines lines(table);
  auto csv = lines.header();
  for (std::size_t i = 0; i < table.size(); ++i) {
    lines.append(csv, i);
    if (csv.size() >= piece_bytes) {
      sink(csv);
      csv.clear();
    }
  }
  sink(csv);
}

} // namespace layers
