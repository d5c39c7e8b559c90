#pragma once

namespace geo {

/// The ellipsoid of WGS 84 (NGA.STND.0036, table 3.1): its equatorial radius, its flattening, and
/// the square of its first eccentricity.
inline constexpr double wgs84_a_m = 6'378'137;
inline constexpr double wgs84_f = 1 / 298.257223563;
inline constexpr double wgs84_e2 = wgs84_f * (2 - wgs84_f);

} // namespace geo
