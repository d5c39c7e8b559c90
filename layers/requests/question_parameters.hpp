#pragma once

#include "layers/requests/parameter_table.hpp"
#include "layers/requests/planner_request.hpp"

namespace layers {

/// The table of each question: its own parameters, then those of all (travel_parameters.hpp). Built
/// once; any thread.

/// `default_split`: of areas that nobody asks to be split otherwise.
const ParameterTable<ResponseRequest>& response_parameters(ResponseRequest::Split default_split);
const ParameterTable<CoverageRequest>& coverage_parameters();
const ParameterTable<NearestRequest>& nearest_parameters();
const ParameterTable<ArrivalRequest>& arrival_parameters();
/// Those of arrival_parameters() but for the points.
const ParameterTable<ArrivalRequest>& surface_parameters();

/// What limits_s is where it is not given.
std::vector<geo::Deciseconds> default_limits();

} // namespace layers
