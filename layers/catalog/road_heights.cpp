#include "layers/catalog/road_heights.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <tuple>

namespace layers {

namespace {

constexpr float one_road_m = 2; ///< points of a road differ less, whoever measured them

/// Two or three millimetres: more than what ends on a line may be off.
constexpr double apart_deg = 2e-8;

} // namespace

void part_heights(std::vector<geo::LonLat>& points, std::span<const float> heights_m) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < heights_m.size(); ++i)
    if (std::isfinite(heights_m[i]))
      order.push_back(i);
  std::ranges::sort(order, {}, [&](std::uint32_t i) {
    return std::tuple(points[i].lon, points[i].lat, heights_m[i]);
  });
  std::uint32_t levels_below = 0;
  auto before = order.begin();
  geo::LonLat place;
  for (auto at = order.begin(); at != order.end(); before = at++) {
    const bool is_same = at != order.begin() && points[*at] == place;
    if (!is_same)
      levels_below = 0;
    else if (heights_m[*at] - heights_m[*before] > one_road_m)
      ++levels_below;
    place = points[*at];
    points[*at].lon += levels_below * apart_deg;
    points[*at].lat += levels_below * apart_deg;
  }
}

} // namespace layers
