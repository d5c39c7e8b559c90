#include "geo/tile/tile_clip.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "geo/tile/clip.hpp"
#include "geo/tile/simplify.hpp"

// Choose the points drawn at this zoom -> leave out what can only bend outside the tile -> clip.

namespace geo {

namespace {

using Ring = std::vector<LonLat>;

/// Share of the world's side, the longer of the two.
double size_in_world(const Box& box) {
  return std::max((box.east - box.west) / 360,
                  to_world({0, box.south}).y - to_world({0, box.north}).y);
}

/// The sides of the box that a point lies beyond, as bits.
unsigned sides_beyond(LonLat p, const Box& box) {
  return (p.lon < box.west ? 1U : 0U) | (p.lon > box.east ? 2U : 0U) |
         (p.lat < box.south ? 4U : 0U) | (p.lat > box.north ? 8U : 0U);
}

/// Collects the points of a path but for those between two others beyond one side of the box: what
/// is inside the box, and how often the path goes around it, stays the same.
class Collector {
public:
  Collector(const Box& box, Ring& out) : m_box(box), m_out(out) { out.clear(); }

  void add(LonLat p) {
    const auto sides = sides_beyond(p, m_box);
    if ((m_common & m_waiting_sides & sides) != 0) {
      m_common &= m_waiting_sides;
    } else if (m_has_waiting) {
      m_out.push_back(m_waiting);
      m_common = m_waiting_sides;
    }
    m_waiting = p;
    m_waiting_sides = sides;
    m_has_waiting = true;
  }

  void finish() {
    if (m_has_waiting)
      m_out.push_back(m_waiting);
  }

private:
  const Box& m_box;
  Ring& m_out;
  LonLat m_waiting; ///< the last one, not yet in m_out
  bool m_has_waiting = false;
  unsigned m_waiting_sides = 0;
  unsigned m_common = 0; ///< sides that all since the last one in m_out, and it, are beyond
};

/// Calls `visit` for the points of a ring that are drawn; a polygon's ring is closed.
template <typename Visit>
void for_each_drawn(PartView part, std::uint32_t ring, std::span<const std::uint8_t> zooms, int z,
                    Visit visit) {
  const auto points = part.ring(ring);
  z = std::max(z, 0); // the points of zoom 0 are the least there can be
  const auto* const zoom = zooms.data() + (points.data() - part.arrays->points.data());
  const LonLat* first = nullptr;
  const LonLat* last = nullptr;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (zoom[i] > z && z < full_detail_zoom)
      continue;
    last = &points[i];
    first = first == nullptr ? last : first;
    visit(*last);
  }
  if (part.type() == PartType::polygon && first != nullptr && *first != *last)
    visit(*first);
}

/// Twice the area of a ring seen point by point, as signed_area_doubled().
class Area {
public:
  void add(LonLat p) {
    if (!m_has_origin)
      m_origin = m_before = p; // small numbers lose no digits
    m_has_origin = true;
    m_doubled += (m_before.lon - m_origin.lon) * (p.lat - m_origin.lat) -
                 (p.lon - m_origin.lon) * (m_before.lat - m_origin.lat);
    m_before = p;
  }
  double doubled() const { return m_doubled; }

private:
  bool m_has_origin = false;
  LonLat m_origin;
  LonLat m_before;
  double m_doubled = 0;
};

/// One part of a feature at one zoom.
struct DrawnPart {
  PartView part;
  std::span<const std::uint8_t> zooms;
  const TileWindow& window;

  /// Turned the way it should be: simplification may turn a sliver over.
  void turn(std::span<LonLat> ring, double area_doubled, bool is_shell) const {
    if (part.type() == PartType::polygon && (area_doubled > 0) != is_shell)
      std::ranges::reverse(ring);
  }

  /// The drawn points of a ring that matter in the window. Replaces `near`.
  void ring_near(std::uint32_t ring, Ring& near) const {
    Area area;
    Collector collector(window.reach, near);
    for_each_drawn(part, ring, zooms, window.detail_z, [&](LonLat p) {
      area.add(p);
      collector.add(p);
    });
    collector.finish();
    turn(near, area.doubled(), ring == 0);
  }

  /// A ring that needs no clipping.
  void append_whole(std::uint32_t ring, Geometry& out) const {
    const auto begin = out.points.size();
    Area area;
    for_each_drawn(part, ring, zooms, window.detail_z, [&](LonLat p) {
      area.add(p);
      out.points.push_back(p);
    });
    turn(std::span(out.points).subspan(begin), area.doubled(), ring == 0);
    out.end_ring();
  }

