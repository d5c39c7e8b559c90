// 1. The legs of the demand are sorted by the edges they lead to, those through closed zones left
//    out.
// 2. Each thread takes one station after the other: a search from its origins, then the earliest
//    arrival at each point that has a leg to a reached edge.
// 3. Those are put among the k earliest at their points.
#include <algorithm>
#include <cmath>
#include <mutex>

#include "geo/error.hpp"
#include "geo/stop.hpp"
#include "geo/threads/parallel.hpp"
#include "layers/coverage/coverage.hpp"

namespace layers {

namespace {

using geo::Cost;

Cost walking_cost(const AccessLeg& leg, double walking_m_s) {
  return static_cast<Cost>(std::lround(static_cast<double>(leg.distance_m) / walking_m_s * 10));
}

/// unreachable when it is beyond the search's limit.
geo::Arrival arrival_by(const geo::TravelTimes& times, geo::RoadPosition point, Cost walking) {
  auto arrival = times.at(point);
  if (arrival.cost == geo::unreachable || arrival.cost > times.limit() ||
      walking > times.limit() - arrival.cost)
    return {};
  arrival.cost += walking;
  return arrival;
}

/// The origins of one station.
struct OneStation {
  std::uint32_t station = 0;
  std::vector<geo::Origin> origins;
};

std::vector<OneStation> by_station(const StationOrigins& all) {
  std::vector<std::uint32_t> order(all.origins.size());
  for (std::uint32_t i = 0; i < order.size(); ++i)
    order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::uint32_t i) { return all.stations[i]; });
  std::vector<OneStation> grouped;
  for (const auto i : order) {
    if (grouped.empty() || grouped.back().station != all.stations[i])
      grouped.push_back({all.stations[i], {}});
    grouped.back().origins.push_back(all.origins[i]);
  }
  return grouped;
}

struct PointCost {
  std::uint32_t point = 0;
  Cost cost = 0;
};

/// One thread's searches.
class Searcher {
public:
  Searcher(const Searched& searched, const LegsByEdge& legs)
      : m_searched(searched), m_legs(legs), m_times(searched.searches.lend()),
        m_earliest(legs.point_count, geo::unreachable) {}

  /// The points that a station reaches, in no order, each once.
  std::span<const PointCost> search(const OneStation& station, const std::stop_token& stop) {
    m_times->search(m_searched.weights, station.origins, m_searched.limit, stop);
    m_reached.clear();
    for (const auto edge : m_times->reached_edges()) {
      for (const auto& leg : m_legs.of(edge))
        offer(leg.point, arrival_by(*m_times, {edge, leg.share}, leg.walking).cost);
    }
    for (auto& reached : m_reached)
      reached.cost = std::exchange(m_earliest[reached.point], geo::unreachable);
    return m_reached;
  }

private:
  void offer(std::uint32_t point, Cost cost) {
    auto& earliest = m_earliest[point];
    if (cost >= earliest)
      return;
    if (earliest == geo::unreachable)
      m_reached.push_back({point, 0});
    earliest = cost;
  }

  const Searched& m_searched;
  const LegsByEdge& m_legs;
  geo::SearchPool::Lent m_times;
  std::vector<Cost> m_earliest; ///< by point; unreachable between searches
  std::vector<PointCost> m_reached;
};

/// Puts a station among the k earliest at a point.
void insert(Arrivals& arrivals, std::uint32_t station, const PointCost& reached) {
  ++arrivals.depth[reached.point];
  const std::size_t first = std::size_t{reached.point} * arrivals.k;
  std::size_t i = first + arrivals.k;
  const auto is_earlier = [&](std::size_t than) {
    return std::pair(reached.cost, station) <
           std::pair(arrivals.costs[than], arrivals.origins[than]);
  };
  if (!is_earlier(i - 1))
    return;
  for (--i; i > first && is_earlier(i - 1); --i) {
    arrivals.costs[i] = arrivals.costs[i - 1];
    arrivals.origins[i] = arrivals.origins[i - 1];
  }
  arrivals.costs[i] = reached.cost;
  arrivals.origins[i] = station;
}

/// Calls use(station, points reached) for each station, one at a time.
template <typename Use>
void for_each_search(const Searched& searched, const LegsByEdge& legs,
                     const StationOrigins& origins, const std::stop_token& stop, Use use) {
  const auto grouped = by_station(origins);
  std::mutex mutex;
  geo::parallel_for(
      grouped.size(), stop, [&] { return Searcher(searched, legs); },
      [&](std::size_t i, Searcher& searcher) {
        const auto reached = searcher.search(grouped[i], stop);
        const std::scoped_lock lock(mutex);
        use(grouped[i].station, reached);
      });
}

