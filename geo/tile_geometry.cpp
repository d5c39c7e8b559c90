#include "geo/tile_geometry.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "geo/clip.hpp"
#include "geo/simplify.hpp"

// Choose the points drawn at this zoom -> clip -> round to the zoom's grid -> drop what collapsed.

namespace geo {

namespace {

using Ring = std::vector<LonLat>;

class Rounding {
public:
  explicit Rounding(int z) : m_scale(std::pow(10.0, decimals(z))) {}

  LonLat operator()(LonLat p) const {
    return {std::round(p.lon * m_scale) / m_scale, std::round(p.lat * m_scale) / m_scale};
  }

private:
  double m_scale;
};

/// The points of one ring that are drawn at the zoom.
Ring drawn_points(PartView part, std::uint32_t ring, std::span<const std::uint8_t> zooms, int z) {
  const auto points = part.ring(ring);
  if (z >= full_detail_zoom)
    return {points.begin(), points.end()};
  const auto first = static_cast<std::size_t>(points.data() - part.arrays->points.data());
  Ring drawn;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (zooms[first + i] <= z)
      drawn.push_back(points[i]);
  if (part.type() == PartType::polygon && !drawn.empty() && drawn.front() != drawn.back())
    drawn.push_back(drawn.front());
  return drawn;
}

/// Simplification may turn a sliver over.
void orient(Ring& ring, bool is_shell) {
  if ((signed_area_doubled(ring) > 0) != is_shell)
    std::ranges::reverse(ring);
}

void clip_part(PartView part, std::span<const std::uint8_t> zooms, int z, const Box& box,
               Geometry& out) {
  if (part.type() == PartType::point) {
    if (box.contains(part.ring(0)[0]))
      out.add_point(part.ring(0)[0]);
    return;
  }
  if (part.type() == PartType::line) {
    clip_line(drawn_points(part, 0, zooms, z), box, out);
    return;
  }
  std::vector<Ring> rings;
  for (std::uint32_t r = 0; r < part.ring_count(); ++r) {
    const auto extent = bounding_box(part.ring(r));
    const bool is_shell = r == 0;
    if (!extent.intersects(box) || is_smaller_than_a_pixel(extent, z)) {
      if (is_shell)
        return;
      continue;
    }
    rings.push_back(drawn_points(part, r, zooms, z));
    orient(rings.back(), is_shell);
  }
  clip_polygon(rings, box, out);
}

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

/// The cell of the zoom's pixel grid that holds the middle of `box`.
Box pixel_around(const Box& box, int z) {
  const double pixel = pixel_in_world(z);
  const auto centre = to_world({(box.west + box.east) / 2, (box.south + box.north) / 2});
  const double x = std::min(std::floor(centre.x / pixel) * pixel, 1 - pixel);
  const double y = std::min(std::floor(centre.y / pixel) * pixel, 1 - pixel);
  const auto north_west = to_lonlat({x, y});
  const auto south_east = to_lonlat({x + pixel, y + pixel});
  return {north_west.lon, south_east.lat, south_east.lon, north_west.lat};
}

/// A line or polygon that the zoom's grid cannot show.
struct Tiny {
  Box extent;
  PartType type = PartType::polygon;
};

/// The largest line or polygon of the feature that is smaller than a pixel.
std::optional<Tiny> largest_tiny_part(GeometryView feature, int z, const Box& box) {
  const auto size = [](const Box& b) { return b.east - b.west + b.north - b.south; };
  std::optional<Tiny> largest;
  for (std::uint32_t p = 0; p < feature.part_count(); ++p) {
    const auto part = feature.part(p);
    const auto extent = bounding_box(part.ring(0));
    if (part.type() == PartType::point || !extent.intersects(box) ||
        !is_smaller_than_a_pixel(extent, z))
      continue;
    if (!largest || size(extent) > size(largest->extent))
      largest = Tiny{extent, part.type()};
  }
  return largest;
}

/// The first part, when it reaches into the tile: it is there, but rounding made nothing of it.
std::optional<Tiny> collapsed_part(const Geometry& clipped, TileId tile) {
  if (clipped.empty())
    return std::nullopt;
  const auto part = GeometryView(clipped).part(0);
  const auto extent = bounding_box(part.ring(0));
  return extent.intersects(bounds(tile)) ? std::optional(Tiny{extent, part.type()}) : std::nullopt;
}

/// The pixel in the middle, as its square or diagonal.
Ring pixel_shape(const Tiny& tiny, int z) {
  const auto p = pixel_around(tiny.extent, z);
  if (tiny.type == PartType::line)
    return {{p.west, p.south}, {p.east, p.north}};
  return {{p.west, p.south},
          {p.east, p.south},
          {p.east, p.north},
          {p.west, p.north},
          {p.west, p.south}};
}

/// What stands for a feature of which nothing is left.
std::optional<Tiny> stand_in(GeometryView feature, const Geometry& clipped, TileId tile) {
  const auto tiny = largest_tiny_part(feature, tile.z, bounds(tile, tile_buffer_px));
  return tiny ? tiny : collapsed_part(clipped, tile);
}

Geometry clipped_to(TileId tile, GeometryView feature, std::span<const std::uint8_t> zooms) {
  const Box box = bounds(tile, tile_buffer_px);
  Geometry clipped;
  for (std::uint32_t p = 0; p < feature.part_count(); ++p)
    clip_part(feature.part(p), zooms, tile.z, box, clipped);
  return clipped;
}

/// Writes what was clipped in units of a tile.
class MvtWriter {
public:
  MvtWriter(TileId tile, MvtParts& out) : m_tile(tile), m_out(out) {
    out.points.clear();
    out.lines.clear();
    out.polygons.clear();
  }