  bool is_hole_shown(std::uint32_t ring) const {
    const auto extent = bounding_box(part.ring(ring));
    return extent.intersects(window.reach) && !is_smaller_than_a_pixel(extent, window.detail_z);
  }
};

void append_clipped(const DrawnPart& drawn, Geometry& out) {
  thread_local std::vector<Ring> rings; // not allocated for every feature of a tile
  std::size_t count = 0;
  const auto next = [&]() -> Ring& {
    if (count == rings.size())
      rings.emplace_back();
    return rings[count++];
  };
  drawn.ring_near(0, next());
  if (drawn.part.type() == PartType::line) {
    clip_line(rings[0], drawn.window.reach, out);
    return;
  }
  for (std::uint32_t r = 1; r < drawn.part.ring_count(); ++r)
    if (drawn.is_hole_shown(r))
      drawn.ring_near(r, next());
  clip_polygon(std::span(rings).first(count), drawn.window.reach, out);
}

void append_whole(const DrawnPart& drawn, Geometry& out) {
  drawn.append_whole(0, out);
  for (std::uint32_t r = 1; r < drawn.part.ring_count(); ++r)
    if (drawn.is_hole_shown(r))
      drawn.append_whole(r, out);
  out.end_part(drawn.part.type());
}

void append_part(const DrawnPart& drawn, const Box& extent, Geometry& out) {
  const auto& reach = drawn.window.reach;
  const auto type = drawn.part.type();
  if (!extent.intersects(reach) ||
      (type == PartType::polygon && is_smaller_than_a_pixel(extent, drawn.window.detail_z)))
    return;
  if (reach.contains(extent))
    append_whole(drawn, out);
  else
    append_clipped(drawn, out);
}

/// The largest line or polygon of the feature that is smaller than a pixel.
std::optional<Tiny> largest_tiny_part(GeometryView feature, const TileWindow& window) {
  const auto size = [](const Box& b) { return b.east - b.west + b.north - b.south; };
  std::optional<Tiny> largest;
  for (std::uint32_t p = 0; p < feature.part_count(); ++p) {
    const auto part = feature.part(p);
    const auto extent = bounding_box(part.ring(0));
    if (part.type() == PartType::point || !extent.intersects(window.reach) ||
        !is_smaller_than_a_pixel(extent, window.detail_z))
      continue;
    if (!largest || size(extent) > size(largest->extent))
      largest = Tiny{extent, part.type()};
  }
  return largest;
}

/// The first part, when it reaches into the tile: it is there, but rounding made nothing of it.
std::optional<Tiny> collapsed_part(const Geometry& clipped, const TileWindow& window) {
  if (clipped.empty())
    return std::nullopt;
  const auto part = GeometryView(clipped).part(0);
  const auto extent = bounding_box(part.ring(0));
  return extent.intersects(window.box) ? std::optional(Tiny{extent, part.type()}) : std::nullopt;
}

} // namespace

TileWindow::TileWindow(TileId id)
    : tile(id), box(bounds(id)), reach(bounds(id, tile_buffer_px)), detail_z(id.z) {}

bool is_smaller_than_a_pixel(const Box& box, int z) {
  return size_in_world(box) < pixel_in_world(z);
}

std::uint8_t pixel_zoom(const Box& box) {
  const double size = size_in_world(box);
  if (size <= 0)
    return never_a_pixel;
  const double zoom = std::max(0.0, std::ceil(std::log2(pixel_in_world(0) / size)));
  return static_cast<std::uint8_t>(std::min(zoom, double{never_a_pixel}));
}

void clip_feature(GeometryView feature, const Box& box, std::span<const std::uint8_t> zooms,
                  const TileWindow& window, Geometry& out) {
  out.clear();
  if (feature.part_count() == 1)
    return append_part({feature.part(0), zooms, window}, box, out);
  for (std::uint32_t p = 0; p < feature.part_count(); ++p)
    append_part({feature.part(p), zooms, window}, bounding_box(feature.part(p).ring(0)), out);
}

std::optional<Tiny> stand_in(GeometryView feature, const Geometry& clipped,
                             const TileWindow& window) {
  const auto tiny = largest_tiny_part(feature, window);
  return tiny ? tiny : collapsed_part(clipped, window);
}

PixelXY pixel_around(const Box& box, int z) {
  const double pixels = 1 / pixel_in_world(z);
  const auto centre = to_world({(box.west + box.east) / 2, (box.south + box.north) / 2});
  const auto number = [&](double share) {
    return static_cast<std::uint32_t>(std::min(share * pixels, pixels - 1));
  };
  return {number(centre.x), number(centre.y)};
}

} // namespace geo
