// 1. Points are laid into squares so small that all in one lie near enough to belong together.
// 2. Squares two apart or less are joined when a point of one is near enough to one of the other.
// 3. The heaviest groups get their polygons: on a grid, each cell knows how far the nearest point
//    is; the border runs where that passes the radius.
#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>

#include "geo/area/label_map.hpp"
#include "geo/local_plane.hpp"
#include "geo/stop.hpp"
#include "layers/coverage/coverage.hpp"

namespace layers {

namespace {

using geo::LocalXY;

double distance_squared(LocalXY a, LocalXY b) {
  const double dx = a.x_m - b.x_m;
  const double dy = a.y_m - b.y_m;
  return dx * dx + dy * dy;
}

std::vector<std::uint32_t> unreached_points(const Demand& demand, const Arrivals& arrivals,
                                            geo::Cost limit) {
  std::vector<std::uint32_t> points;
  for (std::uint32_t i = 0; i < demand.points.size(); ++i) {
    const auto time = arrivals.first(i);
    if (demand.points[i].weight > 0 && (time == geo::unreachable || time > limit))
      points.push_back(i);
  }
  return points;
}

geo::LocalPlane plane_around(const Demand& demand, std::span<const std::uint32_t> points) {
  geo::Box box;
  for (const auto point : points)
    box.extend(demand.points[point].position);
  return geo::LocalPlane({(box.west + box.east) / 2, (box.south + box.north) / 2});
}

std::vector<LocalXY> positions_in(const geo::LocalPlane& plane, const Demand& demand,
                                  std::span<const std::uint32_t> points) {
  std::vector<LocalXY> positions;
  for (const auto point : points)
    positions.push_back(plane.to_local(demand.points[point].position));
  return positions;
}

/// Sets that are joined (Galler and Fischer, CACM 7(5), 1964).
class JoinedSets {
public:
  explicit JoinedSets(std::size_t count) : m_parents(count) {
    std::iota(m_parents.begin(), m_parents.end(), 0U);
  }
  std::uint32_t find(std::uint32_t i) {
    while (m_parents[i] != i)
      i = m_parents[i] = m_parents[m_parents[i]];
    return i;
  }
  void join(std::uint32_t a, std::uint32_t b) { m_parents[find(a)] = find(b); }

private:
  std::vector<std::uint32_t> m_parents;
};

using Square = std::pair<std::int64_t, std::int64_t>;
using Squares = std::map<Square, std::vector<std::uint32_t>>;

/// The positions by squares whose diagonal is just under `near_m`.
Squares squares_of(std::span<const LocalXY> positions, double near_m) {
  const double side_m = near_m / (std::numbers::sqrt2 * 1.0001);
  Squares squares;
  for (std::uint32_t i = 0; i < positions.size(); ++i)
    squares[{static_cast<std::int64_t>(std::floor(positions[i].x_m / side_m)),
             static_cast<std::int64_t>(std::floor(positions[i].y_m / side_m))}]
        .push_back(i);
  return squares;
}

bool are_near(std::span<const LocalXY> positions, const std::vector<std::uint32_t>& some,
              const std::vector<std::uint32_t>& others, double near_m) {
  return std::ranges::any_of(some, [&](std::uint32_t a) {
    return std::ranges::any_of(others, [&](std::uint32_t b) {
      return distance_squared(positions[a], positions[b]) < near_m * near_m;
    });
  });
}

/// Positions less than `near_m` apart, directly or by others between, are in one group.
std::vector<std::vector<std::uint32_t>> groups_of(std::span<const LocalXY> positions, double near_m,
                                                  const std::stop_token& stop) {
  // Each pair of squares once: those further up, or further right in the same row of squares.
  constexpr std::array<Square, 12> beside{{{1, 0},
                                           {2, 0},
                                           {-2, 1},
                                           {-1, 1},
                                           {0, 1},
                                           {1, 1},
                                           {2, 1},
                                           {-2, 2},
                                           {-1, 2},
                                           {0, 2},
                                           {1, 2},
                                           {2, 2}}};
  const auto squares = squares_of(positions, near_m);
  JoinedSets sets(positions.size());
  for (const auto& [square, members] : squares) {
    geo::check_stop(stop);
    for (const auto member : members)
      sets.join(member, members.front());
    for (const auto& [dx, dy] : beside) {
      const auto other = squares.find({square.first + dx, square.second + dy});
      if (other != squares.end() && sets.find(members[0]) != sets.find(other->second[0]) &&
          are_near(positions, members, other->second, near_m))
        sets.join(members[0], other->second[0]);
    }
  }
  std::map<std::uint32_t, std::vector<std::uint32_t>> by_set;
  for (std::uint32_t i = 0; i < positions.size(); ++i)
    by_set[sets.find(i)].push_back(i);
  std::vector<std::vector<std::uint32_t>> groups;
  for (auto& [set, members] : by_set)
    groups.push_back(std::move(members));
  return groups;
}

/// A grid over discs around positions, all cells still far away.
struct DistanceGrid {
  geo::LabelGrid grid;
  std::vector<float> squared_m; ///< from each cell's centre to the nearest position
};

DistanceGrid grid_over(const geo::LocalPlane& plane, std::span<const LocalXY> positions,
                       double radius_m) {
  constexpr double cells_per_radius = 12;
  constexpr double most_cells = 4'000'000;
  const auto [west, east] = std::ranges::minmax(positions, {}, &LocalXY::x_m);
  const auto [south, north] = std::ranges::minmax(positions, {}, &LocalXY::y_m);
  const double width_m = east.x_m - west.x_m + 2 * radius_m;
  const double height_m = north.y_m - south.y_m + 2 * radius_m;
  DistanceGrid made;
  auto& grid = made.grid;
  grid.plane = plane;
  grid.cell_m = std::max(radius_m / cells_per_radius, std::sqrt(width_m * height_m / most_cells));
  grid.west_m = west.x_m - radius_m - 2 * grid.cell_m;
  grid.south_m = south.y_m - radius_m - 2 * grid.cell_m;
  grid.columns = static_cast<std::uint32_t>(width_m / grid.cell_m) + 5;
  grid.rows = static_cast<std::uint32_t>(height_m / grid.cell_m) + 5;
  made.squared_m.assign(std::size_t{grid.columns} * grid.rows,
                        std::numeric_limits<float>::infinity());
  return made;
}

/// Lowers the distances of the cells up to just beyond the radius.
void stamp(DistanceGrid& distances, LocalXY position, double radius_m) {
  const auto& grid = distances.grid;
  const double reach_m = radius_m + 1.5 * grid.cell_m;
  const auto first = [&](double from_m) {
    return static_cast<std::uint32_t>(std::max(0.0, std::ceil(from_m / grid.cell_m)));
  };
  const auto last = [&](double from_m, std::uint32_t count) {
    return std::min(count - 1, static_cast<std::uint32_t>(from_m / grid.cell_m));
  };
  const LocalXY at{position.x_m - grid.west_m, position.y_m - grid.south_m};
  const auto first_column = first(at.x_m - reach_m);
  const auto columns = last(at.x_m + reach_m, grid.columns) + 1 - first_column;
  const auto west_m = static_cast<float>(first_column * grid.cell_m - at.x_m);
  const auto cell_m = static_cast<float>(grid.cell_m);
  for (auto row = first(at.y_m - reach_m); row <= last(at.y_m + reach_m, grid.rows); ++row) {
    const auto north_m = static_cast<float>(row * grid.cell_m - at.y_m);
    auto* cells = &distances.squared_m[std::size_t{row} * grid.columns + first_column];
    for (std::uint32_t i = 0; i < columns; ++i) { // compilers vectorise it
      const float east_m = west_m + static_cast<float>(static_cast<std::int32_t>(i)) * cell_m;
      cells[i] = std::min(cells[i], east_m * east_m + north_m * north_m);
    }
  }
}

/// Where between two cells, in 1/256 of the way, the distance passes the radius.
std::uint8_t crossing(float squared_m, float next_squared_m, double radius_m) {
  const double distance = std::sqrt(static_cast<double>(squared_m));
  const double next = std::sqrt(static_cast<double>(next_squared_m));
  const double share = (radius_m - distance) / (next - distance);
  return static_cast<std::uint8_t>(std::clamp(std::lround(share * 256), 16L, 240L));
}

void set_labels(DistanceGrid& distances, double radius_m) {
  auto& grid = distances.grid;
  const auto& squared = distances.squared_m;
  grid.labels.resize(squared.size());
  for (std::size_t i = 0; i < squared.size(); ++i)
    grid.labels[i] = static_cast<double>(squared[i]) <= radius_m * radius_m ? 1 : 0;
  constexpr std::uint8_t halfway = 128;
  grid.east_crossings.assign(squared.size(), halfway);
  grid.north_crossings.assign(squared.size(), halfway);
  for (std::size_t i = 0; i + grid.columns < squared.size(); ++i) {
    if (grid.labels[i] != grid.labels[i + 1])
      grid.east_crossings[i] = crossing(squared[i], squared[i + 1], radius_m);
    if (grid.labels[i] != grid.labels[i + grid.columns])
      grid.north_crossings[i] = crossing(squared[i], squared[i + grid.columns], radius_m);
  }
}

/// All within the radius of the points.
geo::Geometry area_around(const Demand& demand, std::span<const std::uint32_t> points,
                          double radius_m) {
  const auto plane = plane_around(demand, points);
  const auto positions = positions_in(plane, demand, points);
  auto distances = grid_over(plane, positions, radius_m);
  for (const auto position : positions)
    stamp(distances, position, radius_m);
  set_labels(distances, radius_m);
  constexpr std::array<std::uint8_t, 2> inside{0, 1};
  return geo::LabelMap(distances.grid, distances.grid.cell_m / 4).polygons(inside);
}

/// A gap but for its polygons.
struct Group {
  std::vector<std::uint32_t> points;
  double weight = 0;
};

std::vector<Group> heaviest_groups(const Demand& demand, std::span<const std::uint32_t> points,
                                   double near_m, std::size_t most, const std::stop_token& stop) {
  const auto positions = positions_in(plane_around(demand, points), demand, points);
  std::vector<Group> groups;
  for (const auto& members : groups_of(positions, near_m, stop)) {
    auto& group = groups.emplace_back();
    for (const auto member : members) {
      group.points.push_back(points[member]);
      group.weight += demand.points[points[member]].weight;
    }
  }
  std::ranges::stable_sort(groups, std::greater<>(), &Group::weight);
  if (groups.size() > most)
    groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(most), groups.end());
  return groups;
}

} // namespace

std::vector<Gap> gaps(const Demand& demand, const Arrivals& arrivals, geo::Cost limit,
                      double radius_m, std::size_t most, std::span<const Gap> known,
                      const std::stop_token& stop) {
  const auto points = unreached_points(demand, arrivals, limit);
  if (points.empty())
    return {};
  std::vector<Gap> found;
  for (auto& group : heaviest_groups(demand, points, 2 * radius_m, most, stop)) {
    geo::check_stop(stop);
    auto& gap = found.emplace_back();
    gap.points = std::move(group.points);
    gap.weight = group.weight;
    const auto same = std::ranges::find(known, gap.points, &Gap::points);
    gap.polygons = same != known.end() ? same->polygons : area_around(demand, gap.points, radius_m);
    auto earliest = geo::unreachable;
    for (const auto point : gap.points)
      earliest = std::min(earliest, arrivals.first(point));
    if (earliest != geo::unreachable)
      gap.nearest_s = earliest / 10.0;
  }
  return found;
}

} // namespace layers
