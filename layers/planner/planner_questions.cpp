#include "layers/planner/planner_questions.hpp"

#include <algorithm>
#include <iterator>

#include "layers/config/layer_questions.hpp"
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
                       [](const auto& layer) { return !question_of(layer->config); });
  return found;
}

} // namespace

PlannerAnswer answer(Question question, const Params& params, const Map& map,
                     const std::stop_token& stop) {
  const auto& model = *required_model(map.response);
  switch (question) {
  case Question::coverage:
    return coverage_answer(
        coverage_of(with_source(map.layers), model, read_coverage_request(params), stop));
  case Question::nearest_stations:
    return nearest_answer(nearest_stations(model, read_nearest_request(params), stop));
  case Question::response_areas:
  case Question::first_due:
    break;
  }
  return response_answer(response_areas(model, read_area_request(question, params), stop));
}

PlannerAnswer map_answer(Question question, const Params& params, const Map& map) {
  const auto& model = *required_model(map.response);
  if (question == Question::coverage) {
    auto coverage = coverage_of(with_source(map.layers), model, read_coverage_request(params));
    if (coverage.before)
      coverage.before->gaps.clear();
    auto answer = coverage_answer(coverage);
    answer.classes = coverage_classes(coverage);
    return answer;
  }
  const auto request = read_area_request(question, params);
  auto areas = response_areas(model, request);
  std::erase_if(areas.areas,
                [](const auto& area) { return area.state == ResponseArea::State::before; });
  auto answer = response_answer(areas);
  answer.classes = response_classes(request);
  return answer;
}

std::string made_of(Question question, const Params& params, const Map& map) {
  auto versions = required_model(map.response)->key;
  if (question != Question::coverage)
    check_question(question, params);
  else
    for (const auto& version : layers_read(with_source(map.layers), read_coverage_request(params)))
      versions += "\n" + version;
  return versions;
}

} // namespace layers
