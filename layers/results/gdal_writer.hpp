#pragma once

#include <string>

#include "layers/answers/answer_table.hpp"

namespace layers {

/// Writes a new file at `path` with one table in CRS84, coordinates longitude first and as they
/// are: "id", then the columns with the types they declare, numbers unrounded. A time is a date
/// where no value has a time of day, else a date and time; a text where some have, where GDAL would
/// not give it back as it stands, and of dates in FlatGeobuf, which has none. Whole numbers
/// are texts where one is beyond 63 bits. Where shapes
/// differ only in being multiple, all become multiple. `driver`: "GPKG" (memory: that of a
/// transaction of 10,000 rows) or "FlatGeobuf" (some 120 bytes a row for its index, and 100 MB).
/// One thread at a time for one path. Throws invalid_input for features without a shape in
/// FlatGeobuf, else unavailable with GDAL's reason; what was written by then stays.
void write_gdal(const AnswerTable& table, const std::string& path, const std::string& name,
                const char* driver);

/// A shape as well-known text, 15 digits a coordinate; "" of none.
std::string well_known_text(geo::GeometryView shape);

} // namespace layers
