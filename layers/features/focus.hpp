#pragma once

#include <span>

#include "geo/geometry.hpp"

namespace layers {

/// The box in which a layer lies but for few far features: of 98 of 100 of its points, if that is
/// at most half as wide or half as high as that of all, and 95 of 100 features touch it; else the
/// box of all. `boxes`: the features'. O(features) and 5000 points.
geo::Box focus_of(const geo::Geometry& geometry, std::span<const geo::Box> boxes);

} // namespace layers
