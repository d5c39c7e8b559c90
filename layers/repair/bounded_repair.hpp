#pragma once

#include <cstddef>

#include "geo/geometry.hpp"

namespace layers {

/// geo::make_valid() of what does not meet itself too often: n edges may cross n^2/2 times, and
/// each time takes memory. Throws too_large for polygons whose edges cross or touch more often than
/// `most_crossings` and three times for each vertex, else as make_valid().
geo::Geometry make_valid_within(geo::GeometryView polygons, std::size_t most_crossings);

} // namespace layers
