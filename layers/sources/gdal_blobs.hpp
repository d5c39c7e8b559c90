#pragma once

#include <set>

#include <ogrsf_frmts.h>

namespace layers {

/// Fields of a table that hold bytes, though GDAL takes them for texts and cuts them short: results
/// of expressions in a view of SQLite or a GeoPackage, which have no type.
std::set<int> blob_fields(GDALDataset& dataset, OGRLayer& table);

} // namespace layers
