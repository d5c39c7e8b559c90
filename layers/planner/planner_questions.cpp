#include "layers/planner/planner_questions.hpp"

#include <algorithm>

#include "layers/coverage/coverage_answer.hpp"
#include "layers/response/nearest.hpp"
#include "layers/response/response.hpp"

namespace layers {

namespace {

using Model = std::shared_ptr<const ResponseModel>;

PlannerAnswer answer_to(const ResponseRequest& request, const Model& model,
                        const std::stop_token& stop) {
  return response_answer(response_areas(model, request, stop));
}

PlannerAnswer answer_to(const CoverageRequest& request, const Model& model,
                        const std::stop_token& stop) {
  return coverage_answer(coverage_of(model, request, stop));
}

PlannerAnswer answer_to(const NearestRequest& request, const Model& model,
                        const std::stop_token& stop) {
  return nearest_answer(nearest_stations(model, request, stop));
}

PlannerAnswer map_of(const ResponseRequest& request, const Model& model) {
  auto areas = response_areas(model, request);
  std::erase_if(areas.areas,
                [](const auto& area) { return area.state == ResponseArea::State::before; });
  auto answer = response_answer(areas);
  answer.classes = response_classes(request);
  return answer;
}

PlannerAnswer map_of(const CoverageRequest& request, const Model& model) {
  auto coverage = coverage_of(model, request);
  if (coverage.before)
    coverage.before->gaps.clear();
  auto answer = coverage_answer(coverage);
  answer.classes = coverage_classes(coverage);
  return answer;
}

PlannerAnswer map_of(const NearestRequest& request, const Model& model) {
  return answer_to(request, model, {});
}

} // namespace

PlannerAnswer answer(const PlannerRequest& request, const Model& model,
                     const std::stop_token& stop) {
  return std::visit([&](const auto& asked) { return answer_to(asked, model, stop); }, request);
}

PlannerAnswer map_answer(const PlannerRequest& request, const Model& model) {
  return std::visit([&](const auto& asked) { return map_of(asked, model); }, request);
}

} // namespace layers
