#include "layers/response/exact_labels.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "geo/threads/parallel.hpp"

namespace layers {

namespace {

using geo::LocalXY;

constexpr std::uint8_t halfway = geo::units_per_cell / 2;

/// All that is reached, and cells around that nobody reaches.
geo::SquareGrid lay_out(const RoadAccess& access, const geo::TravelTimes& times,
                        const TraceOptions& options) {
  geo::Box box;
  for (const auto edge : times.reached_edges())
    box.extend(geo::bounding_box(times.graph().points_of(edge)));
  geo::SquareGrid grid;
  grid.cell_m = options.cell_m;
  if (box.empty())
    return grid;
  grid.plane = geo::LocalPlane({(box.west + box.east) / 2, (box.south + box.north) / 2});
  const auto low = grid.plane.to_local({box.west, box.south});
  const double reach_m = std::max(access.walking().access_m, on_road_m);
  while (true) {
    const double margin_m = reach_m + 2 * grid.cell_m;
    grid.west_m = low.x_m - margin_m;
    grid.south_m = low.y_m - margin_m;
    const double columns = std::ceil(-2 * grid.west_m / grid.cell_m) + 1;
    const double rows = std::ceil(-2 * grid.south_m / grid.cell_m) + 1;
    if (columns * rows <= static_cast<double>(options.most_cells)) {
      grid.columns = static_cast<std::uint32_t>(columns);
      grid.rows = static_cast<std::uint32_t>(rows);
      return grid;
    }
    grid.cell_m *= 1.1;
  }
}

/// A square of cells.
struct Block {
  std::uint32_t column = 0; ///< of its first cell
  std::uint32_t row = 0;
  std::uint32_t cells = 1; ///< along a side
};

class Tracer {
public:
  Tracer(const RoadAccess& access, const geo::TravelTimes& times,
         std::span<const geo::Deciseconds> limits, geo::LabelGrid& grid)
      : m_access(access), m_times(times), m_limits(limits), m_grid(grid) {
    // Roads are looked for once a block, so it need not be much smaller than their reach.
    while (m_side * m_grid.cell_m < access.walking().access_m / 2)
      m_side *= 2;
    m_across = (grid.columns + m_side - 1) / m_side;
  }

  std::size_t block_count() const {
    return std::size_t{m_across} * ((m_grid.rows + m_side - 1) / m_side);
  }

  void label(std::size_t number, Surroundings& around) const {
    const auto block = block_of(number);
    look(block, around);
    if (!around.segments.empty())
      label(block, around);
  }

  /// Where the border runs between the block's cells and their neighbours to the east and north.
  void trace(std::size_t number, Surroundings& around) const {
    const auto block = block_of(number);
    bool has_looked = false;
    const auto trace_to = [&](std::uint32_t cell, std::uint32_t other, double east, double north,
                              std::uint8_t& crossing) {
      if (m_grid.labels[cell] == m_grid.labels[other])
        return;
      if (!has_looked)
        look(block, around);
      has_looked = true;
      crossing = crossing_from(cell, around, east * m_grid.cell_m, north * m_grid.cell_m);
    };
    for_each_cell(block, [&](std::uint32_t cell) {
      if (cell % m_grid.columns + 1 < m_grid.columns)
        trace_to(cell, cell + 1, 1, 0, m_grid.east_crossings[cell]);
      if (cell / m_grid.columns + 1 < m_grid.rows)
        trace_to(cell, cell + m_grid.columns, 0, 1, m_grid.north_crossings[cell]);
    });
  }

private:
  Block block_of(std::size_t number) const {
    return {static_cast<std::uint32_t>(number % m_across) * m_side,
            static_cast<std::uint32_t>(number / m_across) * m_side, m_side};
  }

  /// The middle of a block's cells, in the grid's plane.
  LocalXY middle_of(const Block& block) const {
    const double half_m = (block.cells - 1) * m_grid.cell_m / 2;
    return {m_grid.west_m + block.column * m_grid.cell_m + half_m,
            m_grid.south_m + block.row * m_grid.cell_m + half_m};
  }
  /// How far its cells' centres are from there, at most.
  double spread_of(const Block& block) const {
    return (block.cells - 1) * m_grid.cell_m / std::numbers::sqrt2;
  }

