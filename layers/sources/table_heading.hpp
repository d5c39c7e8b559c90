#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "layers/sources/coordinate_columns.hpp"

namespace layers {

/// A title, the date of the export and the like may stand above the names of a table's columns.
constexpr std::size_t heading_within_rows = 30;

/// The row with the names of a table's columns.
struct TableHeading {
  std::size_t row = 0;
  CoordinateColumns coordinates;
};

/// The first of a table's first rows that names coordinates: those that are `wanted`, else by any
/// of their names. Where one column holds both, what is below it must do so, unless that is the
/// first row: a title may be "GPS" too. Throws as named_coordinates().
std::optional<TableHeading> find_heading(const std::vector<std::vector<std::string>>& rows,
                                         const std::vector<std::string>& wanted,
                                         const std::string& source);

/// "2 rows above the names of the columns passed over"
std::string rows_above_text(std::size_t rows);

/// Whether the column is called `id` or `ID`: where each row has a value of its own in it, that is
/// the id of the row's feature.
bool is_called_id(std::string_view column);

/// What a column is not that is_called_id().
std::string ids_are_rows_text(std::string_view column);

/// WKT tells itself, whatever its column is called.
bool is_well_known_text(std::string_view cell);

} // namespace layers
