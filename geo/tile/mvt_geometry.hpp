#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geo/tile/mvt.hpp"
#include "geo/tile/tile_clip.hpp"
#include "geo/tile/unit_rings.hpp"

namespace geo {

/// What a vector tile shows of one feature; what it does not have is empty.
struct MvtParts {
  MvtGeometry points;
  MvtGeometry lines;
  MvtGeometry polygons;

  bool empty() const { return points.empty() && lines.empty() && polygons.empty(); }
};

/// Turns features into geometry of one tile, in mvt_extent units. Keeps its memory from feature to
/// feature. One thread.
class MvtShaper {
public:
  explicit MvtShaper(TileId tile);

  /// From now on things are drawn as at a zoom that is so much lower, down to one pixel a tile.
  void set_coarser(int zooms) { m_window.detail_z = m_window.tile.z - zooms; }

  /// As tile_geometry() does for GeoJSON: drawn at the zoom, clipped, snapped to units. The
  /// polygons together are a valid MultiPolygon of the feature (ISO 19125-1 section 6.1.14) with
  /// rings turned as the vector tile specification wants them (4.3.4.4). `box` and
  /// `zooms` as there. The result is valid until the next call.
  const MvtParts& shape(GeometryView feature, const Box& box, std::span<const std::uint8_t> zooms);

  /// The pixel in which something lies, as a square or, for a line, its diagonal.
  const MvtParts& pixel(const Tiny& tiny);

  /// A point, which stays in the tile if it is there.
  const MvtParts& point(WorldXY position);

private:
  TileXY in_units(WorldXY point) const;
  void clear();
  void take(PartView part);
  void take_path(std::span<const LonLat> points);
  void take_line(std::span<const LonLat> line);
  void take_ring(std::span<const LonLat> ring, bool is_shell);
  void write();

  TileWindow m_window;
  double m_units_across; ///< the whole world's width in units
  WorldXY m_corner;      ///< the tile's, in units from the world's corner
  Geometry m_clipped;
  std::vector<TileXY> m_points;
  std::vector<TileXY> m_path;
  UnitRings m_rings;
  MvtParts m_parts;
};

} // namespace geo
