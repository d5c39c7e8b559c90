#include <algorithm>
#include <cmath>

#include "geo/area/label_map.hpp"
#include "geo/threads/parallel.hpp"

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

class Labeller {
public:
  Labeller(const TimeGrid& times, std::span<const Deciseconds> limits, bool by_origin,
           LabelGrid& grid)
      : m_times(times), m_limits(limits), m_by_origin(by_origin), m_grid(grid) {}

  void label(std::size_t block) {
    const auto* times = times_of(block);
    if (times == nullptr)
      return;
    auto* labels = &m_grid.labels[m_grid.cells.begin_of(block)];
    const auto size = times->times.size();
    for (const auto limit : m_limits) // first the bands: how many limits are passed
      for (std::size_t i = 0; i < size; ++i)
        labels[i] += unsigned{times->times[i] > limit};
    const auto bands = static_cast<std::uint32_t>(m_limits.size());
    for (std::size_t i = 0; i < size; ++i)
      labels[i] =
          labels[i] == bands
              ? 0
              : 1 + labels[i] + (m_by_origin ? m_times.name_of(times->origins[i]) * bands : 0);
  }

  void set_crossings(std::size_t block) {
    const auto begin = m_grid.cells.begin_of(block);
    const auto side = m_grid.cells.block_cells();
    const auto [column, row] = m_grid.cells.blocks()[block];
    for (std::uint32_t r = 0; r < side; ++r) {
      const auto* labels = &m_grid.labels[begin + std::size_t{r} * side];
      for (std::uint32_t c = 0; c < side; ++c)
        if (c + 1 == side || r + 1 == side || labels[c] != labels[c + 1] ||
            labels[c] != labels[c + side])
          set_crossings({column + c, row + r});
    }
    if (const auto* times = times_of(block))
      for (const auto& wall : times->walls)
        end_at(wall, begin + wall.cell);
  }

private:
  struct Cell {
    std::uint32_t column = 0;
    std::uint32_t row = 0;
  };

  const TimeBlock* times_of(std::size_t block) const {
    const auto [column, row] = m_grid.cells.blocks()[block];
    return m_times.block_of(column, row);
  }
  Deciseconds time_at(Cell cell) const {
    const bool is_inside = cell.column < m_times.columns && cell.row < m_times.rows;
    return is_inside ? m_times.time_at(cell.column, cell.row) : unreachable;
  }
  std::uint32_t label(Cell cell) const {
    return m_grid.labels[m_grid.cells.index(cell.column, cell.row)];
  }

  void set_crossings(Cell cell) {
    const Cell east{cell.column + 1, cell.row};
    const Cell north{cell.column, cell.row + 1};
    const auto at = m_grid.cells.index(cell.column, cell.row);
    if (label(cell) != label(east))
      m_grid.east_crossings[at] = crossing(time_at(cell), time_at(east), m_limits);
    if (label(cell) != label(north))
      m_grid.north_crossings[at] = crossing(time_at(cell), time_at(north), m_limits);
  }

  void end_at(const WalledLink& wall, std::size_t cell) {
    auto& crossings = wall.is_north ? m_grid.north_crossings : m_grid.east_crossings;
    crossings[cell] = m_grid.labels[cell] != 0 ? wall.first : wall.last;
  }

  const TimeGrid& m_times;
  std::span<const Deciseconds> m_limits;
  bool m_by_origin;
  LabelGrid& m_grid;
};

} // namespace

LabelGrid band_labels(const TimeGrid& grid, std::span<const Deciseconds> limits, bool by_origin) {
  if (grid.columns == 0)
    return {};
  std::vector<std::uint8_t> is_there;
  for (const auto& block : grid.blocks)
    is_there.push_back(block ? 1 : 0);
  auto labels = unlabelled(grid, grid.block_cells, is_there);
  labels.east_crossings.assign(labels.cells.size(), halfway);
  labels.north_crossings.assign(labels.cells.size(), halfway);
  Labeller labeller(grid, limits, by_origin, labels);
  const auto count = labels.cells.blocks().size();
  parallel_for(count, {}, [&](std::size_t block) { labeller.label(block); });
  parallel_for(count, {}, [&](std::size_t block) { labeller.set_crossings(block); });
  return labels;
}

} // namespace geo
