// layers/planner: every question to its answer, and layers that are computed; computes nothing
// itself.
#pragma once

#include <stop_token>
#include <string>

#include "layers/answers/planner_answer.hpp"
#include "layers/features/layer.hpp"
#include "layers/requests/question.hpp"
#include "layers/travel/travel.hpp"

namespace layers {

/// Reads the parameters and answers from the layers of a map, its computed ones excepted. Throws as
/// the question's reader and function, not_found when the map has no roads.
PlannerAnswer answer(Question question, const Params& params, const Map& map,
                     const std::stop_token& stop = {});

/// The same of areas and coverage for a map: with what its classes say, and without the shapes of
/// the state that is compared with, which would lie over the others.
PlannerAnswer map_answer(Question question, const Params& params, const Map& map);

/// Equal for equal answers to the same parameters: versions of all that the answer is made of, and
/// of nothing else. Throws as answer() for parameters and layers.
std::string made_of(Question question, const Params& params, const Map& map);

} // namespace layers
