// 1. The clock: what a standard counts, or the limits that are asked for.
// 2. Arrivals of the first stations at each place of the demand.
// 3. Sums over everything, each area, each sort of zone; the same before the change.
// 4. Gaps: where people are not reached.
#include "layers/coverage_answer.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "geo/error.hpp"
#include "geo/local_plane.hpp"
#include "geo/stop.hpp"
#include "layers/attributes.hpp"

namespace layers {

using geo::ErrorKind;
using geo::fail;

namespace {

std::shared_ptr<const Layer> required_layer(const LayerList& all, const std::string& id,
                                            std::string_view parameter) {
  for (const auto& layer : all)
    if (layer->config.id == id)
      return layer;
  fail(ErrorKind::not_found, "parameter {}: no layer \"{}\" is served", parameter,
       id.substr(0, 64));
}

bool has_population(const LayerConfig& config) {
  return config.fields.contains("weight") || config.fields.contains("population");
}

/// The layer named, else the first of kind demand, else areas with a population.
std::shared_ptr<const Layer> demand_layer(const LayerList& all, const std::string& id) {
  if (!id.empty())
    return required_layer(all, id, "demand");
  for (const auto& layer : all)
    if (layer->config.kind == Kind::demand)
      return layer;
  for (const auto& layer : all)
    if (layer->config.kind == Kind::area && has_population(layer->config))
      return layer;
  fail(ErrorKind::invalid_input,
       "parameter demand: no layer of kind demand is served, and no area has a population; name a "
       "layer with demand=");
}

std::vector<geo::Deciseconds> limits_of(const Standard& standard) {
  std::vector<geo::Deciseconds> limits;
  for (const auto& limit : standard.limits)
    limits.push_back(static_cast<geo::Deciseconds>(std::lround(limit.value * 10)));
  std::ranges::sort(limits);
  limits.erase(std::unique(limits.begin(), limits.end()), limits.end());
  return limits;
}

/// The clock of a standard may start late: what lies before does not count.
TravelRequest by_clock(TravelRequest travel, const Standard& standard) {
  if (standard.clock != Standard::Clock::call)
    travel.call_handling_s = 0;
  if (!standard.clock || standard.clock == Standard::Clock::wheels_rolling)
    travel.turnout_s = 0;
  return travel;
}

/// Throws for a norm that says nothing about stations.
const Standard& usable_standard(const std::string& id) {
  const auto& found = standard(id);
  if (found.measure == Standard::Measure::spacing)
    fail(ErrorKind::invalid_input,
         "standard \"{}\": it is about hydrants; coverage is measured by times and radii of "
         "stations",
         id);
  return found;
}

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

/// Where nobody arrives in time, when somebody does at last: percentiles and gaps want to know.
void fill_in_late(Arrivals& arrived, const Travel& travel, const geo::TravelWeights& weights,
                  std::span<const geo::Origin> origins, const Demand& demand, double walking_m_s,
                  const std::stop_token& stop) {
  geo::TravelTimes times(travel.model->network->graph);
  times.search(weights, origins, geo::TravelTimes::most_limit, stop);
  for (std::size_t p = 0; p < demand.places.size(); ++p) {
    if (arrived.first(p) != geo::no_time)
      continue;
    const auto ways = std::span(demand.access)
                          .subspan(demand.access_starts[p],
                                   demand.access_starts[p + 1] - demand.access_starts[p]);
    const auto late = arrival_at(times, travel.scenario, ways, demand.zone_sets, walking_m_s);
    arrived.times[p * arrived.k] = late.time;
    if (late.time != geo::no_time)
      arrived.origins[p * arrived.k] = travel.station_of[late.origin];
  }
}

Arrivals arrivals_of(const Travel& travel, const Coverage& answer, const std::stop_token& stop) {
  const auto limit = answer.limits.back();
  const auto k = answer.request.stations_due;
  const auto& demand = *answer.demand;
  if (answer.is_radius && !answer.request.by_network)
    return straight_distances(travel, demand, limit, k, stop);
  auto origins = travel.origins;
  double walking_m_s = travel.walking_m_s;
  std::optional<geo::TravelWeights> lengths;
  if (answer.is_radius) {
    lengths = length_weights(travel, answer.request.travel.direction);
    walking_m_s = 1; // a second of this search is a metre
    for (auto& origin : origins)
      origin.start = 0;
  }
  const auto& weights = lengths ? *lengths : travel.weights;
  auto arrived = arrivals(travel.model->network->graph, weights, travel.scenario, origins,
                          travel.station_of, demand, limit, k, walking_m_s, stop);
  fill_in_late(arrived, travel, weights, origins, demand, walking_m_s, stop);
  return arrived;
}

/// The demand without the ways that are too long.
std::shared_ptr<const Demand> with_ways_within(const std::shared_ptr<const Demand>& demand,
                                               double access_m) {
  auto nearer = std::make_shared<Demand>(*demand);
  nearer->access.clear();
  for (std::size_t p = 0; p < demand->places.size(); ++p) {
    for (auto i = demand->access_starts[p]; i < demand->access_starts[p + 1]; ++i)
      if (demand->access[i].distance_m <= access_m)
        nearer->access.push_back(demand->access[i]);
    nearer->access_starts[p + 1] = static_cast<std::uint32_t>(nearer->access.size());
  }
  return nearer;
}

/// Zones of one type and severity, and the places in any of them.
struct ZoneClass {
  std::string type;
  double severity = 0;
  std::vector<std::uint32_t> places;
};

std::vector<ZoneClass> zone_classes(const Layer& layer, const Demand& demand) {
  const auto column = [&](const char* role) {
    const auto found = layer.config.fields.find(role);
    return found == layer.config.fields.end() ? std::string(role) : found->second;
  };
  const auto severities = number_column(*layer.features, column("severity"));
  const auto types = text_column(*layer.features, column("type"));
  const auto places = places_by_feature(demand, layer);
  std::map<std::pair<std::string, double>, std::vector<std::uint32_t>> by_class;
  for (std::size_t i = 0; i < layer.features->size(); ++i) {
    auto& all = by_class[{types[i], std::isfinite(severities[i]) ? severities[i] : 0}];
    all.insert(all.end(), places[i].begin(), places[i].end());
  }
  std::vector<ZoneClass> classes;
  for (auto& [key, all] : by_class) {
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    classes.push_back({key.first, key.second, std::move(all)});
  }
  return classes;
}

/// What sums are made over, found once for both states.
struct Parts {
  std::vector<std::uint32_t> everything;
  std::vector<std::vector<std::uint32_t>> areas;
  std::vector<ZoneClass> zones;
};

Parts parts_of(const Coverage& answer, const LayerList& all) {
  Parts parts;
  parts.everything.resize(answer.demand->places.size());
  for (std::uint32_t p = 0; p < parts.everything.size(); ++p)
    parts.everything[p] = p;
  if (answer.area_layer) {
    parts.areas = places_by_feature(*answer.demand, *answer.area_layer);
    parts.areas.pop_back();
  }
  if (!answer.request.hazard.empty())
    parts.zones =
        zone_classes(*required_layer(all, answer.request.hazard, "hazard"), *answer.demand);
  return parts;
}

CoverageState state_of(Travel travel, const Arrivals& arrived, const Coverage& answer,
                       const Parts& parts) {
  const auto sums = [&](const std::vector<std::uint32_t>& places) {
    return sum_coverage(*answer.demand, arrived, answer.limits, places);
  };
  CoverageState state;
  state.travel = std::move(travel);
  state.sums = sums(parts.everything);
  for (std::uint32_t f = 0; f < parts.areas.size(); ++f)
    state.areas.push_back({f, "", 0, sums(parts.areas[f])});
  for (const auto& zone : parts.zones)
    state.hazards.push_back({0, zone.type, zone.severity, sums(zone.places)});
  return state;
}

} // namespace

Coverage coverage_of(const std::shared_ptr<const ResponseModel>& model,
                     const CoverageRequest& request, const std::stop_token& stop) {
  Coverage answer;
  answer.request = request;
  answer.limits = request.limits;
  if (!request.standard.empty()) {
    answer.standard = &usable_standard(request.standard);
    answer.is_radius = answer.standard->measure == Standard::Measure::radius;
    answer.request.travel = by_clock(request.travel, *answer.standard);
    if (answer.limits.empty() || answer.is_radius)
      answer.limits = limits_of(*answer.standard);
  }
  answer.demand = model->demands.get(demand_layer(model->layers, request.demand), *model->network,
                                     model->config.access_m, stop);
  if (!request.area.empty())
    answer.area_layer = required_layer(model->layers, request.area, "area");
  const auto parts = parts_of(answer, model->layers);
  auto travel = plan_travel(model, answer.request.travel);
  if (travel.access_m < model->config.access_m)
    answer.demand = with_ways_within(answer.demand, travel.access_m);
  const auto arrived = arrivals_of(travel, answer, stop);
  constexpr double gap_radius_m = 150;
  answer.gaps =
      gaps(*answer.demand, arrived, answer.limits.back(), gap_radius_m, request.gaps, stop);
  answer.asked = state_of(std::move(travel), arrived, answer, parts);
  if (const auto base = compared_with(answer.request.travel)) {
    auto before = plan_travel(model, *base);
    const auto arrived_before = arrivals_of(before, answer, stop);
    answer.before = state_of(std::move(before), arrived_before, answer, parts);
  }
  return answer;
}

} // namespace layers
