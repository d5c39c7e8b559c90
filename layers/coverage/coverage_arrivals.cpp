// 1. Searches by time, or by length; of straight distances there is nothing to search.
// 2. Who arrives within the limit: one search a station.
// 3. Who arrives at last where nobody does: one search from all stations without the limit.
#include "layers/coverage/coverage_arrivals.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/core.h>

#include "geo/local_plane.hpp"
#include "geo/stop.hpp"

namespace layers {

namespace {

using Measure = ArrivalQuestion::Measure;

/// Lengths instead of times.
geo::TravelWeights length_weights(const geo::RoadGraph& graph,
                                  std::span<const geo::Deciseconds> half_times,
                                  geo::Direction direction) {
  std::vector<geo::Decimetres> lengths(half_times.size());
  for (std::size_t half = 0; half < lengths.size(); ++half) {
    const auto length_dm =
        static_cast<geo::Decimetres>(std::lround(graph.edges[half / 2].length_m * 10));
    const bool is_open = half_times[half] != geo::unreachable;
    lengths[half] = is_open ? std::max<geo::Decimetres>(1, length_dm) : geo::unreachable;
  }
  return geo::travel_weights(graph, lengths, direction);
}

/// Straight distances of the nearest stations.
Arrivals straight_distances(const Travel& travel, const Demand& demand, geo::Decimetres limit,
                            std::uint32_t k, const std::stop_token& stop) {
  Arrivals found;
  found.k = k;
  found.costs.assign(demand.points.size() * k, geo::unreachable);
  found.origins.assign(demand.points.size() * k, 0);
  found.depth.assign(demand.points.size(), 0);
  std::vector<std::pair<geo::Decimetres, std::uint32_t>> distances(travel.stations.size());
  if (distances.empty())
    return found;
  for (std::size_t p = 0; p < demand.points.size(); ++p) {
    geo::check_stop(stop);
    for (std::uint32_t s = 0; s < distances.size(); ++s) {
      const double far_m = geo::distance_m(travel.stations[s].position, demand.points[p].position);
      distances[s] = {static_cast<geo::Decimetres>(std::lround(far_m * 10)), s};
    }
    std::ranges::sort(distances);
    found.costs[p * k] = distances.front().first; // however far it is
    found.origins[p * k] = distances.front().second;
    for (std::uint32_t rank = 0; rank < distances.size(); ++rank) {
      if (distances[rank].first > limit)
        break;
      ++found.depth[p];
      if (rank < k) {
        found.costs[p * k + rank] = distances[rank].first;
        found.origins[p * k + rank] = distances[rank].second;
      }
    }
  }
  return found;
}

/// The weights of a question: those of the scenario, or lengths instead of times.
std::shared_ptr<const geo::TravelWeights>
weights_of(const Travel& travel, const ArrivalQuestion& question, const std::stop_token& stop) {
  if (question.measure == Measure::time)
    return travel.weights;
  return travel.memory->kept.get<geo::TravelWeights>(
      {fmt::format("lengths {} {}", static_cast<int>(question.direction), travel.scenario_key), {}},
      [&] {
        return length_weights(travel.network->graph, travel.scenario->half_times,
                              question.direction);
      },
      stop);
}

constexpr double decimetres_per_m = 10;

Scenario plain_scenario(const RoadNetwork& network) {
  Scenario plain;
  plain.half_times = network.graph.half_times;
  plain.zone_closed.assign(network.zones.size(), 0);
  return plain;
}

bool is_plain(const RoadNetwork& network, const Scenario& scenario) {
  return scenario.half_times == network.graph.half_times &&
         std::ranges::count(scenario.zone_closed, 0) == std::ssize(scenario.zone_closed);
}

/// So many that one might as well begin anew.
bool changes_most(const geo::TravelWeights& weights, const geo::TravelWeights& other) {
  std::size_t changed = 0;
  for (std::size_t half = 0; half < weights.half_costs.size(); ++half)
    changed += weights.half_costs[half] != other.half_costs[half];
  return 4 * changed > weights.half_costs.size();
}

/// What a question is searched over.
struct Search {
  std::shared_ptr<const geo::TravelWeights> weights;
  bool by_length;
  RoadAccess access;
  Searched over;

