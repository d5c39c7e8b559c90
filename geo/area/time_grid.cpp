// 1. Each cell that a road passes gets a stamp: the point of the road nearest to its centre, with
//    its time; the earliest of several.
// 2. Barriers are drawn on the grid, and cut the sight from stamps to the centres around.
// 3. Stamps are handed on from cell to neighbour while they arrive earlier than what is there, so
//    that distances are measured from the road's point itself, not along a chain of cells
//    (Danielsson, "Euclidean distance mapping", Computer Graphics and Image Processing 14, 1980).
// 4. Cells beside roads that nobody gets off along get stamps last: those are not handed on.
#include "geo/area/time_grid.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "geo/area/barrier_mask.hpp"
#include "geo/area/grid_walk.hpp"
#include "geo/error.hpp"
#include "geo/stop.hpp"

namespace geo {

namespace {

struct Extent {
  double west_m = std::numeric_limits<double>::infinity();
  double south_m = std::numeric_limits<double>::infinity();
  double east_m = -std::numeric_limits<double>::infinity();
  double north_m = -std::numeric_limits<double>::infinity();
};

void check(const TimeGridRequest& request) {
  if (!(request.cell_m > 0))
    fail(ErrorKind::invalid_input, "time grid cell {} m: it must be above 0", request.cell_m);
  if (!(request.walking_m_s > 0))
    fail(ErrorKind::invalid_input, "time grid walking speed {} m/s: it must be above 0",
         request.walking_m_s);
  if (request.most_cells < 100)
    fail(ErrorKind::invalid_input, "time grid of {} cells at most: it needs 100 or more",
         request.most_cells);
}

/// With cells around that nobody reaches.
TimeGrid lay_out(const TimedLines& roads, const TimeGridRequest& request) {
  Extent extent;
  for (const auto& p : roads.points) {
    extent.west_m = std::min(extent.west_m, p.at.x_m);
    extent.east_m = std::max(extent.east_m, p.at.x_m);
    extent.south_m = std::min(extent.south_m, p.at.y_m);
    extent.north_m = std::max(extent.north_m, p.at.y_m);
  }
  TimeGrid grid;
  grid.plane = roads.plane;
  grid.cell_m = request.cell_m;
  while (true) {
    const double margin_m = std::max({request.access_m, request.standing_m, 0.0}) + 2 * grid.cell_m;
    const double west_cells = std::floor((extent.west_m - margin_m) / grid.cell_m);
    const double south_cells = std::floor((extent.south_m - margin_m) / grid.cell_m);
    const double columns = std::ceil((extent.east_m + margin_m) / grid.cell_m) - west_cells + 1;
    const double rows = std::ceil((extent.north_m + margin_m) / grid.cell_m) - south_cells + 1;
    if (columns * rows <= static_cast<double>(request.most_cells)) {
      grid.west_m = west_cells * grid.cell_m;
      grid.south_m = south_cells * grid.cell_m;
      grid.columns = static_cast<std::uint32_t>(columns);
      grid.rows = static_cast<std::uint32_t>(rows);
      return grid;
    }
    grid.cell_m *= 1.1;
  }
}

constexpr std::uint32_t no_stamp = std::numeric_limits<std::uint32_t>::max();

struct Neighbour {
  int east = 0;
  int north = 0;
};
constexpr std::array<Neighbour, 8> neighbours{
    {{-1, -1}, {0, -1}, {1, -1}, {-1, 0}, {1, 0}, {-1, 1}, {0, 1}, {1, 1}}};
constexpr std::uint8_t all_around = 0xFF;

/// The point of a road from which a cell is reached; places are in cells, times in deciseconds.
struct Stamp {
  float u = 0;
  float v = 0;
  float time = 0;
  std::uint32_t origin = 0;
  std::uint32_t cell = 0;
  std::uint8_t in_sight = all_around; ///< which neighbours' centres can be walked to straight
};

/// A cell that was handed a stamp, which it hands on, though an earlier one may have come since:
/// that one may be from farther off and not get as far.
struct Waiting {
  std::uint32_t cell = 0;
  std::uint32_t source = 0;
};

double side_of(OnGrid a, OnGrid b, OnGrid p) {
  return (b.u - a.u) * (p.v - a.v) - (b.v - a.v) * (p.u - a.u);
}
bool cross(OnGrid a, OnGrid b, OnGrid c, OnGrid d) {
  return side_of(a, b, c) * side_of(a, b, d) <= 0 && side_of(c, d, a) * side_of(c, d, b) <= 0;
}

class Spill {
public:
  Spill(TimeGrid& grid, Deciseconds limit, const TimeGridRequest& request)
      : m_grid(grid), m_limit(limit),
        m_time_per_cell(static_cast<float>(std::min(1e9, 10 * grid.cell_m / request.walking_m_s))),
        m_cells_per_decisecond(1 / m_time_per_cell),
        m_most_cells(static_cast<float>(request.access_m / grid.cell_m)) {
    const auto cells = std::size_t{grid.columns} * grid.rows;
    grid.times.assign(cells, unreachable);
    m_sources.assign(cells, no_stamp);
  }

