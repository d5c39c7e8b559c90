#pragma once

#include <stop_token>
#include <string>

#include "layers/answers/answer_grid.hpp"

namespace layers {

/// Writes a new file at `path`, a cloud-optimised GeoTIFF (GDAL's driver COG) in EPSG:4326 with a
/// pixel for each cell and overviews of the nearest cells. Band 1 "arrival" has seconds, parts of
/// one counted whole, so that a whole limit holds for just the same cells; band 2 "station" the
/// number of the origin, from 1, and in its metadata STATION_<number>_ID and _NAME of each. -1 in
/// both: not reached. Memory: that of GDAL's blocks, 64 MB, whatever the grid. One thread at a time
/// for one path. Throws unavailable with GDAL's reason, or when asked to stop; what was written by
/// then stays.
void write_cog(const AnswerGrid& grid, const std::string& path, const std::stop_token& stop = {});

/// The same as bytes. Memory: those, and a third more while they are made.
std::string cog_of(const AnswerGrid& grid, const std::stop_token& stop = {});

} // namespace layers
