#include "layers/requests/planner_request.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "geo/error.hpp"

namespace layers {

using geo::ErrorKind;
using geo::fail;

namespace {

constexpr double most_limit_s = geo::TravelTimes::most_limit / 10.0;

geo::LonLat position_in(std::string_view name, const std::string& text, double lon, double lat) {
  if (std::abs(lon) > 180 || std::abs(lat) > 90)
    fail(ErrorKind::invalid_input,
         "parameter {}: \"{}\" leaves the world; write lon,lat in degrees", name, text);
  return {lon, lat};
}

/// "lon,lat"
geo::LonLat position_of(std::string_view name, const std::string& text) {
  const auto numbers = parse_numbers(text);
  if (!numbers || numbers->size() != 2)
    fail(ErrorKind::invalid_input,
         "parameter {}: \"{}\" is not two numbers; write lon,lat in degrees", name, text);
  return position_in(name, text, (*numbers)[0], (*numbers)[1]);
}

/// "lon,lat" or "lon,lat,turnout_s"
WhatIf::Added added_station(const std::string& text) {
  const auto numbers = parse_numbers(text);
  if (!numbers || numbers->size() < 2 || numbers->size() > 3)
    fail(ErrorKind::invalid_input,
         "parameter add: \"{}\" is not two or three numbers; write lon,lat or lon,lat,turnout_s",
         text);
  WhatIf::Added added{position_in("add", text, (*numbers)[0], (*numbers)[1]), std::nullopt};
  if (numbers->size() == 3) {
    const double turnout_s = (*numbers)[2];
    if (turnout_s < 0 || turnout_s > most_limit_s)
      fail(ErrorKind::invalid_input,
           "parameter add: \"{}\" has a turnout of {} s; it must be from 0 to {}", text, turnout_s,
           most_limit_s);
    added.turnout_s = turnout_s;
  }
  return added;
}

/// "id:lon,lat"; ids may hold colons themselves.
WhatIf::Moved moved_station(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0)
    fail(ErrorKind::invalid_input, "parameter move: \"{}\" names no station; write id:lon,lat",
         text);
  return {text.substr(0, colon), position_of("move", text.substr(colon + 1))};
}

void check_count(std::string_view name, std::size_t count, std::size_t most) {
  if (count > most)
    fail(ErrorKind::too_large, "parameter {}: {} are given; give at most {}", name, count, most);
}

WhatIf read_what_if(ParamReader& reader) {
  WhatIf what_if;
  const auto added = reader.all("add");
  const auto moved = reader.all("move");
  what_if.removed = reader.list("remove");
  check_count("add", added.size(), most_changes);
  check_count("move", moved.size(), most_changes);
  check_count("remove", what_if.removed.size(), most_changes);
  for (const auto& text : added)
    what_if.added.push_back(added_station(text));
  for (const auto& text : moved)
    what_if.moved.push_back(moved_station(text));
  return what_if;
}

/// "07:30"
std::optional<int> minute_of(const std::optional<std::string>& text) {
  if (!text)
    return std::nullopt;
  const auto colon = text->find(':');
  const auto hours = parse_numbers(text->substr(0, colon));
  const auto minutes =
      colon == std::string::npos ? std::nullopt : parse_numbers(text->substr(colon + 1));
  const auto whole = [](const auto& numbers, double below) {
    return numbers && numbers->size() == 1 && numbers->front() >= 0 && numbers->front() < below &&
           numbers->front() == std::floor(numbers->front());
  };
  if (!whole(hours, 24) || !whole(minutes, 60))
    fail(ErrorKind::invalid_input, "parameter at: \"{}\" is no time of day; write 07:30", *text);
  return static_cast<int>(hours->front() * 60 + minutes->front());
}

std::optional<double> optional_number(ParamReader& reader, std::string_view name, double least,
                                      double most) {
  return reader.has(name) ? std::optional(reader.number(name, least, most, 0)) : std::nullopt;
}

TravelRequest read_travel(ParamReader& reader) {
  TravelRequest travel;
  for (const auto& text : reader.list("closed_by"))
    travel.scenario.closed_by.push_back(parse_zone_condition(text));
  for (const auto& text : reader.list("slowed_by"))
    travel.scenario.slowed_by.push_back(parse_slowed(text));
  check_count("closed_by", travel.scenario.closed_by.size(), most_changes);
  check_count("slowed_by", travel.scenario.slowed_by.size(), most_changes);
  travel.scenario.bridges_stay_open = reader.word("bridges", {"as_zones", "open"}, 0) == 1;
  travel.minute_of_day = minute_of(reader.text("at"));
  travel.stations = reader.list("stations");
  travel.what_if = read_what_if(reader);
  travel.direction = reader.word("direction", {"outbound", "inbound"}, 0) == 1
                         ? geo::Direction::inbound
                         : geo::Direction::outbound;
  travel.turnout_s = optional_number(reader, "turnout_s", 0, most_limit_s);
  travel.call_handling_s = optional_number(reader, "call_handling_s", 0, most_limit_s);
  travel.access_m = optional_number(reader, "access_m", 0, 1000);
  travel.walking_km_h = optional_number(reader, "walking_km_h", 0.1, 20);
  return travel;
}

std::vector<geo::Deciseconds> read_limits(ParamReader& reader) {
  const auto texts = reader.list("limits_s");
  check_count("limits_s", texts.size(), most_limits);
  std::vector<geo::Deciseconds> limits;
  for (const auto& text : texts) {
    const auto number = parse_numbers(text);
    const bool legal =
        number && number->size() == 1 && number->front() >= 1 && number->front() <= most_limit_s;
    if (!legal)
      fail(ErrorKind::invalid_input,
           "parameter limits_s: \"{}\" is not a number of seconds from 1 to {}", text,
           most_limit_s);
    limits.push_back(static_cast<geo::Deciseconds>(std::lround(number->front() * 10)));
  }
  std::ranges::sort(limits);
  limits.erase(std::unique(limits.begin(), limits.end()), limits.end());
  return limits;
}

/// "lon,lat", or several with semicolons between.
std::vector<geo::LonLat> read_points(ParamReader& reader) {
  std::vector<geo::LonLat> points;
  for (const auto& text : reader.all("point"))
    for (std::size_t begin = 0; begin <= text.size();) {
      const auto end = std::min(text.find(';', begin), text.size());
      points.push_back(position_of("point", text.substr(begin, end - begin)));
      begin = end + 1;
    }
  check_count("point", points.size(), most_points);
  if (points.empty())
    fail(ErrorKind::invalid_input, "parameter point: missing; write point=lon,lat");
  return points;
}

} // namespace