  /// The roads that one gets off along.
  void stamp_streets(const TimedLines& roads) {
    for_each_segment(roads, true,
                     [&](const TimedPoint& a, const TimedPoint& b, std::uint32_t origin) {
                       stamp(a, b, origin);
                     });
  }

  /// The others: what stands on them.
  void stamp_bridges(const TimedLines& roads, double standing_m) {
    const double most_cells = standing_m / m_grid.cell_m;
    for_each_segment(roads, false,
                     [&](const TimedPoint& a, const TimedPoint& b, std::uint32_t origin) {
                       stamp_beside(a, b, origin, most_cells);
                     });
  }

  void draw(std::span<const GeometryView> barriers) {
    m_barriers = mask_barriers(m_grid, barriers);
    for (const auto& barrier : barriers)
      for (std::uint32_t p = 0; p < barrier.part_count(); ++p)
        if (barrier.part(p).type() == PartType::polygon)
          for (std::uint32_t r = 0; r < barrier.part(p).ring_count(); ++r)
            cut_sight(barrier.part(p).ring(r));
  }

  void spread(const std::stop_token& stop) {
    for (std::uint32_t s = 0; s < m_stamps.size(); ++s)
      offer_around(m_stamps[s].cell, s, m_stamps[s].in_sight);
    std::vector<Waiting> now;
    while (!m_waiting.empty()) {
      check_stop(stop);
      now.swap(m_waiting);
      m_waiting.clear();
      for (const auto& [cell, source] : now)
        offer_around(cell, source, open_around(cell));
    }
    m_is_spread = true;
  }

  void write_origins() {
    m_grid.origins.assign(m_sources.size(), 0);
    for (std::size_t i = 0; i < m_sources.size(); ++i)
      if (m_sources[i] != no_stamp)
        m_grid.origins[i] = m_stamps[m_sources[i]].origin;
  }

private:
  /// Cell (c, r) from (c, r) to (c + 1, r + 1), its centre in the middle.
  OnGrid on_grid(LocalXY p) const {
    return {(p.x_m - m_grid.west_m) / m_grid.cell_m + 0.5,
            (p.y_m - m_grid.south_m) / m_grid.cell_m + 0.5};
  }
  float column_of(std::uint32_t cell) const { return static_cast<float>(cell % m_grid.columns); }
  float row_of(std::uint32_t cell) const { return static_cast<float>(cell / m_grid.columns); }

  void stamp(const TimedPoint& begin, const TimedPoint& end, std::uint32_t origin) {
    const auto a = on_grid(begin.at);
    const auto b = on_grid(end.at);
    const double du = b.u - a.u;
    const double dv = b.v - a.v;
    const double squared = du * du + dv * dv;
    walk_cells(a, b, [&](std::int32_t column, std::int32_t row, double enter, double leave) {
      const double towards = (column + 0.5 - a.u) * du + (row + 0.5 - a.v) * dv;
      const double share = std::clamp(squared > 0 ? towards / squared : 0, enter, leave);
      Stamp stamp;
      stamp.u = static_cast<float>(a.u + share * du);
      stamp.v = static_cast<float>(a.v + share * dv);
      stamp.time = static_cast<float>(begin.time + share * (end.time - begin.time));
      stamp.origin = origin;
      stamp.cell =
          static_cast<std::uint32_t>(row) * m_grid.columns + static_cast<std::uint32_t>(column);
      set(stamp);
    });
  }

