#pragma once

#include <string>

#include "layers/answers/planner_answer.hpp"
#include "layers/requests/question.hpp"

namespace server {

/// What a command says of an answer when it is written: tables of its sums, of the norm's verdicts,
/// of the areas that are reached least and of the gaps with most people, twenty of each at most.
std::string summary_text(layers::Question question, const layers::PlannerAnswer& answer);

} // namespace server
