#include "layers/planner/planner_questions.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "geo/error.hpp"
#include "layers/coverage/coverage_answer.hpp"
#include "layers/features/source_features.hpp"
#include "layers/response/arrival_surface.hpp"
#include "layers/response/nearest.hpp"
#include "layers/response/response.hpp"
#include "layers/travel/response_model.hpp"

namespace layers {

namespace {

/// An answer is no data.
void refuse_computed(const LayerList& layers, const CoverageRequest& request) {
  const auto refuse = [&](const char* parameter, const std::string& id) {
    for (const auto& layer : layers)
      if (layer->config.id == id && layer->config.request)
        geo::fail(geo::ErrorKind::invalid_input,
                  "parameter {}: the layer \"{}\" is computed from others; name one that has a "
                  "source",
                  parameter, id);
  };
  refuse("demand", request.demand);
  refuse("area", request.area);
  refuse("hazard", request.hazard);
}

/// What a question may name.
LayerList with_source(const LayerList& layers) {
  LayerList found;
  std::ranges::copy_if(layers, std::back_inserter(found),
                       [](const auto& layer) { return !layer->config.request; });
  return found;
}

template <typename Request>
const ResponseModel& model_of(const Request& request, const Map& map) {
  return required_model(map.response, needs_roads(request));
}

PlannerAnswer answer_to(const ResponseRequest& request, const Map& map,
                        const std::stop_token& stop) {
  return response_answer(response_areas(model_of(request, map), request, stop));
}

PlannerAnswer answer_to(const CoverageRequest& request, const Map& map,
                        const std::stop_token& stop) {
  refuse_computed(map.layers, request);
  return coverage_answer(
      coverage_of(with_source(map.layers), model_of(request, map), request, stop));
}

PlannerAnswer answer_to(const NearestRequest& request, const Map& map,
                        const std::stop_token& stop) {
  return nearest_answer(nearest_stations(model_of(request, map), request, stop));
}

PlannerAnswer answer_to(const ArrivalRequest& request, const Map& map,
                        const std::stop_token& stop) {
  return arrival_answer(arrival_times(model_of(request, map), request, stop));
}

PlannerAnswer map_of(const ResponseRequest& request, const Map& map) {
  auto areas = response_areas(model_of(request, map), request);
  std::erase_if(areas.areas,
                [](const auto& area) { return area.state == ResponseArea::State::before; });
  auto answer = response_answer(areas);
  answer.classes = response_classes(request);
  return answer;
}

PlannerAnswer map_of(const CoverageRequest& request, const Map& map) {
  auto coverage = coverage_of(with_source(map.layers), model_of(request, map), request);
  if (coverage.before)
    coverage.before->gaps.clear();
  auto answer = coverage_answer(coverage);
  answer.classes = coverage_classes(coverage);
  return answer;
}

template <typename Request>
PlannerAnswer map_of(const Request& request, const Map& map) {
  return answer_to(request, map, {});
}

/// The layers that a question reads beside the model's.
LayerList layers_named(const PlannerRequest& request, const Map& map) {
  const auto* coverage = std::get_if<CoverageRequest>(&request);
  if (!coverage)
    return {};
  refuse_computed(map.layers, *coverage);
  return layers_read(with_source(map.layers), *coverage);
}

/// Whether a scenario closes or slows roads by zones of the layer.
bool decides(const Layer& layer, const ScenarioRequest& scenario) {
  const auto is_meant = [&](const ZoneCondition& where) { return where.layer == layer.config.id; };
  return std::ranges::any_of(scenario.closed_by, is_meant) ||
         std::ranges::any_of(scenario.slowed_by, is_meant, &ScenarioRequest::Slowed::where);
}

/// The layers as the map has them now: a network is kept while their features stay the same.
LayerList as_they_are(LayerList layers, const Map& map) {
  for (auto& layer : layers)
    for (const auto& now : map.layers)
      if (now->config.id == layer->config.id)
        layer = now;
  return layers;
}

/// What the layers hold of sources that cannot be read any more.
std::vector<std::string> stale_warnings(const LayerList& layers) {
  std::vector<std::string> warnings;
  for (const auto& layer : layers)
    if (layer->stale)
      warnings.push_back(fmt::format(
          "layer \"{}\": as it was read at {:%Y-%m-%dT%H:%M:%S}Z; its source cannot be read: {}",
          layer->config.id, fmt::gmtime(std::chrono::system_clock::to_time_t(layer->read_at)),
          layer->stale->reason));
  return warnings;
}

/// Every layer that decides the answer, once.
LayerList layers_used(const PlannerRequest& request, const Map& map) {
  const auto& scenario = std::visit(
      [](const auto& asked) -> const auto& { return asked.travel.scenario; }, request);
  const auto& network = *model_of(request, map).network;
  const bool is_by_road = needs_roads(request);
  auto used = is_by_road ? as_they_are(network.roads, map) : LayerList();
  for (const auto& layer : map.layers)
    if (layer->config.kind == Kind::station)
      used.push_back(layer);
  std::ranges::copy_if(as_they_are(network.hazards, map), std::back_inserter(used),
                       [&](const auto& layer) { return decides(*layer, scenario); });
  const auto water = is_by_road ? as_they_are(network.water, map) : LayerList();
  for (const auto& others : {water, layers_named(request, map)})
    for (const auto& layer : others)
      if (std::ranges::find(used, layer) == used.end())
        used.push_back(layer);
  return used;
}

void append_problems(std::vector<std::string>& warnings, const Layer& layer,
                     const std::vector<LoadReport::Problem>& problems) {
  for (const auto& problem : problems)
    if (problem.effect != Effect::note)
      warnings.push_back(fmt::format("layer \"{}\": {}{}", layer.config.id,
                                     problem.effect == Effect::lost ? "not served: " : "",
                                     problem_text(problem)));
}

/// What of the layers and of the roads' classes was not understood, or is not served.
std::vector<std::string> layer_warnings(const PlannerRequest& request, const Map& map) {
  const auto layers = layers_used(request, map);
  auto warnings = stale_warnings(layers);
  for (const auto& layer : layers)
    append_problems(warnings, *layer, layer->report.problems);
  if (!needs_roads(request))
    return warnings;
  const auto& network = *model_of(request, map).network;
  for (std::size_t i = 0; i < network.roads.size(); ++i)
    append_problems(warnings, *network.roads[i], network.road_problems[i]);
  return warnings;
}

std::vector<geo::Deciseconds> limits_of(const PlannerRequest& request) {
  if (const auto* areas = std::get_if<ResponseRequest>(&request))
    return areas->limits;
  if (const auto* arrivals = std::get_if<ArrivalRequest>(&request))
    return {arrivals->limit};
  const auto* coverage = std::get_if<CoverageRequest>(&request);
  return coverage ? coverage->limits : std::vector<geo::Deciseconds>();
}

/// Where call and turnout take as long as every limit.
std::vector<std::string> doubts_about_start(const PlannerRequest& request,
                                            const ResponseConfig& config) {
  const auto& travel = std::visit(
      [](const auto& asked) -> const auto& { return asked.travel; }, request);
  const double call_s = travel.call_handling_s.value_or(config.call_handling_s);
  const double start_s = call_s + travel.turnout_s.value_or(0);
  const auto limits = limits_of(request);
  if (limits.empty() || start_s * 10 < limits.back())
    return {};
  const auto* name = call_s * 10 < limits.back() ? "parameter turnout_s"
                     : travel.call_handling_s    ? "parameter call_handling_s"
                                                 : R"("response.call_handling_s")";
  return {fmt::format("{}: {} s are over before an engine leaves, and no limit is longer; nobody "
                      "arrives in time",
                      name, start_s)};
}

PlannerAnswer with_warnings(PlannerAnswer answer, const PlannerRequest& request, const Map& map) {
  auto doubts = std::visit([](const auto& asked) { return doubts_about(asked); }, request);
  std::ranges::move(doubts_about_start(request, model_of(request, map).config),
                    std::back_inserter(doubts));
  answer.warnings.insert(answer.warnings.begin(), doubts.begin(), doubts.end());
  std::ranges::move(layer_warnings(request, map), std::back_inserter(answer.warnings));
  return answer;
}

} // namespace

PlannerAnswer answer(const PlannerRequest& request, const Map& map, const std::stop_token& stop) {
  return with_warnings(
      std::visit([&](const auto& asked) { return answer_to(asked, map, stop); }, request), request,
      map);
}

PlannerAnswer map_answer(const PlannerRequest& request, const Map& map) {
  return with_warnings(std::visit([&](const auto& asked) { return map_of(asked, map); }, request),
                       request, map);
}

ArrivalSurface surface_of(const ArrivalRequest& request, const Map& map,
                          const std::stop_token& stop) {
  return arrival_surface(model_of(request, map), request, stop);
}

std::string surface_made_of(const ArrivalRequest& request, const Map& map) {
  return model_of(request, map).key;
}

std::string made_of(const PlannerRequest& request, const Map& map) {
  auto parts = model_of(request, map).key;
  for (const auto& layer : layers_named(request, map))
    parts += "\n" + data_key(*layer);
  for (const auto& warning : layer_warnings(request, map))
    parts += "\n" + warning;
  return parts;
}

} // namespace layers