  template <typename Use>
  static void for_each_segment(const TimedLines& roads, bool accessible, Use use) {
    for (std::size_t l = 0; l < roads.origins.size(); ++l) {
      if ((roads.accessible[l] != 0) != accessible)
        continue;
      const auto line = roads.line(l);
      for (std::size_t i = 1; i < line.size(); ++i)
        use(line[i - 1], line[i], roads.origins[l]);
    }
  }

  /// The cells whose centres are so near.
  void stamp_beside(const TimedPoint& begin, const TimedPoint& end, std::uint32_t origin,
                    double most_cells) {
    const auto a = on_grid(begin.at);
    const auto b = on_grid(end.at);
    const double du = b.u - a.u;
    const double dv = b.v - a.v;
    const double squared = du * du + dv * dv;
    walk_cells(a, b, [&](std::int32_t column, std::int32_t row, double, double) {
      const auto passed =
          static_cast<std::uint32_t>(row) * m_grid.columns + static_cast<std::uint32_t>(column);
      const auto offer = [&](std::uint32_t cell) {
        const double u = column_of(cell) + 0.5;
        const double v = row_of(cell) + 0.5;
        const double towards = (u - a.u) * du + (v - a.v) * dv;
        const double share = std::clamp(squared > 0 ? towards / squared : 0, 0.0, 1.0);
        const Stamp stamp{
            static_cast<float>(a.u + share * du), static_cast<float>(a.v + share * dv),
            static_cast<float>(begin.time + share * (end.time - begin.time)), origin, cell};
        if (std::hypot(u - a.u - share * du, v - a.v - share * dv) <= most_cells)
          set(stamp);
      };
      const int reach = static_cast<int>(std::ceil(most_cells));
      for (int up = -reach; up <= reach; ++up)
        for (int right = -reach; right <= reach; ++right)
          offer(beside(passed, {right, up}));
    });
  }

  /// However far the road is from the centre: the cell holds a part of it.
  void set(const Stamp& stamp) {
    const float du = column_of(stamp.cell) + 0.5F - stamp.u;
    const float dv = row_of(stamp.cell) + 0.5F - stamp.v;
    const auto time = time_at(stamp, du * du + dv * dv);
    if (time > m_limit || time >= m_grid.times[stamp.cell])
      return;
    m_grid.times[stamp.cell] = time;
    auto& source = m_sources[stamp.cell];
    if (source == no_stamp || m_is_spread) { // then others may have been handed it
      source = static_cast<std::uint32_t>(m_stamps.size());
      m_stamps.push_back(stamp);
    } else {
      m_stamps[source] = stamp;
    }
  }

  Deciseconds time_at(const Stamp& stamp, float cells_squared) const {
    return static_cast<Deciseconds>(stamp.time + m_time_per_cell * std::sqrt(cells_squared) + 0.5F);
  }

  /// Hands a cell's stamp on to neighbours; the margin keeps them inside the grid.
  void offer_around(std::uint32_t cell, std::uint32_t source, unsigned open) {
    const auto stamp = m_stamps[source];
    const float du = column_of(cell) + 0.5F - stamp.u;
    const float dv = row_of(cell) + 0.5F - stamp.v;
    for (unsigned n = 0; n < neighbours.size(); ++n) {
      if ((open >> n & 1U) == 0)
        continue;
      const auto to = beside(cell, neighbours[n]);
      // How far from the road the cell may be for its time to become earlier; without a root.
      const auto latest = std::min(m_grid.times[to], m_limit + 1);
      const float most = std::min(m_most_cells, (static_cast<float>(latest) - stamp.time) *
                                                    m_cells_per_decisecond);
      const float to_du = du + static_cast<float>(neighbours[n].east);
      const float to_dv = dv + static_cast<float>(neighbours[n].north);
      const float squared = to_du * to_du + to_dv * to_dv;
      if (most >= 0 && squared <= most * most && !is_blocked(to))
        arrive(to, source, time_at(stamp, squared));
    }
  }

  void arrive(std::uint32_t cell, std::uint32_t source, Deciseconds time) {
    if (time >= m_grid.times[cell] || time > m_limit)
      return;
    m_grid.times[cell] = time;
    m_sources[cell] = source;
    m_waiting.push_back({cell, source});
  }

  std::uint32_t beside(std::uint32_t cell, Neighbour n) const {
    return cell + static_cast<std::uint32_t>(n.north) * m_grid.columns +
           static_cast<std::uint32_t>(n.east);
  }
  bool is_blocked(std::uint32_t cell) const {
    return !m_barriers.cells.empty() && (m_barriers.cells[cell] & BarrierMask::blocked) != 0;
  }

