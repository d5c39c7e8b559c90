#include "geo/tile/mvt_geometry.hpp"

#include <algorithm>
#include <array>
#include <cmath>

// Clip -> snap to units -> drop what collapsed -> mend the few polygons that snapping or
// simplification broke -> commands.

namespace geo {

MvtShaper::MvtShaper(TileId tile)
    : m_window(tile), m_units_across(static_cast<double>(tiles_across(tile.z)) * mvt_extent),
      m_corner{static_cast<double>(tile.x) * mvt_extent, static_cast<double>(tile.y) * mvt_extent} {
}

TileXY MvtShaper::in_units(WorldXY world) const {
  constexpr double shift = 65536; // what is shifted is positive, and a cast rounds down
  const auto unit = [&](double share, double corner) {
    const double units = share * m_units_across - corner;
    return static_cast<std::int32_t>(units + (shift + 0.5)) - static_cast<std::int32_t>(shift);
  };
  return {unit(world.x, m_corner.x), unit(world.y, m_corner.y)};
}

void MvtShaper::clear() {
  m_points.clear();
  m_rings.clear();
  m_parts.points.clear();
  m_parts.lines.clear();
  m_parts.polygons.clear();
}

/// Equal neighbours are one.
void MvtShaper::take_path(std::span<const LonLat> points) {
  m_path.clear();
  for (const auto point : points) {
    const auto unit = in_units(to_world(point));
    if (m_path.empty() || m_path.back() != unit)
      m_path.push_back(unit);
  }
}

/// Adds nothing when the ring shrinks to nothing.
void MvtShaper::take_ring(std::span<const LonLat> ring, bool is_shell) {
  take_path(ring);
  if (m_path.size() > 1 && m_path.front() == m_path.back())
    m_path.pop_back();
  const auto area = m_path.size() > 2 ? signed_area_doubled(m_path) : 0;
  if (area == 0)
    return;
  if ((area > 0) != is_shell)
    std::ranges::reverse(m_path);
  m_rings.points.insert(m_rings.points.end(), m_path.begin(), m_path.end());
  m_rings.end_ring(is_shell);
}

void MvtShaper::take_line(std::span<const LonLat> line) {
  take_path(line);
  if (m_path.size() > 1)
    m_parts.lines.add_line(m_path);
}

void MvtShaper::take(PartView part) {
  if (part.type() == PartType::point) {
    m_points.push_back(in_units(to_world(part.ring(0)[0])));
  } else if (part.type() == PartType::line) {
    take_line(part.ring(0));
  } else {
    const auto rings_before = m_rings.count();
    take_ring(part.ring(0), true);
    if (m_rings.count() == rings_before)
      return;
    for (std::uint32_t r = 1; r < part.ring_count(); ++r)
      take_ring(part.ring(r), false);
  }
}

void MvtShaper::write() {
  if (!m_points.empty())
    m_parts.points.add_points(m_points);
  if (m_rings.count() > 0 && !is_surely_valid(m_rings))
    m_rings = made_valid(m_rings);
  for (std::size_t r = 0; r < m_rings.count(); ++r)
    m_parts.polygons.add_ring(m_rings.ring(r));
}

const MvtParts& MvtShaper::shape(GeometryView feature, const Box& box,
                                 std::span<const std::uint8_t> zooms) {
  clear();
  clip_feature(feature, box, zooms, m_window, m_clipped);
  const GeometryView all(m_clipped);
  for (std::uint32_t p = 0; p < all.part_count(); ++p)
    take(all.part(p));
  write();
  if (!m_parts.empty())
    return m_parts;
  if (const auto tiny = stand_in(feature, m_clipped, m_window))
    pixel(*tiny);
  return m_parts;
}

const MvtParts& MvtShaper::pixel(const Tiny& tiny) {
  clear();
  const int pixels = tile_size_px >> (m_window.tile.z - m_window.detail_z); // along the tile
  const int pixel_units = static_cast<int>(mvt_extent) / pixels;
  const auto at = pixel_around(tiny.extent, m_window.detail_z);
  const auto unit = [&](std::uint32_t in_world, std::uint32_t tile) {
    return static_cast<std::int32_t>(std::int64_t{in_world} - std::int64_t{tile} * pixels) *
           pixel_units;
  };
  const auto west = unit(at.x, m_window.tile.x);
  const auto north = unit(at.y, m_window.tile.y);
  const auto east = west + pixel_units;
  const auto south = north + pixel_units;
  if (tiny.type == PartType::line)
    m_parts.lines.add_line(std::array{TileXY{west, north}, TileXY{east, south}});
  else
    m_parts.polygons.add_ring(std::array{TileXY{west, north}, TileXY{east, north},
                                         TileXY{east, south}, TileXY{west, south}});
  return m_parts;
}

const MvtParts& MvtShaper::point(WorldXY position) {
  clear();
  constexpr auto last = static_cast<std::int32_t>(mvt_extent) - 1;
  const double tile_side = 1.0 / tiles_across(m_window.tile.z);
  const auto kept = [&](std::int32_t unit, double share, std::uint32_t number) {
    return share < (number + 1.0) * tile_side ? std::min(unit, last) : unit;
  };
  const auto unit = in_units(position);
  m_parts.points.add_points(std::array{TileXY{kept(unit.x, position.x, m_window.tile.x),
                                              kept(unit.y, position.y, m_window.tile.y)}});
  return m_parts;
}

} // namespace geo
