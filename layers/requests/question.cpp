#include "layers/requests/question.hpp"

namespace layers {

ResponseRequest read_area_request(Question question, const Params& params) {
  return read_response_request(params, question == Question::first_due
                                           ? ResponseRequest::Split::first_due
                                           : ResponseRequest::Split::none);
}

void check_question(Question question, const Params& params) {
  switch (question) {
  case Question::response_areas:
  case Question::first_due:
    read_area_request(question, params);
    break;
  case Question::coverage:
    read_coverage_request(params);
    break;
  case Question::nearest_stations:
    read_nearest_request(params);
    break;
  }
}

} // namespace layers
