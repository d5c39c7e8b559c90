#include "layers/sources/table_heading.hpp"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "layers/text/folded_text.hpp"

namespace layers {

namespace {

using Row = std::vector<std::string>;

bool has_all(const Row& columns, const std::vector<std::string>& wanted) {
  return std::ranges::all_of(wanted, [&](const std::string& name) {
    return std::ranges::find(columns, name) != columns.end();
  });
}

/// A geometry of megabytes is no name, and takes as long to look at.
bool may_be_names(const Row& row) {
  constexpr std::size_t longest_name = 1000;
  return std::ranges::all_of(row,
                             [](const std::string& cell) { return cell.size() <= longest_name; });
}

std::optional<CoordinateColumns> coordinates_among(const Row& columns,
                                                   const std::vector<std::string>& wanted,
                                                   const std::string& source) {
  if (wanted.empty())
    return may_be_names(columns) ? find_coordinates(columns) : std::nullopt;
  if (!has_all(columns, wanted))
    return std::nullopt;
  return named_coordinates(wanted, columns, source);
}

/// A pair, WKT, WKB in hexadecimal digits or GeoJSON.
bool holds_place(const std::string& cell) {
  return is_well_known_text(cell) || cell.starts_with('0') || cell.starts_with('{') ||
         pair_in(cell);
}

bool is_sure(const CoordinateColumns& coordinates, const std::vector<Row>& rows, std::size_t row) {
  if (coordinates.x != coordinates.y || row + 1 == rows.size())
    return true;
  if (row == 0 && rows[row].size() > 1)
    return true;
  const auto& below = rows[row + 1];
  return coordinates.x < below.size() && holds_place(below[coordinates.x]);
}

} // namespace

std::optional<TableHeading> find_heading(const std::vector<Row>& rows,
                                         const std::vector<std::string>& wanted,
                                         const std::string& source) {
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto coordinates = coordinates_among(rows[row], wanted, source);
    if (coordinates && (!wanted.empty() || is_sure(*coordinates, rows, row)))
      return TableHeading{row, *coordinates};
  }
  return std::nullopt;
}

std::string rows_above_text(std::size_t rows) {
  return fmt::format("{} row{} above the names of the columns passed over", rows,
                     rows == 1 ? "" : "s");
}

bool is_called_id(std::string_view column) {
  return column == "id" || column == "ID";
}

std::string ids_are_rows_text(std::string_view column) {
  return fmt::format(
      "ids are the numbers of rows: column \"{}\" has empty, repeated or fractional values",
      column);
}

bool is_well_known_text(std::string_view cell) {
  constexpr std::array<std::string_view, 8> beginnings{
      "point", "linestring",   "polygon",      "multi", "geometrycollection",
      "srid=", "curvepolygon", "compoundcurve"};
  const auto text = folded(cell.substr(0, 20));
  const bool begins = std::ranges::any_of(
      beginnings, [&](std::string_view beginning) { return text.starts_with(beginning); });
  return begins && cell.find('(') != std::string_view::npos;
}

} // namespace layers
