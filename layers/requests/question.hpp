#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "layers/requests/planner_request.hpp"

namespace layers {

/// What planners ask, by address, command or configuration alike.
enum class Question : std::uint8_t {
  response_areas,
  first_due,
  coverage,
  nearest_stations,
  arrival_times,  ///< at points
  arrival_surface ///< everywhere
};

/// A question as it was read, once.
using PlannerRequest =
    std::variant<ResponseRequest, CoverageRequest, NearestRequest, ArrivalRequest>;

/// Throws as the question's reader in planner_request.hpp.
PlannerRequest read_question(Question question, const Params& params);

/// What a request asks; who is first due asks for response areas.
Question question_of(const PlannerRequest& request);

/// As of the requests in planner_request.hpp.
bool needs_roads(const PlannerRequest& request);

/// Every parameter of a question: its own, then those of all questions.
std::vector<Parameter> parameters_of(Question question);

} // namespace layers
