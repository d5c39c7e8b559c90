#include "geo/area/label_map.hpp"

#include <algorithm>
#include <cmath>

#include "geo/area/grid_rings.hpp"

namespace geo {

LabelGrid unlabelled(const SquareGrid& grid, std::uint32_t block_cells,
                     std::span<const std::uint8_t> is_there) {
  const auto across = (grid.columns + block_cells - 1) / block_cells;
  std::vector<std::uint8_t> with_neighbours(is_there.begin(), is_there.end());
  for (std::size_t block = 0; block < is_there.size(); ++block)
    if (is_there[block] != 0) {
      const std::size_t west = block % across != 0 ? 1 : 0;
      const std::size_t south = block >= across ? across : 0;
      for (const auto neighbour : {block - west, block - south, block - south - west})
        with_neighbours[neighbour] = 1;
    }
  LabelGrid labels;
  static_cast<SquareGrid&>(labels) = grid;
  labels.cells = CellBlocks(grid.columns, grid.rows, block_cells, with_neighbours);
  labels.labels.assign(labels.cells.size(), 0);
  return labels;
}

LabelGrid unlabelled(const SquareGrid& grid) {
  constexpr std::uint32_t block_cells = 64;
  const auto blocks = [](std::uint32_t cells) { return (cells + block_cells - 1) / block_cells; };
  const std::vector<std::uint8_t> all(std::size_t{blocks(grid.columns)} * blocks(grid.rows), 1);
  return unlabelled(grid, block_cells, all);
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
