#pragma once

#include "layers/requests/parameter_table.hpp"
#include "layers/requests/planner_request.hpp"

namespace layers {

/// What every question may be told about how help travels. Built once; any thread.
const ParameterTable<TravelRequest>& travel_parameters();

/// "lon,lat" in degrees. Throws invalid_input with the text and what is legal.
geo::LonLat parse_position(const std::string& text);

} // namespace layers
