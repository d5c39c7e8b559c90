#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "geo/area/grid_places.hpp"
#include "layers/answers/answer_grid.hpp"
#include "layers/answers/planner_answer.hpp"
#include "layers/travel/travel.hpp"

namespace layers {

/// When help arrives, and from where, all over the plane. Never changes.
struct ArrivalSurface {
  std::shared_ptr<const Travel> travel;
  std::shared_ptr<const geo::TimeGrid> grid; ///< origins are numbers of travel->stations

  std::size_t bytes() const { return travel->bytes() + grid->bytes(); }
};

/// As the request says, its what-if included; kept by the model, so that asking again takes no
/// search. The grid is that of response_areas() with the same last limit. Throws as plan_travel(),
/// invalid_input where no station is left, unavailable when asked to stop.
ArrivalSurface arrival_surface(const ResponseModel& model, const ArrivalRequest& request,
                               const std::stop_token& stop = {});

/// Of all its cells and stations; where nobody arrives anywhere, of one cell at a station, which is
/// not reached.
AnswerGrid answer_grid(const ArrivalSurface& surface);

/// By the cells in which the request's points lie.
struct ArrivalTimes {
  ArrivalRequest request;
  ArrivalSurface surface;
  std::vector<geo::Arrival> arrivals; ///< by point
};

/// Throws as arrival_surface().
ArrivalTimes arrival_times(const ResponseModel& model, const ArrivalRequest& request,
                           const std::stop_token& stop = {});

/// A point for each point of the request, with null for time and station where it is not reached.
PlannerAnswer arrival_answer(const ArrivalTimes& times);

} // namespace layers
