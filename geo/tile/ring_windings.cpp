#include "geo/tile/ring_windings.hpp"

#include <algorithm>

namespace geo {

namespace {

constexpr std::int32_t strip_height = 32; // units

/// What an edge adds to the winding just west of a point: 1 when it passes west of it downwards, -1
/// upwards.
int passes_west_of(TileXY a, TileXY b, Middle m) {
  const auto ay = 2 * std::int64_t{a.y};
  const auto by = 2 * std::int64_t{b.y};
  if ((ay > m.y) == (by > m.y))
    return 0;
  const auto turn = std::int64_t{b.x - a.x} * (m.y - ay) -
                    std::int64_t{b.y - a.y} * (m.x - 2 * std::int64_t{a.x});
  const bool is_upward = by > ay;
  if (turn == 0 || (turn < 0) != is_upward)
    return 0;
  return is_upward ? -1 : 1;
}

} // namespace

TileBox box_of(std::span<const TileXY> points) {
  TileBox box;
  for (const auto p : points)
    box = {std::min(box.west, p.x), std::min(box.south, p.y), std::max(box.east, p.x),
           std::max(box.north, p.y)};
  return box;
}

Middle middle_of(TileXY a, TileXY b) {
  return {std::int64_t{a.x} + b.x, std::int64_t{a.y} + b.y};
}

bool is_in(const TileBox& box, Middle m) {
  return m.x >= 2 * std::int64_t{box.west} && m.x <= 2 * std::int64_t{box.east} &&
         m.y >= 2 * std::int64_t{box.south} && m.y <= 2 * std::int64_t{box.north};
}

int winding_west_of(std::span<const TileXY> ring, Middle m) {
  int winding = 0;
  auto a = ring.back();
  for (const auto b : ring) {
    winding += passes_west_of(a, b, m);
    a = b;
  }
  return winding;
}

Windings::Windings(const UnitRings& rings) : m_south(box_of(rings.points).south) {
  for (std::size_t r = 0; r < rings.count(); ++r) {
    const auto ring = rings.ring(r);
    auto a = ring.back();
    for (const auto b : ring) {
      add({a, b, rings.shells[r] != 0});
      a = b;
    }
  }
}

Winding Windings::west_of(Middle m) const {
  Winding winding;
  const auto strip =
      static_cast<std::size_t>((m.y - 2 * std::int64_t{m_south}) / (2 * strip_height));
  for (const auto& [a, b, is_shell] : m_strips[strip])
    (is_shell ? winding.shells : winding.holes) += passes_west_of(a, b, m);
  return winding;
}

void Windings::add(const Edge& edge) {
  const auto first =
      static_cast<std::size_t>((std::min(edge.a.y, edge.b.y) - m_south) / strip_height);
  const auto last =
      static_cast<std::size_t>((std::max(edge.a.y, edge.b.y) - m_south) / strip_height);
  if (m_strips.size() <= last)
    m_strips.resize(last + 1);
  for (auto strip = first; strip <= last; ++strip)
    m_strips[strip].push_back(edge);
}

} // namespace geo
