// 1. What the request means: layers, limits and the clock of a standard.
// 2. Arrivals of the first stations at each point of the demand.
// 3. Sums over everything, each class of area, each area, each sort of zone; the same before the
//    change.
// 4. Gaps: where people are not reached.
#include "layers/coverage/coverage_answer.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "layers/coverage/coverage_arrivals.hpp"
#include "layers/coverage/coverage_layers.hpp"
#include "layers/coverage/coverage_parts.hpp"

namespace layers {

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

ArrivalQuestion arrival_question(const Coverage& answer) {
  using Measure = ArrivalQuestion::Measure;
  const auto measure = !answer.is_radius             ? Measure::time
                       : needs_roads(answer.request) ? Measure::road_length
                                                     : Measure::straight_distance;
  return {measure, answer.request.travel.direction, answer.limits.back(),
          answer.request.stations_due};
}

/// Stations of the what-if that are among the first nowhere within the limit.
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

} // namespace

LayerList layers_read(const LayerList& layers, const CoverageRequest& request) {
  return layers_of(understood(layers, request));
}

Coverage coverage_of(const LayerList& layers, const ResponseModel& model,
                     const CoverageRequest& request, const std::stop_token& stop) {
  auto answer = understood(layers, request);
  const auto& travel = answer.request.travel;
  answer.demand = demand_of(model, answer.demand_layer, stop, answer.dwellings);
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
