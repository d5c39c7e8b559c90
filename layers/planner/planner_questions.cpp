#include "layers/planner/planner_questions.hpp"

#include <algorithm>

#include "layers/coverage/coverage_answer.hpp"
#include "layers/response/nearest.hpp"
#include "layers/response/response.hpp"

namespace layers {

PlannerAnswer answer(Question question, const Params& params,
                     const std::shared_ptr<const ResponseModel>& model,
                     const std::stop_token& stop) {
  switch (question) {
  case Question::coverage:
    return coverage_answer(coverage_of(model, read_coverage_request(params), stop));
  case Question::nearest_stations:
    return nearest_answer(nearest_stations(model, read_nearest_request(params), stop));
  case Question::response_areas:
  case Question::first_due:
    break;
  }
  return response_answer(response_areas(model, read_area_request(question, params), stop));
}

PlannerAnswer map_answer(Question question, const Params& params,
                         const std::shared_ptr<const ResponseModel>& model) {
  if (question == Question::coverage) {
    auto coverage = coverage_of(model, read_coverage_request(params));
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

} // namespace layers
