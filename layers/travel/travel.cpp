#include "layers/travel/travel.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "geo/error.hpp"
#include "layers/requests/param_reader.hpp"
#include "layers/text/folded_text.hpp"

namespace layers {

using geo::ErrorKind;
using geo::fail;

namespace {

/// "7", or "stations/7" where several layers have a 7.
bool is_named(const Station& station, const std::string& name) {
  return station.id == name || station.layer + "/" + station.id == name;
}

/// Where an id with a comma was taken apart: how to write it. Empty: no id has this part.
std::string quoting_hint(const std::vector<Station>& stations, const std::string& part) {
  const auto has_part = [&](const Station& station) {
    const auto padded = "," + station.id + ",";
    return station.id.size() > part.size() && padded.find("," + part + ",") != std::string::npos;
  };
  const auto found = std::ranges::find_if(stations, has_part);
  return found == stations.end()
             ? ""
             : fmt::format(R"(; an id with a comma stands in quotes: {0} (in a shell '{0}'))",
                           quoted(found->id));
}

/// The only station of that name. `is_all`: the list holds every station there is.
std::size_t station_named(const std::vector<Station>& stations, const std::string& name,
                          bool is_all) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < stations.size(); ++i)
    if (is_named(stations[i], name))
      found.push_back(i);
  if (found.empty())
    fail(ErrorKind::not_found, "station \"{}\": there is none with this id{}{}", name.substr(0, 64),
         is_all ? "" : " among those of stations=", quoting_hint(stations, name));
  if (found.size() > 1)
    fail(ErrorKind::invalid_input,
         "station \"{0}\": {1} stations have this id; write {2}/{0} with the layer's id",
         name.substr(0, 64), found.size(), stations[found.front()].layer);
  return found.front();
}

std::vector<Station> chosen_stations(const ResponseModel& model, const TravelRequest& request) {
  if (request.stations.empty())
    return model.stations;
  std::vector<Station> chosen;
  for (const auto& name : request.stations) {
    const auto& station = model.stations[station_named(model.stations, name, true)];
    const auto is_there = [&](const Station& other) {
      return other.id == station.id && other.layer == station.layer;
    };
    if (std::ranges::none_of(chosen, is_there))
      chosen.push_back(station);
  }
  return chosen;
}

/// "added-1"; "new-added-1" where there is a station of that id.
std::string id_of_added(int number, const std::vector<Station>& others) {
  auto id = fmt::format("added-{}", number);
  while (std::ranges::find(others, id, &Station::id) != others.end())
    id = "new-" + id;
  return id;
}

void apply(const WhatIf& what_if, Travel& travel, const ResponseModel& model) {
  auto& stations = travel.stations;
  auto& unchanged = travel.unchanged_from;
  const bool is_all = stations.size() == model.stations.size();
  for (const auto& moved : what_if.moved) {
    const auto number = station_named(stations, moved.station, is_all);
    if (unchanged[number] == no_station)
      fail(ErrorKind::invalid_input, "station \"{}\": it is moved twice; name one place for it",
           moved.station.substr(0, 64));
    auto& station = stations[number];
    auto placed = station_at(model, station.id, moved.position, station.turnout_s);
    placed.layer = station.layer;
    placed.name = station.name;
    station = std::move(placed);
    unchanged[number] = no_station;
  }
  std::set<std::size_t, std::greater<>> removed; // from the last on: numbers below stay
  for (const auto& name : what_if.removed) {
    const auto number = station_named(stations, name, is_all);
    if (unchanged[number] == no_station || !removed.insert(number).second)
      fail(ErrorKind::invalid_input, "station \"{}\": it is moved or removed already; name it once",
           name.substr(0, 64));
  }
  for (const auto number : removed) {
    stations.erase(stations.begin() + static_cast<std::ptrdiff_t>(number));
    unchanged.erase(unchanged.begin() + static_cast<std::ptrdiff_t>(number));
  }
  int number = 0;
  for (const auto& added : what_if.added)
    stations.push_back(station_at(model, id_of_added(++number, model.stations), added.position,
                                  added.turnout_s.value_or(model.config.turnout_s)));
  unchanged.resize(stations.size(), no_station);
}

geo::Deciseconds deciseconds(double seconds) {
  return static_cast<geo::Deciseconds>(std::lround(seconds * 10));
}

void add_origins(Travel& travel, std::uint32_t number, double start_s,
                 const ResponseConfig& config) {
  const auto start = station_start(*travel.network, *travel.scenario, *travel.weights,
                                   travel.stations[number].roads, travel.station_reach);
  for (const auto& road : start.roads) {
    const double driveway_s = road.distance_m / (config.driveway_km_h / 3.6);
    travel.origins.push_back({road.at, deciseconds(start_s + driveway_s)});
    travel.station_of.push_back(number);
  }
  if (!start.leads_on)
    travel.cut_off.push_back(number);
}

std::string number_or_dash(const std::optional<double>& number) {
  return number ? fmt::to_string(*number) : "-";
}

std::string condition_key(const ZoneCondition& condition) {
  return key_text(condition.layer) + key_text(condition.attribute) +
         key_text(fmt::to_string(condition.comparison)) + key_text(condition.value);
}

} // namespace