  Search(const Travel& travel, const ArrivalQuestion& question, const Demand& demand,
         const std::stop_token& stop)
      : weights(weights_of(travel, question, stop)), by_length(question.measure != Measure::time),
        access(*travel.network, *travel.scenario, *weights,
               by_length ? Walking{travel.access_m, decimetres_per_m} : walking_of(travel)),
        over{travel.memory->searches, *weights, access, demand, question.limit} {}
  Search(const Search&) = delete; // `over` refers to the others
  Search& operator=(const Search&) = delete;

  /// The origins of the stations that `is_wanted` chooses by their numbers.
  template <typename IsWanted>
  StationOrigins origins(const Travel& travel, IsWanted is_wanted) const {
    StationOrigins chosen;
    for (std::size_t i = 0; i < travel.origins.size(); ++i) {
      if (!is_wanted(travel.station_of[i]))
        continue;
      const auto& origin = travel.origins[i];
      chosen.origins.push_back({origin.at, by_length ? 0 : origin.start});
      chosen.stations.push_back(travel.station_of[i]);
    }
    return chosen;
  }
};

/// A day on which nothing is closed or slowed.
struct PlainDay {
  Scenario scenario;
  geo::TravelWeights weights;
  RoadAccess access;

  PlainDay(const Travel& travel, const ArrivalQuestion& question, const Walking& walking)
      : scenario(plain_scenario(*travel.network)),
        weights(
            question.measure == Measure::time
                ? geo::travel_weights(travel.network->graph, scenario.half_times,
                                      question.direction)
                : length_weights(travel.network->graph, scenario.half_times, question.direction)),
        access(*travel.network, scenario, weights, walking) {}
};

/// The ways to the demand; kept when the demand is. Those of a plain day are the others' beginning.
std::shared_ptr<const WaysByNode> ways_of(const Travel& travel, const ArrivalQuestion& question,
                                          const Search& search, const std::stop_token& stop) {
  const auto& demand = search.over.demand;
  const auto& walking = search.access.walking();
  if (demand.key.empty())
    return std::make_shared<const WaysByNode>(ways_by_node(demand, search.access, stop));
  const auto kept = [&](const std::string& scenario, auto make) {
    return travel.memory->kept.get<WaysByNode>(
        {fmt::format("ways {} {} {} {} {} {}", search.by_length,
                     static_cast<int>(question.direction), walking.access_m, walking.cost_per_m,
                     scenario, demand.key),
         {data_key(*demand.layer)}},
        make, stop);
  };
  const auto on_plain_day = [&](const RoadAccess& access) {
    return kept("plain", [&] { return ways_by_node(demand, access, stop); });
  };
  if (is_plain(*travel.network, *travel.scenario))
    return on_plain_day(search.access);
  return kept(travel.scenario_key, [&] {
    const PlainDay day(travel, question, walking);
    if (changes_most(day.weights, *search.weights))
      return ways_by_node(demand, search.access, stop);
    return ways_after(*on_plain_day(day.access), day.weights, demand, search.access, stop);
  });
}

/// Lets stations arrive late where nobody arrives in time, or others do later.
void add_late(DemandArrivals& reached, const Search& search, const StationOrigins& origins,
              const std::stop_token& stop) {
  const auto times = search.over.searches.lend();
  times->search(search.over.weights, origins.origins, geo::TravelTimes::most_limit, stop);
  const auto offer = [&](std::uint32_t point, geo::Arrival begun, geo::Cost way) {
    if (reached.in_time.first(point) != geo::unreachable || begun.cost > times->limit() ||
        way > times->limit() - begun.cost)
      return;
    const geo::Arrival late{begun.cost + way, origins.stations[begun.origin]};
    auto& known = reached.late[point];
    if (std::pair(late.cost, late.origin) < std::pair(known.cost, known.origin))
      known = late;
  };
  for (const auto node : times->reached_nodes())
    for (const auto& way : reached.ways->of(node))
      offer(way.point, times->at_node(node), way.cost);
  for (std::uint32_t i = 0; i < origins.origins.size(); ++i)
    for_each_along_edge(search.over.demand, search.access, origins.origins[i].at,
                        [&](std::uint32_t point, geo::Cost way) {
                          offer(point, {origins.origins[i].start, i}, way);
                        });
}

/// Takes away the stations of `base` that `travel` has no more, gives the others their numbers.
/// Whether there were any.
bool remove_stations(DemandArrivals& reached, const Travel& base, const Travel& travel,
                     const Search& search, const std::stop_token& stop) {
  std::vector<std::uint32_t> numbers(base.stations.size(), no_station);
  for (std::uint32_t i = 0; i < travel.stations.size(); ++i)
    if (travel.unchanged_from[i] != no_station)
      numbers[travel.unchanged_from[i]] = i;
  const auto is_gone = [&](std::uint32_t station) { return numbers[station] == no_station; };
  if (std::ranges::count(numbers, no_station) == 0)
    return false;
  const auto is_missing = remove_arrivals(reached.in_time, search.over, *reached.ways,
                                          search.origins(base, is_gone), stop);
  auto& in_time = reached.in_time;
  for (std::size_t i = 0; i < in_time.costs.size(); ++i)
    if (in_time.costs[i] != geo::unreachable)
      in_time.origins[i] = numbers[in_time.origins[i]];
  const auto is_unchanged = [&](std::uint32_t i) { return travel.unchanged_from[i] != no_station; };
  add_arrivals(in_time, search.over, ways_of_points(*reached.ways, is_missing),
               search.origins(travel, is_unchanged), stop);
  return true;
}

} // namespace

Arrivals DemandArrivals::all() const {
  auto all = in_time;
  for (std::size_t p = 0; p < late.size(); ++p) {
    if (all.first(p) != geo::unreachable)
      continue;
    all.costs[p * all.k] = late[p].cost;
    all.origins[p * all.k] = late[p].origin;
  }
  return all;
}

DemandArrivals demand_arrivals(const Travel& travel, const ArrivalQuestion& question,
                               const Demand& demand, const std::stop_token& stop) {
  if (question.measure == Measure::straight_distance)
    return {straight_distances(travel, demand, question.limit, question.k, stop), {}, nullptr};
  const Search search(travel, question, demand, stop);
  DemandArrivals reached{no_arrivals(demand.points.size(), question.k),
                         std::vector<geo::Arrival>(demand.points.size()),
                         ways_of(travel, question, search, stop)};
  const auto all = search.origins(travel, [](std::uint32_t) { return true; });
  add_arrivals(reached.in_time, search.over, *reached.ways, all, stop);
  add_late(reached, search, all, stop);
  return reached;
}

DemandArrivals demand_arrivals_after(const DemandArrivals& base, const Travel& base_travel,
                                     const Travel& travel, const ArrivalQuestion& question,
                                     const Demand& demand, const std::stop_token& stop) {
  if (question.measure == Measure::straight_distance)
    return demand_arrivals(travel, question, demand, stop);
  const Search search(travel, question, demand, stop);
  auto reached = base;
  const bool any_gone = remove_stations(reached, base_travel, travel, search, stop);
  const auto is_new = [&](std::uint32_t i) { return travel.unchanged_from[i] == no_station; };
  const auto added = search.origins(travel, is_new);
  add_arrivals(reached.in_time, search.over, *reached.ways, added, stop);
  if (any_gone)
    reached.late.assign(reached.late.size(), {});
  const auto all = search.origins(travel, [](std::uint32_t) { return true; });
  add_late(reached, search, any_gone ? all : added, stop);
  return reached;
}

} // namespace layers
