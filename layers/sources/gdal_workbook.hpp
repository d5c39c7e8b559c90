#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "layers/gdal/gdal_dataset.hpp"

namespace layers {

/// Whether it reads workbooks: sheets of cells.
bool is_workbook_driver(std::string_view driver);

/// The workbook, where a sheet names its columns in its first row and holds more; else a copy of it
/// in memory, in which the row that names coordinates is found below a title, and where it is the
/// only one. Blank rows are left out. `path`: what GDAL calls the workbook; `wanted`: as of
/// find_heading(). A sheet of the copy says by rows_above() how many it passed over.
Dataset with_headings(Dataset workbook, const std::string& path,
                      const std::vector<std::string>& wanted);

/// Rows of a sheet that stand above the names of its columns.
std::size_t rows_above(OGRLayer& sheet);

} // namespace layers
