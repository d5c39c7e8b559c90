#pragma once

#include <string>

#include "geo/geometry.hpp"

namespace geo {

/// Appends the geometry as RFC 7946 text, coordinates rounded to `decimal_places` (0 to 9) and
/// without trailing zeros. One part is written as its simple type, several of one type as a Multi
/// type, several types as a GeometryCollection, none as null. No DOM, no allocation but `out`'s.
void append_geojson(std::string& out, GeometryView geometry, int decimal_places);

/// A coordinate alone, in the same notation.
void append_decimal(std::string& out, double value, int decimal_places);

} // namespace geo
