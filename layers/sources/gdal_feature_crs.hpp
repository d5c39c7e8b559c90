#pragma once

#include <string>
#include <vector>

#include "layers/sources/gdal_open.hpp"

namespace layers {

/// GML says of each geometry what its coordinates are. Where these differ GDAL says nothing of the
/// layer: then that of most features counts, and the others are lost.

/// That of most features of the tables; an empty text: none says any.
LayerCrs crs_of_most(const std::vector<OGRLayer*>& tables);

/// Whether the feature's coordinates are in that CRS; true without a geometry.
bool is_in_crs(const OGRFeature& feature, const std::string& crs);

} // namespace layers