  void look(const Block& block, Surroundings& around) const {
    const auto centre = m_grid.plane.to_lonlat(middle_of(block));
    m_access.look(centre, spread_of(block) + 2 * m_grid.cell_m, around);
  }

  LocalXY seen_from(const Surroundings& around, LocalXY at) const {
    return around.plane.to_local(m_grid.plane.to_lonlat(at));
  }

  /// Which band a time lies in, from 1 on; 0: in none.
  std::uint32_t band_of(double time) const {
    const auto later =
        std::ranges::count_if(m_limits, [&](geo::Deciseconds limit) { return time > limit + 0.5; });
    return later == std::ssize(m_limits) ? 0 : static_cast<std::uint32_t>(later) + 1;
  }

  std::uint32_t label_at(const Surroundings& around, LocalXY at) const {
    return band_of(m_access.arrival_at(around, seen_from(around, at), m_times).cost);
  }

  void label(const Block& block, const Surroundings& around) const {
    if (block.column >= m_grid.columns || block.row >= m_grid.rows)
      return;
    const auto middle = middle_of(block);
    if (block.cells == 1) {
      m_grid.labels[block.row * m_grid.columns + block.column] = label_at(around, middle);
      return;
    }
    const auto bounds =
        m_access.bounds(around, seen_from(around, middle), spread_of(block), m_times);
    if (const auto band = band_of(bounds.earliest); band == band_of(bounds.latest)) {
      for_each_cell(block, [&](std::uint32_t cell) { m_grid.labels[cell] = band; });
      return;
    }
    const auto half = block.cells / 2;
    for (const auto column : {block.column, block.column + half})
      for (const auto row : {block.row, block.row + half})
        label(Block{column, row, half}, around);
  }

  template <typename Use>
  void for_each_cell(const Block& block, Use use) const {
    const auto end_column = std::min(block.column + block.cells, m_grid.columns);
    const auto end_row = std::min(block.row + block.cells, m_grid.rows);
    for (auto row = block.row; row < end_row; ++row)
      for (auto column = block.column; column < end_column; ++column)
        use(row * m_grid.columns + column);
  }

  /// Where the label of a cell ends on the way to a neighbour, in 1/256 of the way.
  std::uint8_t crossing_from(std::uint32_t cell, const Surroundings& around, double east_m,
                             double north_m) const {
    const auto from = middle_of({cell % m_grid.columns, cell / m_grid.columns, 1});
    int inside = 0;
    int outside = geo::units_per_cell;
    while (outside - inside > 4) {
      const int middle = (inside + outside) / 2;
      const double share = double(middle) / geo::units_per_cell;
      const LocalXY at{from.x_m + share * east_m, from.y_m + share * north_m};
      (label_at(around, at) == m_grid.labels[cell] ? inside : outside) = middle;
    }
    return static_cast<std::uint8_t>(std::clamp((inside + outside) / 2, 16, 240));
  }

  const RoadAccess& m_access;
  const geo::TravelTimes& m_times;
  std::span<const geo::Deciseconds> m_limits;
  geo::LabelGrid& m_grid;
  std::uint32_t m_side = 16;  ///< of a block, in cells; a power of two
  std::uint32_t m_across = 0; ///< blocks
};

} // namespace

geo::LabelGrid exact_labels(const RoadAccess& access, const geo::TravelTimes& times,
                            std::span<const geo::Deciseconds> limits, const TraceOptions& options,
                            const std::stop_token& stop) {
  geo::LabelGrid grid{lay_out(access, times, options), {}, {}, {}};
  const auto cells = std::size_t{grid.columns} * grid.rows;
  grid.labels.assign(cells, 0);
  grid.east_crossings.assign(cells, halfway);
  grid.north_crossings.assign(cells, halfway);
  const Tracer tracer(access, times, limits, grid);
  const auto nothing_seen = [] { return Surroundings(); };
  geo::parallel_for(cells > 0 ? tracer.block_count() : 0, stop, nothing_seen,
                    [&](std::size_t block, Surroundings& around) { tracer.label(block, around); });
  geo::parallel_for(cells > 0 ? tracer.block_count() : 0, stop, nothing_seen,
                    [&](std::size_t block, Surroundings& around) { tracer.trace(block, around); });
  return grid;
}

} // namespace layers
