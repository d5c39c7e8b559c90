#include "geo/geometry.hpp"

#include <algorithm>

#include "geo/error.hpp"

namespace geo {

void Box::extend(LonLat point) {
  west = std::min(west, point.lon);
  east = std::max(east, point.lon);
  south = std::min(south, point.lat);
  north = std::max(north, point.lat);
}

void Box::extend(const Box& other) {
  west = std::min(west, other.west);
  east = std::max(east, other.east);
  south = std::min(south, other.south);
  north = std::max(north, other.north);
}

void Geometry::end_ring() {
  if (points.size() > std::numeric_limits<std::uint32_t>::max())
    fail(ErrorKind::too_large, "geometry: {} points are more than one layer can hold (2^32 - 1)",
         points.size());
  ring_points.push_back(static_cast<std::uint32_t>(points.size()));
}

void Geometry::end_part(PartType type) {
  part_rings.push_back(ring_count());
  part_types.push_back(type);
}

void Geometry::add_point(LonLat point) {
  points.push_back(point);
  end_ring();
  end_part(PartType::point);
}

std::size_t Geometry::bytes() const {
  return part_types.capacity() * sizeof(PartType) +
         (part_rings.capacity() + ring_points.capacity()) * sizeof(std::uint32_t) +
         points.capacity() * sizeof(LonLat);
}

void Geometry::clear() {
  part_types.clear();
  part_rings.assign(1, 0);
  ring_points.assign(1, 0);
  points.clear();
}

void append(Geometry& to, GeometryView from) {
  for (std::uint32_t p = 0; p < from.part_count(); ++p) {
    const auto part = from.part(p);
    for (std::uint32_t r = 0; r < part.ring_count(); ++r) {
      const auto ring = part.ring(r);
      to.points.insert(to.points.end(), ring.begin(), ring.end());
      to.end_ring();
    }
    to.end_part(part.type());
  }
}

void truncate(Geometry& geometry, std::size_t parts) {
  geometry.part_types.resize(parts);
  geometry.part_rings.resize(parts + 1);
  geometry.ring_points.resize(geometry.part_rings.back() + 1);
  geometry.points.resize(geometry.ring_points.back());
}

Box bounding_box(std::span<const LonLat> points) {
  Box box;
  for (const auto point : points)
    box.extend(point);
  return box;
}

Box bounding_box(GeometryView geometry) {
  return geometry.empty() ? Box{} : bounding_box(geometry.points());
}

double signed_area_doubled(std::span<const LonLat> ring) {
  if (ring.empty())
    return 0;
  const auto origin = ring.front(); // relative to it, so that small rings keep their digits
  double sum = 0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const double ax = ring[i].lon - origin.lon;
    const double ay = ring[i].lat - origin.lat;
    const double bx = ring[i + 1].lon - origin.lon;
    const double by = ring[i + 1].lat - origin.lat;
    sum += ax * by - bx * ay;
  }
  return sum;
}

bool contains(std::span<const LonLat> ring, LonLat p) {
  bool inside = false;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const LonLat a = ring[i];
    const LonLat b = ring[i + 1];
    if ((a.lat > p.lat) != (b.lat > p.lat) &&
        p.lon < a.lon + (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat))
      inside = !inside;
  }
  return inside;
}

void orient_right_hand(Geometry& geometry) {
  for (std::uint32_t p = 0; p < geometry.part_count(); ++p) {
    if (geometry.part_types[p] != PartType::polygon)
      continue;
    for (std::uint32_t r = geometry.part_rings[p]; r < geometry.part_rings[p + 1]; ++r) {
      const std::span ring(geometry.points.data() + geometry.ring_points[r],
                           geometry.ring_points[r + 1] - geometry.ring_points[r]);
      const bool is_shell = r == geometry.part_rings[p];
      if ((signed_area_doubled(ring) > 0) != is_shell)
        std::ranges::reverse(ring);
    }
  }
}

} // namespace geo
