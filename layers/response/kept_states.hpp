#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "layers/response/reached_state.hpp"

namespace layers {

/// Searches and grids that a model keeps for all who ask about the same: of requests without their
/// what-if, which is passed over. They throw as plan_travel(), and unavailable when asked to stop.

/// All that decides a search without its what-if.
std::string state_key(const TravelRequest& request, geo::Deciseconds limit);

std::shared_ptr<const ReachedState> kept_state(const ResponseModel& model, TravelRequest request,
                                               geo::Deciseconds limit, const std::stop_token& stop);

/// `reached`: what kept_state() gives for the same.
std::shared_ptr<const geo::TimeGrid> kept_grid(const ResponseModel& model,
                                               const TravelRequest& request, geo::Deciseconds limit,
                                               const ReachedState& reached, double cell_m,
                                               const std::stop_token& stop);

} // namespace layers
