// 1. A search against the traffic from each point, until the stations that arrive first are found:
//    it widens, limit by limit.
// 2. A station's time is the best of its routes to the road plus its start.
// 3. Where there is no road, stations follow by straight line, unless water or a closed zone is in
//    the way.
#include "layers/response/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "geo/local_plane.hpp"
#include "geo/road/road_graph.hpp"
#include "geo/stop.hpp"
#include "layers/travel/travel_text.hpp"
#include "layers/travel/travel_warnings.hpp"

namespace layers {

namespace {

/// How a search from the point meets a station.
struct Meeting {
  std::uint32_t station = 0;
  std::size_t origin = 0; ///< position in Travel::origins
  geo::Deciseconds arrival = geo::unreachable;
};

/// A point's legs to the road that can be walked in the scenario, as origins.
std::vector<geo::Origin> starts_of(const Travel& travel, AccessFinder& finder, geo::LonLat point) {
  std::vector<geo::Origin> starts;
  for (const auto& leg : finder.find(point, travel.access_m))
    if (!travel.scenario->any_closed(finder.zone_sets[leg.zones]))
      starts.push_back(
          {leg.at, static_cast<geo::Deciseconds>(std::lround(
                       10 * static_cast<double>(leg.distance_m) / travel.walking_m_s))});
  return starts;
}

/// The best origin of each station, in the order of their arrivals.
std::vector<Meeting> meetings(const Travel& travel, const geo::TravelTimes& times) {
  std::vector<Meeting> best(travel.stations.size());
  for (std::size_t i = 0; i < travel.origins.size(); ++i) {
    const auto found = times.at(travel.origins[i].at);
    if (found.cost == geo::unreachable)
      continue;
    auto& meeting = best[travel.station_of[i]];
    const auto arrival = found.cost + travel.origins[i].start;
    if (arrival < meeting.arrival)
      meeting = {travel.station_of[i], i, arrival};
  }
  std::erase_if(best, [](const Meeting& meeting) { return meeting.arrival == geo::unreachable; });
  std::ranges::sort(best, {}, [](const Meeting& m) { return std::pair(m.arrival, m.station); });
  return best;
}

/// Widens the search until `count` stations are found that nobody beyond it can outrun.
std::vector<Meeting> search(const Travel& travel, geo::TravelTimes& times,
                            const geo::TravelWeights& weights, std::span<const geo::Origin> starts,
                            std::size_t count, const std::stop_token& stop) {
  constexpr geo::Deciseconds first_limit = 6000;
  for (auto limit = first_limit;; limit = std::min(limit * 4, geo::TravelTimes::most_limit)) {
    times.search(weights, starts, limit, stop);
    auto found = meetings(travel, times);
    const bool is_sure = found.size() >= count && found[count - 1].arrival <= limit;
    if (is_sure || limit == geo::TravelTimes::most_limit) {
      found.resize(std::min(found.size(), count));
      return found;
    }
  }
}

NearestStation by_road(const Travel& travel, const geo::TravelTimes& times, const Meeting& meeting,
                       geo::LonLat point) {
  NearestStation route;
  route.station = meeting.station;
  route.arrival = meeting.arrival;
  route.line = times.route_to(travel.origins[meeting.origin].at);
  const auto station = travel.stations[meeting.station].position;
  // The search ran from the point: where it runs against the traffic, the route is as driven.
  const bool ends_at_point = !route.line.empty() && geo::distance_m(route.line.back(), point) <=
                                                        geo::distance_m(route.line.front(), point);
  route.line.insert(ends_at_point ? route.line.end() : route.line.begin(), point);
  route.line.insert(ends_at_point ? route.line.begin() : route.line.end(), station);
  route.distance_m = geo::length_m(route.line);
  return route;
}

NearestStation by_straight_line(const Travel& travel, std::uint32_t number, geo::LonLat point,
                                double start_s) {
  const auto station = travel.stations[number].position;
  NearestStation route;
  route.station = number;
  route.is_straight = true;
  route.line = {station, point};
  route.distance_m = geo::distance_m(station, point);
  route.arrival = static_cast<geo::Deciseconds>(
      std::lround(10 * (start_s + route.distance_m / (straight_line_km_h / 3.6))));
  return route;
}

/// Whether any road is near, whatever lies between, and whether one gets off along it or not.
bool has_road_near(const RoadNetwork& network, geo::LonLat place, double access_m) {
  return !geo::snap(network.graph, place, access_m, 1).empty();
}

/// Whether nothing known is in the way of a straight line: no water and no closed zone.
bool is_clear(const RoadNetwork& network, const Scenario& scenario, geo::LonLat a, geo::LonLat b) {
  return !passes_water(network, a, b) && !scenario.any_closed(zones_touched(network, a, b));
}

/// Where no road is near the point, or near a station: stations that are not among the routes yet
/// and that nothing parts from the point. Where roads are near but closed, or across water, nobody
/// arrives.
void append_straight(std::vector<NearestStation>& routes, const Travel& travel,
                     const RoadNetwork& network, geo::LonLat point, std::size_t count,
                     const TravelRequest& request, double call_s) {
  const bool has_road = has_road_near(network, point, travel.access_m);
  std::vector<NearestStation> others;
  for (std::uint32_t s = 0; s < travel.stations.size(); ++s) {
    const auto& station = travel.stations[s];
    const bool is_wanted =
        std::ranges::find(routes, s, &NearestStation::station) == routes.end() &&
        (!has_road ||
         (station.legs.empty() && !has_road_near(network, station.position, travel.access_m)));
    if (is_wanted && is_clear(network, *travel.scenario, station.position, point))
      others.push_back(by_straight_line(travel, s, point,
                                        call_s + request.turnout_s.value_or(station.turnout_s)));
  }
  std::ranges::sort(others, {}, &NearestStation::arrival);
  others.resize(std::min(others.size(), count - std::min(count, routes.size())));
  std::ranges::move(others, std::back_inserter(routes));
}

geo::Direction opposite(geo::Direction direction) {
  return direction == geo::Direction::outbound ? geo::Direction::inbound : geo::Direction::outbound;
}

} // namespace

NearestStations nearest_stations(const ResponseModel& model, const NearestRequest& request,
                                 const std::stop_token& stop) {
  NearestStations answer;
  answer.points = request.points;
  answer.travel = plan_travel(model, request.travel, stop);
  require_stations(answer.travel);
  const auto against =
      scenario_weights(model, request.travel, opposite(request.travel.direction), stop);
  const auto times = model.memory->searches.lend();
  AccessFinder finder(*model.network);
  const double call_s = request.travel.call_handling_s.value_or(model.config.call_handling_s);
  const std::set<std::uint32_t> able(answer.travel.station_of.begin(),
                                     answer.travel.station_of.end());
  const auto count = std::min<std::size_t>(request.count, able.size());
  for (std::uint32_t p = 0; p < request.points.size(); ++p) {
    geo::check_stop(stop);
    const auto point = request.points[p];
    std::vector<NearestStation> routes;
    const auto starts = starts_of(answer.travel, finder, point);
    if (!starts.empty() && count > 0)
      for (const auto& meeting :
           search(answer.travel, *times, against->weights, starts, count, stop))
        routes.push_back(by_road(answer.travel, *times, meeting, point));
    append_straight(routes, answer.travel, *model.network, point, request.count, request.travel,
                    call_s);
    for (std::uint32_t rank = 0; rank < routes.size(); ++rank) {
      routes[rank].point = p;
      routes[rank].rank = rank + 1;
      answer.routes.push_back(std::move(routes[rank]));
    }
  }
  return answer;
}

namespace {

std::vector<AnswerColumn> route_columns() {
  return {{"point", ValueType::integer},
          {"rank", ValueType::integer},
          {"station"},
          {"station_name"},
          {"arrival_s", ValueType::real, 1},
          {"distance_m", ValueType::real, 1},
          {"by"}};
}

void add_route(AnswerTable& table, const NearestStation& route, const Station& station) {
  geo::Geometry line;
  line.points = route.line;
  line.end_ring();
  line.end_part(geo::PartType::line);
  table.add({std::int64_t{route.point} + 1, std::int64_t{route.rank}, station.id, station.name,
             seconds(route.arrival), route.distance_m,
             route.is_straight ? "straight line" : "road"},
            line);
}

} // namespace

PlannerAnswer nearest_answer(const NearestStations& found) {
  PlannerAnswer answer;
  answer.features.columns = route_columns();
  std::size_t straight = 0;
  for (const auto& route : found.routes) {
    straight += route.is_straight;
    add_route(answer.features, route, found.travel.stations[route.station]);
  }
  answer.warnings = travel_warnings(found.travel);
  answer.summary = describe(found.travel);
  answer.summary["points"] = found.points.size();
  std::set<std::uint32_t> reached;
  for (const auto& route : found.routes)
    reached.insert(route.point);
  answer.summary["points_not_reached"] = found.points.size() - reached.size();
  if (straight > 0)
    answer.summary["by_straight_line"] = {{"ways", straight}, {"assumed_km_h", straight_line_km_h}};
  return answer;
}

} // namespace layers
