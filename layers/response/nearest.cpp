// 1. A search against the traffic from each point, until the stations that arrive first are found:
//    it widens, limit by limit.
// 2. A station's time is the best of its routes to the road plus its start.
// 3. Where there is no road, stations come by straight line, unless water or a closed zone parts
//    them from the point.
#include "layers/response/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "geo/local_plane.hpp"
#include "geo/road/road_graph.hpp"
#include "geo/stop.hpp"
#include "layers/access/road_access.hpp"
#include "layers/answers/answer_table.hpp"
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

/// Where a search from a place begins: on the roads that are walked to.
std::vector<geo::Origin> starts_of(const Travel& travel, const RoadAccess& access,
                                   geo::LonLat place) {
  Surroundings around;
  access.look(place, 0, around);
  auto ways = access.ways_to(around);
  for (const auto& origin : travel.origins) // one that starts beside the place
    if (const auto way = access.way_along(around, origin.at))
      ways.push_back(*way);
  std::vector<geo::Origin> starts;
  for (const auto& way : ways)
    starts.push_back(
        {{way.half / 2, way.share},
         static_cast<geo::Cost>(std::lround(way.walk_m * access.walking().cost_per_m))});
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

/// Whether any road is near, whatever lies between, and whether one gets off along it or not.
bool has_road_near(const RoadNetwork& network, geo::LonLat place, double access_m) {
  return !geo::snap(network.graph, place, access_m, 1).empty();
}

/// Whether nothing known is in the way of a straight line: no water and no closed zone.
bool is_clear(const RoadNetwork& network, const Scenario& scenario, geo::LonLat a, geo::LonLat b) {
  return !passes_water(network, a, b) && !scenario.any_closed(zones_touched(network, a, b));
}

/// Straight from a station, as fast as is assumed, and no earlier than by road and on foot from the
/// nearest road.
NearestStation by_straight_line(const Travel& travel, std::uint32_t number, geo::LonLat place,
                                double start_s, geo::Deciseconds on_foot) {
  const auto station = travel.stations[number].position;
  NearestStation route;
  route.station = number;
  route.is_straight = true;
  route.line = {station, place};
  route.distance_m = geo::distance_m(station, place);
  const auto straight = static_cast<geo::Deciseconds>(
      std::lround(10 * (start_s + route.distance_m / travel.straight_line_m_s)));
  route.arrival = on_foot == geo::unreachable ? straight : std::max(straight, on_foot);
  return route;
}

/// When each station arrives by road and on foot from the nearest roads, however far these are.
std::vector<geo::Deciseconds> times_on_foot(const Travel& travel, geo::TravelTimes& times,
                                            const geo::TravelWeights& against, geo::LonLat place,
                                            const std::stop_token& stop) {
  constexpr double most_m = 20'000;
  std::vector<geo::Deciseconds> arrivals(travel.stations.size(), geo::unreachable);
  const auto& graph = travel.network->graph;
  const auto nearest = geo::snap(graph, place, most_m, 1, graph.accessible);
  auto walking = walking_of(travel);
  if (nearest.empty() ||
      nearest.front().distance_m * walking.cost_per_m > geo::TravelTimes::most_limit)
    return arrivals;
  walking.access_m = 1.5 * nearest.front().distance_m;
  const RoadAccess access(*travel.network, *travel.scenario, *travel.weights, walking);
  times.search(against, starts_of(travel, access, place), geo::TravelTimes::most_limit, stop);
  for (const auto& meeting : meetings(travel, times))
    arrivals[meeting.station] = meeting.arrival;
  return arrivals;
}

/// Where no road is near the place: the stations that nothing parts from it, and that are not cut
/// off. Where roads are near but closed, or across water, nobody arrives.
std::vector<NearestStation> straight_routes(const Travel& travel, geo::TravelTimes& times,
                                            const geo::TravelWeights& against, geo::LonLat place,
                                            std::span<const double> starts_s,
                                            const std::stop_token& stop) {
  std::vector<NearestStation> routes;
  if (has_road_near(*travel.network, place, travel.access_m))
    return routes;
  const auto on_foot = times_on_foot(travel, times, against, place, stop);
  for (std::uint32_t s = 0; s < travel.stations.size(); ++s)
    if (!std::ranges::binary_search(travel.cut_off, s) &&
        is_clear(*travel.network, *travel.scenario, travel.stations[s].position, place))
      routes.push_back(by_straight_line(travel, s, place, starts_s[s], on_foot[s]));
  std::ranges::sort(routes, {}, &NearestStation::arrival);
  return routes;
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
  const RoadAccess access(*answer.travel.network, *answer.travel.scenario, *answer.travel.weights,
                          walking_of(answer.travel));
  const auto& travel = answer.travel;
  const double call_s = request.travel.call_handling_s.value_or(model.config.call_handling_s);
  std::vector<double> starts_s;
  for (const auto& station : travel.stations)
    starts_s.push_back(call_s + request.travel.turnout_s.value_or(station.turnout_s));
  const std::set<std::uint32_t> able(travel.station_of.begin(), travel.station_of.end());
  const auto count = std::min<std::size_t>(request.count, able.size());
  for (std::uint32_t p = 0; p < request.points.size(); ++p) {
    geo::check_stop(stop);
    const auto point = request.points[p];
    std::vector<NearestStation> routes;
    const auto starts = starts_of(travel, access, point);
    if (!starts.empty() && count > 0)
      for (const auto& meeting : search(travel, *times, against->weights, starts, count, stop))
        routes.push_back(by_road(travel, *times, meeting, point));
    if (routes.empty())
      routes = straight_routes(travel, *times, against->weights, point, starts_s, stop);
    routes.resize(std::min<std::size_t>(routes.size(), request.count));
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
    answer.summary["by_straight_line"] = {
        {"ways", straight}, {"assumed_km_h", rounded(found.travel.straight_line_m_s * 3.6, 2)}};
  return answer;
}

} // namespace layers
