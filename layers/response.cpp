// 1. One search from all stations at once (merged, first due), or one for each (split by station).
// 2. The times spill onto a grid, cells get the label of their band and station.
// 3. A label map turns labels into polygons: rings are single labels, disks unions of them.
// 4. What the request changes is compared with the state before, cell by cell.
#include "layers/response.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <iterator>
#include <numeric>
#include <thread>

#include "geo/compared_labels.hpp"
#include "geo/exact_area.hpp"
#include "geo/label_map.hpp"
#include "geo/overlay.hpp"
#include "geo/stop.hpp"
#include "geo/time_grid.hpp"
#include "geo/timed_lines.hpp"

namespace layers {

namespace {

using State = ResponseArea::State;
using Split = ResponseRequest::Split;
using Bands = ResponseRequest::Bands;

constexpr double simplify_share = 0.5; ///< of a cell: what contours may be off

/// Where nobody walks: water, and the zones that are closed.
std::vector<geo::GeometryView> barriers_of(const Travel& travel) {
  const auto& network = *travel.model->network;
  std::vector<geo::GeometryView> barriers;
  for (const auto& layer : network.water)
    for (std::size_t i = 0; i < layer->features->size(); ++i)
      barriers.push_back(layer->features->feature(i));
  for (std::size_t z = 0; z < network.zones.size(); ++z)
    if (travel.scenario.zone_closed[z] != 0) {
      const auto& zone = network.zones[z];
      barriers.push_back(network.hazards[zone.layer]->features->feature(zone.feature));
    }
  return barriers;
}

geo::TimeGrid grid_of(const Travel& travel, const geo::TravelTimes& times, double cell_m,
                      const std::optional<geo::LocalPlane>& plane, const std::stop_token& stop) {
  const auto barriers = barriers_of(travel);
  geo::TimeGridRequest grid;
  grid.cell_m = cell_m;
  grid.most_cells = static_cast<std::size_t>(travel.model->config.most_cells);
  grid.access_m = travel.access_m;
  grid.walking_m_s = travel.walking_m_s;
  grid.barriers = barriers;
  return geo::build_time_grid(geo::timed_lines(times, stop, plane), times.limit(), grid, stop);
}

void append_area(std::vector<ResponseArea>& areas, ResponseArea area) {
  if (area.polygons.empty())
    return;
  area.area_m2 = geo::area_m2(area.polygons);
  areas.push_back(std::move(area));
}

/// The polygons of a grid: band by band, and station by station when labels tell them apart.
void append_grid_areas(std::vector<ResponseArea>& areas, const geo::TimeGrid& grid,
                       const ResponseRequest& request, State state,
                       std::span<const std::uint32_t> stations) {
  const auto bands = request.limits.size();
  const bool by_station = request.split == Split::first_due;
  const geo::LabelMap map(geo::band_labels(grid, request.limits, by_station),
                          grid.cell_m * simplify_share);
  const auto groups = by_station ? stations.size() : 1;
  for (std::size_t group = 0; group < groups; ++group)
    for (std::size_t band = 0; band < bands; ++band) {
      std::vector<std::uint8_t> inside(1 + groups * bands);
      const auto first = 1 + group * bands;
      const bool is_disk = request.bands == Bands::disks;
      for (auto label = is_disk ? first : first + band; label <= first + band; ++label)
        inside[label] = 1;
      std::optional<std::uint32_t> station;
      if (!stations.empty())
        station = stations[group];
      append_area(areas, {state, is_disk || band == 0 ? 0 : request.limits[band - 1],
                          request.limits[band], station, map.polygons(inside), 0});
    }
}

void append_exact_areas(std::vector<ResponseArea>& areas, const Travel& travel,
                        const geo::TravelTimes& times, const ResponseRequest& request, State state,
                        std::optional<std::uint32_t> station, const std::stop_token& stop) {
  const auto barriers = barriers_of(travel);
  geo::Geometry inner;
  geo::Deciseconds from = 0;
  for (const auto limit : request.limits) {
    auto disk =
        geo::exact_area(times, {limit, travel.access_m, travel.walking_m_s, barriers}, stop);
    const bool is_disk = request.bands == Bands::disks;
    auto polygons = is_disk || inner.empty() ? disk : geo::difference(disk, inner);
    append_area(areas, {state, is_disk ? 0 : from, limit, station, std::move(polygons), 0});
    inner = std::move(disk);
    from = limit;
  }
}

/// The origins of one station.
std::vector<geo::Origin> origins_of(const Travel& travel, std::uint32_t station) {
  std::vector<geo::Origin> origins;
  for (std::size_t i = 0; i < travel.origins.size(); ++i)
    if (travel.station_of[i] == station)
      origins.push_back(travel.origins[i]);
  return origins;
}

/// Origins of a grid become stations: one may have several.
void origins_to_stations(geo::TimeGrid& grid, const Travel& travel) {
  for (std::size_t i = 0; i < grid.times.size(); ++i)
    if (grid.times[i] != geo::no_time)
      grid.origins[i] = travel.station_of[grid.origins[i]];
}

/// Calls work(i, times) for each station, on all cores; throws what the first to fail threw.
template <typename Work>
void for_each_station(const Travel& travel, Work work) {
  const auto count = static_cast<std::uint32_t>(travel.stations.size());
  std::atomic<std::uint32_t> next = 0;
  std::vector<std::exception_ptr> failures(std::max(1U, std::thread::hardware_concurrency()));
  const auto run = [&](std::exception_ptr& failure) {
    try {
      geo::TravelTimes times(travel.model->network->graph);
      for (auto i = next++; i < count; i = next++)
        work(i, times);
    } catch (...) {
      failure = std::current_exception();
      next = count;
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (std::size_t t = 1; t < failures.size(); ++t)
      helpers.emplace_back(run, std::ref(failures[t]));
    run(failures[0]);
  }
  for (const auto& failure : failures)
    if (failure)
      std::rethrow_exception(failure);
}

void append_by_station(ResponseAreas& answer, const Travel& travel, const ResponseRequest& request,
                       State state, const std::stop_token& stop) {
  std::vector<std::vector<ResponseArea>> found(travel.stations.size());
  for_each_station(travel, [&](std::uint32_t i, geo::TravelTimes& times) {
    const auto origins = origins_of(travel, i);
    if (origins.empty())
      return;
    times.search(travel.weights, origins, request.limits.back(), stop);
    if (request.method == ResponseRequest::Method::exact) {
      append_exact_areas(found[i], travel, times, request, state, i, stop);
    } else {
      const auto grid = grid_of(travel, times, request.cell_m, std::nullopt, stop);
      append_grid_areas(found[i], grid, request, state, std::span(&i, 1));
    }
  });
  for (auto& areas : found)
    std::ranges::move(areas, std::back_inserter(answer.areas));
}

/// A search from all stations, and its grid.
struct Merged {
  geo::TravelTimes times;
  geo::TimeGrid grid; ///< origins are stations
};

Merged merged(const Travel& travel, const ResponseRequest& request, double cell_m,
              const std::optional<geo::LocalPlane>& plane, const std::stop_token& stop) {
  Merged found{geo::TravelTimes(travel.model->network->graph), {}};
  found.times.search(travel.weights, travel.origins, request.limits.back(), stop);
  found.grid = grid_of(travel, found.times, cell_m, plane, stop);
  origins_to_stations(found.grid, travel);
  return found;
}

std::vector<std::uint32_t> all_stations(const Travel& travel) {
  std::vector<std::uint32_t> numbers(travel.stations.size());
  std::iota(numbers.begin(), numbers.end(), 0U);
  return numbers;
}

void append_state(ResponseAreas& answer, const Travel& travel, const Merged& found,
                  const ResponseRequest& request, State state, const std::stop_token& stop) {
  if (request.split == Split::station)
    append_by_station(answer, travel, request, state, stop);
  else if (request.method == ResponseRequest::Method::exact)
    append_exact_areas(answer.areas, travel, found.times, request, state, std::nullopt, stop);
  else if (request.split == Split::first_due)
    append_grid_areas(answer.areas, found.grid, request, state, all_stations(travel));
  else
    append_grid_areas(answer.areas, found.grid, request, state, {});
}

/// Lost and gained, within the last limit.
void append_difference(std::vector<ResponseArea>& areas, const geo::TimeGrid& before,
                       const geo::TimeGrid& asked, geo::Deciseconds limit) {
  const auto labels = geo::compared_labels(before, asked, limit);
  const geo::LabelMap map(labels, labels.cell_m * simplify_share);
  for (const auto& [label, state] : {std::pair{geo::in_first_only, State::lost},
                                     std::pair{geo::in_second_only, State::gained}}) {
    std::vector<std::uint8_t> inside(geo::in_both + 1);
    inside[label] = 1;
    append_area(areas, {state, 0, limit, std::nullopt, map.polygons(inside), 0});
  }
}

} // namespace

ResponseAreas response_areas(const std::shared_ptr<const ResponseModel>& model,
                             const ResponseRequest& request, const std::stop_token& stop) {
  ResponseAreas answer;
  answer.limits = request.limits;
  answer.split = request.split;
  answer.travel = plan_travel(model, request.travel);
  const auto base = compared_with(request.travel);
  if (!base) {
    const auto asked = merged(answer.travel, request, request.cell_m, std::nullopt, stop);
    append_state(answer, answer.travel, asked, request, State::asked, stop);
    answer.cell_m = asked.grid.cell_m;
  } else {
    answer.before = plan_travel(model, *base);
    auto before = merged(*answer.before, request, request.cell_m, std::nullopt, stop);
    const auto plane = before.grid.plane;
    const auto asked = merged(answer.travel, request, before.grid.cell_m, plane, stop);
    if (asked.grid.cell_m > before.grid.cell_m) // more is reached than fine cells can hold
      before = merged(*answer.before, request, asked.grid.cell_m, plane, stop);
    append_state(answer, answer.travel, asked, request, State::asked, stop);
    append_state(answer, *answer.before, before, request, State::before, stop);
    append_difference(answer.areas, before.grid, asked.grid, request.limits.back());
    answer.cell_m = asked.grid.cell_m;
  }
  if (request.method == ResponseRequest::Method::exact)
    answer.cell_m = 0;
  return answer;
}

} // namespace layers
