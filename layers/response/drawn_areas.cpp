// 1. The times spill onto a grid, cells get the label of their band and station.
// 2. A label map turns labels into polygons: rings are single labels, disks unions of them.
// 3. Stations by themselves have a search and a grid each.
#include "layers/response/drawn_areas.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <numeric>
#include <span>
#include <utility>

#include "geo/area/compared_labels.hpp"
#include "geo/area/label_map.hpp"
#include "geo/polygon_area.hpp"
#include "geo/stop.hpp"
#include "geo/threads/parallel.hpp"
#include "layers/response/exact_labels.hpp"

namespace layers {

void append_area(std::vector<ResponseArea>& areas, ResponseArea area, geo::Geometry polygons) {
  if (polygons.empty())
    return;
  area.area_m2 = geo::area_m2(polygons);
  area.polygons = std::make_shared<const geo::Geometry>(std::move(polygons));
  areas.push_back(std::move(area));
}

namespace {

using State = ResponseArea::State;
using Split = ResponseRequest::Split;
using Bands = ResponseRequest::Bands;
using Method = ResponseRequest::Method;

constexpr double simplify_share = 0.5; ///< what contours may be off, in cells
constexpr std::size_t most_labels = 10'000;
constexpr double least_change_m2 = 50; ///< less is written as 0.0000 km2, and is the grid's own

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
  const bool is_disk = request.bands == Bands::disks;
  std::vector<std::vector<ResponseArea>> found(groups * bands);
  geo::parallel_for(found.size(), stop, [&](std::size_t i) {
    const auto group = i / bands;
    const auto band = i % bands;
    std::vector<std::uint8_t> inside(2 + i);
    const auto first = 1 + group * bands;
    for (auto label = is_disk ? first : first + band; label <= first + band; ++label)
      inside[label] = 1;
    std::optional<std::uint32_t> station;
    if (!stations.empty())
      station = stations[group];
    append_area(found[i],
                {state, is_disk || band == 0 ? 0 : request.limits[band - 1], request.limits[band],
                 station, nullptr, 0},
                map.polygons(inside));
  });
  for (auto& area : found)
    std::ranges::move(area, std::back_inserter(areas));
}

/// The ways on which a travel's searches reach places.
RoadAccess access_of(const Travel& travel) {
  return {*travel.network, *travel.scenario, *travel.weights, walking_of(travel)};
}

void append_exact_areas(std::vector<ResponseArea>& areas, const Travel& travel,
                        const geo::TravelTimes& times, const ResponseRequest& request, State state,
                        std::optional<std::uint32_t> station, std::size_t most_cells,
                        const std::stop_token& stop) {
  constexpr double simplify_m = 0.5;
  const geo::LabelMap map(
      exact_labels(access_of(travel), times, request.limits, {.most_cells = most_cells}, stop),
      simplify_m);
  const bool is_disk = request.bands == Bands::disks;
  for (std::size_t band = 0; band < request.limits.size(); ++band) {
    geo::check_stop(stop);
    std::vector<std::uint8_t> inside(2 + band);
    std::fill(is_disk ? inside.begin() + 1 : inside.end() - 1, inside.end(), 1);
    append_area(areas,
                {state, is_disk || band == 0 ? 0 : request.limits[band - 1], request.limits[band],
                 station, nullptr, 0},
                map.polygons(inside));
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
DrawnAreas station_areas(const Travel& travel, std::uint32_t station, geo::TravelTimes& times,
                         const ResponseRequest& request, State state, const std::stop_token& stop) {
  DrawnAreas found;
  const auto origins = origins_of(travel, station);
  if (origins.empty())
    return found;
  times.search(*travel.weights, origins, request.limits.back(), stop);
  if (request.method == Method::exact) {
    append_exact_areas(found.areas, travel, times, request, state, station,
                       travel.most_cells / grids_at_once, stop);
    return found;
  }
  const auto grid =
      grid_of(travel, times, {request.cell_m, travel.most_cells / grids_at_once}, stop);
  append_grid_areas(found.areas, grid, request, state, std::span(&station, 1), stop);
  found.cell_m = cell_of(grid, request);
  return found;
}

/// `before`: areas of the state without the what-if, if they are known.
DrawnAreas areas_by_station(const Travel& travel, const ResponseRequest& request, State state,
                            const DrawnAreas* before, const std::stop_token& stop) {
  std::vector<DrawnAreas> found(travel.stations.size());
  const auto work = [&](std::size_t i, geo::SearchPool::Lent& times) {
    const auto station = static_cast<std::uint32_t>(i);
    const auto was = travel.unchanged_from[i];
    found[i] = before && was != no_station
                   ? DrawnAreas{areas_as_before(before->areas, was, station), before->cell_m}
                   : station_areas(travel, station, *times, request, state, stop);
  };
  geo::parallel_for(
      found.size(), stop, [&] { return travel.memory->searches.lend(); }, work, grids_at_once);
  DrawnAreas all;
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

DrawnAreas exact_areas(const ReachedState& reached, const ResponseRequest& request, State state,
                       const std::stop_token& stop) {
  DrawnAreas found;
  append_exact_areas(found.areas, reached.travel, *reached.times, request, state, std::nullopt,
                     reached.travel.most_cells, stop);
  return found;
}

} // namespace

std::size_t DrawnAreas::bytes() const {
  auto bytes = areas.capacity() * sizeof(ResponseArea);
  for (const auto& area : areas)
    bytes += area.polygons->bytes();
  return bytes;
}

bool shows_grid(const ResponseRequest& request) {
  return request.method == Method::grid && request.split != Split::station;
}

DrawnAreas grid_areas(const Travel& travel, const geo::TimeGrid& grid,
                      const ResponseRequest& request, State state, const std::stop_token& stop) {
  DrawnAreas found;
  const auto stations =
      request.split == Split::first_due ? all_stations(travel) : std::vector<std::uint32_t>();
  append_grid_areas(found.areas, grid, request, state, stations, stop);
  found.cell_m = cell_of(grid, request);
  return found;
}

DrawnAreas areas_of(const ReachedState& reached, const geo::TimeGrid* grid,
                    const ResponseRequest& request, State state, const DrawnAreas* before,
                    const std::stop_token& stop) {
  if (request.split == Split::station)
    return areas_by_station(reached.travel, request, state, before, stop);
  return shows_grid(request) ? grid_areas(reached.travel, *grid, request, state, stop)
                             : exact_areas(reached, request, state, stop);
}

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
    auto polygons = map.polygons(inside);
    if (geo::area_m2(polygons) >= least_change_m2)
      append_area(areas, {state, 0, limit, std::nullopt, nullptr, 0}, std::move(polygons));
  };
  if (possible.loses)
    append_only_by(before, asked, State::lost);
  if (possible.gains)
    append_only_by(asked, before, State::gained);
  return areas;
}

} // namespace layers
