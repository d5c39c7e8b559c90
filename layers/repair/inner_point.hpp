#pragma once

#include "geo/geometry.hpp"
#include "layers/features/source_features.hpp"

namespace layers {

/// A point inside a valid polygon part: the middle of the widest stretch of it along the horizontal
/// through the middle of its box (as GEOS's InteriorPointArea).
geo::LonLat inner_point(geo::PartView polygon);

/// Gives every feature that is not made of points one point instead (in its largest polygon, or the
/// middle vertex of its longest line) and reports it: a station or an incident is a place.
void turn_into_points(SourceFeatures& features);

} // namespace layers
