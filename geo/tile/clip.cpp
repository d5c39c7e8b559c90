#include "geo/tile/clip.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

// Polygons, after Weiler and Atherton (SIGGRAPH 1977) with a box for the clip region:
// 1. Each ring is cut into pieces strictly inside the box; a piece has an entry and an exit on the
//    border. The polygon's inside lies to the left of every piece.
// 2. From an exit, walk the border counter-clockwise to the next entry, and so on until the ring
//    closes. Rings wholly inside become shells or holes of what surrounds them.
// 3. The area must equal that of each ring clipped alone (Sutherland and Hodgman, CACM, 1974).
//    Where it does not, because rings cross each other, those clipped rings are the answer.

namespace geo {

namespace {

using Ring = std::vector<LonLat>;

bool strictly_inside(LonLat p, const Box& box) {
  return p.lon > box.west && p.lon < box.east && p.lat > box.south && p.lat < box.north;
}

LonLat clamped(LonLat p, const Box& box) {
  return {std::clamp(p.lon, box.west, box.east), std::clamp(p.lat, box.south, box.north)};
}

struct Crossing {
  LonLat entry;
  LonLat exit;
};

/// The stretch of a segment inside the closed box; nullopt when it misses it or only touches it.
std::optional<Crossing> crossing(LonLat a, LonLat b, const Box& box) {
  const double dx = b.lon - a.lon;
  const double dy = b.lat - a.lat;
  double enter = 0;
  double leave = 1;
  LonLat entry = a;
  LonLat exit = b;
  // Each side: the speed towards the outside, the distance to it, and the point put on it exactly.
  const auto side = [&](double speed, double distance, auto put_on_side) {
    if (speed == 0)
      return distance >= 0;
    const double t = distance / speed;
    const LonLat on_side = put_on_side(LonLat{a.lon + t * dx, a.lat + t * dy});
    if (speed < 0 && t > enter) {
      enter = t;
      entry = on_side;
    } else if (speed > 0 && t < leave) {
      leave = t;
      exit = on_side;
    }
    return true;
  };
  if (!side(-dx, a.lon - box.west,
            [&](LonLat p) {
              return LonLat{box.west, p.lat};
            }) ||
      !side(dx, box.east - a.lon,
            [&](LonLat p) {
              return LonLat{box.east, p.lat};
            }) ||
      !side(-dy, a.lat - box.south,
            [&](LonLat p) {
              return LonLat{p.lon, box.south};
            }) ||
      !side(dy, box.north - a.lat,
            [&](LonLat p) {
              return LonLat{p.lon, box.north};
            }) ||
      enter >= leave)
    return std::nullopt;
  return Crossing{clamped(entry, box), clamped(exit, box)};
}

/// How far along the border, counter-clockwise from the south-west corner: one unit a side.
double border_position(LonLat p, const Box& box) {
  const double width = box.east - box.west;
  const double height = box.north - box.south;
  if (p.lat == box.south)
    return (p.lon - box.west) / width;
  if (p.lon == box.east)
    return 1 + (p.lat - box.south) / height;
  if (p.lat == box.north)
    return 2 + (box.east - p.lon) / width;
  return 3 + (box.north - p.lat) / height;
}

LonLat corner(int number, const Box& box) {
  const std::array<LonLat, 4> corners = {LonLat{box.west, box.south}, LonLat{box.east, box.south},
                                         LonLat{box.east, box.north}, LonLat{box.west, box.north}};
  return corners[static_cast<std::size_t>(number) % 4];
}

struct Piece {
  Ring points;
  double entry = 0;
  double exit = 0;
  bool is_used = false;
};

Piece make_piece(Ring points, const Box& box) {
  const double entry = border_position(points.front(), box);
  const double exit = border_position(points.back(), box);
  return {std::move(points), entry, exit, false};
}

/// Step 1 for one ring. False when it is wholly inside, and has no pieces for that reason.
bool cut_into_pieces(const Ring& ring, const Box& box, std::vector<Piece>& pieces) {
  const auto begin =
      std::ranges::find_if_not(ring, [&](LonLat p) { return strictly_inside(p, box); });
  if (begin == ring.end())
    return false;
  const auto count = ring.size() - 1;
  const auto first = static_cast<std::size_t>(begin - ring.begin());
  Ring open;
  for (std::size_t i = 0; i < count; ++i) {
    const LonLat a = ring[(first + i) % count];
    const LonLat b = ring[(first + i + 1) % count];
    const bool b_inside = strictly_inside(b, box);
    if (!open.empty() && b_inside) {
      open.push_back(b);
      continue;
    }
    const auto stretch = crossing(a, b, box);
    if (open.empty() && stretch)
      open.push_back(stretch->entry);
    if (open.empty())
      continue;
    open.push_back(b_inside || !stretch ? clamped(b, box) : stretch->exit);
    if (b_inside)
      continue;
    const LonLat middle{(open[0].lon + open[1].lon) / 2, (open[0].lat + open[1].lat) / 2};
    if (open.size() > 2 || strictly_inside(middle, box))
      pieces.push_back(make_piece(std::move(open), box));
    open.clear();
  }
  return true;
}

void walk_border(Ring& ring, double from, double to, const Box& box) {
  if (to < from)
    to += 4;
  for (int c = static_cast<int>(from) + 1; c < to; ++c)
    ring.push_back(corner(c, box));
}

/// Step 2. nullopt when the pieces do not alternate around the border: rings cross.
std::optional<std::vector<Ring>> link(std::vector<Piece>& pieces, const Box& box) {
  std::ranges::sort(pieces, {}, &Piece::entry);
  std::vector<Ring> rings;
  for (auto& start : pieces) {
    if (start.is_used)
      continue;
    Ring ring;
    auto* piece = &start;
    do {
      if (piece->is_used)
        return std::nullopt;
      piece->is_used = true;
      ring.insert(ring.end(), piece->points.begin(), piece->points.end());
      auto next = std::ranges::lower_bound(pieces, piece->exit, {}, &Piece::entry);
      if (next == pieces.end())
        next = pieces.begin();
      walk_border(ring, piece->exit, next->entry, box);
      piece = &*next;
    } while (piece != &start);
    ring.push_back(ring.front());
    rings.push_back(std::move(ring));
  }
  return rings;
}

/// One ring against one side: what lies where `distance` is not negative. Replaces `out`.
template <typename Distance>
void clip_side(const Ring& ring, Distance distance, Ring& out) {
  out.clear();
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const double da = distance(ring[i]);
    const double db = distance(ring[i + 1]);
    if (da >= 0)
      out.push_back(ring[i]);
    if ((da > 0 && db < 0) || (da < 0 && db > 0)) {
      const double t = da / (da - db);
      out.push_back({ring[i].lon + t * (ring[i + 1].lon - ring[i].lon),
                     ring[i].lat + t * (ring[i + 1].lat - ring[i].lat)});
    }
  }
  if (!out.empty())
    out.push_back(out.front());
}

/// Valid until the thread's next call.
const Ring& clip_ring_alone(const Ring& ring, const Box& box) {
  thread_local Ring one; // not allocated for every ring of a tile
  thread_local Ring other;
  clip_side(
      ring, [&](LonLat p) { return p.lon - box.west; }, one);
  clip_side(
      one, [&](LonLat p) { return box.east - p.lon; }, other);
  clip_side(
      other, [&](LonLat p) { return p.lat - box.south; }, one);
  clip_side(
      one, [&](LonLat p) { return box.north - p.lat; }, other);
  return other;
}

void append_ring(Geometry& out, std::span<const LonLat> ring) {
  out.points.insert(out.points.end(), ring.begin(), ring.end());
  out.end_ring();
}

/// Whether a hole belongs to the shell. It may touch the shell in one point, so that of three
/// points two decide.
bool lies_in(const Ring& hole, const Ring& shell) {
  const auto some = std::span(hole).first(3);
  return std::ranges::count_if(some, [&](LonLat p) { return contains(shell, p); }) > 1;
}

/// A polygon in the making: shells and the holes that lie in them.
struct Clipped {
  std::vector<Ring> shells;
  std::vector<Ring> holes;

