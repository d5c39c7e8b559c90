#include "layers/planner/planner_questions.hpp"

#include <algorithm>
#include <iterator>

#include "layers/coverage/coverage_answer.hpp"
#include "layers/response/nearest.hpp"
#include "layers/response/response.hpp"
#include "layers/travel/response_model.hpp"

namespace layers {

namespace {

/// What a question may name: an answer is no data.
LayerList with_source(const LayerList& layers) {
  LayerList found;
  std::ranges::copy_if(layers, std::back_inserter(found),
                       [](const auto& layer) { return !layer->config.request; });
  return found;
}

const ResponseModel& model_of(const Map& map) {
  return *required_model(map.response);
}

PlannerAnswer answer_to(const ResponseRequest& request, const Map& map,
                        const std::stop_token& stop) {
  return response_answer(response_areas(model_of(map), request, stop));
}

PlannerAnswer answer_to(const CoverageRequest& request, const Map& map,
                        const std::stop_token& stop) {
  return coverage_answer(coverage_of(with_source(map.layers), model_of(map), request, stop));
}

PlannerAnswer answer_to(const NearestRequest& request, const Map& map,
                        const std::stop_token& stop) {
  return nearest_answer(nearest_stations(model_of(map), request, stop));
}

PlannerAnswer map_of(const ResponseRequest& request, const Map& map) {
  auto areas = response_areas(model_of(map), request);
  std::erase_if(areas.areas,
                [](const auto& area) { return area.state == ResponseArea::State::before; });
  auto answer = response_answer(areas);
  answer.classes = response_classes(request);
  return answer;
}

PlannerAnswer map_of(const CoverageRequest& request, const Map& map) {
  auto coverage = coverage_of(with_source(map.layers), model_of(map), request);
  if (coverage.before)
    coverage.before->gaps.clear();
  auto answer = coverage_answer(coverage);
  answer.classes = coverage_classes(coverage);
  return answer;
}

PlannerAnswer map_of(const NearestRequest& request, const Map& map) {
  return answer_to(request, map, {});
}

} // namespace

PlannerAnswer answer(const PlannerRequest& request, const Map& map, const std::stop_token& stop) {
  return std::visit([&](const auto& asked) { return answer_to(asked, map, stop); }, request);
}

PlannerAnswer map_answer(const PlannerRequest& request, const Map& map) {
  return std::visit([&](const auto& asked) { return map_of(asked, map); }, request);
}

std::string made_of(const PlannerRequest& request, const Map& map) {
  auto versions = model_of(map).key;
  if (const auto* coverage = std::get_if<CoverageRequest>(&request))
    for (const auto& version : layers_read(with_source(map.layers), *coverage))
      versions += "\n" + version;
  return versions;
}

} // namespace layers
