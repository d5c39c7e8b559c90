#pragma once

#include <optional>

#include <ogrsf_frmts.h>

#include "layers/features/source_features.hpp"

namespace layers {

/// Whether no cell holds anything: as spreadsheets leave rows below what was deleted.
bool is_blank_row(const OGRFeature& feature);

/// The field of a table of points that is_called_id() and has a value of its own in every row; a
/// field so called that has not is reported. Reads the table once.
std::optional<int> ids_of(OGRLayer& table, LoadReport& report);

} // namespace layers
