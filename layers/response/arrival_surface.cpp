#include "layers/response/arrival_surface.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "layers/response/kept_states.hpp"
#include "layers/travel/travel_text.hpp"
#include "layers/travel/travel_warnings.hpp"

namespace layers {

namespace {

/// What the what-if changes of the state without it.
ArrivalSurface changed_surface(const ResponseModel& model, const ArrivalRequest& request,
                               const std::stop_token& stop) {
  const auto& [travel, limit, points, cell_m] = request;
  const auto before = kept_state(model, travel, limit, stop);
  const auto before_grid = kept_grid(model, travel, limit, *before, cell_m, stop);
  const auto asked = reached_state(plan_travel(model, travel, stop), limit, stop);
  require_stations(asked.travel);
  return {std::make_shared<const Travel>(asked.travel),
          std::make_shared<const geo::TimeGrid>(grid_after(*before, *before_grid, asked, stop))};
}

} // namespace

ArrivalSurface arrival_surface(const ResponseModel& model, const ArrivalRequest& request,
                               const std::stop_token& stop) {
  if (!request.travel.what_if.empty()) {
    const auto key =
        fmt::format("surface {} {}{}", request.cell_m, state_key(request.travel, request.limit),
                    what_if_key(request.travel.what_if));
    return *model.kept.get<ArrivalSurface>(
        {key, {}}, [&] { return changed_surface(model, request, stop); }, stop);
  }
  const auto reached = kept_state(model, request.travel, request.limit, stop);
  require_stations(reached->travel);
  return {{reached, &reached->travel},
          kept_grid(model, request.travel, request.limit, *reached, request.cell_m, stop)};
}

namespace {

std::shared_ptr<const geo::TimeGrid> one_cell_at(geo::LonLat place, double cell_m) {
  auto grid = std::make_shared<geo::TimeGrid>();
  grid->plane = geo::LocalPlane(place);
  grid->cell_m = cell_m;
  grid->columns = grid->rows = grid->block_cells = 1;
  grid->blocks.resize(1);
  return grid;
}

} // namespace

AnswerGrid answer_grid(const ArrivalSurface& surface) {
  const auto& stations = surface.travel->stations;
  AnswerGrid answer{surface.grid, {}};
  if (surface.grid->columns == 0)
    answer.times = one_cell_at(stations.front().position, surface.grid->cell_m);
  for (const auto& station : stations)
    answer.origins.push_back({station.id, station.name});
  return answer;
}

ArrivalTimes arrival_times(const ResponseModel& model, const ArrivalRequest& request,
                           const std::stop_token& stop) {
  ArrivalTimes times{request, arrival_surface(model, request, stop), {}};
  for (const auto point : request.points)
    times.arrivals.push_back(geo::arrival_at(*times.surface.grid, point));
  return times;
}

namespace {

std::vector<AnswerColumn> arrival_columns() {
  return {{"point", ValueType::integer},
          {"arrival_s", ValueType::real, 1},
          {"station"},
          {"station_name"},
          {"station_layer"}};
}

void add_point(AnswerTable& table, const Travel& travel, geo::LonLat place,
               const geo::Arrival& arrival) {
  geo::Geometry shape;
  shape.points = {place};
  shape.end_ring();
  shape.end_part(geo::PartType::point);
  const auto number = static_cast<std::int64_t>(table.size()) + 1;
  if (arrival.cost == geo::unreachable)
    return table.add({number, Null(), Null(), Null(), Null()}, shape);
  const auto& station = travel.stations[arrival.origin];
  table.add({number, seconds(arrival.cost), station.id, station.name,
             station.layer.empty() ? Value(Null()) : station.layer},
            shape);
}

} // namespace

PlannerAnswer arrival_answer(const ArrivalTimes& times) {
  const auto& travel = *times.surface.travel;
  PlannerAnswer answer;
  answer.features.columns = arrival_columns();
  for (std::size_t i = 0; i < times.arrivals.size(); ++i)
    add_point(answer.features, travel, times.request.points[i], times.arrivals[i]);
  answer.warnings = travel_warnings(travel);
  answer.summary = describe(travel);
  answer.summary["limit_s"] = seconds_json(times.request.limit);
  answer.summary["cell_m"] = rounded(times.surface.grid->cell_m, 2);
  answer.summary["points"] = times.arrivals.size();
  answer.summary["points_not_reached"] =
      std::ranges::count(times.arrivals, geo::unreachable, &geo::Arrival::cost);
  return answer;
}

} // namespace layers
