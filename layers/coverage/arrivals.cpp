// 1. Each thread takes one station after the other: a search from its origins, then the earliest
//    arrival at each point that has a way from a reached node, or from the station along its edge.
// 2. Those are put among the k earliest at their points.
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
  Searcher(const Searched& searched, const WaysByNode& ways)
      : m_searched(searched), m_ways(ways), m_times(searched.searches.lend()),
        m_is_wanted(ways.point_count), m_earliest(ways.point_count, geo::unreachable) {
    for (const auto& way : ways.ways)
      m_is_wanted[way.point] = 1;
  }

  /// The points that a station reaches, in no order, each once.
  std::span<const PointCost> search(const OneStation& station, const std::stop_token& stop) {
    m_times->search(m_searched.weights, station.origins, m_searched.limit, stop);
    m_reached.clear();
    for (const auto node : m_times->reached_nodes()) {
      const auto cost = m_times->at_node(node).cost;
      for (const auto& way : m_ways.of(node))
        offer(way.point, cost, way.cost);
    }
    for (const auto& origin : station.origins)
      for_each_along_edge(m_searched.demand, m_searched.access, origin.at,
                          [&](std::uint32_t point, Cost cost) {
                            if (m_is_wanted[point] != 0)
                              offer(point, origin.start, cost);
                          });
    for (auto& reached : m_reached)
      reached.cost = std::exchange(m_earliest[reached.point], geo::unreachable);
    return m_reached;
  }

private:
  void offer(std::uint32_t point, Cost begun, Cost way) {
    auto& earliest = m_earliest[point];
    if (begun > m_searched.limit || way > m_searched.limit - begun || begun + way >= earliest)
      return;
    if (earliest == geo::unreachable)
      m_reached.push_back({point, 0});
    earliest = begun + way;
  }

  const Searched& m_searched;
  const WaysByNode& m_ways;
  geo::SearchPool::Lent m_times;
  std::vector<std::uint8_t> m_is_wanted; ///< by point: it has a way
  std::vector<Cost> m_earliest;          ///< by point; unreachable between searches
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
void for_each_search(const Searched& searched, const WaysByNode& ways,
                     const StationOrigins& origins, const std::stop_token& stop, Use use) {
  const auto grouped = by_station(origins);
  std::mutex mutex;
  geo::parallel_for(
      grouped.size(), stop, [&] { return Searcher(searched, ways); },
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

Arrivals no_arrivals(std::size_t point_count, std::uint32_t k) {
  return {std::vector<Cost>(point_count * k, geo::unreachable),
          std::vector<std::uint32_t>(point_count * k), std::vector<std::uint32_t>(point_count), k};
}

void add_arrivals(Arrivals& arrivals, const Searched& searched, const WaysByNode& ways,
                  const StationOrigins& origins, const std::stop_token& stop) {
  for_each_search(searched, ways, origins, stop, [&](std::uint32_t station, const auto& reached) {
    for (const auto& one : reached)
      insert(arrivals, station, one);
  });
}

std::vector<std::uint8_t> remove_arrivals(Arrivals& arrivals, const Searched& searched,
                                          const WaysByNode& ways, const StationOrigins& origins,
                                          const std::stop_token& stop) {
  std::vector<std::uint8_t> is_missing(ways.point_count);
  for_each_search(searched, ways, origins, stop, [&](std::uint32_t station, const auto& reached) {
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
