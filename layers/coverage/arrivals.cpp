// 1. The ways of the demand are sorted by the edges they lead to, those through closed zones left
//    out.
// 2. Each thread takes one station after the other: a search from its origins, then the earliest
//    arrival at each place that has a way to a reached edge.
// 3. Those are put among the k earliest at their places.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <future>
#include <mutex>
#include <thread>

#include "geo/error.hpp"
#include "geo/stop.hpp"
#include "layers/coverage/coverage.hpp"

namespace layers {

namespace {

using geo::Deciseconds;

Deciseconds walking_time(const Access& way, double walking_m_s) {
  return static_cast<Deciseconds>(
      std::lround(static_cast<double>(way.distance_m) / walking_m_s * 10));
}

/// no_time when it is beyond the search's limit.
geo::Arrival arrival_by(const geo::TravelTimes& times, geo::RoadPlace place, Deciseconds walking) {
  auto arrival = times.at(place);
  if (arrival.time == geo::no_time || arrival.time > times.limit() ||
      walking > times.limit() - arrival.time)
    return {};
  arrival.time += walking;
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

struct PlaceTime {
  std::uint32_t place = 0;
  Deciseconds time = 0;
};

/// One thread's searches.
class Searcher {
public:
  Searcher(const Searched& searched, const WaysByEdge& ways)
      : m_searched(searched), m_ways(ways), m_times(searched.graph),
        m_earliest(ways.place_count, geo::no_time) {}

  /// The places that a station reaches, in no order, each once.
  std::span<const PlaceTime> search(const OneStation& station, const std::stop_token& stop) {
    m_times.search(m_searched.weights, station.origins, m_searched.limit, stop);
    m_reached.clear();
    for (const auto edge : m_times.reached_edges()) {
      for (const auto& way : m_ways.of(edge))
        offer(way.demand_place, arrival_by(m_times, {edge, way.share}, way.walking).time);
    }
    for (auto& reached : m_reached)
      reached.time = std::exchange(m_earliest[reached.place], geo::no_time);
    return m_reached;
  }

private:
  void offer(std::uint32_t place, Deciseconds time) {
    auto& earliest = m_earliest[place];
    if (time >= earliest)
      return;
    if (earliest == geo::no_time)
      m_reached.push_back({place, 0});
    earliest = time;
  }

  const Searched& m_searched;
  const WaysByEdge& m_ways;
  geo::TravelTimes m_times;
  std::vector<Deciseconds> m_earliest; ///< by place; no_time between searches
  std::vector<PlaceTime> m_reached;
};

/// Puts a station among the k earliest at a place.
void insert(Arrivals& arrivals, std::uint32_t station, const PlaceTime& reached) {
  ++arrivals.depth[reached.place];
  const std::size_t first = std::size_t{reached.place} * arrivals.k;
  std::size_t i = first + arrivals.k;
  const auto is_earlier = [&](std::size_t than) {
    return std::pair(reached.time, station) <
           std::pair(arrivals.times[than], arrivals.origins[than]);
  };
  if (!is_earlier(i - 1))
    return;
  for (--i; i > first && is_earlier(i - 1); --i) {
    arrivals.times[i] = arrivals.times[i - 1];
    arrivals.origins[i] = arrivals.origins[i - 1];
  }
  arrivals.times[i] = reached.time;
  arrivals.origins[i] = station;
}

/// Calls use(station, places reached) for each station, one at a time, from all cores.
template <typename Use>
void for_each_search(const Searched& searched, const WaysByEdge& ways,
                     const StationOrigins& origins, const std::stop_token& stop, Use use) {
  const auto grouped = by_station(origins);
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  const auto search_some = [&] {
    Searcher searcher(searched, ways);
    for (auto i = next++; i < grouped.size(); i = next++) {
      geo::check_stop(stop);
      const auto reached = searcher.search(grouped[i], stop);
      const std::scoped_lock lock(mutex);
      use(grouped[i].station, reached);
    }
  };
  const auto threads = std::max<std::size_t>(1, std::thread::hardware_concurrency());
  std::vector<std::future<void>> helpers;
  for (std::size_t t = 1; t < std::min(threads, grouped.size()); ++t)
    helpers.push_back(std::async(std::launch::async, search_some));
  search_some();
  for (auto& helper : helpers)
    helper.get();
}

/// Takes a station out of those at a place; whether it was among the k earliest.
bool take_out(Arrivals& arrivals, std::uint32_t station, std::uint32_t place) {
  --arrivals.depth[place];
  const std::size_t first = std::size_t{place} * arrivals.k;
  const std::size_t last = first + arrivals.k - 1;
  for (std::size_t i = first; i <= last; ++i) {
    if (arrivals.times[i] == geo::no_time || arrivals.origins[i] != station)
      continue;
    for (; i < last; ++i) {
      arrivals.times[i] = arrivals.times[i + 1];
      arrivals.origins[i] = arrivals.origins[i + 1];
    }
    arrivals.times[last] = geo::no_time;
    return true;
  }
  return false;
}

} // namespace

geo::Arrival arrival_at(const geo::TravelTimes& times, const Scenario& scenario,
                        std::span<const Access> ways,
                        const std::vector<std::vector<std::uint32_t>>& zone_sets,
                        double walking_m_s) {
  geo::Arrival earliest;
  for (const auto& way : ways) {
    if (scenario.any_closed(zone_sets[way.zones]))
      continue;
    const auto arrival = arrival_by(times, way.place, walking_time(way, walking_m_s));
    if (arrival.time < earliest.time)
      earliest = arrival;
  }
  return earliest;
}

WaysByEdge ways_by_edge(const Demand& demand, const Scenario& scenario, std::size_t edge_count,
                        double walking_m_s) {
  std::vector<std::uint8_t> is_closed;
  for (const auto& zones : demand.zone_sets)
    is_closed.push_back(scenario.any_closed(zones) ? 1 : 0);
  const auto each_open = [&](auto use) {
    for (std::uint32_t place = 0; place < demand.places.size(); ++place) {
      for (auto i = demand.access_starts[place]; i < demand.access_starts[place + 1]; ++i) {
        if (!is_closed[demand.access[i].zones])
          use(place, demand.access[i]);
      }
    }
  };
  WaysByEdge made;
  made.place_count = demand.places.size();
  made.starts.resize(edge_count + 1);
  each_open([&](std::uint32_t, const Access& way) { ++made.starts[way.place.edge + 1]; });
  for (std::size_t e = 0; e < edge_count; ++e)
    made.starts[e + 1] += made.starts[e];
  made.ways.resize(made.starts.back());
  auto next = made.starts;
  each_open([&](std::uint32_t place, const Access& way) {
    made.ways[next[way.place.edge]++] = {place, way.place.share, walking_time(way, walking_m_s)};
  });
  return made;
}

WaysByEdge ways_of_places(const WaysByEdge& ways, std::span<const std::uint8_t> is_wanted) {
  WaysByEdge wanted;
  wanted.place_count = ways.place_count;
  wanted.starts.assign(1, 0);
  for (std::uint32_t edge = 0; edge + 1 < ways.starts.size(); ++edge) {
    std::ranges::copy_if(ways.of(edge), std::back_inserter(wanted.ways),
                         [&](const auto& way) { return is_wanted[way.demand_place] != 0; });
    wanted.starts.push_back(static_cast<std::uint32_t>(wanted.ways.size()));
  }
  return wanted;
}

Arrivals no_arrivals(std::size_t place_count, std::uint32_t k) {
  return {std::vector<Deciseconds>(place_count * k, geo::no_time),
          std::vector<std::uint32_t>(place_count * k), std::vector<std::uint32_t>(place_count), k};
}

void add_arrivals(Arrivals& arrivals, const Searched& searched, const WaysByEdge& ways,
                  const StationOrigins& origins, const std::stop_token& stop) {
  for_each_search(searched, ways, origins, stop, [&](std::uint32_t station, const auto& reached) {
    for (const auto& one : reached)
      insert(arrivals, station, one);
  });
}

std::vector<std::uint8_t> remove_arrivals(Arrivals& arrivals, const Searched& searched,
                                          const WaysByEdge& ways, const StationOrigins& origins,
                                          const std::stop_token& stop) {
  std::vector<std::uint8_t> is_missing(ways.place_count);
  for_each_search(searched, ways, origins, stop, [&](std::uint32_t station, const auto& reached) {
    for (const auto& one : reached)
      is_missing[one.place] |= static_cast<std::uint8_t>(take_out(arrivals, station, one.place));
  });
  for (std::uint32_t p = 0; p < is_missing.size(); ++p) {
    if (is_missing[p] == 0)
      continue;
    const auto times = std::span(arrivals.times).subspan(p * std::size_t{arrivals.k}, arrivals.k);
    const auto known =
        times.size() - static_cast<std::size_t>(std::ranges::count(times, geo::no_time));
    is_missing[p] = known < std::min(arrivals.depth[p], arrivals.k) ? 1 : 0;
    if (is_missing[p] == 0)
      continue;
    std::ranges::fill(times, geo::no_time);
    arrivals.depth[p] = 0;
  }
  return is_missing;
}

} // namespace layers
