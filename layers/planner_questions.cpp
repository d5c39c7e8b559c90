#include "layers/planner_questions.hpp"

#include "layers/coverage_answer.hpp"
#include "layers/nearest.hpp"
#include "layers/response.hpp"

namespace layers {

namespace {

ResponseRequest response_request(Question question, const Params& params) {
  return read_response_request(params, question == Question::first_due
                                           ? ResponseRequest::Split::first_due
                                           : ResponseRequest::Split::none);
}

} // namespace

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

} // namespace layers
