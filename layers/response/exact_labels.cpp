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

/// What one thread sees of a block.
struct Seen {
  Surroundings around;
  std::vector<Departure> departures;
};

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
      : m_access(access), m_times(times), m_limits(limits), m_grid(grid),
        m_known(grid.cells.size(), unknown) {
    // Roads are looked for once a block, so it need not be much smaller than their reach.
    while (m_side * m_grid.cell_m < access.walking().access_m / 2)
      m_side *= 2;
    m_across = (grid.columns + m_side - 1) / m_side;
  }

  std::size_t block_count() const {
    return std::size_t{m_across} * ((m_grid.rows + m_side - 1) / m_side);
  }

  void label(std::size_t number, Seen& seen) {
    const auto block = block_of(number);
    look(block, seen);
    if (!seen.departures.empty())
      label(block, seen);
  }

  /// Where the border runs between the block's cells and their neighbours to the east and north.
  void trace(std::size_t number, Seen& seen) const {
    const auto block = block_of(number);
    bool has_looked = false;
    const auto trace_to = [&](Cell cell, Cell other, std::uint8_t& crossing) {
      if (m_grid.labels[index(cell)] == m_grid.labels[index(other)])
        return;
      if (!has_looked)
        look(block, seen);
      has_looked = true;
      crossing = crossing_from(cell, other, seen);
    };
    for_each_cell(block, [&](Cell cell) {
      trace_to(cell, {cell.column + 1, cell.row}, m_grid.east_crossings[index(cell)]);
      trace_to(cell, {cell.column, cell.row + 1}, m_grid.north_crossings[index(cell)]);
    });
  }

private:
  struct Cell {
    std::uint32_t column = 0;
    std::uint32_t row = 0;
  };

  std::size_t index(Cell cell) const { return m_grid.cells.index(cell.column, cell.row); }

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

  void look(const Block& block, Seen& seen) const {
    const auto centre = m_grid.plane.to_lonlat(middle_of(block));
    m_access.look(centre, spread_of(block) + 2 * m_grid.cell_m, seen.around);
    seen.departures = m_access.departures(seen.around, m_times);
    const double spread_m = spread_of(block) + 2 * m_grid.cell_m;
    const auto bounds = m_access.bounds(seen.around, seen.departures, {}, spread_m);
    seen.departures = m_access.that_matter(seen.departures, {}, spread_m, bounds);
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

  double time_at(const Seen& seen, LocalXY at) const {
    return m_access.arrival_at(seen.around, seen.departures, seen_from(seen.around, at)).cost;
  }

  void label(const Block& block, const Seen& seen) {
    if (block.column >= m_grid.columns || block.row >= m_grid.rows)
      return;
    const auto middle = middle_of(block);
    if (block.cells == 1) {
      const auto cell = index({block.column, block.row});
      const double time = time_at(seen, middle);
      m_grid.labels[cell] = band_of(time);
      m_known[cell] = static_cast<float>(time);
      return;
    }
    const auto bounds = m_access.bounds(seen.around, seen.departures,
                                        seen_from(seen.around, middle), spread_of(block));
    if (const auto band = band_of(bounds.earliest); band == band_of(bounds.latest)) {
      for_each_cell(block, [&](Cell cell) { m_grid.labels[index(cell)] = band; });
      return;
    }
    const auto half = block.cells / 2;
    for (const auto column : {block.column, block.column + half})
      for (const auto row : {block.row, block.row + half})
        label(Block{column, row, half}, seen);
  }

  template <typename Use>
  void for_each_cell(const Block& block, Use use) const {
    const auto end_column = std::min(block.column + block.cells, m_grid.columns);
    const auto end_row = std::min(block.row + block.cells, m_grid.rows);
    for (auto row = block.row; row < end_row; ++row)
      for (auto column = block.column; column < end_column; ++column)
        use(Cell{column, row});
  }

  double known_time(Cell cell, const Seen& seen) const {
    const auto known = m_known[index(cell)];
    return known != unknown ? static_cast<double>(known) : time_at(seen, centre_of(cell));
  }
  LocalXY centre_of(Cell cell) const { return middle_of({cell.column, cell.row, 1}); }

  /// Where the label of a cell ends on the way to a neighbour, in 1/256 of the way: where the time
  /// would pass the limit if it changed evenly (regula falsi), else by halving.
  std::uint8_t crossing_from(Cell cell, Cell other, const Seen& seen) const {
    constexpr double near = 1.0 / 64;
    constexpr double passes_at = 0.5; // deciseconds beyond the limit, as times are rounded
    const auto from = centre_of(cell);
    const double east_m = (other.column - cell.column) * m_grid.cell_m;
    const double north_m = (other.row - cell.row) * m_grid.cell_m;
    double inside = 0;
    double outside = 1;
    double inside_time = known_time(cell, seen);
    double outside_time = known_time(other, seen);
    const auto label = m_grid.labels[index(cell)];
    for (int round = 0; outside - inside > near && round < 8; ++round) {
      double share = (inside + outside) / 2;
      const auto limit = limit_between(inside_time, outside_time) + passes_at;
      const bool is_even = std::isfinite(inside_time) && std::isfinite(outside_time) && round < 3;
      if (is_even)
        share =
            inside + (outside - inside) *
                         std::clamp((limit - inside_time) / (outside_time - inside_time), 0.0, 1.0);
      const double time = time_at(seen, {from.x_m + share * east_m, from.y_m + share * north_m});
      if (is_even && std::abs(time - limit) < passes_at) {
        inside = outside = share;
      } else if (band_of(time) == label) {
        inside = share;
        inside_time = time;
      } else {
        outside = share;
        outside_time = time;
      }
    }
    const auto units = std::lround((inside + outside) / 2 * geo::units_per_cell);
    return static_cast<std::uint8_t>(std::clamp(units, 16L, 240L));
  }

  /// The first limit that lies between two times.
  double limit_between(double a, double b) const {
    const double earlier = std::min(a, b);
    for (const auto limit : m_limits)
      if (limit + 0.5 >= earlier)
        return limit;
    return m_limits.back();
  }

  static constexpr float unknown = -1;
  const RoadAccess& m_access;
  const geo::TravelTimes& m_times;
  std::span<const geo::Deciseconds> m_limits;
  geo::LabelGrid& m_grid;
  std::vector<float> m_known; ///< by cell: its time, where that was looked for
  std::uint32_t m_side = 16;  ///< of a block, in cells; a power of two
  std::uint32_t m_across = 0; ///< blocks
};

} // namespace

geo::LabelGrid exact_labels(const RoadAccess& access, const geo::TravelTimes& times,
                            std::span<const geo::Deciseconds> limits, const TraceOptions& options,
                            const std::stop_token& stop) {
  auto grid = geo::unlabelled(lay_out(access, times, options));
  const auto cells = grid.cells.size();
  grid.east_crossings.assign(cells, halfway);
  grid.north_crossings.assign(cells, halfway);
  Tracer tracer(access, times, limits, grid);
  const auto nothing_seen = [] { return Seen(); };
  geo::parallel_for(cells > 0 ? tracer.block_count() : 0, stop, nothing_seen,
                    [&](std::size_t block, Seen& seen) { tracer.label(block, seen); });
  geo::parallel_for(cells > 0 ? tracer.block_count() : 0, stop, nothing_seen,
                    [&](std::size_t block, Seen& seen) { tracer.trace(block, seen); });
  return grid;
}

} // namespace layers