  /// The neighbours to whose centres the way is free; to the diagonal ones by way of another.
  unsigned open_around(std::uint32_t cell) const {
    if (m_barriers.cells.empty())
      return all_around;
    unsigned open = 0;
    for (unsigned n = 0; n < neighbours.size(); ++n)
      open |= unsigned{is_open(cell, neighbours[n])} << n;
    return open;
  }
  bool is_open(std::uint32_t cell, Neighbour n) const {
    const Neighbour sideways{n.east, 0};
    const Neighbour upwards{0, n.north};
    if (n.east == 0 || n.north == 0)
      return is_link_open(cell, n);
    return (is_link_open(cell, sideways) && is_link_open(beside(cell, sideways), upwards)) ||
           (is_link_open(cell, upwards) && is_link_open(beside(cell, upwards), sideways));
  }
  bool is_link_open(std::uint32_t cell, Neighbour n) const {
    const auto from = n.east < 0 || n.north < 0 ? beside(cell, n) : cell;
    const auto wall = n.east != 0 ? BarrierMask::east_wall : BarrierMask::north_wall;
    return (m_barriers.cells[from] & wall) == 0;
  }

  void cut_sight(std::span<const LonLat> ring) {
    for (std::size_t i = 1; i < ring.size(); ++i) {
      const auto a = on_grid(m_grid.plane.to_local(ring[i - 1]));
      const auto b = on_grid(m_grid.plane.to_local(ring[i]));
      if (std::max(a.u, b.u) < 0 || std::min(a.u, b.u) > m_grid.columns || std::max(a.v, b.v) < 0 ||
          std::min(a.v, b.v) > m_grid.rows)
        continue;
      walk_cells(a, b, [&](std::int32_t column, std::int32_t row, double, double) {
        if (column > 0 && row > 0 && column + 1 < static_cast<std::int32_t>(m_grid.columns) &&
            row + 1 < static_cast<std::int32_t>(m_grid.rows)) {
          const auto cell =
              static_cast<std::uint32_t>(row) * m_grid.columns + static_cast<std::uint32_t>(column);
          cut_sight(cell, a, b);
          for (const auto n : neighbours)
            cut_sight(beside(cell, n), a, b);
        }
      });
    }
  }

  /// From the stamp in a cell, by a piece of a barrier's border.
  void cut_sight(std::uint32_t cell, OnGrid a, OnGrid b) {
    if (m_sources[cell] == no_stamp)
      return;
    auto& stamp = m_stamps[m_sources[cell]];
    for (unsigned n = 0; n < neighbours.size(); ++n) {
      const OnGrid centre{column_of(cell) + 0.5 + neighbours[n].east,
                          row_of(cell) + 0.5 + neighbours[n].north};
      if (cross({stamp.u, stamp.v}, centre, a, b))
        stamp.in_sight = static_cast<std::uint8_t>(stamp.in_sight & ~(1U << n));
    }
  }

  TimeGrid& m_grid;
  Deciseconds m_limit;
  float m_time_per_cell;        ///< deciseconds to walk as far as a cell is wide
  float m_cells_per_decisecond; ///< on foot
  float m_most_cells;           ///< access_m, in cells
  std::vector<Stamp> m_stamps;
  std::vector<std::uint32_t> m_sources; ///< by cell: the stamp it is reached from
  BarrierMask m_barriers;
  std::vector<Waiting> m_waiting;
  bool m_is_spread = false; ///< spread() is through
};

} // namespace

TimeGrid build_time_grid(const TimedLines& roads, Deciseconds limit, const TimeGridRequest& request,
                         const std::stop_token& stop) {
  check(request);
  if (roads.points.empty()) {
    TimeGrid empty;
    empty.cell_m = request.cell_m;
    return empty;
  }
  auto grid = lay_out(roads, request);
  Spill spill(grid, limit, request);
  spill.stamp_streets(roads);
  spill.draw(request.barriers);
  spill.spread(stop);
  spill.stamp_bridges(roads, request.standing_m);
  spill.write_origins();
  return grid;
}

TimeGrid build_time_grid(const TravelTimes& times, const TimeGridRequest& request,
                         const std::stop_token& stop) {
  return build_time_grid(timed_lines(times, stop), times.limit(), request, stop);
}

} // namespace geo