Walking walking_of(const Travel& travel) {
  return {travel.access_m, 10 / travel.walking_m_s};
}

std::string key_text(std::string_view text) {
  return fmt::format("{}:{}", text.size(), text);
}

std::string scenario_key(const TravelRequest& request) {
  const auto& scenario = request.scenario;
  auto key = fmt::format("{} {}", scenario.bridges_stay_open,
                         request.minute_of_day ? fmt::to_string(*request.minute_of_day) : "-");
  for (const auto& condition : scenario.closed_by)
    key += " closed " + condition_key(condition);
  for (const auto& slowed : scenario.slowed_by)
    key += fmt::format(" slowed {} {}", condition_key(slowed.where), slowed.factor);
  return key;
}

std::string key_without_what_if(const TravelRequest& request) {
  auto key = fmt::format("{} {} {} {} {} {}", static_cast<int>(request.direction),
                         number_or_dash(request.turnout_s), number_or_dash(request.call_handling_s),
                         number_or_dash(request.access_m), number_or_dash(request.walking_km_h),
                         scenario_key(request));
  for (const auto& station : request.stations)
    key += " station " + key_text(station);
  return key;
}

std::string what_if_key(const WhatIf& what_if) {
  std::string key;
  for (const auto& [at, turnout_s] : what_if.added)
    key += fmt::format(" add {} {} {}", at.lon, at.lat, number_or_dash(turnout_s));
  for (const auto& [station, at] : what_if.moved)
    key += fmt::format(" move {} {} {}", key_text(station), at.lon, at.lat);
  for (const auto& station : what_if.removed)
    key += " remove " + key_text(station);
  return key;
}

std::size_t Travel::bytes() const {
  auto bytes = stations.capacity() * sizeof(Station) + origins.capacity() * sizeof(geo::Origin) +
               (unchanged_from.capacity() + station_of.capacity()) * sizeof(std::uint32_t);
  for (const auto& station : stations)
    bytes +=
        station.roads.capacity() * sizeof(StationRoad) + station.id.size() + station.name.size();
  return bytes;
}

std::size_t ScenarioWeights::bytes() const {
  return scenario.half_times.capacity() * sizeof(geo::Deciseconds) +
         scenario.zone_closed.capacity() + scenario.zone_factor.capacity() * sizeof(double) +
         weights.bytes();
}

std::shared_ptr<const ScenarioWeights> scenario_weights(const ResponseModel& model,
                                                        const TravelRequest& request,
                                                        geo::Direction direction,
                                                        const std::stop_token& stop) {
  const auto& network = *model.network;
  return model.memory->kept.get<ScenarioWeights>(
      {fmt::format("scenario {} {}", static_cast<int>(direction), scenario_key(request)), {}},
      [&] {
        auto scenario = request.scenario;
        if (request.minute_of_day)
          scenario.speed_factor = time_of_day_factor(network.profile, *request.minute_of_day);
        ScenarioWeights made{build_scenario(network, scenario), {}};
        made.weights = geo::travel_weights(network.graph, made.scenario.half_times, direction);
        return made;
      },
      stop);
}

const ResponseModel& required_model(const std::shared_ptr<const ResponseModel>& model,
                                    bool needs_roads) {
  if (!model || (needs_roads && !model->network->has_roads()))
    fail(ErrorKind::not_found,
         "roads: no layer of kind road is served that can be driven; give the configuration one to "
         "ask for times");
  return *model;
}

void require_stations(const Travel& travel) {
  if (travel.stations.empty())
    fail(ErrorKind::invalid_input,
         "stations: there is none to start from; serve a layer of kind station, or add one with "
         "add=lon,lat");
}

Travel plan_travel(const ResponseModel& model, const TravelRequest& request,
                   const std::stop_token& stop) {
  const auto& config = model.config;
  Travel travel;
  travel.network = model.network;
  travel.memory = model.memory;
  travel.most_cells = static_cast<std::size_t>(config.most_cells);
  travel.access_m = request.access_m.value_or(config.access_m);
  travel.station_reach = station_reach(config);
  travel.straight_line_m_s = config.straight_line_km_h / 3.6;
  travel.walking_m_s = request.walking_km_h.value_or(config.walking_km_h) / 3.6;
  const auto laid = scenario_weights(model, request, request.direction, stop);
  travel.scenario_key = scenario_key(request);
  travel.scenario = {laid, &laid->scenario};
  travel.weights = {laid, &laid->weights};
  travel.stations = chosen_stations(model, request);
  travel.unchanged_from.resize(travel.stations.size());
  std::iota(travel.unchanged_from.begin(), travel.unchanged_from.end(), 0U);
  if (!request.what_if.empty())
    apply(request.what_if, travel, model);
  if (!travel.network->has_roads())
    return travel;
  const double call_s = request.call_handling_s.value_or(config.call_handling_s);
  for (std::uint32_t i = 0; i < travel.stations.size(); ++i)
    add_origins(travel, i, call_s + request.turnout_s.value_or(travel.stations[i].turnout_s),
                config);
  return travel;
}

} // namespace layers