  double area_doubled() const {
    double sum = 0;
    for (const auto& ring : shells)
      sum += signed_area_doubled(ring);
    for (const auto& ring : holes)
      sum += signed_area_doubled(ring);
    return sum;
  }

  void append_to(Geometry& out) const {
    for (const auto& shell : shells) {
      append_ring(out, shell);
      for (const auto& hole : holes)
        if (shells.size() == 1 || lies_in(hole, shell))
          append_ring(out, hole);
      out.end_part(PartType::polygon);
    }
  }
};

/// The box itself, when it lies inside the polygon and no ring crosses it.
std::optional<Ring> whole_box(std::span<const Ring> rings, const std::vector<bool>& is_inside_box,
                              const Box& box) {
  const LonLat centre{(box.west + box.east) / 2, (box.south + box.north) / 2};
  for (std::size_t r = 0; r < rings.size(); ++r) {
    const bool is_shell = r == 0;
    if (is_inside_box[r] ? is_shell : contains(rings[r], centre) != is_shell)
      return std::nullopt;
  }
  return Ring{corner(0, box), corner(1, box), corner(2, box), corner(3, box), corner(0, box)};
}

std::optional<Clipped> clip_exactly(std::span<const Ring> rings, const Box& box) {
  std::vector<Piece> pieces;
  std::vector<bool> is_inside_box(rings.size());
  Clipped result;
  for (std::size_t r = 0; r < rings.size(); ++r) {
    is_inside_box[r] = !cut_into_pieces(rings[r], box, pieces);
    if (is_inside_box[r])
      (r == 0 ? result.shells : result.holes).push_back(rings[r]);
  }
  if (pieces.empty()) {
    if (auto all = whole_box(rings, is_inside_box, box))
      result.shells.push_back(std::move(*all));
    return result;
  }
  auto linked = link(pieces, box);
  if (!linked)
    return std::nullopt;
  for (auto& ring : *linked)
    result.shells.push_back(std::move(ring));
  return result;
}

double area_of_rings_alone(std::span<const Ring> rings, const Box& box) {
  double sum = 0;
  for (const auto& ring : rings)
    if (const auto& clipped = clip_ring_alone(ring, box); clipped.size() > 3)
      sum += signed_area_doubled(clipped);
  return sum;
}

Clipped clip_rings_alone(std::span<const Ring> rings, const Box& box) {
  Clipped result;
  for (std::size_t r = 0; r < rings.size(); ++r)
    if (const auto& clipped = clip_ring_alone(rings[r], box); clipped.size() > 3)
      (r == 0 ? result.shells : result.holes).push_back(clipped);
  return result;
}

} // namespace

void clip_line(std::span<const LonLat> line, const Box& box, Geometry& out) {
  bool is_open = false;
  const auto close = [&] {
    if (is_open) {
      out.end_ring();
      out.end_part(PartType::line);
    }
    is_open = false;
  };
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const auto stretch = crossing(line[i], line[i + 1], box);
    if (!stretch) {
      if (line[i] != line[i + 1])
        close();
      continue;
    }
    if (!is_open)
      out.points.push_back(stretch->entry);
    is_open = true;
    out.points.push_back(stretch->exit);
    if (stretch->exit != line[i + 1])
      close();
  }
  close();
}

void clip_polygon(std::span<const std::vector<LonLat>> rings, const Box& box, Geometry& out) {
  const auto exact = clip_exactly(rings, box);
  const double rounding = 1e-9 * (box.east - box.west) * (box.north - box.south);
  if (exact && std::abs(exact->area_doubled() - area_of_rings_alone(rings, box)) <= rounding)
    exact->append_to(out);
  else
    clip_rings_alone(rings, box).append_to(out);
}

} // namespace geo
