// 1. The file as text: UTF-16 becomes UTF-8; other encodings are decoded cell by cell.
// 2. The head: the first row in which columns of coordinates are found, by any of the separators.
// 3. Each column's type: from all its cells.
// 4. Each row: its place, and its cells as JSON.
#include "layers/sources/csv_reader.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "geo/error.hpp"
#include "geo/json_text.hpp"
#include "layers/files/gdal_archive.hpp"
#include "layers/files/gdal_bytes.hpp"
#include "layers/sources/coordinate_columns.hpp"
#include "layers/sources/csv_columns.hpp"
#include "layers/sources/gdal_geometry.hpp"
#include "layers/sources/gdal_where.hpp"
#include "layers/sources/reading.hpp"
#include "layers/sources/table_heading.hpp"
#include "layers/text/delimited_text.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/list_text.hpp"
#include "layers/text/source_path.hpp"
#include "layers/text/text_decoder.hpp"

namespace layers {

namespace {

using geo::ErrorKind;

constexpr std::string_view separators = ",;\t|";

static_assert(most_cells_of_row == most_attributes + 1);

/// Where the table begins and what its columns are.
struct TableHead {
  char separator = ',';
  std::size_t row = 0; ///< of the names
  std::vector<std::string> columns;
  std::optional<CoordinateColumns> coordinates;
};

std::vector<std::string> names_in(std::span<const Cell> row, const TextDecoder& decoder) {
  std::vector<std::string> names;
  bool assumed = false;
  for (const auto& cell : row) {
    const auto name = decoder.decode(cell.text, assumed);
    const auto first = std::min(name.find_first_not_of(' '), name.size());
    names.push_back(name.substr(first, name.find_last_not_of(' ') + 1 - first));
  }
  return names;
}

/// "sep=;", as spreadsheets understand it: the separator; 0: the text does not say.
char declared_separator(std::string_view text) {
  constexpr std::string_view before = "sep=";
  const auto line = text.substr(0, text.find_first_of("\r\n"));
  const bool declares = line.size() == before.size() + 1 && folded(line).starts_with(before);
  return declares ? line.back() : '\0';
}

std::optional<TableHead> head_by(char separator, std::string_view text, const LayerConfig& config,
                                 const TextDecoder& decoder) {
  const auto rows = split_rows(text, separator, {.rows = heading_within_rows});
  std::vector<std::vector<std::string>> names;
  for (std::size_t row = 0; row < rows.size(); ++row)
    names.push_back(names_in(rows.row(row), decoder));
  const auto heading = find_heading(names, config.coordinates, config.source);
  if (!heading)
    return std::nullopt;
  return TableHead{separator, heading->row, std::move(names[heading->row]), heading->coordinates};
}

/// The first row names the columns, and the second holds WKT.
std::optional<TableHead> head_by_content(char separator, std::string_view text,
                                         const TextDecoder& decoder) {
  const auto rows = split_rows(text, separator, {.rows = 2});
  if (rows.size() < 2)
    return std::nullopt;
  const auto row = rows.row(1);
  const auto found =
      std::ranges::find_if(row, [](const Cell& cell) { return is_well_known_text(cell.text); });
  if (found == row.end() || row.size() > rows.row(0).size())
    return std::nullopt;
  const auto place = static_cast<std::size_t>(found - row.begin());
  return TableHead{separator, 0, names_in(rows.row(0), decoder),
                   CoordinateColumns{CoordinateColumns::Form::geometry, place, place}};
}

/// Without coordinates: what to say was there. The separator that gives the most columns.
TableHead likely_head(std::string_view text, const TextDecoder& decoder) {
  TableHead likely;
  for (const char separator : separators) {
    const auto rows = split_rows(text, separator, {.rows = 1});
    auto columns = rows.size() > 0 ? names_in(rows.row(0), decoder) : std::vector<std::string>();
    if (columns.size() > likely.columns.size())
      likely = {separator, 0, std::move(columns), {}};
  }
  return likely;
}

TableHead head_of(std::string_view text, const LayerConfig& config, const TextDecoder& decoder) {
  std::optional<TableHead> best;
  std::string wanted(separators);
  if (const char declared = declared_separator(text))
    wanted = declared;
  for (const char separator : wanted) {
    auto head = head_by(separator, text, config, decoder);
    const auto is_better = [&] {
      return !best || head->row < best->row ||
             (head->row == best->row && head->columns.size() > best->columns.size());
    };
    if (head && is_better())
      best = std::move(head);
  }
  for (const char separator : wanted)
    if (!best && config.coordinates.empty())
      best = head_by_content(separator, text, decoder);
  return best ? std::move(*best) : likely_head(text, decoder);
}

std::string separator_name(char separator) {
  switch (separator) {
  case ',':
    return "comma";
  case ';':
    return "semicolon";
  case '\t':
    return "tab";
  default:
    return std::string("\"") + separator + "\"";
  }
}

/// `is_in_doubt`: the names are not UTF-8, and nobody says what they are.
[[noreturn]] void fail_without_coordinates(const TableHead& head, bool is_in_doubt,
                                           const LayerConfig& config) {
  if (!config.coordinates.empty())
    named_coordinates(config.coordinates, head.columns, config.source);
  geo::fail(ErrorKind::invalid_input,
            "{}: no coordinate columns among {} (separator: {}); name them like one of {}, give a "
            "column \"wkt\", or name them by \"coordinates\" in a configuration{}",
            config.source, list_text(head.columns), separator_name(head.separator),
            coordinate_names(), is_in_doubt ? "; set \"encoding\" if they look wrong" : "");
}

/// The rows on their way into features.
class CsvRows {
public:
  CsvRows(const TableHead& head, const TextDecoder& decoder, const CsvColumns& columns,
          RawSource& raw)
      : m_head(head), m_decoder(decoder), m_columns(columns), m_raw(raw) {}

