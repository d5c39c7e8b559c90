#pragma once

#include <ogr_geometry.h>

#include "geo/geometry.hpp"

namespace layers {

/// Appends every part of an OGR geometry, coordinates as they are, x and y only: multi-geometries
/// and nested collections become their parts, curves the lines and polygons that approximate them
/// (GDAL's default of 4 degrees an arc step), triangulated and polyhedral surfaces polygons. Empty
/// ones append nothing.
void append_geometry(geo::Geometry& to, const OGRGeometry& from);

} // namespace layers
