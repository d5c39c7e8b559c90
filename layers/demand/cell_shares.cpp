// 1. In units of cells, each segment of the border is cut where it passes from cell to cell.
// 2. A piece of border takes from its cell what lies to the right of it (area and moments), and
//    from each cell further right the whole strip of its height; pieces that run down give what
//    those that run up take, so a ring leaves what is inside (Green's theorem).
// 3. Row by row, from left to right, the strips are summed up and added to the cells.
#include "layers/demand/cell_shares.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace layers {

namespace {

/// A position in cells: cell (c, r) reaches from c to c + 1 and from r to r + 1.
struct InCells {
  double x = 0;
  double y = 0;
};

/// Area and its moments about the cell's south-western corner, in cells.
struct Moments {
  double area = 0;
  double x = 0;
  double y = 0;
};

struct Strip {
  double height = 0;
  double y_moment = 0;
};

class Accumulator {
public:
  Accumulator(std::uint32_t columns, std::uint32_t rows)
      : m_columns(columns), m_rows(rows), m_cells(std::size_t{columns} * rows),
        m_strips(m_cells.size()) {}

  void add_segment(InCells a, InCells b) {
    if (a.y > b.y)
      add_upward(b, a, 1);
    else if (a.y < b.y)
      add_upward(a, b, -1);
  }

  /// Covered area and moments of every cell.
  std::vector<Moments> sums() {
    for (std::size_t row = 0; row < m_rows; ++row) {
      Strip strip;
      for (auto i = row * m_columns; i < (row + 1) * m_columns; ++i) {
        m_cells[i].area += strip.height;
        m_cells[i].x += strip.height / 2;
        m_cells[i].y += strip.y_moment;
        strip.height += m_strips[i].height;
        strip.y_moment += m_strips[i].y_moment;
      }
    }
    return std::move(m_cells);
  }

private:
  void add_upward(InCells a, InCells b, double sign) {
    const auto x_at = [&](double y) { return a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y)); };
    const double first = std::max(0.0, std::floor(a.y));
    const double last = std::min<double>(m_rows, std::ceil(b.y));
    for (double row = first; row < last; ++row) {
      const InCells low = a.y >= row ? a : InCells{x_at(row), row};
      const InCells high = b.y <= row + 1 ? b : InCells{x_at(row + 1), row + 1};
      if (low.x <= high.x)
        add_rightward(row, low, high, sign);
      else
        add_rightward(row, high, low, -sign);
    }
  }

  /// A piece inside one row, from left to right; straight up or down counts too.
  void add_rightward(double row, InCells a, InCells b, double sign) {
    const auto y_at = [&](double x) { return a.y + (b.y - a.y) * ((x - a.x) / (b.x - a.x)); };
    if (a.x < 0) { // left of the grid: all cells are to its right
      const InCells edge{0, b.x <= 0 ? b.y : y_at(0)};
      add_in_cell(row, 0, {0, a.y}, edge, sign);
      if (b.x <= 0)
        return;
      a = edge;
    }
    while (a.x < m_columns) {
      const double column = std::floor(a.x);
      if (b.x <= column + 1)
        return add_in_cell(row, column, a, b, sign);
      const InCells edge{column + 1, y_at(column + 1)};
      add_in_cell(row, column, a, edge, sign);
      a = edge;
    }
  }

  void add_in_cell(double row, double column, InCells a, InCells b, double sign) {
    const auto i = static_cast<std::size_t>(row) * m_columns + static_cast<std::size_t>(column);
    const double x0 = a.x - column;
    const double x1 = b.x - column;
    const double y0 = a.y - row;
    const double dx = x1 - x0;
    const double dy = b.y - a.y;
    m_cells[i].area += sign * dy * (1 - (x0 + x1) / 2);
    m_cells[i].x += sign * dy * (0.5 - (x0 * x0 + x0 * x1 + x1 * x1) / 6);
    m_cells[i].y += sign * dy * (y0 * (1 - x0) + (dy * (1 - x0) - y0 * dx) / 2 - dx * dy / 3);
    m_strips[i].height += sign * dy;
    m_strips[i].y_moment += sign * dy * (y0 + dy / 2);
  }

  std::uint32_t m_columns;
  std::uint32_t m_rows;
  std::vector<Moments> m_cells;
  std::vector<Strip> m_strips; ///< what each cell's border adds to those right of it
};

void add_polygon(Accumulator& sums, geo::PartView polygon, const geo::Box& grid, InCells per_deg) {
  for (std::uint32_t r = 0; r < polygon.ring_count(); ++r) {
    const auto ring = polygon.ring(r);
    const auto in_cells = [&](geo::LonLat p) {
      return InCells{(p.lon - grid.west) * per_deg.x, (p.lat - grid.south) * per_deg.y};
    };
    for (std::size_t i = 1; i < ring.size(); ++i)
      sums.add_segment(in_cells(ring[i - 1]), in_cells(ring[i]));
  }
}

} // namespace

geo::Box cell_box(const CellGrid& grid, std::uint32_t column, std::uint32_t row) {
  const double width = (grid.box.east - grid.box.west) / grid.columns;
  const double height = (grid.box.north - grid.box.south) / grid.rows;
  return {grid.box.west + column * width, grid.box.south + row * height,
          grid.box.west + (column + 1) * width, grid.box.south + (row + 1) * height};
}

geo::Box cell_box(const CellGrid& grid, std::size_t cell) {
  return cell_box(grid, static_cast<std::uint32_t>(cell % grid.columns),
                  static_cast<std::uint32_t>(cell / grid.columns));
}

std::vector<CellPiece> cell_pieces(geo::GeometryView polygon, const geo::Box& grid,
                                   std::uint32_t columns, std::uint32_t rows) {
  const InCells per_deg{columns / (grid.east - grid.west), rows / (grid.north - grid.south)};
  Accumulator accumulator(columns, rows);
  for (std::uint32_t p = 0; p < polygon.part_count(); ++p) {
    if (polygon.part(p).type() == geo::PartType::polygon)
      add_polygon(accumulator, polygon.part(p), grid, per_deg);
  }
  const auto sums = accumulator.sums();
  std::vector<CellPiece> pieces(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const auto& sum = sums[i];
    if (!(sum.area > 0))
      continue;
    const auto column = static_cast<double>(i % columns);
    const auto row = static_cast<double>(i / columns);
    const double x = column + std::clamp(sum.x / sum.area, 0.0, 1.0); // rounding, in slivers
    const double y = row + std::clamp(sum.y / sum.area, 0.0, 1.0);
    pieces[i] = {std::min(sum.area, 1.0), {grid.west + x / per_deg.x, grid.south + y / per_deg.y}};
  }
  return pieces;
}

std::vector<double> cell_shares(geo::GeometryView polygon, const geo::Box& grid,
                                std::uint32_t columns, std::uint32_t rows) {
  std::vector<double> shares;
  for (const auto& piece : cell_pieces(polygon, grid, columns, rows))
    shares.push_back(piece.share);
  return shares;
}

} // namespace layers
