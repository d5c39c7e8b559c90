#include "layers/features/small_features.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "layers/features/feature_set.hpp"

namespace layers {

namespace {

/// So small a polygon is flat: degrees become metres by one factor.
double area_m2(geo::GeometryView feature, const geo::Box& box) {
  constexpr double authalic_radius_m = 6'371'007.2;
  constexpr double m_per_degree = authalic_radius_m * std::numbers::pi / 180;
  const double narrowing = std::cos((box.south + box.north) / 2 * std::numbers::pi / 180);
  double doubled_deg2 = 0;
  for (std::uint32_t p = 0; p < feature.part_count(); ++p)
    for (std::uint32_t r = 0; r < feature.part(p).ring_count(); ++r)
      if (feature.part(p).type() == geo::PartType::polygon)
        doubled_deg2 += geo::signed_area_doubled(feature.part(p).ring(r));
  return doubled_deg2 / 2 * m_per_degree * m_per_degree * narrowing;
}

} // namespace

SmallFeatureSums sum_small_features(const FeatureSet& features, std::span<const geo::Box> boxes) {
  SmallFeatureSums sums{};
  for (std::size_t i = 0; i < features.size(); ++i) {
    const auto shown_from = features.feature_zooms[i];
    if (shown_from == 0 || features.begins_with_point(i))
      continue;
    const double area = area_m2(features.feature(i), boxes[i]);
    for (std::size_t z = 0; z < std::min(sums.size(), std::size_t{shown_from}); ++z) {
      ++sums[z].features;
      sums[z].area_m2 += area;
    }
  }
  return sums;
}

} // namespace layers
