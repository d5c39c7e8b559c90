#pragma once

#include <memory>

#include <ogr_geometry.h>

#include "geo/geometry.hpp"

namespace layers {

/// A shape's type in GDAL: of one part a simple one, of several a multiple one or, where they
/// differ, a collection; wkbNone of none.
OGRwkbGeometryType gdal_type(geo::GeometryView shape);

/// A copy as GDAL's, every bit of the coordinates; null for a shape without parts.
std::unique_ptr<OGRGeometry> gdal_shape(geo::GeometryView shape);

} // namespace layers
