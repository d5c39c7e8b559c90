// layers/planner: every question to its answer, and layers that are computed; computes nothing
// itself.
#pragma once

#include <stop_token>
#include <string>

#include "layers/answers/planner_answer.hpp"
#include "layers/features/layer.hpp"
#include "layers/requests/question.hpp"
#include "layers/response/arrival_surface.hpp"
#include "layers/travel/travel.hpp"

namespace layers {

/// Answers from the layers of a map, its computed ones excepted, with warnings of what was not
/// understood of those that decide the answer. Throws as the question's function, not_found when
/// the map has no roads.
PlannerAnswer answer(const PlannerRequest& request, const Map& map,
                     const std::stop_token& stop = {});

/// The same of areas and coverage for a map: with what its classes say, and without the shapes of
/// the state that is compared with, which would lie over the others.
PlannerAnswer map_answer(const PlannerRequest& request, const Map& map);

/// Arrival times everywhere, without warnings. Throws as answer().
ArrivalSurface surface_of(const ArrivalRequest& request, const Map& map,
                          const std::stop_token& stop = {});

/// Equal for equal surfaces of a request. Throws not_found when the map has no roads.
std::string surface_made_of(const ArrivalRequest& request, const Map& map);

/// Equal for equal answers to the same request: versions of all that the answer is made of and the
/// warnings about it, and of nothing else. Throws as answer() for layers that are not there.
std::string made_of(const PlannerRequest& request, const Map& map);

} // namespace layers