  void add(const Geometry& clipped) {
    const GeometryView all(clipped);
    for (std::uint32_t p = 0; p < all.part_count(); ++p)
      add(all.part(p));
    if (!m_points.empty())
      m_out.points.add_points(m_points);
  }

  void add_pixel(const Tiny& tiny) {
    const auto shape = pixel_shape(tiny, m_tile.z);
    if (tiny.type == PartType::line)
      add_line(shape);
    else
      add_ring(shape, true);
  }

  bool is_empty() const {
    return m_points.empty() && m_out.lines.empty() && m_out.polygons.empty();
  }

private:
  void add(PartView part) {
    if (part.type() == PartType::point)
      m_points.push_back(in_units(part.ring(0)[0]));
    else if (part.type() == PartType::line)
      add_line(part.ring(0));
    else
      for (std::uint32_t r = 0; r < part.ring_count(); ++r)
        if (!add_ring(part.ring(r), r == 0) && r == 0)
          return;
  }

  TileXY in_units(LonLat point) const {
    const auto world = to_world(point);
    const auto unit = [&](double share, std::uint32_t number) {
      const double units = (share * tiles_across(m_tile.z) - number) * mvt_extent;
      return static_cast<std::int32_t>(std::lround(units));
    };
    return {unit(world.x, m_tile.x), unit(world.y, m_tile.y)};
  }

  /// Equal neighbours are one.
  void take(std::span<const LonLat> points) {
    m_path.clear();
    for (const auto point : points) {
      const auto unit = in_units(point);
      if (m_path.empty() || m_path.back() != unit)
        m_path.push_back(unit);
    }
  }

  void add_line(std::span<const LonLat> line) {
    take(line);
    if (m_path.size() > 1)
      m_out.lines.add_line(m_path);
  }

  /// False when the ring shrinks to nothing.
  bool add_ring(std::span<const LonLat> ring, bool is_shell) {
    take(ring);
    if (m_path.size() > 1 && m_path.front() == m_path.back())
      m_path.pop_back();
    const auto area = m_path.size() > 2 ? signed_area_doubled(m_path) : 0;
    if (area == 0)
      return false;
    if ((area > 0) != is_shell)
      std::ranges::reverse(m_path);
    m_out.polygons.add_ring(m_path);
    return true;
  }

  TileId m_tile;
  MvtParts& m_out;
  std::vector<TileXY> m_points; ///< of the whole feature: they are one command
  std::vector<TileXY> m_path;
};

} // namespace

bool is_smaller_than_a_pixel(const Box& box, int z) {
  const double pixel_deg = 360 * pixel_in_world(z);
  const double middle = (box.south + box.north) / 2 * std::numbers::pi / 180;
  return box.east - box.west < pixel_deg && box.north - box.south < pixel_deg * std::cos(middle);
}

void tile_geometry(GeometryView feature, std::span<const std::uint8_t> zooms, TileId tile,
                   Geometry& out) {
  const auto clipped = clipped_to(tile, feature, zooms);
  out.clear();
  const Rounding rounded(tile.z);
  const GeometryView all(clipped);
  for (std::uint32_t p = 0; p < all.part_count(); ++p)
    append_rounded(all.part(p), rounded, out);
  if (!out.empty())
    return;
  if (const auto tiny = stand_in(feature, clipped, tile)) {
    append_rounded(pixel_shape(*tiny, tile.z), rounded, 2, out);
    out.end_part(tiny->type);
  }
}

void tile_geometry(GeometryView feature, std::span<const std::uint8_t> zooms, TileId tile,
                   MvtParts& out) {
  const auto clipped = clipped_to(tile, feature, zooms);
  MvtWriter writer(tile, out);
  writer.add(clipped);
  if (!writer.is_empty())
    return;
  if (const auto tiny = stand_in(feature, clipped, tile))
    writer.add_pixel(*tiny);
}

} // namespace geo
