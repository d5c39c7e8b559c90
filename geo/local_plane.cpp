#include "geo/local_plane.hpp"

#include <cmath>
#include <numbers>

#include "geo/wgs84.hpp"

namespace geo {

namespace {

struct MetresPerDegree {
  double lon = 0;
  double lat = 0;
};

MetresPerDegree metres_per_degree(double lat_deg) {
  constexpr double deg = std::numbers::pi / 180;
  const double sine = std::sin(lat_deg * deg);
  const double w2 = 1 - wgs84_e2 * sine * sine;
  const double prime_vertical_m = wgs84_a_m / std::sqrt(w2);
  const double meridian_m = prime_vertical_m * (1 - wgs84_e2) / w2;
  return {prime_vertical_m * std::cos(lat_deg * deg) * deg, meridian_m * deg};
}

} // namespace

LocalPlane::LocalPlane(LonLat centre) : m_centre(centre) {
  const auto scale = metres_per_degree(centre.lat);
  m_m_per_deg_lon = scale.lon;
  m_m_per_deg_lat = scale.lat;
}

double distance_m(LonLat a, LonLat b) {
  const auto scale = metres_per_degree((a.lat + b.lat) / 2);
  double east_deg = b.lon - a.lon;
  if (std::abs(east_deg) > 180) // shorter across the antimeridian
    east_deg -= std::copysign(360.0, east_deg);
  return std::hypot(east_deg * scale.lon, (b.lat - a.lat) * scale.lat);
}

double length_m(std::span<const LonLat> points) {
  double sum = 0;
  for (std::size_t i = 1; i < points.size(); ++i)
    sum += distance_m(points[i - 1], points[i]);
  return sum;
}

} // namespace geo
