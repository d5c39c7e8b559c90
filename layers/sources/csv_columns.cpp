#include "layers/sources/csv_columns.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <fmt/core.h>

#include "geo/json_text.hpp"
#include "layers/sources/table_heading.hpp"
#include "layers/text/exact_number.hpp"
#include "layers/text/unique_names.hpp"

namespace layers {

namespace {

std::vector<CsvColumn> attribute_columns(const std::vector<std::string>& names,
                                         const CoordinateColumns& coordinates, LoadReport& report) {
  std::vector<CsvColumn> columns;
  UniqueNames taken;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (coordinates.holds(i))
      continue;
    const auto name = names[i].empty() ? fmt::format("field_{}", i + 1) : names[i];
    const auto unique = taken.take(name);
    if (unique != name)
      report.add(fmt::format(R"(attribute name "{}" repeats; served as "{}")", name, unique),
                 Effect::note, "");
    CsvColumn column{i, unique, {}, true};
    geo::append_json_string(column.key, unique);
    column.key += ':';
    columns.push_back(std::move(column));
  }
  return columns;
}

bool may_be_number(const Cell& cell) {
  return !cell.is_quoted && (cell.text.empty() || prints_as_it_stands(cell.text));
}

/// "1.234" may be a thousand and more: one digit to three, a point and three others.
bool may_part_thousands(std::string_view cell) {
  cell.remove_prefix(cell.starts_with('-') ? 1 : 0);
  const auto point = cell.find('.');
  return point != std::string_view::npos && point <= 3 && cell.size() == point + 4 &&
         !cell.starts_with('0');
}

/// Whether every point in the column may part thousands: it stays text, as its writer left it, for
/// who reads numbers to say how.
bool may_be_thousands(const DelimitedText& rows, std::size_t first, std::size_t place) {
  bool has_points = false;
  for (std::size_t r = first; r < rows.size(); ++r) {
    const auto cell = cell_at(rows.row(r), place).text;
    const bool has_point = cell.find('.') != std::string_view::npos;
    if (has_point && !may_part_thousands(cell))
      return false;
    has_points = has_points || has_point;
  }
  return has_points;
}

void choose_type(CsvColumn& column, const DelimitedText& rows, std::size_t first) {
  for (std::size_t r = first; column.is_number && r < rows.size(); ++r)
    column.is_number = may_be_number(cell_at(rows.row(r), column.place));
  column.is_number = column.is_number && !may_be_thousands(rows, first, column.place);
}

/// Whether each row has a value of its own there; no parts of numbers.
bool are_ids(const CsvColumn& column, const DelimitedText& rows, std::size_t first) {
  std::unordered_set<std::string_view> taken;
  for (std::size_t r = first; r < rows.size(); ++r) {
    const auto cell = cell_at(rows.row(r), column.place).text;
    const bool is_part = column.is_number && cell.find('.') != std::string_view::npos;
    if (cell.empty() || is_part || !taken.insert(cell).second)
      return false;
  }
  return true;
}

} // namespace

Cell cell_at(std::span<const Cell> row, std::size_t place) {
  return place < row.size() ? row[place] : Cell{};
}

CsvColumns csv_columns(const DelimitedText& rows, std::size_t head,
                       const std::vector<std::string>& names, const CoordinateColumns& coordinates,
                       LoadReport& report) {
  CsvColumns columns{attribute_columns(names, coordinates, report), {}};
  for (auto& column : columns.attributes)
    choose_type(column, rows, head + 1);
  const auto ids = std::ranges::find_if(columns.attributes, is_called_id, &CsvColumn::name);
  if (ids == columns.attributes.end())
    return columns;
  if (are_ids(*ids, rows, head + 1))
    columns.ids = *ids;
  else
    report.add(ids_are_rows_text(ids->name), Effect::note, "");
  return columns;
}

} // namespace layers
