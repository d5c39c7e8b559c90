#include "geo/polygon_area.hpp"

#include <cmath>
#include <numbers>

#include "geo/wgs84.hpp"

namespace geo {

namespace {

constexpr double deg = std::numbers::pi / 180;

/// From the equator to a latitude, for each radian of longitude (Snyder, "Map Projections – A
/// Working Manual", USGS Professional Paper 1395, 1987, equation 3-12, times a^2 / 2).
double area_below_m2(double lat_deg) {
  const double e = std::sqrt(wgs84_e2);
  const double sine = std::sin(lat_deg * deg);
  return wgs84_a_m * wgs84_a_m / 2 * (1 - wgs84_e2) *
         (sine / (1 - wgs84_e2 * sine * sine) + std::atanh(e * sine) / e);
}

/// What lies between each edge and the equator, added up: Simpson's rule along the edge, on which
/// the latitude rises evenly.
double ring_area_m2(std::span<const LonLat> ring) {
  double sum_m2 = 0;
  double before_m2 = ring.empty() ? 0 : area_below_m2(ring.front().lat);
  for (std::size_t i = 1; i < ring.size(); ++i) {
    const double halfway_m2 = area_below_m2((ring[i - 1].lat + ring[i].lat) / 2);
    const double here_m2 = area_below_m2(ring[i].lat);
    sum_m2 += (ring[i].lon - ring[i - 1].lon) * deg * (before_m2 + 4 * halfway_m2 + here_m2) / 6;
    before_m2 = here_m2;
  }
  return std::abs(sum_m2);
}

} // namespace

double area_m2(GeometryView polygons) {
  double sum_m2 = 0;
  for (std::uint32_t p = 0; p < polygons.part_count(); ++p) {
    const auto part = polygons.part(p);
    if (part.type() != PartType::polygon)
      continue;
    for (std::uint32_t r = 0; r < part.ring_count(); ++r)
      sum_m2 += ring_area_m2(part.ring(r)) * (r == 0 ? 1 : -1);
  }
  return sum_m2;
}

} // namespace geo
