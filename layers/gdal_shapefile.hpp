#pragma once

#include <string>

#include <ogrsf_frmts.h>

#include "layers/source_features.hpp"

namespace layers {

/// What text of the layer that is not UTF-8 is encoded in: `configured`, or what a shapefile's .cpg
/// or .dbf says; empty: nobody says. A .dbf that claims ISO-8859-1 does not count: most programs
/// write that without asking.
std::string text_encoding(OGRLayer& layer, const std::string& configured);

/// GDAL takes the records that a truncated .dbf lacks for deleted ones and skips them in silence:
/// reports them as lost. `report.read` must be set.
void report_missing_records(OGRLayer& layer, const std::string& source, LoadReport& report);

} // namespace layers
