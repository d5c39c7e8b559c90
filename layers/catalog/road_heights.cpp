#include "layers/catalog/road_heights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace layers {

namespace {

constexpr float lowest_m = -500; ///< there are roads at the Dead Sea
constexpr float highest_m = 9000;
constexpr float near_zero_m = 100;

bool is_of_earth(float height_m) {
  return height_m >= lowest_m && height_m <= highest_m;
}

/// A height that may lie above or below zeros, as a bridge above a road at sea level.
bool is_near_zero(float height_m) {
  return height_m != 0 && std::abs(height_m) <= near_zero_m;
}

} // namespace

void drop_unsaid_heights(std::vector<float>& heights_m) {
  const bool is_zero_said = std::ranges::any_of(heights_m, is_near_zero);
  bool any_said = false;
  for (auto& height_m : heights_m) {
    if (!is_of_earth(height_m) || (height_m == 0 && !is_zero_said))
      height_m = std::numeric_limits<float>::quiet_NaN();
    any_said |= !std::isnan(height_m);
  }
  if (!any_said)
    heights_m.clear();
}

} // namespace layers
