// layers/results: answers and reports as files and text; knows no question.
#pragma once

#include <string>

#include "layers/answers/answer_grid.hpp"
#include "layers/answers/planner_answer.hpp"

namespace layers {

/// Writes an answer (CRS84) to a file by its extension: .geojson (coordinates to a tenth of a
/// metre), .gpkg and .fgb (every bit of them, `table` is the table's name), .csv; "-" is standard
/// output, GeoJSON. Columns are those the answer declares, whatever their values. Beside the
/// answer, memory is that of a piece (see write_geojson(), write_csv(), write_gdal()). An existing
/// file is refused unless `overwrite`, and is the old or the new one whole even after a power cut;
/// a failed write leaves none behind, unless the file is whole and its folder alone did not reach
/// the disk. Throws invalid_input for an unknown extension, conflict for
/// an existing file, unavailable for a disk that is full or may not be written, on one line with
/// the path.
void write_result(const PlannerAnswer& answer, const std::string& path, const std::string& table,
                  bool overwrite);

/// Whether a path's ending says so.
bool is_geotiff(const std::string& path);

/// Writes a grid by write_cog() to a .tif; all else as write_result() does.
void write_geotiff(const AnswerGrid& grid, const std::string& path, bool overwrite);

/// Throws what write_result() would for the path alone, before any work is done.
void check_result_path(const std::string& path, bool overwrite);
/// The same of write_geotiff().
void check_geotiff_path(const std::string& path, bool overwrite);

} // namespace layers
