#pragma once

#include <cstdint>

#include "layers/requests/planner_request.hpp"

namespace layers {

/// What planners ask, by address, command or configuration alike.
enum class Question : std::uint8_t { response_areas, first_due, coverage, nearest_stations };

/// Throws as the question's reader in planner_request.hpp.
void check_question(Question question, const Params& params);

/// The request of response_areas or first_due.
ResponseRequest read_area_request(Question question, const Params& params);

} // namespace layers
