#pragma once

#include <memory>
#include <span>
#include <string>

#include "geo/geometry.hpp"
#include "geo/library_version.hpp"
#include "geo/released_by.hpp"

namespace geo {

struct CrsPipeline;
void release(CrsPipeline* pipeline);

/// From one coordinate reference system to CRS84 (PROJ inside).
/// VN-2000 always takes the official transformation, "VN-2000 to WGS 84 (2)" (EPSG:6960): the seven
/// parameters of Viet Nam's Decision 05/2007/QD-BTNMT, also offshore and for zones without an EPSG
/// code. A CRS that brings its own shift (TOWGS84) keeps it. Grids are never fetched over a
/// network. One object belongs to one thread at a time.
class CrsTransform {
public:
  /// `crs`: "EPSG:3405", "OGC:CRS84", "urn:ogc:def:crs:EPSG::3405", WKT 1 or 2 or ESRI's, or a PROJ
  /// string. Throws invalid_input when PROJ does not know it or knows no way from it to CRS84.
  explicit CrsTransform(const std::string& crs);

  /// The CRS is CRS84 but for the order of its axes: nothing has to be done.
  bool is_identity() const { return !m_pipeline; }

  /// In place. On input x (`lon`) is the easting or longitude and y (`lat`) the northing or
  /// latitude, whatever the CRS's own order of axes, in the CRS's units; on output degrees of
  /// CRS84. What cannot be transformed becomes NaN in both coordinates.
  void to_crs84(std::span<LonLat> points) const;

private:
  std::unique_ptr<CrsPipeline, ReleasedBy<&geo::release>> m_pipeline; ///< none: the identity
};

LibraryVersion proj_version();

} // namespace geo
