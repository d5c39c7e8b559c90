#include "layers/response/kept_states.hpp"

#include <utility>

#include <fmt/format.h>

namespace layers {

std::string state_key(const TravelRequest& request, geo::Deciseconds limit) {
  return fmt::format("{} {}", limit, key_without_what_if(request));
}

std::shared_ptr<const ReachedState> kept_state(const ResponseModel& model, TravelRequest request,
                                               geo::Deciseconds limit,
                                               const std::stop_token& stop) {
  const auto key = "state " + state_key(request, limit);
  request.what_if = {};
  const auto make = [&] { return reached_state(plan_travel(model, request, stop), limit, stop); };
  return model.kept.get<ReachedState>({key, {}}, make, stop);
}

std::shared_ptr<const geo::TimeGrid> kept_grid(const ResponseModel& model,
                                               const TravelRequest& request, geo::Deciseconds limit,
                                               const ReachedState& reached, double cell_m,
                                               const std::stop_token& stop) {
  const auto key = fmt::format("grid {} {}", cell_m, state_key(request, limit));
  const auto make = [&] { return grid_of(reached, {cell_m, reached.travel.most_cells}, stop); };
  return model.kept.get<geo::TimeGrid>({key, {}}, make, stop);
}

} // namespace layers
