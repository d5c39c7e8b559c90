#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "layers/demand/demand.hpp"
#include "layers/features/feature_set.hpp"

namespace layers {

/// A point of a demand, and how much of it counts.
struct DemandShare {
  std::uint32_t point = 0;
  double share = 1; ///< over 0, at most 1
  bool operator==(const DemandShare&) const = default;
};

/// All of them, wholly.
std::vector<DemandShare> all_points(const Demand& demand);

/// The points that lie in at least one of some features of `areas` (wards, hazard zones), rising.
/// The piece of a polygon (a raster's cell is one) counts by the share of its area that does:
/// exact, not sampled, in the plane of degrees, which within a cell is the same as on the ground. A
/// point lies in a feature or not. So over areas that tile the plane shares add up to 1, and where
/// areas overlap nothing counts twice. O(points in the features' boxes + what is near the borders).
std::vector<DemandShare> points_within(const Demand& demand, const FeatureSet& areas,
                                       std::span<const std::uint32_t> features);

} // namespace layers