/// Takes a station out of those at a point; whether it was among the k earliest.
bool take_out(Arrivals& arrivals, std::uint32_t station, std::uint32_t point) {
  --arrivals.depth[point];
  const std::size_t first = std::size_t{point} * arrivals.k;
  const std::size_t last = first + arrivals.k - 1;
  for (std::size_t i = first; i <= last; ++i) {
    if (arrivals.costs[i] == geo::unreachable || arrivals.origins[i] != station)
      continue;
    for (; i < last; ++i) {
      arrivals.costs[i] = arrivals.costs[i + 1];
      arrivals.origins[i] = arrivals.origins[i + 1];
    }
    arrivals.costs[last] = geo::unreachable;
    return true;
  }
  return false;
}

} // namespace

geo::Arrival arrival_at(const geo::TravelTimes& times, const Scenario& scenario,
                        std::span<const AccessLeg> legs,
                        const std::vector<std::vector<std::uint32_t>>& zone_sets,
                        double walking_m_s) {
  geo::Arrival earliest;
  for (const auto& leg : legs) {
    if (scenario.any_closed(zone_sets[leg.zones]))
      continue;
    const auto arrival = arrival_by(times, leg.at, walking_cost(leg, walking_m_s));
    if (arrival.cost < earliest.cost)
      earliest = arrival;
  }
  return earliest;
}

LegsByEdge legs_by_edge(const Demand& demand, const Scenario& scenario, std::size_t edge_count,
                        double walking_m_s) {
  std::vector<std::uint8_t> is_closed;
  for (const auto& zones : demand.zone_sets)
    is_closed.push_back(scenario.any_closed(zones) ? 1 : 0);
  const auto each_open = [&](auto use) {
    for (std::uint32_t point = 0; point < demand.points.size(); ++point) {
      for (auto i = demand.leg_starts[point]; i < demand.leg_starts[point + 1]; ++i) {
        if (!is_closed[demand.legs[i].zones])
          use(point, demand.legs[i]);
      }
    }
  };
  LegsByEdge made;
  made.point_count = demand.points.size();
  made.starts.resize(edge_count + 1);
  each_open([&](std::uint32_t, const AccessLeg& leg) { ++made.starts[leg.at.edge + 1]; });
  for (std::size_t e = 0; e < edge_count; ++e)
    made.starts[e + 1] += made.starts[e];
  made.legs.resize(made.starts.back());
  auto next = made.starts;
  each_open([&](std::uint32_t point, const AccessLeg& leg) {
    made.legs[next[leg.at.edge]++] = {point, leg.at.share, walking_cost(leg, walking_m_s)};
  });
  return made;
}

LegsByEdge legs_of_points(const LegsByEdge& legs, std::span<const std::uint8_t> is_wanted) {
  LegsByEdge wanted;
  wanted.point_count = legs.point_count;
  wanted.starts.assign(1, 0);
  for (std::uint32_t edge = 0; edge + 1 < legs.starts.size(); ++edge) {
    std::ranges::copy_if(legs.of(edge), std::back_inserter(wanted.legs),
                         [&](const auto& leg) { return is_wanted[leg.point] != 0; });
    wanted.starts.push_back(static_cast<std::uint32_t>(wanted.legs.size()));
  }
  return wanted;
}

Arrivals no_arrivals(std::size_t point_count, std::uint32_t k) {
  return {std::vector<Cost>(point_count * k, geo::unreachable),
          std::vector<std::uint32_t>(point_count * k), std::vector<std::uint32_t>(point_count), k};
}

void add_arrivals(Arrivals& arrivals, const Searched& searched, const LegsByEdge& legs,
                  const StationOrigins& origins, const std::stop_token& stop) {
  for_each_search(searched, legs, origins, stop, [&](std::uint32_t station, const auto& reached) {
    for (const auto& one : reached)
      insert(arrivals, station, one);
  });
}

std::vector<std::uint8_t> remove_arrivals(Arrivals& arrivals, const Searched& searched,
                                          const LegsByEdge& legs, const StationOrigins& origins,
                                          const std::stop_token& stop) {
  std::vector<std::uint8_t> is_missing(legs.point_count);
  for_each_search(searched, legs, origins, stop, [&](std::uint32_t station, const auto& reached) {
    for (const auto& one : reached)
      is_missing[one.point] |= static_cast<std::uint8_t>(take_out(arrivals, station, one.point));
  });
  for (std::uint32_t p = 0; p < is_missing.size(); ++p) {
    if (is_missing[p] == 0)
      continue;
    const auto times = std::span(arrivals.costs).subspan(p * std::size_t{arrivals.k}, arrivals.k);
    const auto known =
        times.size() - static_cast<std::size_t>(std::ranges::count(times, geo::unreachable));
    is_missing[p] = known < std::min(arrivals.depth[p], arrivals.k) ? 1 : 0;
    if (is_missing[p] == 0)
      continue;
    std::ranges::fill(times, geo::unreachable);
    arrivals.depth[p] = 0;
  }
  return is_missing;
}

} // namespace layers