  void append(std::span<const Cell> row, bool is_torn) {
    auto& features = m_raw.features;
    bool assumed = false;
    const auto id = json_id(row, ++features.report.read, assumed);
    const auto& [form, x, y] = *m_head.coordinates;
    append_place_of(features.geometry, *m_head.coordinates, std::string(cell_at(row, x).text),
                    std::string(cell_at(row, y).text));
    append_attributes(row, id, assumed);
    features.end_feature();
    report_row(row, id_text(id), assumed, is_torn);
  }

private:
  std::string json_id(std::span<const Cell> row, std::size_t number, bool& assumed) const {
    std::string id;
    if (m_columns.ids)
      append_cell(id, cell_at(row, m_columns.ids->place), m_columns.ids->is_number, assumed);
    return m_columns.ids ? id : std::to_string(number);
  }

  void report_row(std::span<const Cell> row, const std::string& id, bool assumed, bool is_torn) {
    auto& report = m_raw.features.report;
    if (assumed)
      report.add(assumed_encoding, Effect::note, id);
    if (has_more_cells(row))
      report.add("row with more cells than there are column names: the rest is not read; quote "
                 "cells that hold the separator",
                 Effect::lost, id);
    if (is_torn)
      report.add("text behind a closing quote: cells or rows may have run together; double the "
                 "quotes within a cell",
                 Effect::not_understood, id);
  }

  void append_attributes(std::span<const Cell> row, const std::string& id, bool& assumed) {
    auto& json = m_raw.features.json;
    json += fmt::format(R"("id":{},"properties":{{)", id);
    const auto first = json.size();
    for (const auto& column : m_columns.attributes) {
      json.append(json.size() > first ? "," : "").append(column.key);
      append_cell(json, cell_at(row, column.place), column.is_number, assumed);
    }
    json += '}';
  }

  void append_cell(std::string& json, const Cell& cell, bool is_number, bool& assumed) const {
    if (cell.text.empty() && !cell.is_quoted)
      json += "null";
    else if (is_number)
      json += cell.text;
    else
      geo::append_json_string(json, m_decoder.decode(cell.text, assumed));
  }

  bool has_more_cells(std::span<const Cell> row) const {
    return row.size() > m_head.columns.size() &&
           std::ranges::any_of(row.subspan(m_head.columns.size()),
                               [](const Cell& cell) { return !cell.text.empty(); });
  }

