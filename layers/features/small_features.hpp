#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "geo/geometry.hpp"
#include "geo/tile/tile.hpp"

namespace layers {

struct FeatureSet;

/// Lines and polygons of a layer that are smaller than a pixel.
struct SmallFeatureSum {
  std::size_t features = 0;
  double area_m2 = 0; ///< on the sphere with the Earth's area
};

/// By zoom.
using SmallFeatureSums = std::array<SmallFeatureSum, geo::max_zoom + 1>;

/// `boxes` are those of the features, in their order; FeatureSet::feature_zooms must be there.
SmallFeatureSums sum_small_features(const FeatureSet& features, std::span<const geo::Box> boxes);

} // namespace layers
