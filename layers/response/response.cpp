// 1. One search from all stations at once, kept for all who ask about the same.
// 2. Areas are drawn of it (see drawn_areas.cpp), and kept too.
// 3. What the request changes is compared with the state before, cell by cell.
#include "layers/response/response.hpp"

#include <algorithm>
#include <iterator>
#include <memory>

#include <fmt/format.h>

#include "geo/threads/parallel.hpp"
#include "layers/response/drawn_areas.hpp"
#include "layers/response/kept_states.hpp"
#include "layers/response/reached_state.hpp"

namespace layers {

namespace {

using State = ResponseArea::State;

/// The areas of a request without its what-if.
std::shared_ptr<const DrawnAreas> kept_areas(const ResponseModel& model,
                                             const ResponseRequest& request,
                                             const ReachedState& reached, double cell_m,
                                             const std::stop_token& stop) {
  auto key = fmt::format("areas {} {} {} {} {}", static_cast<int>(request.split),
                         static_cast<int>(request.bands), static_cast<int>(request.method), cell_m,
                         state_key(request.travel, request.limits.back()));
  for (const auto limit : request.limits)
    key += fmt::format(" {}", limit);
  const auto make = [&] {
    const auto grid = shows_grid(request) ? kept_grid(model, request.travel, request.limits.back(),
                                                      reached, cell_m, stop)
                                          : nullptr;
    return areas_of(reached, grid.get(), request, State::before, nullptr, stop);
  };
  return model.kept.get<DrawnAreas>({key, {}}, make, stop);
}

/// Two states that are compared cell by cell.
struct ComparedGrids {
  std::shared_ptr<const geo::TimeGrid> before;
  geo::TimeGrid asked;
  bool is_coarser = false; ///< than the state before alone needed
};

ComparedGrids compared_grids(const ResponseModel& model, const ResponseRequest& before_request,
                             const ReachedState& before, const ReachedState& asked, bool is_what_if,
                             const std::stop_token& stop) {
  ComparedGrids grids;
  grids.before = kept_grid(model, before_request.travel, before_request.limits.back(), before,
                           before_request.cell_m, stop);
  const auto& base = *grids.before;
  grids.asked = is_what_if ? grid_after(before, base, asked, stop)
                           : grid_of(asked, options_as(base, asked.travel.most_cells), stop);
  const double cell_m = grids.asked.cell_m;
  // The state asked about may reach more than fine cells can hold.
  if (cell_m != base.cell_m && grids.asked.columns > 0 && base.columns > 0) {
    auto options = options_as(base, before.travel.most_cells);
    options.cell_m = cell_m;
    grids.before = std::make_shared<const geo::TimeGrid>(grid_of(before, options, stop));
    grids.is_coarser = true;
  }
  return grids;
}

ResponseAreas without_comparison(const ResponseModel& model, const ResponseRequest& request,
                                 const std::stop_token& stop) {
  ResponseAreas answer;
  const auto reached = kept_state(model, request.travel, request.limits.back(), stop);
  require_stations(reached->travel);
  const auto kept = kept_areas(model, request, *reached, request.cell_m, stop);
  answer.travel = reached->travel;
  answer.areas = kept->areas;
  for (auto& area : answer.areas)
    area.state = State::asked;
  answer.cell_m = kept->cell_m;
  return answer;
}

ResponseAreas compared(const ResponseModel& model, const ResponseRequest& request,
                       const TravelRequest& base, const std::stop_token& stop) {
  auto before_request = request;
  before_request.travel = base;
  const auto before = kept_state(model, base, request.limits.back(), stop);
  const bool is_what_if = !request.travel.what_if.empty();
  const auto asked =
      reached_state(plan_travel(model, request.travel, stop), request.limits.back(), stop);
  require_stations(asked.travel);
  const auto grids = compared_grids(model, before_request, *before, asked, is_what_if, stop);
  const auto areas_before =
      shows_grid(request) && grids.is_coarser
          ? std::make_shared<const DrawnAreas>(
                grid_areas(before->travel, *grids.before, before_request, State::before, stop))
          : kept_areas(model, before_request, *before, request.cell_m, stop);
  std::vector<ResponseArea> changed;
  DrawnAreas now;
  geo::parallel_for(2, stop, [&](std::size_t part) {
    if (part == 0)
      changed = difference(*grids.before, grids.asked, request.limits.back(),
                           possible_change(request), stop);
    else
      now = areas_of(asked, &grids.asked, request, State::asked,
                     is_what_if ? areas_before.get() : nullptr, stop);
  });
  ResponseAreas answer;
  answer.areas = std::move(now.areas);
  std::ranges::copy(areas_before->areas, std::back_inserter(answer.areas));
  std::ranges::move(changed, std::back_inserter(answer.areas));
  answer.travel = asked.travel;
  answer.before = before->travel;
  answer.cell_m = now.cell_m;
  return answer;
}

} // namespace

PossibleChange possible_change(const ResponseRequest& request) {
  const auto& what_if = request.travel.what_if;
  if (what_if.empty()) // then roads are closed or slowed, or nothing is
    return {needs_roads(request) && request.travel.scenario.changes_zones(), false};
  const bool moves = !what_if.moved.empty();
  return {moves || !what_if.removed.empty(), moves || !what_if.added.empty()};
}

ResponseAreas response_areas(const ResponseModel& model, const ResponseRequest& request,
                             const std::stop_token& stop) {
  if (!request.standard.empty())
    return radius_areas(model, request, stop);
  const auto base = compared_with(request.travel);
  auto answer =
      base ? compared(model, request, *base, stop) : without_comparison(model, request, stop);
  answer.limits = request.limits;
  answer.split = request.split;
  answer.scenario = request.travel.scenario;
  return answer;
}

} // namespace layers