#include "layers/planner/planner_questions.hpp"

#include <algorithm>

#include "geo/error.hpp"
#include "layers/coverage/coverage_answer.hpp"
#include "layers/response/nearest.hpp"
#include "layers/response/response.hpp"

namespace layers {

namespace {

ResponseRequest response_request(Question question, const Params& params) {
  return read_response_request(params, question == Question::first_due
                                           ? ResponseRequest::Split::first_due
                                           : ResponseRequest::Split::none);
}

void check_layer(const std::vector<LayerConfig>& all, const std::string& id,
                 std::string_view parameter) {
  if (!id.empty() && std::ranges::find(all, id, &LayerConfig::id) == all.end())
    geo::fail(geo::ErrorKind::not_found, "parameter {}: there is no layer \"{}\"", parameter, id);
}

void check_hazard(const std::vector<LayerConfig>& all, const std::string& id,
                  std::string_view parameter) {
  check_layer(all, id, parameter);
  if (std::ranges::find(all, id, &LayerConfig::id)->kind != Kind::hazard)
    geo::fail(geo::ErrorKind::not_found, "parameter {}: the layer \"{}\" is of no kind hazard",
              parameter, id);
}

} // namespace

void check_layers_of(Question question, const Params& params, const std::vector<LayerConfig>& all) {
  TravelRequest travel;
  if (question == Question::coverage) {
    const auto request = read_coverage_request(params);
    check_layer(all, request.demand, "demand");
    check_layer(all, request.area, "area");
    check_layer(all, request.hazard, "hazard");
    travel = request.travel;
  } else if (question == Question::nearest_stations) {
    travel = read_nearest_request(params).travel;
  } else {
    travel = response_request(question, params).travel;
  }
  for (const auto& condition : travel.scenario.closed_by)
    check_hazard(all, condition.layer, "closed_by");
  for (const auto& slowed : travel.scenario.slowed_by)
    check_hazard(all, slowed.where.layer, "slowed_by");
}

void check_question(Question question, const Params& params) {
  switch (question) {
  case Question::response_areas:
  case Question::first_due:
    response_request(question, params);
    break;
  case Question::coverage:
    read_coverage_request(params);
    break;
  case Question::nearest_stations:
    read_nearest_request(params);
    break;
  }
}

PlannerAnswer answer(Question question, const Params& params,
                     const std::shared_ptr<const ResponseModel>& model,
                     const std::stop_token& stop) {
  switch (question) {
  case Question::coverage:
    return coverage_answer(coverage_of(model, read_coverage_request(params), stop));
  case Question::nearest_stations:
    return nearest_answer(nearest_stations(model, read_nearest_request(params), stop));
  default:
    return response_answer(response_areas(model, response_request(question, params), stop));
  }
}

PlannerAnswer map_answer(Question question, const Params& params,
                         const std::shared_ptr<const ResponseModel>& model) {
  if (question == Question::coverage) {
    auto coverage = coverage_of(model, read_coverage_request(params));
    if (coverage.before)
      coverage.before->gaps.clear();
    return coverage_answer(coverage);
  }
  auto areas = response_areas(model, response_request(question, params));
  std::erase_if(areas.areas,
                [](const auto& area) { return area.state == ResponseArea::State::before; });
  return response_answer(areas);
}

} // namespace layers
