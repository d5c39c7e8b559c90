#pragma once

#include <memory>
#include <stop_token>
#include <string_view>
#include <vector>

#include "layers/requests/planner_request.hpp"
#include "layers/travel/planner_answer.hpp"

namespace layers {

/// What planners ask, by address, command or configuration alike.
enum class Question : std::uint8_t { response_areas, first_due, coverage, nearest_stations };

/// Throws as the question's reader in planner_request.hpp.
void check_question(Question question, const Params& params);

/// Throws not_found when the question names a layer that is not among `all`, or zones of one that
/// is no hazard.
void check_layers_of(Question question, const Params& params, const std::vector<LayerConfig>& all);

/// Reads the parameters and answers. Throws as the question's reader and function.
PlannerAnswer answer(Question question, const Params& params,
                     const std::shared_ptr<const ResponseModel>& model,
                     const std::stop_token& stop = {});

/// The same of areas and coverage for a map: without the shapes of the state that is compared with,
/// which would lie over the others.
PlannerAnswer map_answer(Question question, const Params& params,
                         const std::shared_ptr<const ResponseModel>& model);

} // namespace layers
