// 1. One search from all stations at once (merged, first due), or one for each (split by station).
// 2. The times spill onto a grid, cells get the label of their band and station.
// 3. A label map turns labels into polygons: rings are single labels, disks unions of them.
// 4. What the request changes is compared with the state before, cell by cell.
#include "layers/response/response.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <future>
#include <iterator>
#include <numeric>
#include <thread>

#include <fmt/format.h>

#include "geo/area/compared_labels.hpp"
#include "geo/area/exact_area.hpp"
#include "geo/area/label_map.hpp"
#include "geo/area/time_grid.hpp"
#include "geo/overlay.hpp"
#include "geo/polygon_area.hpp"
#include "geo/stop.hpp"
#include "layers/response/reached_state.hpp"

namespace layers {

struct KeptResponse {
  std::shared_ptr<const ReachedState> reached;
  std::vector<ResponseArea> areas; ///< whose state is "before"
};

namespace {

using State = ResponseArea::State;
using Split = ResponseRequest::Split;
using Bands = ResponseRequest::Bands;

constexpr double simplify_share = 0.5; ///< what contours may be off, in cells
constexpr std::size_t most_labels = 10'000;

void append_area(std::vector<ResponseArea>& areas, ResponseArea area) {
  if (area.polygons.empty())
    return;
  area.area_m2 = geo::area_m2(area.polygons);
  areas.push_back(std::move(area));
}

/// The polygons of a grid: band by band, and station by station when labels tell them apart.
void append_grid_areas(std::vector<ResponseArea>& areas, const geo::TimeGrid& grid,
                       const ResponseRequest& request, State state,
                       std::span<const std::uint32_t> stations, const std::stop_token& stop) {
  const auto bands = request.limits.size();
  const bool by_station = request.split == Split::first_due;
  const geo::LabelMap map(geo::band_labels(grid, request.limits, by_station),
                          grid.cell_m * simplify_share);
  const auto groups = by_station ? stations.size() : 1;
  if (groups * bands > most_labels)
    geo::fail(geo::ErrorKind::too_large,
              "{} stations with {} limits are more than {} areas; ask for fewer limits or stations",
              groups, bands, most_labels);
  for (std::size_t group = 0; group < groups; ++group)
    for (std::size_t band = 0; band < bands; ++band) {
      geo::check_stop(stop);
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

/// With coordinates as a text has them, so that it is valid there too.
geo::Geometry as_written(const geo::Geometry& polygons, const std::stop_token& stop) {
  constexpr double degrees_written = 1e-6;
  auto written = geo::make_valid_on_grid(polygons, degrees_written, stop);
  geo::orient_right_hand(written);
  return written;
}

void append_exact_areas(std::vector<ResponseArea>& areas, const Travel& travel,
                        const geo::TravelTimes& times, const ResponseRequest& request, State state,
                        std::optional<std::uint32_t> station, const std::stop_token& stop) {
  const auto barriers = barriers_of(travel);
  const bool is_disk = request.bands == Bands::disks;
  geo::Geometry inner;
  geo::Deciseconds from = 0;
  for (const auto limit : request.limits) {
    auto disk = as_written(
        geo::exact_area(times, {limit, travel.access_m, travel.walking_m_s, barriers}, stop), stop);
    auto polygons =
        is_disk || inner.empty() ? disk : as_written(geo::difference(disk, inner, stop), stop);
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

/// The areas of one station before a what-if that left it as it was.
std::vector<ResponseArea> areas_as_before(std::span<const ResponseArea> before,
                                          std::uint32_t number_before, std::uint32_t number) {
  std::vector<ResponseArea> same;
  for (const auto& area : before)
    if (area.station == number_before) {
      same.push_back(area);
      same.back().state = State::asked;
      same.back().station = number;
    }
  return same;
}

/// `before`: areas of the state without the what-if, if they are known.
std::vector<ResponseArea> areas_by_station(const Travel& travel, const ResponseRequest& request,
                                           State state, std::span<const ResponseArea> before,
                                           const std::stop_token& stop) {
  std::vector<std::vector<ResponseArea>> found(travel.stations.size());
  for_each_station(travel, [&](std::uint32_t i, geo::TravelTimes& times) {
    if (const auto was = travel.unchanged_from[i]; !before.empty() && was != no_station) {
      found[i] = areas_as_before(before, was, i);
      return;
    }
    const auto origins = origins_of(travel, i);
    if (origins.empty())
      return;
    times.search(travel.weights, origins, request.limits.back(), stop);
    if (request.method == ResponseRequest::Method::exact) {
      append_exact_areas(found[i], travel, times, request, state, i, stop);
    } else {
      GridOptions options{0, request.cell_m};
      options.at_once = std::max(1U, std::thread::hardware_concurrency());
      const auto grid = grid_of(travel, times, options, stop);
      append_grid_areas(found[i], grid, request, state, std::span(&i, 1), stop);
    }
  });
  std::vector<ResponseArea> all;
  for (auto& areas : found)
    std::ranges::move(areas, std::back_inserter(all));
  return all;
}

std::vector<std::uint32_t> all_stations(const Travel& travel) {
  std::vector<std::uint32_t> numbers(travel.stations.size());
  std::iota(numbers.begin(), numbers.end(), 0U);
  return numbers;
}

/// `before` as for areas_by_station().
std::vector<ResponseArea> areas_of(const ReachedState& reached, const ResponseRequest& request,
                                   State state, std::span<const ResponseArea> before,
                                   const std::stop_token& stop) {
  if (request.split == Split::station)
    return areas_by_station(reached.travel, request, state, before, stop);
  std::vector<ResponseArea> areas;
  if (request.method == ResponseRequest::Method::exact)
    append_exact_areas(areas, reached.travel, reached.times, request, state, std::nullopt, stop);
  else if (request.split == Split::first_due)
    append_grid_areas(areas, reached.grid, request, state, all_stations(reached.travel), stop);
  else
    append_grid_areas(areas, reached.grid, request, state, {}, stop);
  return areas;
}

/// Lost and gained, within the limit.
std::vector<ResponseArea> difference(const geo::TimeGrid& before, const geo::TimeGrid& asked,
                                     geo::Deciseconds limit, PossibleChange possible,
                                     const std::stop_token& stop) {
  std::vector<ResponseArea> areas;
  const auto append_only_by = [&](const geo::TimeGrid& first, const geo::TimeGrid& second,
                                  State state) {
    geo::check_stop(stop);
    const auto labels = geo::reached_only_by_first(first, second, limit);
    constexpr std::array<std::uint8_t, 2> inside{0, 1};
    const geo::LabelMap map(labels, labels.cell_m * simplify_share);
    append_area(areas, {state, 0, limit, std::nullopt, map.polygons(inside), 0});
  };
  if (possible.loses)
    append_only_by(before, asked, State::lost);
  if (possible.gains)
    append_only_by(asked, before, State::gained);
  return areas;
}

/// All that decides the areas of a request without its what-if.
std::string key_of(const ResponseRequest& request) {
  auto key = fmt::format("{}\n{} {} {} {}", key_without_what_if(request.travel),
                         static_cast<int>(request.split), static_cast<int>(request.bands),
                         static_cast<int>(request.method), request.cell_m);
  for (const auto limit : request.limits)
    key += fmt::format(" {}", limit);
  return key;
}

/// The state without a what-if, and its areas: worked out once for all that are compared with it.
std::shared_ptr<const KeptResponse> kept_response(const std::shared_ptr<const ResponseModel>& model,
                                                  const ResponseRequest& request,
                                                  const std::stop_token& stop) {
  const auto key = key_of(request);
  if (auto kept = model->kept_responses.find(key))
    return kept;
  auto made = std::make_shared<KeptResponse>();
  made->reached = reached_state(plan_travel(kept_by_itself(model), request.travel),
                                {request.limits.back(), request.cell_m}, stop);
  made->areas = areas_of(*made->reached, request, State::before, {}, stop);
  model->kept_responses.keep(key, made);
  return made;
}

/// The state before with cells as large as those of the state asked about, which may reach more
/// than fine ones can hold.
std::shared_ptr<const KeptResponse>
comparable_with(const std::shared_ptr<const KeptResponse>& before, const ReachedState& asked,
                const ResponseRequest& request, const std::stop_token& stop) {
  const auto& reached = *before->reached;
  if (asked.grid.cell_m == reached.grid.cell_m || asked.grid.columns == 0 ||
      reached.grid.columns == 0)
    return before;
  auto options = options_as(reached);
  options.cell_m = asked.grid.cell_m;
  auto coarse = std::make_shared<KeptResponse>();
  coarse->reached = reached_state(reached.travel, options, stop);
  const bool shows_grid =
      request.method == ResponseRequest::Method::grid && request.split != Split::station;
  coarse->areas =
      shows_grid ? areas_of(*coarse->reached, request, State::before, {}, stop) : before->areas;
  return coarse;
}

} // namespace

PossibleChange possible_change(const TravelRequest& request) {
  if (!compared_with(request))
    return {};
  const auto& what_if = request.what_if;
  if (what_if.empty()) // roads are closed or slowed
    return {true, false};
  const bool moves = !what_if.moved.empty();
  return {moves || !what_if.removed.empty(), moves || !what_if.added.empty()};
}

ResponseAreas response_areas(const std::shared_ptr<const ResponseModel>& model,
                             const ResponseRequest& request, const std::stop_token& stop) {
  ResponseAreas answer;
  answer.limits = request.limits;
  answer.split = request.split;
  const bool is_grid = request.method == ResponseRequest::Method::grid;
  const auto base = compared_with(request.travel);
  if (!base) {
    const auto kept = kept_response(model, request, stop);
    answer.travel = kept->reached->travel;
    answer.travel.model = model;
    answer.areas = kept->areas;
    require_stations(answer.travel);
    for (auto& area : answer.areas)
      area.state = State::asked;
    answer.cell_m = is_grid ? kept->reached->grid.cell_m : 0;
    return answer;
  }
  auto before_request = request;
  before_request.travel = *base;
  const auto before = kept_response(model, before_request, stop);
  answer.before = before->reached->travel;
  answer.before->model = model;
  auto travel = plan_travel(model, request.travel);
  const bool is_what_if = !request.travel.what_if.empty();
  const auto asked = is_what_if
                         ? state_after(*before->reached, std::move(travel), stop)
                         : reached_state(std::move(travel), options_as(*before->reached), stop);
  require_stations(asked->travel);
  const auto comparable = comparable_with(before, *asked, before_request, stop);
  auto changed = std::async(std::launch::async, [&] {
    return difference(comparable->reached->grid, asked->grid, request.limits.back(),
                      possible_change(request.travel), stop);
  });
  answer.travel = asked->travel;
  const auto unchanged =
      is_what_if ? std::span<const ResponseArea>(before->areas) : std::span<const ResponseArea>();
  answer.areas = areas_of(*asked, request, State::asked, unchanged, stop);
  std::ranges::copy(comparable->areas, std::back_inserter(answer.areas));
  std::ranges::move(changed.get(), std::back_inserter(answer.areas));
  answer.cell_m = is_grid ? asked->grid.cell_m : 0;
  return answer;
}

} // namespace layers
