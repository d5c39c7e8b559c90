#include "geo/tile/unit_rings.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "geo/overlay.hpp"
#include "geo/tile/ring_faces.hpp"
#include "geo/tile/ring_noding.hpp"

// Contacts: of few segments every pair is looked at; many are swept from west to east.
// Nesting: a ray from each ring to the west crosses the others an even number of times from a
// shell, an odd number from a hole.

namespace geo {

namespace {

/// From one point of a ring to the next.
struct Segment {
  TileXY a;
  TileXY b;
  std::uint32_t number; ///< its first point's, among all points
  std::uint32_t next;   ///< the segment that follows in the ring
  std::int32_t west;
  std::int32_t east;
  std::int32_t north;
  std::int32_t south;
};

/// `to` has a place for each point.
void fill_segments(const UnitRings& rings, std::span<Segment> to) {
  for (std::size_t r = 0; r < rings.count(); ++r) {
    const auto begin = rings.begin_of(r);
    for (auto i = begin; i < rings.ends[r]; ++i) {
      const auto next = i + 1 < rings.ends[r] ? i + 1 : begin;
      const auto a = rings.points[i];
      const auto b = rings.points[next];
      to[i] = {a,
               b,
               i,
               next,
               std::min(a.x, b.x),
               std::max(a.x, b.x),
               std::min(a.y, b.y),
               std::max(a.y, b.y)};
    }
  }
}

/// Positive when c lies to the right of a -> b (y down), 0 on its line.
std::int64_t side(TileXY a, TileXY b, TileXY c) {
  return std::int64_t{b.x - a.x} * (c.y - a.y) - std::int64_t{b.y - a.y} * (c.x - a.x);
}

int sign(std::int64_t value) {
  return (value > 0 ? 1 : 0) - (value < 0 ? 1 : 0);
}

/// Whether two segments touch; their boxes must.
bool lines_touch(const Segment& s, const Segment& t) {
  return sign(side(s.a, s.b, t.a)) * sign(side(s.a, s.b, t.b)) <= 0 &&
         sign(side(t.a, t.b, s.a)) * sign(side(t.a, t.b, s.b)) <= 0;
}

bool folds_back(TileXY from, TileXY corner, TileXY to) {
  return side(from, corner, to) == 0 &&
         std::int64_t{from.x - corner.x} * (to.x - corner.x) +
                 std::int64_t{from.y - corner.y} * (to.y - corner.y) >
             0;
}

/// Whether segments that do not follow each other touch.
bool touch(const Segment& s, const Segment& t) {
  const bool boxes_touch =
      s.west <= t.east && t.west <= s.east && s.north <= t.south && t.north <= s.south;
  return boxes_touch && s.next != t.number && t.next != s.number && lines_touch(s, t);
}

bool any_folds_back(const UnitRings& rings) {
  for (std::size_t r = 0; r < rings.count(); ++r) {
    const auto ring = rings.ring(r);
    auto a = ring[ring.size() - 2];
    auto b = ring[ring.size() - 1];
    for (const auto c : ring) {
      if (folds_back(a, b, c))
        return true;
      a = b;
      b = c;
    }
  }
  return false;
}

/// Whether someone in the middle of the ring's corners sees all of it, walking around once: then it
/// cannot touch itself. So it is with whatever is convex, and with most small areas.
bool is_seen_from_its_middle(std::span<const TileXY> ring) {
  TileXY middle;
  for (const auto p : ring) {
    middle.x += p.x;
    middle.y += p.y;
  }
  const auto count = static_cast<std::int32_t>(ring.size());
  middle = {middle.x / count, middle.y / count};
  int changes_of_half = 0; // two in going around once
  auto a = ring.back();
  for (const auto b : ring) {
    if (side(middle, a, b) <= 0)
      return false;
    changes_of_half += (a.y > middle.y) != (b.y > middle.y) ? 1 : 0;
    a = b;
  }
  return changes_of_half == 2;
}

bool any_pair_touches(std::span<const Segment> segments) {
  for (std::size_t i = 0; i < segments.size(); ++i)
    for (std::size_t j = i + 1; j < segments.size(); ++j)
      if (touch(segments[i], segments[j]))
        return true;
  return false;
}

bool any_touches_in_sweep(std::span<Segment> segments) {
  std::ranges::sort(segments, {}, &Segment::west);
  std::vector<const Segment*> open;
  for (const auto& segment : segments) {
    std::erase_if(open, [&](const Segment* s) { return s->east < segment.west; });
    for (const auto* s : open)
      if (touch(*s, segment))
        return true;
    open.push_back(&segment);
  }
  return false;
}

bool has_contacts(const UnitRings& rings) {
  constexpr std::size_t few = 24;
  const auto count = rings.points.size();
  if (count <= few) {
    std::array<Segment, few> segments; // NOLINT: as many are filled as are used
    fill_segments(rings, segments);
    return any_pair_touches(std::span(segments).first(count));
  }
  std::vector<Segment> segments(count);
  fill_segments(rings, segments);
  return any_touches_in_sweep(segments);
}

/// How often a ray from the point to the west crosses the ring, as odd or even.
bool goes_around(std::span<const TileXY> ring, TileXY point) {
  bool is_odd = false;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto a = ring[i];
    const auto b = ring[i + 1 < ring.size() ? i + 1 : 0];
    if ((a.y > point.y) == (b.y > point.y))
      continue;
    const bool is_west = (side(a, b, point) > 0) == (b.y < a.y);
    is_odd = is_odd != is_west;
  }
  return is_odd;
}

bool rings_nest(const UnitRings& rings) {
  for (std::size_t r = 0; r < rings.count(); ++r) {
    bool is_inside = false;
    for (std::size_t other = 0; other < rings.count(); ++other)
      if (other != r && goes_around(rings.ring(other), rings.ring(r).front()))
        is_inside = !is_inside;
    const bool is_shell = rings.shells[r] != 0;
    if (is_inside == is_shell)
      return false;
  }
  return true;
}

/// Units as the coordinates of a plane; the rings closed.
Geometry to_geometry(const UnitRings& rings) {
  Geometry out;
  for (std::size_t r = 0; r < rings.count(); ++r) {
    if (rings.shells[r] != 0 && r > 0)
      out.end_part(PartType::polygon);
    const auto ring = rings.ring(r);
    for (const auto p : ring)
      out.points.push_back({static_cast<double>(p.x), static_cast<double>(p.y)});
    out.points.push_back(out.points[out.points.size() - ring.size()]);
    out.end_ring();
  }
  out.end_part(PartType::polygon);
  return out;
}

void append_ring(UnitRings& to, std::span<const LonLat> ring, bool is_shell) {
  const auto begin = to.points.size();
  for (const auto p : ring.first(ring.size() - 1))
    to.points.push_back({static_cast<std::int32_t>(p.lon), static_cast<std::int32_t>(p.lat)});
  const auto added = std::span(to.points).subspan(begin);
  if ((signed_area_doubled(added) > 0) != is_shell)
    std::ranges::reverse(added);
  to.end_ring(is_shell);
}

UnitRings to_rings(GeometryView polygons) {
  UnitRings out;
  for (std::uint32_t p = 0; p < polygons.part_count(); ++p)
    for (std::uint32_t r = 0; r < polygons.part(p).ring_count(); ++r)
      append_ring(out, polygons.part(p).ring(r), r == 0);
  return out;
}

} // namespace

void UnitRings::end_ring(bool is_shell) {
  ends.push_back(static_cast<std::uint32_t>(points.size()));
  shells.push_back(is_shell ? 1 : 0);
}

void UnitRings::clear() {
  points.clear();
  ends.clear();
  shells.clear();
}

bool is_surely_valid(const UnitRings& rings) {
  constexpr std::size_t most_summed = 100'000; // coordinates, within 32 bits
  if (rings.count() == 1 && rings.points.size() <= most_summed &&
      is_seen_from_its_middle(rings.ring(0)))
    return true;
  return !any_folds_back(rings) && !has_contacts(rings) &&
         (rings.count() == 1 || rings_nest(rings));
}

UnitRings made_valid(const UnitRings& rings) {
  if (const auto found = noded(rings))
    return faces_of(*found);
  return to_rings(make_valid_on_grid(to_geometry(rings), 1));
}

} // namespace geo
