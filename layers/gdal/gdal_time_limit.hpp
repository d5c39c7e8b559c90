#pragma once

#include <gdal_priv.h>

namespace layers {

/// Has SQLite end a query of the data set, as `interrupted`, once the geo::TimeLimit of the thread
/// that asks is over: a view may compute for ever before its first row. Other formats stay as they
/// are.
void end_queries_in_time(GDALDataset& dataset);

} // namespace layers
