// Each polygon is cut by the lines through the centres of rows, and of columns: where a line enters
// and leaves it.
#include "geo/area/barrier_spans.hpp"

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
  std::uint32_t line = 0;
  double along = 0;
  bool operator<(const Cut& other) const {
    return line != other.line ? line < other.line : along < other.along;
  }
};

struct LineSpan {
  std::uint32_t line = 0;
  BarrierSpans::Span span;
};

AlongAcross along_across(const SquareGrid& grid, LonLat p, bool by_columns) {
  const auto at = on_grid(grid, grid.plane.to_local(p));
  return by_columns ? AlongAcross{at.v - 0.5, at.u - 0.5} : AlongAcross{at.u - 0.5, at.v - 0.5};
}

std::vector<Cut> cuts_of(const SquareGrid& grid, PartView polygon, bool by_columns) {
  std::vector<Cut> cuts;
  const double lines = by_columns ? grid.columns : grid.rows;
  for (std::uint32_t r = 0; r < polygon.ring_count(); ++r) {
    const auto ring = polygon.ring(r);
    for (std::size_t i = 1; i < ring.size(); ++i) {
      auto a = along_across(grid, ring[i - 1], by_columns);
      auto b = along_across(grid, ring[i], by_columns);
      if (a.across > b.across)
        std::swap(a, b);
      const auto first = static_cast<std::uint32_t>(std::ceil(std::clamp(a.across, 0.0, lines)));
      const auto end = static_cast<std::uint32_t>(std::ceil(std::clamp(b.across, 0.0, lines)));
      for (auto line = first; line < end; ++line)
        cuts.push_back(
            {line, a.along + (line - a.across) / (b.across - a.across) * (b.along - a.along)});
    }
  }
  std::ranges::sort(cuts, std::less<>());
  return cuts;
}

BarrierSpans::Lines by_line(const std::vector<LineSpan>& spans, std::uint32_t line_count) {
  BarrierSpans::Lines lines;
  lines.starts.assign(line_count + 1, 0);
  for (const auto& [line, span] : spans)
    ++lines.starts[line + 1];
  for (std::uint32_t line = 0; line < line_count; ++line)
    lines.starts[line + 1] += lines.starts[line];
  lines.spans.resize(spans.size());
  auto next = lines.starts;
  for (const auto& [line, span] : spans)
    lines.spans[next[line]++] = span;
  return lines;
}

template <typename Use>
void for_each_polygon(std::span<const GeometryView> barriers, Use use) {
  for (const auto& barrier : barriers)
    for (std::uint32_t p = 0; p < barrier.part_count(); ++p)
      if (barrier.part(p).type() == PartType::polygon)
        use(barrier.part(p));
}

BarrierSpans::Lines spans_of(const SquareGrid& grid, std::span<const GeometryView> barriers,
                             bool by_columns) {
  std::vector<LineSpan> spans;
  const double last = (by_columns ? grid.rows : grid.columns) - 1.0;
  for_each_polygon(barriers, [&](PartView polygon) {
    const auto cuts = cuts_of(grid, polygon, by_columns);
    for (std::size_t i = 0; i + 1 < cuts.size(); i += 2)
      if (cuts[i + 1].along >= 0 && cuts[i].along <= last)
        spans.push_back({cuts[i].line, {cuts[i].along, cuts[i + 1].along}});
  });
  return by_line(spans, by_columns ? grid.columns : grid.rows);
}

void append_borders(std::vector<BarrierSpans::Border>& borders, const SquareGrid& grid,
                    std::span<const LonLat> ring) {
  for (std::size_t i = 1; i < ring.size(); ++i) {
    const auto a = on_grid(grid, grid.plane.to_local(ring[i - 1]));
    const auto b = on_grid(grid, grid.plane.to_local(ring[i]));
    if (std::max(a.u, b.u) >= 0 && std::min(a.u, b.u) <= grid.columns && std::max(a.v, b.v) >= 0 &&
        std::min(a.v, b.v) <= grid.rows)
      borders.push_back({a, b});
  }
}

} // namespace

OnGrid on_grid(const SquareGrid& grid, LocalXY p) {
  // Whole cells are taken off last, which is exact.
  return {p.x_m / grid.cell_m + 0.5 - std::round(grid.west_m / grid.cell_m),
          p.y_m / grid.cell_m + 0.5 - std::round(grid.south_m / grid.cell_m)};
}

BarrierSpans barrier_spans(const SquareGrid& grid, std::span<const GeometryView> barriers) {
  BarrierSpans found;
  if (barriers.empty())
    return found;
  found.rows = spans_of(grid, barriers, false);
  found.columns = spans_of(grid, barriers, true);
  for_each_polygon(barriers, [&](PartView polygon) {
    for (std::uint32_t r = 0; r < polygon.ring_count(); ++r)
      append_borders(found.borders, grid, polygon.ring(r));
  });
  return found;
}

} // namespace geo
