#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "layers/features/source_features.hpp"
#include "layers/sources/coordinate_columns.hpp"
#include "layers/text/delimited_text.hpp"

namespace layers {

/// One column that becomes an attribute.
struct CsvColumn {
  std::size_t place = 0;
  std::string name;
  std::string key; ///< `"name":`
  bool is_number = true;
};

struct CsvColumns {
  std::vector<CsvColumn> attributes;
  std::optional<CsvColumn> ids; ///< the one that is_called_id(); none: rows are numbered
};

/// A cell of a row, which may be shorter than the head.
Cell cell_at(std::span<const Cell> row, std::size_t place);

/// What the columns below row `head` become, whose names these are; those of coordinates become no
/// attributes. Reports names that repeat, and a column `id` that is none.
CsvColumns csv_columns(const DelimitedText& rows, std::size_t head,
                       const std::vector<std::string>& names, const CoordinateColumns& coordinates,
                       LoadReport& report);

} // namespace layers
