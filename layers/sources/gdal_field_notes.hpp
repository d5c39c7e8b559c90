#pragma once

#include <optional>
#include <string>

#include <ogrsf_frmts.h>

#include "layers/config/layer_config.hpp"
#include "layers/sources/coordinate_columns.hpp"
#include "layers/sources/gdal_attributes.hpp"

namespace layers {

/// Whether GDAL knows what is a number: a condition may compare it with one. Of others the types
/// are found when all has been read; see FieldNotes.
bool has_types(const std::string& driver);

/// Whether a table has its attributes without features, too.
bool has_schema(const std::string& driver);

/// Whether the condition is on logical fields of a .dbf, of which GDAL sees letters where true and
/// false are served.
bool asks_for_logicals(OGRLayer& table, const LayerConfig& config, const std::string& driver);

/// What a table's fields hold beside what GDAL says of them. Reports what is missing or cut short.
FieldNotes field_notes(GDALDataset& dataset, OGRLayer& table, const LayerConfig& config,
                       const std::string& driver,
                       const std::optional<CoordinateColumns>& coordinates, LoadReport& report);

} // namespace layers