  const TableHead& m_head;
  const TextDecoder& m_decoder;
  const CsvColumns& m_columns;
  RawSource& m_raw;
};

bool is_one_of(const std::string& extension, std::span<const std::string_view> list) {
  return std::ranges::find(list, extension) != list.end();
}

bool is_table_by_name(const std::string& extension) {
  static constexpr std::array<std::string_view, 3> extensions{"csv", "tsv", "psv"};
  return is_one_of(extension, extensions);
}

/// What has no extension is looked into: text has no letters 0, but for UTF-16, which says so.
bool may_be_table(const std::string& source) {
  static constexpr std::array<std::string_view, 3> extensions{"txt", "dat", "asc"};
  const auto extension = inner_extension(source);
  if (!extension.empty() || is_connection(source))
    return is_table_by_name(extension) || is_one_of(extension, extensions);
  constexpr std::size_t head_bytes = 4096;
  const auto head = first_bytes_of(gdal_path(source), head_bytes);
  return !head.empty() && head.find('\0') == std::string::npos;
}

std::string text_of(const std::string& path, const LayerConfig& config) {
  auto bytes = bytes_within_limit(path, config);
  if (bytes.find_first_not_of(" \t\r\n") == std::string::npos)
    geo::fail(ErrorKind::invalid_input, "{}: empty file ({} bytes); export it again", config.source,
              bytes.size());
  auto text = from_wide_unicode(bytes, config.encoding);
  return text ? std::move(*text) : std::move(bytes);
}

/// What a shapefile's .prj is to others: the CRS of the coordinates.
std::string crs_beside(const std::string& path) {
  const auto stem = path.substr(0, path.rfind('.'));
  constexpr std::size_t enough_bytes = 1UL << 20;
  return first_bytes_of(stem + ".prj", enough_bytes);
}

void report_rows_above(const TableHead& head, const DelimitedText& rows, LoadReport& report) {
  const auto above = head.row;
  const bool is_declaration = above == 1 && folded(rows.row(0).front().text).starts_with("sep=");
  if (above > 0 && !is_declaration)
    report.add(rows_above_text(above), Effect::note, "");
}

RawSource read_rows(std::string_view text, const TableHead& head, const TextDecoder& decoder,
                    const LayerConfig& config) {
  const auto most_cells = config.reading.bytes / sizeof(Cell);
  const auto rows = split_rows(text, head.separator, {.cells = most_cells});
  if (rows.cells.size() > most_cells)
    geo::fail(ErrorKind::too_large,
              "{}: more than {} cells to read; make it smaller, or raise \"reading.bytes\" in the "
              "configuration",
              config.source, most_cells);
  if (rows.open_quote_line > 0)
    geo::fail(ErrorKind::invalid_input,
              "{}: the quote that opens in line {} does not close; export it again", config.source,
              rows.open_quote_line);
  RawSource raw;
  raw.features.report.format = "CSV";
  report_rows_above(head, rows, raw.features.report);
  const auto columns =
      csv_columns(rows, head.row, head.columns, *head.coordinates, raw.features.report);
  for (const auto& column : columns.attributes)
    raw.attributes.push_back(column.name);
  CsvRows appender(head, decoder, columns, raw);
  for (auto r = head.row + 1; r < rows.size(); ++r) {
    appender.append(rows.row(r), std::ranges::binary_search(rows.torn_rows, r));
    check_reading(raw.features, config);
  }
  return raw;
}

/// Nobody says what the coordinates are, so they are degrees.
void check_degrees(const RawSource& raw, const TableHead& head, const LayerConfig& config) {
  const auto& [form, x, y] = *head.coordinates;
  const bool is_taken_as_degrees =
      config.coordinates.empty() && config.crs.empty() && raw.crs.empty();
  if (form == CoordinateColumns::Form::two_columns && is_taken_as_degrees)
    check_not_swapped(raw.features.geometry.points, head.columns[x], head.columns[y],
                      config.source);
}

} // namespace

std::optional<RawSource> read_csv(const LayerConfig& config) {
  const auto extension = inner_extension(config.source);
  if (!may_be_table(config.source))
    return std::nullopt;
  if (!is_connection(config.source) && !path_exists(file_behind(config.source)))
    return std::nullopt; // GDAL says so
  const auto path = gdal_path(config.source);
  const auto whole = text_of(path, config);
  const auto text = without_mark(whole);
  const TextDecoder decoder(config.encoding, config.source);
  const auto head = head_of(text, config, decoder);
  if (!head.coordinates && !is_table_by_name(extension))
    return std::nullopt;
  check_columns(head.columns.size(), config);
  if (!head.coordinates)
    fail_without_coordinates(head, config.encoding.empty() && !is_utf8(text), config);
  auto raw = read_rows(text, head, decoder, config);
  raw.crs = crs_beside(path);
  check_degrees(raw, head, config);
  keep_where(raw, config);
  return raw;
}

} // namespace layers
