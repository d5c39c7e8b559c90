#include "geo/tile/tile_geometry.hpp"

#include <cmath>
#include <vector>

// Clip -> round to the zoom's grid -> drop what collapsed.

namespace geo {

namespace {

class Rounding {
public:
  explicit Rounding(int z) : m_scale(std::pow(10.0, decimals(z))) {}

  LonLat operator()(LonLat p) const {
    return {std::round(p.lon * m_scale) / m_scale, std::round(p.lat * m_scale) / m_scale};
  }

private:
  double m_scale;
};

/// Rounds the points of a ring and appends it; false, and nothing appended, when fewer than
/// `least` points are left.
bool append_rounded(std::span<const LonLat> ring, const Rounding& rounded, std::size_t least,
                    Geometry& out) {
  const auto begin = out.points.size();
  for (const auto point : ring) {
    const auto p = rounded(point);
    if (out.points.size() == begin || out.points.back() != p)
      out.points.push_back(p);
  }
  const std::span added(out.points.data() + begin, out.points.size() - begin);
  const bool is_polygon = least > 2;
  if (added.size() < least || (is_polygon && signed_area_doubled(added) == 0)) {
    out.points.resize(begin);
    return false;
  }
  out.end_ring();
  return true;
}

void append_rounded(PartView part, const Rounding& rounded, Geometry& out) {
  const std::size_t least = part.type() == PartType::point  ? 1
                            : part.type() == PartType::line ? 2
                                                            : 4;
  if (!append_rounded(part.ring(0), rounded, least, out))
    return;
  for (std::uint32_t r = 1; r < part.ring_count(); ++r)
    append_rounded(part.ring(r), rounded, least, out);
  out.end_part(part.type());
}

} // namespace

void tile_geometry(GeometryView feature, const Box& box, std::span<const std::uint8_t> zooms,
                   const TileWindow& window, Geometry& scratch, Geometry& out) {
  clip_feature(feature, box, zooms, window, scratch);
  out.clear();
  const Rounding rounded(window.tile.z);
  const GeometryView all(scratch);
  for (std::uint32_t p = 0; p < all.part_count(); ++p)
    append_rounded(all.part(p), rounded, out);
  if (!out.empty())
    return;
  if (const auto tiny = stand_in(feature, scratch, window))
    pixel_geometry(*tiny, window, out);
}

void pixel_geometry(const Tiny& tiny, const TileWindow& window, Geometry& out) {
  out.clear();
  const double pixel = pixel_in_world(window.detail_z);
  const auto at = pixel_around(tiny.extent, window.detail_z);
  const auto [west, north] = to_lonlat({at.x * pixel, at.y * pixel});
  const auto [east, south] = to_lonlat({(at.x + 1) * pixel, (at.y + 1) * pixel});
  std::vector<LonLat> shape = {{west, south}, {east, north}};
  if (tiny.type == PartType::polygon)
    shape = {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
  append_rounded(shape, Rounding(window.tile.z), 2, out);
  out.end_part(tiny.type);
}

} // namespace geo
