#pragma once

#include <span>

#include "geo/geometry.hpp"

namespace layers {

constexpr double lat_limit_deg = 90;
constexpr double lon_limit_deg = 180;

bool is_closed(std::span<const geo::LonLat> ring);

/// Whether a ring covers anything (closed, of a polygon), has a length (of a line), or is one
/// point. A figure of eight has extent, although its lobes' areas may cancel out.
bool has_extent(geo::PartType type, std::span<const geo::LonLat> ring);

/// Everything that SourceFeatures promises of a geometry but the validity of its polygons.
bool is_sound(geo::GeometryView geometry);

bool has_polygons(geo::GeometryView geometry);

} // namespace layers
