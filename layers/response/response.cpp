// 1. One search from all stations at once (merged, first due), or one for each (split by station).
// 2. The times spill onto a grid, cells get the label of their band and station.
// 3. A label map turns labels into polygons: rings are single labels, disks unions of them.
// 4. What the request changes is compared with the state before, cell by cell.
#include "layers/response/response.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>

#include <fmt/format.h>

#include "geo/area/compared_labels.hpp"
#include "geo/area/exact_area.hpp"
#include "geo/area/label_map.hpp"
#include "geo/area/time_grid.hpp"
#include "geo/overlay.hpp"
#include "geo/polygon_area.hpp"
#include "geo/stop.hpp"
#include "geo/threads/parallel.hpp"
#include "layers/response/reached_state.hpp"

namespace layers {

namespace {

/// What is kept of a state that others are compared with.
struct KeptGrid {
  geo::TimeGrid grid;

  std::size_t bytes() const {
    return grid.times.capacity() * sizeof(geo::Deciseconds) +
           grid.origins.capacity() * sizeof(std::uint32_t);
  }
};

struct KeptAreas {
  std::vector<ResponseArea> areas; ///< whose state is "before"
  double cell_m = 0;               ///< the largest of their grids; 0: exact

  std::size_t bytes() const {
    auto bytes = areas.capacity() * sizeof(ResponseArea);
    for (const auto& area : areas)
      bytes += area.polygons->bytes();
    return bytes;
  }
};

using State = ResponseArea::State;
using Split = ResponseRequest::Split;
using Bands = ResponseRequest::Bands;
using Method = ResponseRequest::Method;

constexpr double simplify_share = 0.5; ///< what contours may be off, in cells
constexpr std::size_t most_labels = 10'000;

/// Adds an area with its polygons, unless they are empty.
void append_area(std::vector<ResponseArea>& areas, ResponseArea area, geo::Geometry polygons) {
  if (polygons.empty())
    return;
  area.area_m2 = geo::area_m2(polygons);
  area.polygons = std::make_shared<const geo::Geometry>(std::move(polygons));
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
      append_area(areas,
                  {state, is_disk || band == 0 ? 0 : request.limits[band - 1], request.limits[band],
                   station, nullptr, 0},
                  map.polygons(inside));
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
    append_area(areas, {state, is_disk ? 0 : from, limit, station, nullptr, 0},
                std::move(polygons));
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

/// Grids of stations that are in memory at the same time share the cells that one may have; a
/// number that no machine changes, so that all machines answer alike.
constexpr std::size_t grids_at_once = 4;

/// An empty grid has no cells of its own.
double cell_of(const geo::TimeGrid& grid, const ResponseRequest& request) {
  return grid.columns > 0 ? grid.cell_m : request.cell_m;
}

/// The areas of one station, searched from it alone.
KeptAreas station_areas(const Travel& travel, std::uint32_t station, geo::TravelTimes& times,
                        const ResponseRequest& request, State state, const std::stop_token& stop) {
  KeptAreas found;
  const auto origins = origins_of(travel, station);
  if (origins.empty())
    return found;
  times.search(*travel.weights, origins, request.limits.back(), stop);
  if (request.method == Method::exact) {
    append_exact_areas(found.areas, travel, times, request, state, station, stop);
    return found;
  }
  const auto grid =
      grid_of(travel, times, {request.cell_m, travel.most_cells / grids_at_once}, stop);
  append_grid_areas(found.areas, grid, request, state, std::span(&station, 1), stop);
  found.cell_m = cell_of(grid, request);
  return found;
}

/// `before`: areas of the state without the what-if, if they are known.
KeptAreas areas_by_station(const Travel& travel, const ResponseRequest& request, State state,
                           const KeptAreas* before, const std::stop_token& stop) {
  std::vector<KeptAreas> found(travel.stations.size());
  const auto work = [&](std::size_t i, geo::SearchPool::Lent& times) {
    const auto station = static_cast<std::uint32_t>(i);
    const auto was = travel.unchanged_from[i];
    found[i] = before && was != no_station
                   ? KeptAreas{areas_as_before(before->areas, was, station), before->cell_m}
                   : station_areas(travel, station, *times, request, state, stop);
  };
  geo::parallel_for(
      found.size(), stop, [&] { return travel.memory->searches.lend(); }, work, grids_at_once);
  KeptAreas all;
  all.cell_m = request.method == Method::exact ? 0 : request.cell_m;
  for (auto& [areas, cell_m] : found) {
    std::ranges::move(areas, std::back_inserter(all.areas));
    all.cell_m = std::max(all.cell_m, cell_m);
  }
  return all;
}

std::vector<std::uint32_t> all_stations(const Travel& travel) {
  std::vector<std::uint32_t> numbers(travel.stations.size());
  std::iota(numbers.begin(), numbers.end(), 0U);
  return numbers;
}

/// Whether the areas of a request are drawn from one grid for all stations.
bool shows_grid(const ResponseRequest& request) {
  return request.method == Method::grid && request.split != Split::station;
}

KeptAreas grid_areas(const Travel& travel, const geo::TimeGrid& grid,
                     const ResponseRequest& request, State state, const std::stop_token& stop) {
  KeptAreas found;
  const auto stations =
      request.split == Split::first_due ? all_stations(travel) : std::vector<std::uint32_t>();
  append_grid_areas(found.areas, grid, request, state, stations, stop);
  found.cell_m = cell_of(grid, request);
  return found;
}

KeptAreas exact_areas(const ReachedState& reached, const ResponseRequest& request, State state,
                      const std::stop_token& stop) {
  KeptAreas found;
  append_exact_areas(found.areas, reached.travel, *reached.times, request, state, std::nullopt,
                     stop);
  return found;
}

/// `grid`: read only where the areas are drawn from it. `before` as for areas_by_station().
KeptAreas areas_of(const ReachedState& reached, const geo::TimeGrid* grid,
                   const ResponseRequest& request, State state, const KeptAreas* before,
                   const std::stop_token& stop) {
  if (request.split == Split::station)
    return areas_by_station(reached.travel, request, state, before, stop);
  return shows_grid(request) ? grid_areas(reached.travel, *grid, request, state, stop)
                             : exact_areas(reached, request, state, stop);
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
    append_area(areas, {state, 0, limit, std::nullopt, nullptr, 0}, map.polygons(inside));
  };
  if (possible.loses)
    append_only_by(before, asked, State::lost);
  if (possible.gains)
    append_only_by(asked, before, State::gained);
  return areas;
}

/// All that decides a search without its what-if.
std::string state_key(const ResponseRequest& request) {
  return fmt::format("{} {}", request.limits.back(), key_without_what_if(request.travel));
}

/// The state of a request without its what-if: searched once for all who ask about it.
std::shared_ptr<const ReachedState> kept_state(const ResponseModel& model,
                                               const ResponseRequest& request,
                                               const std::stop_token& stop) {
  return model.kept.get<ReachedState>(
      {"state " + state_key(request), {}},
      [&] {
        auto travel = request.travel;
        travel.what_if = {};
        return reached_state(plan_travel(model, travel, stop), request.limits.back(), stop);
      },
      stop);
}

std::shared_ptr<const KeptGrid> kept_grid(const ResponseModel& model,
                                          const ResponseRequest& request,
                                          const ReachedState& reached, double cell_m,
                                          const std::stop_token& stop) {
  const auto make = [&] {
    return KeptGrid{station_grid(reached, {cell_m, reached.travel.most_cells}, stop)};
  };
  return model.kept.get<KeptGrid>({fmt::format("grid {} {}", cell_m, state_key(request)), {}}, make,
                                  stop);
}

/// The areas of a request without its what-if.
std::shared_ptr<const KeptAreas> kept_areas(const ResponseModel& model,
                                            const ResponseRequest& request,
                                            const ReachedState& reached, double cell_m,
                                            const std::stop_token& stop) {
  auto key = fmt::format("areas {} {} {} {} {}", static_cast<int>(request.split),
                         static_cast<int>(request.bands), static_cast<int>(request.method), cell_m,
                         state_key(request));
  for (const auto limit : request.limits)
    key += fmt::format(" {}", limit);
  const auto make = [&] {
    const auto grid =
        shows_grid(request) ? kept_grid(model, request, reached, cell_m, stop) : nullptr;
    return areas_of(reached, grid ? &grid->grid : nullptr, request, State::before, nullptr, stop);
  };
  return model.kept.get<KeptAreas>({key, {}}, make, stop);
}

/// Two states that are compared cell by cell.
struct ComparedGrids {
  std::shared_ptr<const KeptGrid> before;
  geo::TimeGrid asked;
  bool is_coarser = false; ///< than the state before alone needed
};

ComparedGrids compared_grids(const ResponseModel& model, const ResponseRequest& before_request,
                             const ReachedState& before, const ReachedState& asked, bool is_what_if,
                             const std::stop_token& stop) {
  ComparedGrids grids;
  grids.before = kept_grid(model, before_request, before, before_request.cell_m, stop);
  const auto& base = grids.before->grid;
  grids.asked = is_what_if ? grid_after(before, base, asked, stop)
                           : station_grid(asked, options_as(base, asked.travel.most_cells), stop);
  const double cell_m = grids.asked.cell_m;
  // The state asked about may reach more than fine cells can hold.
  if (cell_m != base.cell_m && grids.asked.columns > 0 && base.columns > 0) {
    auto options = options_as(base, before.travel.most_cells);
    options.cell_m = cell_m;
    grids.before = std::make_shared<const KeptGrid>(KeptGrid{station_grid(before, options, stop)});
    grids.is_coarser = true;
  }
  return grids;
}

ResponseAreas without_comparison(const ResponseModel& model, const ResponseRequest& request,
                                 const std::stop_token& stop) {
  ResponseAreas answer;
  const auto reached = kept_state(model, request, stop);
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
  const auto before = kept_state(model, before_request, stop);
  const bool is_what_if = !request.travel.what_if.empty();
  const auto asked =
      reached_state(plan_travel(model, request.travel, stop), request.limits.back(), stop);
  require_stations(asked.travel);
  const auto grids = compared_grids(model, before_request, *before, asked, is_what_if, stop);
  const auto areas_before =
      shows_grid(request) && grids.is_coarser
          ? std::make_shared<const KeptAreas>(
                grid_areas(before->travel, grids.before->grid, before_request, State::before, stop))
          : kept_areas(model, before_request, *before, request.cell_m, stop);
  std::vector<ResponseArea> changed;
  KeptAreas now;
  geo::parallel_for(2, stop, [&](std::size_t part) {
    if (part == 0)
      changed = difference(grids.before->grid, grids.asked, request.limits.back(),
                           possible_change(request.travel), stop);
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

PossibleChange possible_change(const TravelRequest& request) {
  if (!compared_with(request))
    return {};
  const auto& what_if = request.what_if;
  if (what_if.empty()) // roads are closed or slowed
    return {true, false};
  const bool moves = !what_if.moved.empty();
  return {moves || !what_if.removed.empty(), moves || !what_if.added.empty()};
}

ResponseAreas response_areas(const ResponseModel& model, const ResponseRequest& request,
                             const std::stop_token& stop) {
  const auto base = compared_with(request.travel);
  auto answer =
      base ? compared(model, request, *base, stop) : without_comparison(model, request, stop);
  answer.limits = request.limits;
  answer.split = request.split;
  return answer;
}

} // namespace layers
