// 1. Follow a part's vertices so that no step is longer than half a turn: longitudes may now pass
//    +-180, and a hole is laid into the turn of its shell.
// 2. For every turn of 360 degrees that the part touches, take what lies in it and shift it back.
#include "layers/repair/antimeridian.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "geo/overlay.hpp"
#include "layers/repair/bounded_repair.hpp"

namespace layers {

namespace {

using geo::Box;
using geo::Geometry;
using geo::LonLat;
using geo::PartType;
using geo::PartView;
using Ring = std::vector<LonLat>;

constexpr double half_turn_deg = 180;
constexpr double turn_deg = 360;

/// The turn, counted from Greenwich's, in which a longitude lies.
double turn_of(double lon) {
  return std::floor((lon + half_turn_deg) / turn_deg);
}

void shift(Ring& ring, double by_deg) {
  for (auto& point : ring)
    point.lon += by_deg;
}

bool has_jump(std::span<const LonLat> ring) {
  return std::ranges::adjacent_find(ring, is_jump) != ring.end();
}

Ring follow(std::span<const LonLat> ring, bool across_whole_turns) {
  Ring followed(ring.begin(), ring.end());
  double offset = 0;
  for (std::size_t i = 1; i < ring.size(); ++i) {
    const double step = ring[i].lon - ring[i - 1].lon;
    const bool is_whole_turn = std::abs(step) == turn_deg;
    if (is_whole_turn ? across_whole_turns : std::abs(step) > half_turn_deg)
      offset -= turn_deg * std::round(step / turn_deg);
    followed[i].lon += offset;
  }
  return followed;
}

/// A ring that does not close when followed goes around a pole: over the pole it does, in steps
/// that are no jumps.
void close_over_pole(Ring& ring) {
  double lat_sum = 0;
  for (const auto point : ring)
    lat_sum += point.lat;
  const auto first = ring.front();
  const auto last = ring.back();
  const double pole = std::copysign(90, lat_sum);
  constexpr int steps = 4;
  for (int i = 0; i <= steps; ++i)
    ring.push_back({last.lon + i * (first.lon - last.lon) / steps, pole});
  ring.push_back(first);
}

Ring follow_ring(std::span<const LonLat> ring) {
  if (!has_jump(ring))
    return Ring(ring.begin(), ring.end());
  for (const bool across_whole_turns : {true, false}) {
    auto followed = follow(ring, across_whole_turns);
    if (followed.front() == followed.back())
      return followed;
  }
  auto around_pole = follow(ring, true);
  close_over_pole(around_pole);
  return around_pole;
}

/// Into the turn in which it lies inside the shell's extent.
void lay_into_shell(Ring& hole, const Box& shell) {
  const auto box = geo::bounding_box(hole);
  if (box.west < shell.west)
    shift(hole, turn_deg * std::ceil((shell.west - box.west) / turn_deg));
  else if (box.east > shell.east)
    shift(hole, -turn_deg * std::ceil((box.east - shell.east) / turn_deg));
}

Geometry follow_polygon(PartView polygon) {
  Geometry followed;
  Box shell;
  for (std::uint32_t r = 0; r < polygon.ring_count(); ++r) {
    auto ring = follow_ring(polygon.ring(r));
    if (r == 0)
      shell = geo::bounding_box(ring);
    else
      lay_into_shell(ring, shell);
    followed.points.insert(followed.points.end(), ring.begin(), ring.end());
    followed.end_ring();
  }
  followed.end_part(PartType::polygon);
  return followed;
}

/// The shift must not leave a cut a rounding error beyond the edge of the world.
void shift_home(Geometry& geometry, std::size_t first_point, double turn) {
  for (auto i = first_point; i < geometry.points.size(); ++i) {
    auto& lon = geometry.points[i].lon;
    lon = std::clamp(lon - turn * turn_deg, -half_turn_deg, half_turn_deg);
  }
}

struct Turns {
  double first;
  double last;
};

/// The turns in which a box has more than an edge.
Turns turns_of(const Box& box) {
  const double first = turn_of(box.west);
  const double last = std::ceil((box.east - half_turn_deg) / turn_deg);
  return {first, std::max(first, last)};
}

void add_polygon(Unwrapped& to, PartView polygon, std::size_t most_crossings) {
  auto followed = follow_polygon(polygon);
  const auto box = geo::bounding_box(geo::GeometryView(followed));
  const auto [first, last] = turns_of(box);
  const bool is_cut = first != last;
  if (is_cut && !geo::is_valid(followed))
    followed = make_valid_within(followed, most_crossings);
  for (double turn = first; turn <= last; ++turn) {
    const double middle = turn * turn_deg;
    const Box world{middle - half_turn_deg, box.south - 1, middle + half_turn_deg, box.north + 1};
    const auto first_point = to.geometry.points.size();
    geo::append(to.geometry, is_cut ? geo::intersection(followed, world) : followed);
    shift_home(to.geometry, first_point, turn);
  }
  (is_cut ? to.is_cut : to.is_moved) = true;
}

LonLat on_meridian(LonLat a, LonLat b, double lon) {
  const double share = (lon - a.lon) / (b.lon - a.lon);
  return {lon, a.lat + share * (b.lat - a.lat)};
}

/// The turn in which the step begins: on the edge between two, its direction tells.
double turn_left_by(LonLat from, LonLat to) {
  const double turn = turn_of(from.lon);
  const bool is_on_edge = from.lon == turn * turn_deg - half_turn_deg;
  return is_on_edge && to.lon < from.lon ? turn - 1 : turn;
}

/// Nothing is left of a line that only touches the meridian with its first vertices.
void end_line(Geometry& geometry, std::size_t first_point, double turn) {
  const std::span line(geometry.points.data() + first_point, geometry.points.size() - first_point);
  if (std::ranges::all_of(line, [&](LonLat p) { return p == line.front(); })) {
    geometry.points.resize(first_point);
    return;
  }
  shift_home(geometry, first_point, turn);
  geometry.end_ring();
  geometry.end_part(PartType::line);
}

void add_line(Unwrapped& to, std::span<const LonLat> line) {
  const auto followed = follow(line, true);
  auto& out = to.geometry;
  auto first_point = out.points.size();
  const double first_turn = turn_left_by(followed[0], followed[1]);
  double turn = first_turn;
  out.points.push_back(followed[0]);
  for (std::size_t i = 1; i < followed.size(); ++i) {
    const auto a = followed[i - 1];
    const auto b = followed[i];
    const double direction = b.lon > a.lon ? 1 : -1;
    const auto edge = [&] { return turn * turn_deg + direction * half_turn_deg; };
    while ((b.lon - edge()) * direction > 0) {
      const auto cut = on_meridian(a, b, edge());
      if (out.points.back() != cut)
        out.points.push_back(cut);
      end_line(out, first_point, turn);
      first_point = out.points.size();
      out.points.push_back(cut);
      turn += direction;
    }
    out.points.push_back(b);
  }
  end_line(out, first_point, turn);
  (turn != first_turn ? to.is_cut : to.is_moved) = true;
}

void add_point(Unwrapped& to, LonLat point) {
  const double turn = std::abs(point.lon) <= half_turn_deg ? 0 : turn_of(point.lon);
  to.is_moved |= turn != 0;
  to.geometry.add_point({point.lon - turn * turn_deg, point.lat});
}

bool lies_home(PartView part) {
  for (std::uint32_t r = 0; r < part.ring_count(); ++r) {
    const auto ring = part.ring(r);
    if (has_jump(ring) ||
        std::ranges::any_of(ring, [](LonLat p) { return std::abs(p.lon) > half_turn_deg; }))
      return false;
  }
  return true;
}

} // namespace

bool is_jump(LonLat from, LonLat to) {
  const double step = std::abs(to.lon - from.lon);
  return step > half_turn_deg && step != turn_deg;
}

Unwrapped cut_at_antimeridian(geo::GeometryView geometry, std::size_t most_crossings) {
  Unwrapped result;
  for (std::uint32_t p = 0; p < geometry.part_count(); ++p) {
    const auto part = geometry.part(p);
    if (lies_home(part))
      geo::append(result.geometry, {*geometry.arrays, part.part, part.part + 1});
    else if (part.type() == PartType::polygon)
      add_polygon(result, part, most_crossings);
    else if (part.type() == PartType::line)
      add_line(result, part.ring(0));
    else
      add_point(result, part.ring(0).front());
  }
  return result;
}

} // namespace layers
