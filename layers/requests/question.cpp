#include "layers/requests/question.hpp"

#include "layers/requests/question_parameters.hpp"

namespace layers {

namespace {

ResponseRequest::Split default_split(Question question) {
  return question == Question::first_due ? ResponseRequest::Split::first_due
                                         : ResponseRequest::Split::none;
}

} // namespace

PlannerRequest read_question(Question question, const Params& params) {
  switch (question) {
  case Question::coverage:
    return read_coverage_request(params);
  case Question::nearest_stations:
    return read_nearest_request(params);
  case Question::arrival_times:
    return read_arrival_request(params);
  case Question::arrival_surface:
    return read_surface_request(params);
  case Question::response_areas:
  case Question::first_due:
    break;
  }
  return read_response_request(params, default_split(question));
}

Question question_of(const PlannerRequest& request) {
  if (std::holds_alternative<CoverageRequest>(request))
    return Question::coverage;
  if (const auto* arrivals = std::get_if<ArrivalRequest>(&request))
    return arrivals->points.empty() ? Question::arrival_surface : Question::arrival_times;
  return std::holds_alternative<NearestRequest>(request) ? Question::nearest_stations
                                                         : Question::response_areas;
}

bool needs_roads(const PlannerRequest& request) {
  return std::visit([](const auto& asked) { return needs_roads(asked); }, request);
}

std::vector<Parameter> parameters_of(Question question) {
  switch (question) {
  case Question::coverage:
    return parameters_in(coverage_parameters());
  case Question::nearest_stations:
    return parameters_in(nearest_parameters());
  case Question::arrival_times:
    return parameters_in(arrival_parameters());
  case Question::arrival_surface:
    return parameters_in(surface_parameters());
  case Question::response_areas:
  case Question::first_due:
    break;
  }
  return parameters_in(response_parameters(default_split(question)));
}

} // namespace layers
