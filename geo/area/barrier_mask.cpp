// Each polygon is cut by the lines through the centres of rows, and of columns: where a line enters
// and leaves it, cells between are blocked, and links that the stretch touches are walls.
#include "geo/area/barrier_mask.hpp"

#include <algorithm>
#include <cmath>

namespace geo {

namespace {

/// In cells from the centre of cell (0, 0), along and across the lines that cut.
struct AlongAcross {
  double along = 0;
  double across = 0;
};

struct Cut {
  std::int32_t line = 0;
  double along = 0;
  bool operator<(const Cut& other) const {
    return line != other.line ? line < other.line : along < other.along;
  }
};

class Masker {
public:
  Masker(const TimeGrid& grid, BarrierMask& mask) : m_grid(grid), m_mask(mask) {}

  void add(PartView polygon) {
    cut(polygon, false);
    fill(m_grid.columns, 1, m_grid.columns, BarrierMask::east_wall);
    cut(polygon, true);
    fill(m_grid.rows, m_grid.columns, 1, BarrierMask::north_wall);
  }

private:
  AlongAcross along_across(LonLat p, bool by_columns) const {
    const auto local = m_grid.plane.to_local(p);
    const double u = (local.x_m - m_grid.west_m) / m_grid.cell_m;
    const double v = (local.y_m - m_grid.south_m) / m_grid.cell_m;
    return by_columns ? AlongAcross{v, u} : AlongAcross{u, v};
  }

  void cut(PartView polygon, bool by_columns) {
    m_cuts.clear();
    const double lines = by_columns ? m_grid.columns : m_grid.rows;
    for (std::uint32_t r = 0; r < polygon.ring_count(); ++r) {
      const auto ring = polygon.ring(r);
      for (std::size_t i = 1; i < ring.size(); ++i) {
        auto a = along_across(ring[i - 1], by_columns);
        auto b = along_across(ring[i], by_columns);
        if (a.across > b.across)
          std::swap(a, b);
        const auto first = static_cast<std::int32_t>(std::ceil(std::clamp(a.across, 0.0, lines)));
        const auto end = static_cast<std::int32_t>(std::ceil(std::clamp(b.across, 0.0, lines)));
        for (auto line = first; line < end; ++line)
          m_cuts.push_back(
              {line, a.along + (line - a.across) / (b.across - a.across) * (b.along - a.along)});
      }
    }
    std::sort(m_cuts.begin(), m_cuts.end());
  }

  /// `size`: cells of a line; `step` from one to the next, `line_step` from line to line.
  void fill(std::uint32_t size, std::size_t step, std::size_t line_step, std::uint8_t wall) {
    const double last = size - 1.0;
    for (std::size_t i = 0; i + 1 < m_cuts.size(); i += 2) {
      if (m_cuts[i + 1].along < 0 || m_cuts[i].along > last)
        continue;
      auto* cells = m_mask.cells.data() + static_cast<std::size_t>(m_cuts[i].line) * line_step;
      const double begin = std::max(m_cuts[i].along, 0.0);
      const double end = std::min(m_cuts[i + 1].along, last);
      for (auto c = static_cast<std::size_t>(begin); static_cast<double>(c) <= end; ++c) {
        cells[c * step] |= wall;
        if (static_cast<double>(c) >= begin)
          cells[c * step] |= BarrierMask::blocked;
      }
    }
  }

  const TimeGrid& m_grid;
  BarrierMask& m_mask;
  std::vector<Cut> m_cuts;
};

} // namespace

BarrierMask mask_barriers(const TimeGrid& grid, std::span<const GeometryView> barriers) {
  BarrierMask mask;
  if (barriers.empty())
    return mask;
  mask.cells.assign(grid.times.size(), 0);
  Masker masker(grid, mask);
  for (const auto& barrier : barriers)
    for (std::uint32_t p = 0; p < barrier.part_count(); ++p)
      if (barrier.part(p).type() == PartType::polygon)
        masker.add(barrier.part(p));
  return mask;
}

} // namespace geo
