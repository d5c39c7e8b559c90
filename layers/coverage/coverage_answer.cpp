// 1. The clock: what a standard counts, or the limits that are asked for.
// 2. Arrivals of the first stations at each point of the demand.
// 3. Sums over everything, each area, each sort of zone; the same before the change.
// 4. Gaps: where people are not reached.
#include "layers/coverage/coverage_answer.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "geo/error.hpp"
#include "layers/coverage/coverage_arrivals.hpp"
#include "layers/coverage/coverage_parts.hpp"
#include "layers/features/role_values.hpp"

namespace layers {

using geo::ErrorKind;
using geo::fail;

/// A state that others are compared with, and what is found out about it once for all of them.
struct KeptCoverage {
  Parts parts;
  DemandArrivals reached;
  CoverageState state;

  std::size_t bytes() const { return parts.bytes() + reached.bytes() + state.bytes(); }
};

std::size_t CoverageState::bytes() const {
  auto bytes = travel.bytes() + sums.bytes();
  for (const auto& of_class : classes)
    bytes += sizeof(of_class) + of_class.bytes();
  for (const auto* parts : {&areas, &hazards})
    for (const auto& part : *parts)
      bytes += sizeof(part) + part.sums.bytes();
  for (const auto& gap : gaps)
    bytes += sizeof(gap) + gap.polygons.bytes() + gap.points.capacity() * sizeof(DemandShare);
  return bytes;
}

namespace {

constexpr double gap_radius_m = 150;

std::shared_ptr<const Layer> required_layer(const LayerList& all, const std::string& id,
                                            std::string_view parameter) {
  for (const auto& layer : all)
    if (layer->config.id == id)
      return layer;
  fail(ErrorKind::not_found, "parameter {}: no layer \"{}\" is served", parameter,
       id.substr(0, 64));
}

bool has_polygons_in(const Layer& layer) {
  const auto& types = layer.features->geometry.part_types;
  return std::ranges::find(types, geo::PartType::polygon) != types.end();
}

/// A layer in whose shapes points can lie.
std::shared_ptr<const Layer> required_polygons(const LayerList& all, const std::string& id,
                                               std::string_view parameter) {
  auto layer = required_layer(all, id, parameter);
  if (!has_polygons_in(*layer))
    fail(ErrorKind::invalid_input, "parameter {}: the layer \"{}\" has no polygons", parameter, id);
  return layer;
}

bool has_population(const Layer& layer) {
  return has_role(layer, "weight") || has_role(layer, "population");
}

/// The layer named, else the first of kind demand, else areas with a population.
std::shared_ptr<const Layer> demand_layer(const LayerList& all, const std::string& id) {
  if (!id.empty())
    return required_layer(all, id, "demand");
  for (const auto& layer : all)
    if (layer->config.kind == Kind::demand)
      return layer;
  for (const auto& layer : all)
    if (layer->config.kind == Kind::area && has_population(*layer))
      return layer;
  fail(ErrorKind::invalid_input,
       "parameter demand: no layer of kind demand is served, and no area has a population; name a "
       "layer with demand=");
}

/// The layer that says where the people of a layer live; or none.
std::shared_ptr<const Layer> dwellings_for(const LayerList& all, const Layer& demand) {
  const auto& id = demand.config.spread_over;
  if (id.empty())
    return nullptr;
  const auto found =
      std::ranges::find_if(all, [&](const auto& layer) { return layer->config.id == id; });
  if (found == all.end())
    fail(ErrorKind::not_found,
         R"(layer "{}": "spread_over" names "{}", and no such layer is served)", demand.config.id,
         id);
  return *found;
}

/// The layer that results are asked for, else the demand's own if it is one of areas, else the
/// first of kind area.
std::shared_ptr<const Layer> place_layer(const LayerList& all, const Coverage& answer) {
  if (answer.area_layer || answer.request.gaps == 0)
    return answer.area_layer;
  const auto names_places = [](const auto& layer) {
    return layer->config.kind == Kind::area && has_polygons_in(*layer);
  };
  if (names_places(answer.demand_layer))
    return answer.demand_layer;
  const auto found = std::ranges::find_if(all, names_places);
  return found == all.end() ? nullptr : *found;
}

/// The demand's own layer if it tells classes of area, else the one that results are asked for,
/// else the first.
std::shared_ptr<const Layer> class_layer(const LayerList& all, const Coverage& answer) {
  const auto tells = [](const auto& layer) { return has_role(*layer, "area_class"); };
  if (answer.area_classes.empty())
    return nullptr;
  if (tells(answer.demand_layer))
    return answer.demand_layer;
  if (answer.area_layer && tells(answer.area_layer))
    return answer.area_layer;
  const auto found = std::ranges::find_if(
      all, [&](const auto& layer) { return tells(layer) && has_polygons_in(*layer); });
  return found == all.end() ? nullptr : *found;
}

std::vector<geo::Cost> limits_of(const Standard& standard) {
  std::vector<geo::Cost> limits;
  for (const auto& limit : standard.limits)
    limits.push_back(static_cast<geo::Cost>(std::lround(limit.value * 10)));
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

ArrivalQuestion arrival_question(const Coverage& answer) {
  using Measure = ArrivalQuestion::Measure;
  const auto measure = !answer.is_radius           ? Measure::time
                       : answer.request.by_network ? Measure::road_length
                                                   : Measure::straight_distance;
  return {measure, answer.request.travel.direction, answer.limits.back(),
          answer.request.stations_due};
}

std::vector<std::uint32_t> idle_stations(const Travel& travel, const Arrivals& arrived,
                                         const Demand& demand, geo::Cost limit) {
  std::vector<std::uint8_t> is_idle(travel.stations.size());
  for (std::size_t i = 0; i < is_idle.size(); ++i)
    is_idle[i] = travel.unchanged_from[i] == no_station ? 1 : 0;
  for (std::size_t i = 0; i < arrived.costs.size(); ++i)
    if (arrived.costs[i] != geo::unreachable && arrived.costs[i] <= limit &&
        demand.points[i / arrived.k].weight > 0)
      is_idle[arrived.origins[i]] = 0;
  std::vector<std::uint32_t> idle;
  for (std::uint32_t i = 0; i < is_idle.size(); ++i)
    if (is_idle[i])
      idle.push_back(i);
  return idle;
}

/// `known`: gaps of another state.
CoverageState state_of(Travel travel, const Arrivals& arrived, const Coverage& answer,
                       const Parts& parts, std::span<const Gap> known,
                       const std::stop_token& stop) {
  const auto sums = [&](const std::vector<DemandShare>& points) {
    return sum_coverage(*answer.demand, arrived, answer.limits, points);
  };
  CoverageState state;
  state.travel = std::move(travel);
  state.sums = sums(all_points(*answer.demand));
  for (const auto& points : parts.classes)
    state.classes.push_back(sums(points));
  if (answer.area_layer)
    for (std::uint32_t f = 0; f < parts.places.size(); ++f)
      state.areas.push_back({f, "", 0, sums(parts.places[f])});
  for (const auto& zone : parts.zones)
    state.hazards.push_back({0, zone.type, zone.severity, sums(zone.points)});
  const GapQuestion question{answer.limits.back(), gap_radius_m, answer.request.gaps, parts.places};
  state.gaps = gaps(*answer.demand, arrived, question, known, stop);
  state.idle = idle_stations(state.travel, arrived, *answer.demand, answer.limits.back());
  return state;
}

/// The layers that a request names, or means.
LayerList layers_of(const Coverage& answer) {
  LayerList layers{answer.demand_layer};
  for (const auto& layer : {answer.dwellings, answer.area_layer, answer.hazard_layer,
                            answer.place_layer, answer.class_layer})
    if (layer && std::ranges::find(layers, layer) == layers.end())
      layers.push_back(layer);
  return layers;
}

std::vector<std::string> versions_of(const LayerList& layers) {
  std::vector<std::string> versions;
  for (const auto& layer : layers)
    versions.push_back(data_key(*layer));
  return versions;
}

/// All that decides the numbers of a request without its what-if.
geo::KeptKey key_of(const Coverage& answer, const TravelRequest& travel) {
  const auto& request = answer.request;
  const auto version = [](const auto& layer) { return key_text(layer ? data_key(*layer) : ""); };
  auto text = fmt::format("coverage {}\n{} {} {} {} {}\n{}", key_without_what_if(travel),
                          answer.is_radius, request.by_network, request.stations_due, request.gaps,
                          request.standard, version(answer.demand_layer));
  for (const auto& layer : {answer.dwellings, answer.area_layer, answer.hazard_layer,
                            answer.place_layer, answer.class_layer})
    text += "\n" + version(layer);
  for (const auto limit : answer.limits)
    text += fmt::format("\n{}", limit);
  return {text, versions_of(layers_of(answer))};
}

/// Worked out, or known from an earlier question.
std::shared_ptr<const KeptCoverage> kept_coverage(const ResponseModel& model,
                                                  const TravelRequest& request,
                                                  const Coverage& answer,
                                                  const std::stop_token& stop) {
  const auto make = [&] {
    KeptCoverage made;
    auto travel = plan_travel(model, request, stop);
    made.parts = parts_of(answer, stop);
    made.reached = demand_arrivals(travel, arrival_question(answer), *answer.demand, stop);
    made.state = state_of(std::move(travel), made.reached.all(), answer, made.parts, {}, stop);
    return made;
  };
  return model.kept.get<KeptCoverage>(key_of(answer, request), make, stop);
}

/// A state that is not kept, from the one it is compared with.
CoverageState state_after(const KeptCoverage& before, Travel travel, const Coverage& answer,
                          const std::stop_token& stop) {
  const auto reached = demand_arrivals_after(before.reached, before.state.travel, travel,
                                             arrival_question(answer), *answer.demand, stop);
  return state_of(std::move(travel), reached.all(), answer, before.parts, before.state.gaps, stop);
}

/// The layers and limits that a request means.
Coverage understood(const LayerList& layers, const CoverageRequest& request) {
  Coverage answer;
  answer.request = request;
  answer.limits = request.limits;
  if (!request.standard.empty()) {
    answer.standard = &coverage_standard(request.standard);
    answer.is_radius = answer.standard->measure == Standard::Measure::radius;
    answer.request.travel = by_clock(request.travel, *answer.standard);
    answer.limits = limits_of(*answer.standard);
    answer.area_classes = area_classes(*answer.standard);
  }
  answer.demand_layer = demand_layer(layers, request.demand);
  answer.dwellings = dwellings_for(layers, *answer.demand_layer);
  if (!request.area.empty())
    answer.area_layer = required_polygons(layers, request.area, "area");
  if (!request.hazard.empty())
    answer.hazard_layer = required_polygons(layers, request.hazard, "hazard");
  answer.place_layer = place_layer(layers, answer);
  answer.class_layer = class_layer(layers, answer);
  return answer;
}

} // namespace

LayerList layers_read(const LayerList& layers, const CoverageRequest& request) {
  return layers_of(understood(layers, request));
}

Coverage coverage_of(const LayerList& layers, const ResponseModel& model,
                     const CoverageRequest& request, const std::stop_token& stop) {
  auto answer = understood(layers, request);
  const auto& travel = answer.request.travel;
  const double access_m =
      std::min(travel.access_m.value_or(model.config.access_m), model.config.access_m);
  answer.demand = demand_of(model, answer.demand_layer, access_m, stop, answer.dwellings);
  std::shared_ptr<const KeptCoverage> before;
  if (const auto base = compared_with(travel)) {
    before = kept_coverage(model, *base, answer, stop);
    answer.before = before->state;
  }
  answer.asked = travel.what_if.empty()
                     ? kept_coverage(model, travel, answer, stop)->state
                     : state_after(*before, plan_travel(model, travel, stop), answer, stop);
  require_stations(answer.asked.travel);
  return answer;
}

} // namespace layers
