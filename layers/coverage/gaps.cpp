// 1. Points are sorted by the place that they lie in.
// 2. They are laid into squares so small that all in one lie near enough to belong together.
// 3. Squares two apart or less are joined when a point of one is near enough to one of the other.
// 4. Outside of places wide groups are cut.
// 5. The heaviest groups get their polygons.
#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>

#include "geo/stop.hpp"
#include "layers/coverage/coverage.hpp"
#include "layers/coverage/gap_shape.hpp"

namespace layers {

namespace {

using geo::LocalXY;

double distance_squared(LocalXY a, LocalXY b) {
  const double dx = a.x_m - b.x_m;
  const double dy = a.y_m - b.y_m;
  return dx * dx + dy * dy;
}

/// Less of a point is rounding.
constexpr double least_rest = 1e-9;

/// Points of one place, or of none.
struct Unreached {
  std::optional<std::uint32_t> place;
  std::vector<DemandShare> points;
};

/// By point: all of it, where it is not reached, else nothing.
std::vector<double> unreached_shares(const Demand& demand, const Arrivals& arrivals,
                                     geo::Cost limit) {
  std::vector<double> shares(demand.points.size());
  for (std::uint32_t i = 0; i < demand.points.size(); ++i) {
    const auto time = arrivals.first(i);
    const bool is_reached = time != geo::unreachable && time <= limit;
    shares[i] = demand.points[i].weight > 0 && !is_reached ? 1 : 0;
  }
  return shares;
}

/// What is not reached, each part of a point in one place only.
std::vector<Unreached> by_place(std::vector<double> rest,
                                std::span<const std::vector<DemandShare>> places) {
  std::vector<Unreached> all;
  for (std::uint32_t place = 0; place < places.size(); ++place) {
    Unreached in_place{place, {}};
    for (const auto& [point, share] : places[place]) {
      const double part = rest[point] - share > least_rest ? share : rest[point];
      if (part > 0)
        in_place.points.push_back({point, part});
      rest[point] -= part;
    }
    all.push_back(std::move(in_place));
  }
  Unreached outside;
  for (std::uint32_t point = 0; point < rest.size(); ++point)
    if (rest[point] > 0)
      outside.points.push_back({point, rest[point]});
  all.push_back(std::move(outside));
  return all;
}

std::vector<geo::LonLat> places_of(const Demand& demand, std::span<const DemandShare> points) {
  std::vector<geo::LonLat> places;
  for (const auto& [point, share] : points)
    places.push_back(demand.points[point].position);
  return places;
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

/// Equal steps of at most `most_m` from one end to the other.
struct EqualSteps {
  double from_m;
  double step_m;

  EqualSteps(double from, double to, double most_m) : from_m(from) {
    const double steps = std::max(1.0, std::ceil((to - from) / most_m));
    step_m = std::max(1.0, (to - from) / steps * (1 + 1e-9)); // the end is in the last
  }
  std::int64_t number_at(double at_m) const {
    return static_cast<std::int64_t>((at_m - from_m) / step_m);
  }
};

using Groups = std::vector<std::vector<std::uint32_t>>;

/// Appends a group as it is, or, where it is wider than two kilometres from corner to corner, by
/// the squares of a grid over it that are not.
void append_cut(Groups& groups, std::span<const LocalXY> positions,
                const std::vector<std::uint32_t>& group) {
  constexpr double most_m = 2000;
  std::vector<LocalXY> own;
  for (const auto i : group)
    own.push_back(positions[i]);
  const auto [west, east] = std::ranges::minmax(own, {}, &LocalXY::x_m);
  const auto [south, north] = std::ranges::minmax(own, {}, &LocalXY::y_m);
  if (std::hypot(east.x_m - west.x_m, north.y_m - south.y_m) <= most_m) {
    groups.push_back(group);
    return;
  }
  const EqualSteps columns(west.x_m, east.x_m, most_m / std::numbers::sqrt2);
  const EqualSteps rows(south.y_m, north.y_m, most_m / std::numbers::sqrt2);
  Squares squares;
  for (const auto i : group)
    squares[{columns.number_at(positions[i].x_m), rows.number_at(positions[i].y_m)}].push_back(i);
  for (auto& [square, members] : squares)
    groups.push_back(std::move(members));
}

Groups cut_to_width(std::span<const LocalXY> positions, const Groups& wide) {
  Groups groups;
  for (const auto& group : wide)
    append_cut(groups, positions, group);
  return groups;
}

/// The gaps of one place, without their polygons.
void append_gaps(std::vector<Gap>& gaps, const Demand& demand, const Unreached& unreached,
                 double near_m, const std::stop_token& stop) {
  const auto& points = unreached.points;
  const auto places = places_of(demand, points);
  const auto positions = positions_in(plane_around(places), places);
  auto groups = groups_of(positions, near_m, stop);
  if (!unreached.place)
    groups = cut_to_width(positions, groups);
  for (const auto& members : groups) {
    auto& gap = gaps.emplace_back();
    gap.place = unreached.place;
    for (const auto member : members) {
      gap.points.push_back(points[member]);
      gap.weight += demand.points[points[member].point].weight * points[member].share;
    }
  }
}

std::vector<Gap> heaviest_gaps(const Demand& demand, const std::vector<Unreached>& unreached,
                               const GapQuestion& question, const std::stop_token& stop) {
  std::vector<Gap> gaps;
  for (const auto& in_place : unreached)
    if (!in_place.points.empty())
      append_gaps(gaps, demand, in_place, 2 * question.radius_m, stop);
  std::ranges::stable_sort(gaps, std::greater<>(), &Gap::weight);
  if (gaps.size() > question.most)
    gaps.erase(gaps.begin() + static_cast<std::ptrdiff_t>(question.most), gaps.end());
  return gaps;
}

std::optional<double> earliest_s(const Arrivals& arrivals, std::span<const DemandShare> points) {
  auto earliest = geo::unreachable;
  for (const auto& [point, share] : points)
    earliest = std::min(earliest, arrivals.first(point));
  return earliest == geo::unreachable ? std::nullopt : std::optional(earliest / 10.0);
}

} // namespace

std::vector<Gap> gaps(const Demand& demand, const Arrivals& arrivals, const GapQuestion& question,
                      std::span<const Gap> known, const std::stop_token& stop) {
  const auto unreached =
      by_place(unreached_shares(demand, arrivals, question.limit), question.places);
  auto found = heaviest_gaps(demand, unreached, question, stop);
  for (auto& gap : found) {
    geo::check_stop(stop);
    const auto same = std::ranges::find(known, gap.points, &Gap::points);
    gap.polygons = same != known.end()
                       ? same->polygons
                       : area_around(places_of(demand, gap.points), question.radius_m);
    gap.nearest_s = earliest_s(arrivals, gap.points);
  }
  return found;
}

} // namespace layers
