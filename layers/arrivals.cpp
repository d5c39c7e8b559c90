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
#include "layers/coverage.hpp"

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

/// The ways of the demand by the edges they lead to.
struct WaysByEdge {
  struct Way {
    std::uint32_t demand_place = 0;
    float share = 0;
    Deciseconds walking = 0;
  };
  std::vector<std::uint32_t> starts; ///< edge e has ways [starts[e], starts[e + 1])
  std::vector<Way> ways;

  WaysByEdge(const Demand& demand, const Scenario& scenario, std::size_t edge_count,
             double walking_m_s)
      : starts(edge_count + 1) {
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
    each_open([&](std::uint32_t, const Access& way) { ++starts[way.place.edge + 1]; });
    for (std::size_t e = 0; e < edge_count; ++e)
      starts[e + 1] += starts[e];
    ways.resize(starts.back());
    auto next = starts;
    each_open([&](std::uint32_t place, const Access& way) {
      ways[next[way.place.edge]++] = {place, way.place.share, walking_time(way, walking_m_s)};
    });
  }

  std::span<const Way> of(std::uint32_t edge) const {
    return std::span(ways).subspan(starts[edge], starts[edge + 1] - starts[edge]);
  }
};

/// The origins of each station that has some, by its number.
struct StationOrigins {
  std::uint32_t station = 0;
  std::vector<geo::Origin> origins;
};

std::vector<StationOrigins> by_station(std::span<const geo::Origin> origins,
                                       std::span<const std::uint32_t> stations) {
  std::vector<std::uint32_t> order(origins.size());
  for (std::uint32_t i = 0; i < order.size(); ++i)
    order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::uint32_t i) { return stations[i]; });
  std::vector<StationOrigins> grouped;
  for (const auto i : order) {
    if (grouped.empty() || grouped.back().station != stations[i])
      grouped.push_back({stations[i], {}});
    grouped.back().origins.push_back(origins[i]);
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
  Searcher(const geo::RoadGraph& graph, const geo::TravelWeights& weights, const WaysByEdge& ways,
           std::size_t place_count)
      : m_weights(weights), m_ways(ways), m_times(graph), m_earliest(place_count, geo::no_time) {}

  /// The places that a station reaches, in no order, each once.
  std::span<const PlaceTime> search(const StationOrigins& station, Deciseconds limit,
                                    const std::stop_token& stop) {
    m_times.search(m_weights, station.origins, limit, stop);
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

  const geo::TravelWeights& m_weights;
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

Arrivals arrivals(const geo::RoadGraph& graph, const geo::TravelWeights& weights,
                  const Scenario& scenario, std::span<const geo::Origin> origins,
                  std::span<const std::uint32_t> stations, const Demand& demand, Deciseconds limit,
                  std::uint32_t k, double walking_m_s, const std::stop_token& stop) {
  const auto place_count = demand.places.size();
  Arrivals result{std::vector<Deciseconds>(place_count * k, geo::no_time),
                  std::vector<std::uint32_t>(place_count * k),
                  std::vector<std::uint32_t>(place_count), k};
  add_arrivals(result, graph, weights, scenario, origins, stations, demand, limit, walking_m_s,
               stop);
  return result;
}

void add_arrivals(Arrivals& result, const geo::RoadGraph& graph, const geo::TravelWeights& weights,
                  const Scenario& scenario, std::span<const geo::Origin> origins,
                  std::span<const std::uint32_t> stations, const Demand& demand, Deciseconds limit,
                  double walking_m_s, const std::stop_token& stop) {
  const auto place_count = demand.places.size();
  const WaysByEdge ways(demand, scenario, graph.edge_count(), walking_m_s);
  const auto grouped = by_station(origins, stations);
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  const auto search_some = [&] {
    Searcher searcher(graph, weights, ways, place_count);
    for (auto i = next++; i < grouped.size(); i = next++) {
      geo::check_stop(stop);
      const auto reached = searcher.search(grouped[i], limit, stop);
      const std::scoped_lock lock(mutex);
      for (const auto& one : reached)
        insert(result, grouped[i].station, one);
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

} // namespace layers
