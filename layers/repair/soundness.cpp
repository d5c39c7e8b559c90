#include "layers/repair/soundness.hpp"

#include <algorithm>
#include <cmath>

#include "layers/repair/antimeridian.hpp"

namespace layers {

using geo::GeometryView;
using geo::LonLat;
using geo::PartType;
using geo::PartView;

namespace {

bool is_home(LonLat p) {
  return std::abs(p.lon) <= lon_limit_deg && std::abs(p.lat) <= lat_limit_deg; // false for NaN
}

bool lie_on_one_line(std::span<const LonLat> ring) {
  const auto a = ring.front();
  const auto other = std::ranges::find_if(ring, [&](LonLat p) { return p != a; });
  return other == ring.end() || std::ranges::all_of(ring, [&](LonLat p) {
           return (other->lon - a.lon) * (p.lat - a.lat) == (other->lat - a.lat) * (p.lon - a.lon);
         });
}

} // namespace

bool is_closed(std::span<const LonLat> ring) {
  return !ring.empty() && ring.front() == ring.back();
}

bool has_extent(PartType type, std::span<const LonLat> ring) {
  if (type == PartType::polygon)
    return ring.size() >= 4 && (geo::signed_area_doubled(ring) != 0 || !lie_on_one_line(ring));
  if (type == PartType::line)
    return std::ranges::any_of(ring, [&](LonLat p) { return p != ring.front(); });
  return ring.size() == 1;
}

namespace {

bool is_sound_ring(PartType type, std::span<const LonLat> ring) {
  return std::ranges::all_of(ring, is_home) &&
         std::ranges::adjacent_find(ring, is_jump) == ring.end() &&
         (type != PartType::polygon || is_closed(ring)) && has_extent(type, ring);
}

bool is_sound_part(PartView part) {
  for (std::uint32_t r = 0; r < part.ring_count(); ++r)
    if (!is_sound_ring(part.type(), part.ring(r)))
      return false;
  return part.ring_count() > 0;
}

} // namespace

bool is_sound(GeometryView geometry) {
  for (std::uint32_t p = 0; p < geometry.part_count(); ++p)
    if (!is_sound_part(geometry.part(p)))
      return false;
  return !geometry.empty();
}

bool has_polygons(GeometryView geometry) {
  for (std::uint32_t p = 0; p < geometry.part_count(); ++p)
    if (geometry.part(p).type() == PartType::polygon)
      return true;
  return false;
}

} // namespace layers
