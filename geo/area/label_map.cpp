#include "geo/area/label_map.hpp"

#include <algorithm>
#include <cmath>

#include "geo/area/grid_rings.hpp"

namespace geo {

namespace {

constexpr std::uint8_t halfway = units_per_cell / 2;

std::size_t band_of(Deciseconds time, std::span<const Deciseconds> limits) {
  return static_cast<std::size_t>(std::lower_bound(limits.begin(), limits.end(), time) -
                                  limits.begin());
}

/// Times are whole, so that half a decisecond over the limit lies between two centres for certain.
std::uint8_t passing(Deciseconds from, Deciseconds to, double limit) {
  const double share = (limit + 0.5 - from) / (double(to) - from);
  return static_cast<std::uint8_t>(std::clamp(std::lround(share * units_per_cell), 16L, 240L));
}

std::uint8_t crossing(Deciseconds a, Deciseconds b, std::span<const Deciseconds> limits) {
  if (a == unreachable || b == unreachable)
    return halfway;
  const auto earlier = band_of(std::min(a, b), limits);
  if (earlier == band_of(std::max(a, b), limits))
    return halfway;
  return passing(a, b, limits[earlier]);
}

} // namespace

LabelGrid band_labels(const TimeGrid& grid, std::span<const Deciseconds> limits, bool by_origin) {
  LabelGrid labels{SquareGrid(grid), {}, {}, {}};
  const auto cells = grid.times.size();
  labels.labels.assign(cells, 0); // first the bands: how many limits are passed
  for (const auto limit : limits)
    for (std::size_t i = 0; i < cells; ++i)
      labels.labels[i] += unsigned{grid.times[i] > limit};
  const auto bands = static_cast<std::uint32_t>(limits.size());
  for (std::size_t i = 0; i < cells; ++i) {
    const auto band = labels.labels[i];
    labels.labels[i] = band == bands ? 0 : 1 + band + (by_origin ? grid.origins[i] * bands : 0);
  }
  labels.east_crossings.assign(cells, halfway);
  labels.north_crossings.assign(cells, halfway);
  for (std::size_t i = 0; i + 1 < cells; ++i)
    if (labels.labels[i] != labels.labels[i + 1])
      labels.east_crossings[i] = crossing(grid.times[i], grid.times[i + 1], limits);
  for (std::size_t i = 0; i + grid.columns < cells; ++i)
    if (labels.labels[i] != labels.labels[i + grid.columns])
      labels.north_crossings[i] = crossing(grid.times[i], grid.times[i + grid.columns], limits);
  return labels;
}

LabelMap::LabelMap(const LabelGrid& grid, double tolerance_m)
    : m_plane(grid.plane), m_unit_m(grid.cell_m / units_per_cell), m_west_m(grid.west_m),
      m_south_m(grid.south_m), m_borders(trace_borders(grid)) {
  const double tolerance_units = tolerance_m / m_unit_m;
  if (tolerance_m > 0)
    simplify_borders(m_borders, grid, tolerance_units * tolerance_units);
}

LonLat LabelMap::lonlat_of(GridPoint p) const {
  return m_plane.to_lonlat({m_west_m + p.x * m_unit_m, m_south_m + p.y * m_unit_m});
}

Geometry LabelMap::polygons(std::span<const std::uint8_t> inside) const {
  const auto rings = rings_around(m_borders, inside);
  const auto shells = shells_of(rings);
  std::vector<std::uint32_t> order(rings.size());
  for (std::uint32_t r = 0; r < rings.size(); ++r)
    order[r] = r;
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(shells[a], shells[a] != a) < std::pair(shells[b], shells[b] != b);
  });
  Geometry polygons;
  polygons.points.reserve(rings.points.size() + rings.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto ring = rings.ring(order[i]);
    for (const auto p : ring)
      polygons.points.push_back(lonlat_of(p));
    polygons.points.push_back(lonlat_of(ring.front()));
    polygons.end_ring();
    if (i + 1 == order.size() || shells[order[i + 1]] != shells[order[i]])
      polygons.end_part(PartType::polygon);
  }
  return polygons;
}

} // namespace geo
