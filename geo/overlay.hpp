#pragma once

#include <stop_token>
#include <string>

#include "geo/geometry.hpp"
#include "geo/library_version.hpp"

namespace geo {

/// Operations on the polygons of a geometry (GEOS inside). Coordinates are plane, in any unit.
/// Every polygon part must have closed rings of 4 finite points or more; parts of other types are
/// passed over. Each thread has its own GEOS context, so all may run at once. Throw
/// Error(internal) when GEOS gives up, std::bad_alloc when it has no memory, and unavailable soon
/// after a stop token asks them to stop or the thread's TimeLimit is over.

/// The parts together are a valid MultiPolygon (OGC Simple Features, ISO 19125-1 section 6.1.14):
/// no ring crosses itself or another, holes lie inside, parts do not overlap.
bool is_valid(GeometryView polygons);

/// Why it is not, in GEOS's words ("Self-intersection"); empty when it is valid.
std::string invalid_reason(GeometryView polygons);

/// Valid polygons covering what the rings enclose (GEOS's structure method, and its linework method
/// where that fails). Empty when they enclose nothing.
Geometry make_valid(GeometryView polygons);

/// The same with every corner on a multiple of `grid`, by snap-rounding (Hobby, "Practical segment
/// intersection with finite precision output", Computational Geometry 13(4), 1999). Parts narrower
/// than the grid may vanish.
Geometry make_valid_on_grid(GeometryView polygons, double grid, const std::stop_token& stop = {});

/// What lies inside the box; `polygons` must be valid. Empty when they only touch.
Geometry intersection(GeometryView polygons, const Box& box);

/// What lies in at least one of the polygons, which may overlap but must each be valid.
Geometry unite(GeometryView polygons, const std::stop_token& stop = {});

/// What lies in `polygons` and not in `taken_away`; both must be valid.
Geometry difference(GeometryView polygons, GeometryView taken_away,
                    const std::stop_token& stop = {});

/// For each line part of two points or more everything within the distance, as one polygon each
/// (they may overlap); circles have 32 corners.
Geometry buffer(GeometryView lines, double distance);

/// Whether valid polygons and lines have a point in common; touching counts.
bool touch(GeometryView polygons, GeometryView lines);

LibraryVersion geos_version();

} // namespace geo