ResponseRequest read_response_request(const Params& params, ResponseRequest::Split default_split) {
  ParamReader reader(params);
  ResponseRequest request;
  request.travel = read_travel(reader);
  request.limits = read_limits(reader);
  if (request.limits.empty())
    request.limits = {2400, 4800, 6000};
  request.split = static_cast<ResponseRequest::Split>(reader.word(
      "split", {"none", "station", "first-due"}, static_cast<std::size_t>(default_split)));
  request.bands = static_cast<ResponseRequest::Bands>(reader.word("bands", {"rings", "disks"}, 0));
  request.method =
      static_cast<ResponseRequest::Method>(reader.word("method", {"grid", "exact"}, 0));
  request.cell_m = reader.number("cell_m", 5, 1000, request.cell_m);
  reader.finish();
  if (request.method == ResponseRequest::Method::exact &&
      request.split == ResponseRequest::Split::first_due)
    fail(ErrorKind::invalid_input,
         "parameter method: exact does not go with split=first-due; use method=grid");
  if (request.method == ResponseRequest::Method::exact && request.travel.access_m == 0.0)
    fail(ErrorKind::invalid_input,
         "parameter access_m: \"0\" does not go with method=exact; use method=grid");
  return request;
}

CoverageRequest read_coverage_request(const Params& params) {
  ParamReader reader(params);
  CoverageRequest request;
  request.travel = read_travel(reader);
  request.limits = read_limits(reader);
  request.standard = reader.text("standard").value_or("");
  request.by_network = reader.flag("network");
  request.demand = reader.text("demand").value_or("");
  request.area = reader.text("area").value_or("");
  request.hazard = reader.text("hazard").value_or("");
  request.stations_due =
      static_cast<std::uint32_t>(reader.whole("due", 1, 10, request.stations_due));
  request.gaps = reader.whole("gaps", 0, 10'000, request.gaps);
  reader.finish();
  if (!request.limits.empty() && !request.standard.empty())
    fail(ErrorKind::invalid_input,
         "parameter limits_s: a standard has limits of its own; give one of the two");
  if (request.limits.empty() && request.standard.empty())
    request.limits = {2400, 4800, 6000};
  return request;
}

NearestRequest read_nearest_request(const Params& params) {
  ParamReader reader(params);
  NearestRequest request;
  request.travel = read_travel(reader);
  request.points = read_points(reader);
  request.count = static_cast<std::uint32_t>(reader.whole("count", 1, 100, request.count));
  reader.finish();
  if (request.points.size() * request.count > most_routes)
    fail(ErrorKind::too_large,
         "{} points with {} stations each are more than {} ways; ask for "
         "fewer at once",
         request.points.size(), request.count, most_routes);
  return request;
}

std::optional<TravelRequest> compared_with(const TravelRequest& request) {
  auto base = request;
  if (!request.what_if.empty())
    base.what_if = {};
  else if (request.scenario.changes_zones())
    base.scenario = {};
  else
    return std::nullopt;
  return base;
}

} // namespace layers
