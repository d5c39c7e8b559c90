#pragma once

#include <string>
#include <vector>

#include <ogr_geometry.h>

#include "geo/geometry.hpp"
#include "layers/sources/coordinate_columns.hpp"

namespace layers {

/// Appends every part of an OGR geometry, coordinates as they are, x and y only: multi-geometries
/// and nested collections become their parts, curves the lines and polygons that approximate them
/// (GDAL's default of 4 degrees an arc step), triangulated and polyhedral surfaces polygons. Empty
/// ones append nothing.
void append_geometry(geo::Geometry& to, const OGRGeometry& from);

/// Appends the heights of the points that append_geometry() appends of lines; NaN where a line has
/// none. Of anything else nothing.
void append_line_heights(std::vector<float>& to, const OGRGeometry& from);

/// Appends the geometry that a text is: WKT, also with an SRID before it (EWKT), GeoJSON, or WKB
/// and EWKB in hexadecimal digits. False: it is none.
bool append_geometry_text(geo::Geometry& to, const std::string& text);

/// Appends what a row's cells say in the columns of coordinates: a point, or the geometry that one
/// column holds; nothing when they say none.
void append_place_of(geo::Geometry& to, const CoordinateColumns& columns, const std::string& x,
                     const std::string& y);

} // namespace layers
