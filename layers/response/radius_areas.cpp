// 1. Circles around stations, united within each limit: disks.
// 2. A ring is a disk without the one before.
// 3. What the what-if loses and gains is the difference of the largest disks.
#include <optional>
#include <span>
#include <vector>

#include "geo/geodesic_circle.hpp"
#include "geo/overlay.hpp"
#include "geo/stop.hpp"
#include "layers/response/drawn_areas.hpp"
#include "layers/response/response.hpp"

namespace layers {

namespace {

using State = ResponseArea::State;
using Disks = std::vector<geo::Geometry>;

/// With coordinates as a text has them, so that it is valid there too.
geo::Geometry as_written(const geo::Geometry& polygons, const std::stop_token& stop) {
  constexpr double degrees_written = 1e-6;
  auto written = geo::make_valid_on_grid(polygons, degrees_written, stop);
  geo::orient_right_hand(written);
  return written;
}

/// All within a distance of any of the stations.
geo::Geometry disk_around(std::span<const Station> stations, geo::Decimetres limit,
                          const std::stop_token& stop) {
  geo::Geometry circles;
  for (const auto& station : stations) {
    geo::check_stop(stop);
    geo::append(circles, geo::geodesic_circle(station.position, limit / 10.0));
  }
  return geo::unite(circles, stop);
}

Disks disks_around(std::span<const Station> stations, const ResponseAreas& answer,
                   const std::stop_token& stop) {
  Disks disks;
  for (const auto limit : answer.limits)
    disks.push_back(disk_around(stations, limit, stop));
  return disks;
}

/// Disks, or what of each lies beyond the one before.
void append_bands(ResponseAreas& answer, const Disks& disks, ResponseRequest::Bands bands,
                  State state, std::optional<std::uint32_t> station, const std::stop_token& stop) {
  for (std::size_t i = 0; i < disks.size(); ++i) {
    const bool is_ring = i > 0 && bands == ResponseRequest::Bands::rings;
    const auto from = is_ring ? answer.limits[i - 1] : 0;
    append_area(
        answer.areas, {state, from, answer.limits[i], station, nullptr, 0},
        as_written(is_ring ? geo::difference(disks[i], disks[i - 1], stop) : disks[i], stop));
  }
}

void append_state(ResponseAreas& answer, const Travel& travel, const ResponseRequest& request,
                  State state, const std::stop_token& stop) {
  const std::span<const Station> stations(travel.stations);
  if (request.split == ResponseRequest::Split::none)
    append_bands(answer, disks_around(stations, answer, stop), request.bands, state, std::nullopt,
                 stop);
  else
    for (std::uint32_t i = 0; i < stations.size(); ++i)
      append_bands(answer, disks_around(stations.subspan(i, 1), answer, stop), request.bands, state,
                   i, stop);
}

/// What lies in the first and not in the second.
void append_difference(ResponseAreas& answer, const geo::Geometry& first,
                       const geo::Geometry& second, State state, const std::stop_token& stop) {
  append_area(answer.areas, {state, 0, answer.limits.back(), std::nullopt, nullptr, 0},
              as_written(geo::difference(first, second, stop), stop));
}

void append_changes(ResponseAreas& answer, const std::stop_token& stop) {
  const auto limit = answer.limits.back();
  const auto before = disk_around(answer.before->stations, limit, stop);
  const auto asked = disk_around(answer.travel.stations, limit, stop);
  append_difference(answer, before, asked, State::lost, stop);
  append_difference(answer, asked, before, State::gained, stop);
}

} // namespace

ResponseAreas radius_areas(const ResponseModel& model, const ResponseRequest& request,
                           const std::stop_token& stop) {
  ResponseAreas answer;
  answer.standard = &radius_standard(request.standard);
  answer.limits = limits_in_tenths(*answer.standard);
  answer.split = request.split;
  answer.scenario = request.travel.scenario;
  answer.travel = plan_travel(model, request.travel, stop);
  require_stations(answer.travel);
  append_state(answer, answer.travel, request, State::asked, stop);
  if (request.travel.what_if.empty())
    return answer;
  auto base = request.travel;
  base.what_if = {};
  answer.before = plan_travel(model, base, stop);
  append_state(answer, *answer.before, request, State::before, stop);
  append_changes(answer, stop);
  return answer;
}

} // namespace layers
