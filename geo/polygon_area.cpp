#include "geo/polygon_area.hpp"

#include <cmath>
#include <numbers>

#include "geo/wgs84.hpp"

namespace geo {

namespace {

constexpr double deg = std::numbers::pi / 180;

/// What lies between the equator and a latitude, for each radian of longitude, and how fast it
/// grows with each radian of latitude.
struct Below {
  double area_m2 = 0;
  double growth_m2 = 0;
};

/// Snyder, "Map Projections – A Working Manual", USGS Professional Paper 1395, 1987, equation 3-12,
/// times a^2 / 2, as a power series of e^2 sin^2, whose next term is under 1e-15.
Below below(double lat_deg) {
  constexpr double scale_m2 = wgs84_a_m * wgs84_a_m * (1 - wgs84_e2) / 2;
  const double sine = std::sin(lat_deg * deg);
  const double cosine = std::cos(lat_deg * deg);
  const double x = wgs84_e2 * sine * sine;
  const double series =
      2 + x * (4.0 / 3 + x * (6.0 / 5 + x * (8.0 / 7 + x * (10.0 / 9 + x * (12.0 / 11)))));
  return {scale_m2 * sine * series, 2 * scale_m2 * cosine / ((1 - x) * (1 - x))};
}

/// What lies between each edge and the equator, added up: the trapezoidal rule with its correction
/// at the ends (Euler and Maclaurin) along the edge, on which the latitude rises evenly.
double ring_area_m2(std::span<const LonLat> ring) {
  if (ring.empty())
    return 0;
  double sum_m2 = 0;
  auto before = below(ring.front().lat);
  for (std::size_t i = 1; i < ring.size(); ++i) {
    const auto here = below(ring[i].lat);
    const double rise = (ring[i].lat - ring[i - 1].lat) * deg;
    sum_m2 +=
        (ring[i].lon - ring[i - 1].lon) * deg *
        ((before.area_m2 + here.area_m2) / 2 - rise * (here.growth_m2 - before.growth_m2) / 12);
    before = here;
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
