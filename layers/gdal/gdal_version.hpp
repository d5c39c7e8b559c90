#pragma once

#include "geo/library_version.hpp"

namespace layers {

geo::LibraryVersion gdal_version();

} // namespace layers
