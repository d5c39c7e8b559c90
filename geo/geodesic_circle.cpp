#include "geo/geodesic_circle.hpp"

#include <cmath>
#include <utility>

#include <geodesic.h>

#include "geo/error.hpp"
#include "geo/overlay.hpp"
#include "geo/wgs84.hpp"

namespace geo {

namespace {

constexpr int corners = 256;

void check_pole(const geod_geodesic& earth, LonLat centre, double radius_m) {
  double pole_m = 0;
  geod_inverse(&earth, centre.lat, centre.lon, std::copysign(90.0, centre.lat), centre.lon, &pole_m,
               nullptr, nullptr);
  if (pole_m <= radius_m)
    fail(
        ErrorKind::invalid_input,
        "a circle of {:g} m around {:.6f},{:.6f} holds a pole and has no outline in longitudes and "
        "latitudes; leave it out",
        radius_m, centre.lon, centre.lat);
}

LonLat place_at(const geod_geodesic& earth, LonLat from, double azimuth_deg, double distance_m) {
  LonLat place;
  geod_gendirect(&earth, from.lat, from.lon, azimuth_deg, GEOD_LONG_UNROLL, distance_m, &place.lat,
                 &place.lon, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
  return place;
}

Geometry cut_at_antimeridian(Geometry circle) {
  constexpr Box world{-180, -90, 180, 90};
  const auto box = bounding_box(circle);
  if (world.contains(box))
    return circle;
  auto cut = intersection(circle, world);
  for (auto& corner : circle.points)
    corner.lon += box.east > world.east ? -360 : 360;
  append(cut, intersection(circle, world));
  return cut;
}

} // namespace

Geometry geodesic_circle(LonLat centre, double radius_m) {
  geod_geodesic earth{};
  geod_init(&earth, wgs84_a_m, wgs84_f);
  check_pole(earth, centre, radius_m);
  Geometry circle;
  for (int i = 0; i < corners; ++i)
    circle.points.push_back(place_at(earth, centre, -360.0 * i / corners, radius_m));
  circle.points.push_back(circle.points.front());
  circle.end_ring();
  circle.end_part(PartType::polygon);
  return cut_at_antimeridian(std::move(circle));
}

} // namespace geo
