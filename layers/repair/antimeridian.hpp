#pragma once

#include <cstddef>

#include "geo/geometry.hpp"

namespace layers {

/// What became of a geometry's longitudes.
struct Unwrapped {
  geo::Geometry geometry;
  bool is_moved = false; ///< a part lay beyond +-180 and was shifted by whole turns
  bool is_cut = false;   ///< a part crossed +-180 and was cut into parts on either side
};

/// Two neighbouring vertices more than half a turn apart, which means that the short way over the
/// antimeridian was meant. A whole turn exactly is an edge around the world, on purpose.
bool is_jump(geo::LonLat from, geo::LonLat to);

/// Brings longitudes of up to +-540 degrees into -180..180 and cuts lines and polygons that cross
/// the antimeridian (RFC 7946 section 3.1.9). Rings must be closed, coordinates finite. A ring that
/// goes around a pole is closed over the pole. Polygons that are cut and are not valid are made
/// valid first, which throws as make_valid_within().
Unwrapped cut_at_antimeridian(geo::GeometryView geometry, std::size_t most_crossings);

} // namespace layers
