// layers/planner: every question to its answer, and layers that are computed; computes nothing
// itself.
#pragma once

#include <memory>
#include <stop_token>

#include "layers/requests/question.hpp"
#include "layers/travel/planner_answer.hpp"

namespace layers {

/// Throws as the question's function.
PlannerAnswer answer(const PlannerRequest& request,
                     const std::shared_ptr<const ResponseModel>& model,
                     const std::stop_token& stop = {});

/// The same of areas and coverage for a map: with what its classes say, and without the shapes of
/// the state that is compared with, which would lie over the others.
PlannerAnswer map_answer(const PlannerRequest& request,
                         const std::shared_ptr<const ResponseModel>& model);

} // namespace layers
