#pragma once

#include "geo/geometry.hpp"

namespace geo {

/// A position in metres east (x) and north (y) of a place.
struct LocalXY {
  double x_m = 0;
  double y_m = 0;
  bool operator==(const LocalXY&) const = default;
};

/// Metres on the WGS 84 ellipsoid around a place: longitudes and latitudes scaled by the radii of
/// curvature there (Bomford, "Geodesy", 4th ed., appendix A). Within 50 km distances are right to
/// 1 % up to 50 degrees of latitude. A value; any thread.
class LocalPlane {
public:
  explicit LocalPlane(LonLat centre);

  LocalXY to_local(LonLat p) const {
    return {(p.lon - m_centre.lon) * m_m_per_deg_lon, (p.lat - m_centre.lat) * m_m_per_deg_lat};
  }
  LonLat to_lonlat(LocalXY p) const {
    return {m_centre.lon + p.x_m / m_m_per_deg_lon, m_centre.lat + p.y_m / m_m_per_deg_lat};
  }
  LonLat centre() const { return m_centre; }

private:
  LonLat m_centre;
  double m_m_per_deg_lon;
  double m_m_per_deg_lat;
};

/// Along the ellipsoid, by the radii of curvature in the middle: right to 0.1 % up to 100 km.
double distance_m(LonLat a, LonLat b);

/// The length of a line through the points.
double length_m(std::span<const LonLat> points);

} // namespace geo
