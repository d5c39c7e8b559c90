#include "geo/zone_index.hpp"

#include <algorithm>
#include <array>

#include "geo/intersects.hpp"

// 1. Each ring is cut into runs of a few segments; an index over their boxes finds those near.
// 2. contains() counts the crossings of a ray to the east. A run that lies wholly to the east is
//    crossed an odd number of times when its two ends lie on different sides of the ray.
// 3. crossings() decides by the signs of areas of triangles. Neighbouring segments share a triangle
//    at their common vertex, so that no crossing slips through between them.
// 4. border_in() needs to know of what lies south of the box only where it begins and ends.

namespace geo {

namespace {

constexpr std::size_t run_segments = 12;
constexpr double equal_shares = 1e-12;

/// Whether the ray from p to the east crosses the segment.
bool ray_crosses(LonLat p, LonLat a, LonLat b) {
  return (a.lat > p.lat) != (b.lat > p.lat) &&
         p.lon < a.lon + (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat);
}

bool same_side(double one, double other) {
  return (one > 0 && other > 0) || (one < 0 && other < 0);
}

/// Share of a -> b at which p, a point of it, lies.
double share_of(LonLat a, LonLat b, LonLat p) {
  const double dx = b.lon - a.lon;
  const double dy = b.lat - a.lat;
  return ((p.lon - a.lon) * dx + (p.lat - a.lat) * dy) / (dx * dx + dy * dy);
}

/// Appends where a -> b meets the segment c -> d.
void add_crossings(LonLat a, LonLat b, LonLat c, LonLat d, std::vector<double>& shares) {
  const double c_side = side(a, b, c);
  const double d_side = side(a, b, d);
  if (same_side(c_side, d_side))
    return;
  if (c_side == 0 && d_side == 0) {
    for (const auto end : {c, d}) {
      const double share = share_of(a, b, end);
      if (share >= 0 && share <= 1)
        shares.push_back(share);
    }
    return;
  }
  const double a_side = side(c, d, a);
  const double b_side = side(c, d, b);
  if (!same_side(a_side, b_side) && a_side != b_side)
    shares.push_back(a_side / (a_side - b_side));
}

LonLat between(LonLat a, LonLat b, double share) {
  return {a.lon + (b.lon - a.lon) * share, a.lat + (b.lat - a.lat) * share};
}

} // namespace

ZoneIndex::ZoneIndex(GeometryView zone) {
  for (std::uint32_t p = 0; p < zone.part_count(); ++p) {
    const auto part = zone.part(p);
    for (std::uint32_t r = 0; part.type() == PartType::polygon && r < part.ring_count(); ++r)
      add_ring(part.ring(r));
  }
  std::vector<Box> boxes;
  boxes.reserve(m_runs.size());
  for (const auto& run : m_runs)
    boxes.push_back(bounding_box(points_of(run)));
  m_index = SpatialIndex(boxes);
  m_box = m_index.extent();
}

void ZoneIndex::add_ring(std::span<const LonLat> ring) {
  const auto start = m_points.size();
  m_points.insert(m_points.end(), ring.begin(), ring.end());
  for (std::size_t first = 0; first + 1 < ring.size(); first += run_segments) {
    const auto last = std::min(first + run_segments, ring.size() - 1);
    m_runs.push_back(
        {static_cast<std::uint32_t>(start + first), static_cast<std::uint32_t>(start + last)});
  }
}

bool ZoneIndex::contains(LonLat point) const {
  if (!m_box.contains(point))
    return false;
  bool inside = false;
  for (const auto hit : m_index.query({point.lon, point.lat, m_box.east, point.lat})) {
    const auto points = points_of(m_runs[hit.item]);
    if (m_index.box(hit).west > point.lon) {
      inside ^= (points.front().lat > point.lat) != (points.back().lat > point.lat);
      continue;
    }
    for (std::size_t i = 0; i + 1 < points.size(); ++i)
      inside ^= ray_crosses(point, points[i], points[i + 1]);
  }
  return inside;
}

std::vector<double> ZoneIndex::crossings(LonLat a, LonLat b) const {
  std::vector<double> shares;
  const std::array ends{a, b};
  const auto box = bounding_box(ends);
  if (a == b || !m_box.intersects(box))
    return shares;
  for (const auto hit : m_index.query(box)) {
    const auto points = points_of(m_runs[hit.item]);
    for (std::size_t i = 0; i + 1 < points.size(); ++i)
      add_crossings(a, b, points[i], points[i + 1], shares);
  }
  std::ranges::sort(shares);
  std::vector<double> distinct;
  for (const double share : shares) {
    if (distinct.empty() || share - distinct.back() > equal_shares)
      distinct.push_back(share);
  }
  return distinct;
}

bool ZoneIndex::touches(LonLat a, LonLat b) const {
  auto shares = crossings(a, b);
  shares.push_back(1);
  double before = 0;
  for (const double share : shares) {
    if (share > before && contains(between(a, b, (before + share) / 2)))
      return true;
    before = share;
  }
  return a == b && contains(a);
}

std::vector<BorderStretch> ZoneIndex::border_in(const Box& box) const {
  std::vector<BorderStretch> border;
  for (const auto hit : m_index.query({box.west, m_box.south, box.east, box.north})) {
    const auto points = points_of(m_runs[hit.item]);
    const auto is_south = [&](std::size_t i) { return points[i].lat <= box.south; };
    for (std::size_t i = 0; i + 1 < points.size();) {
      const auto first = i++;
      while (is_south(first) && is_south(i) && i + 1 < points.size() && is_south(i + 1))
        ++i;
      add_border(points[first], points[i], box, border);
    }
  }
  return border;
}

} // namespace geo
