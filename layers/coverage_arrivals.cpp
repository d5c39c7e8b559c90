// 1. Searches by time, or by length; of straight distances there is nothing to search.
// 2. Who arrives within the limit: one search a station.
// 3. Who arrives at last where nobody does: one search from all stations without the limit.
#include "layers/coverage_arrivals.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "geo/local_plane.hpp"
#include "geo/stop.hpp"

namespace layers {

namespace {

using Measure = ArrivalQuestion::Measure;

/// Lengths instead of times, in decimetres.
geo::TravelWeights length_weights(const Travel& travel, geo::Direction direction) {
  const auto& graph = travel.model->network->graph;
  std::vector<geo::Deciseconds> lengths(travel.scenario.half_times.size());
  for (std::size_t half = 0; half < lengths.size(); ++half) {
    const auto length_dm =
        static_cast<geo::Deciseconds>(std::lround(graph.edges[half / 2].length_m * 10));
    const bool is_open = travel.scenario.half_times[half] != geo::no_time;
    lengths[half] = is_open ? std::max<geo::Deciseconds>(1, length_dm) : geo::no_time;
  }
  return geo::travel_weights(graph, lengths, direction);
}

/// Straight distances of the nearest stations, in decimetres.
Arrivals straight_distances(const Travel& travel, const Demand& demand, geo::Deciseconds limit,
                            std::uint32_t k, const std::stop_token& stop) {
  Arrivals found;
  found.k = k;
  found.times.assign(demand.places.size() * k, geo::no_time);
  found.origins.assign(demand.places.size() * k, 0);
  found.depth.assign(demand.places.size(), 0);
  std::vector<std::pair<geo::Deciseconds, std::uint32_t>> distances(travel.stations.size());
  for (std::size_t p = 0; p < demand.places.size(); ++p) {
    geo::check_stop(stop);
    for (std::uint32_t s = 0; s < distances.size(); ++s) {
      const double far_m = geo::distance_m(travel.stations[s].position, demand.places[p].position);
      distances[s] = {static_cast<geo::Deciseconds>(std::lround(far_m * 10)), s};
    }
    std::ranges::sort(distances);
    found.times[p * k] = distances.front().first; // however far it is
    found.origins[p * k] = distances.front().second;
    for (std::uint32_t rank = 0; rank < distances.size(); ++rank) {
      if (distances[rank].first > limit)
        break;
      ++found.depth[p];
      if (rank < k) {
        found.times[p * k + rank] = distances[rank].first;
        found.origins[p * k + rank] = distances[rank].second;
      }
    }
  }
  return found;
}

/// What is searched over, and from where: all origins of a travel from one on.
struct Searched {
  std::optional<geo::TravelWeights> lengths;
  const geo::TravelWeights& weights;
  double walking_m_s;
  std::vector<geo::Origin> origins;
  std::vector<std::uint32_t> stations; ///< of each origin

  Searched(const Travel& travel, const ArrivalQuestion& question, std::size_t first_station)
      : lengths(question.measure == Measure::road_length
                    ? std::optional(length_weights(travel, question.direction))
                    : std::nullopt),
        weights(lengths ? *lengths : travel.weights),
        walking_m_s(lengths ? 1 : travel.walking_m_s) { // a second of this search is a metre
    for (std::size_t i = 0; i < travel.origins.size(); ++i) {
      if (travel.station_of[i] < first_station)
        continue;
      origins.push_back({travel.origins[i].place, lengths ? 0 : travel.origins[i].start});
      stations.push_back(travel.station_of[i]);
    }
  }
};

/// Lets stations arrive late where nobody arrives in time, or others do later.
void add_late(PlacesReached& reached, const Travel& travel, const Searched& searched,
              const Demand& demand, const std::stop_token& stop) {
  geo::TravelTimes times(travel.model->network->graph);
  times.search(searched.weights, searched.origins, geo::TravelTimes::most_limit, stop);
  for (std::size_t p = 0; p < demand.places.size(); ++p) {
    if (reached.in_time.first(p) != geo::no_time)
      continue;
    const auto ways = std::span(demand.access)
                          .subspan(demand.access_starts[p],
                                   demand.access_starts[p + 1] - demand.access_starts[p]);
    const auto late =
        arrival_at(times, travel.scenario, ways, demand.zone_sets, searched.walking_m_s);
    if (late.time < reached.late[p].time)
      reached.late[p] = {late.time, searched.stations[late.origin]};
  }
}

} // namespace

Arrivals PlacesReached::all() const {
  auto all = in_time;
  for (std::size_t p = 0; p < late.size(); ++p) {
    if (all.first(p) != geo::no_time)
      continue;
    all.times[p * all.k] = late[p].time;
    all.origins[p * all.k] = late[p].origin;
  }
  return all;
}

PlacesReached places_reached(const Travel& travel, const ArrivalQuestion& question,
                             const Demand& demand, const std::stop_token& stop) {
  if (question.measure == Measure::straight_distance)
    return {straight_distances(travel, demand, question.limit, question.k, stop), {}};
  const Searched searched(travel, question, 0);
  PlacesReached reached{arrivals(travel.model->network->graph, searched.weights, travel.scenario,
                                 searched.origins, searched.stations, demand, question.limit,
                                 question.k, searched.walking_m_s, stop),
                        std::vector<geo::Arrival>(demand.places.size())};
  add_late(reached, travel, searched, demand, stop);
  return reached;
}

PlacesReached places_reached_with_added(const PlacesReached& base, std::size_t base_stations,
                                        const Travel& travel, const ArrivalQuestion& question,
                                        const Demand& demand, const std::stop_token& stop) {
  if (question.measure == Measure::straight_distance)
    return places_reached(travel, question, demand, stop);
  const Searched searched(travel, question, base_stations);
  auto reached = base;
  add_arrivals(reached.in_time, travel.model->network->graph, searched.weights, travel.scenario,
               searched.origins, searched.stations, demand, question.limit, searched.walking_m_s,
               stop);
  add_late(reached, travel, searched, demand, stop);
  return reached;
}

} // namespace layers
