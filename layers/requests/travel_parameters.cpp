#include "layers/requests/travel_parameters.hpp"

#include <cmath>

#include "geo/number_text.hpp"
#include "layers/text/time_of_day.hpp"

namespace layers {

using geo::ErrorKind;
using geo::fail;

namespace {

geo::LonLat position_in(const std::string& text, double lon, double lat) {
  if (std::abs(lon) > 180 || std::abs(lat) > 90)
    fail(ErrorKind::invalid_input, "\"{}\" leaves the world; write lon,lat in degrees", text);
  return {lon, lat};
}

/// "lon,lat" or "lon,lat,turnout_s"
WhatIf::Added added_station(const std::string& text) {
  const auto numbers = geo::parse_numbers(text);
  if (!numbers || numbers->size() < 2 || numbers->size() > 3)
    fail(ErrorKind::invalid_input,
         "\"{}\" is not two or three numbers; write lon,lat or lon,lat,turnout_s, or in "
         "JSON [[lon, lat]]",
         text);
  WhatIf::Added added{position_in(text, (*numbers)[0], (*numbers)[1]), std::nullopt};
  if (numbers->size() == 3) {
    added.turnout_s = (*numbers)[2];
    if (!legal_turnout_s.holds(*added.turnout_s))
      fail(ErrorKind::invalid_input, "\"{}\" has a turnout of {} s; it must be from {} to {}", text,
           *added.turnout_s, legal_turnout_s.least, legal_turnout_s.most);
  }
  return added;
}

/// "id:lon,lat"; ids may hold colons and commas themselves, and stand in quotes.
WhatIf::Moved moved_station(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0)
    fail(ErrorKind::invalid_input, "\"{}\" names no station; write id:lon,lat", text);
  return {unquoted(text.substr(0, colon)), parse_position(text.substr(colon + 1))};
}

void put_time(TravelRequest& travel, const Parameter& /*row*/, const Values& values) {
  const auto minute = parse_time_of_day(values.front());
  if (!minute || *minute == 24 * 60)
    fail(ErrorKind::invalid_input, "\"{}\" is no time of day; write 07:30", values.front());
  travel.minute_of_day = *minute;
}

std::string as_it_is(const std::string& text) {
  return text;
}

ParameterTable<TravelRequest> scenario_parameters() {
  return {
      list_row<TravelRequest>(
          {.name = "closed_by",
           .most_values = most_changes,
           .separator = ',',
           .form = "ZONES",
           .example = "flood:severity>=3",
           .text = {{"vi", "Vùng mà đường bên trong bị cấm: flood, flood:severity>=3 hoặc "
                           "chemical:type=toxic"},
                    {"en", "Zones in which roads are closed: flood, flood:severity>=3 or "
                           "chemical:type=toxic"}}},
          [](TravelRequest & t) -> auto& { return t.scenario.closed_by; }, parse_zone_condition),
      list_row<TravelRequest>(
          {.name = "slowed_by",
           .most_values = most_changes,
           .separator = ',',
           .form = "ZONES:SHARE",
           .example = "flood:severity<3:0.3",
           .text = {{"vi", "Vùng mà xe chỉ chạy được với một phần tốc độ, trên 0 đến 1: smoke:0.5 "
                           "hoặc flood:severity<3:0.3"},
                    {"en", "Zones in which roads are driven at a share of their speed, over 0 up "
                           "to 1: smoke:0.5 or flood:severity<3:0.3"}}},
          [](TravelRequest & t) -> auto& { return t.scenario.slowed_by; }, parse_slowed),
      word_row<TravelRequest>(
          {.name = "bridges",
           .words = {"as_zones", "open"},
           .example = "open",
           .text = {{"vi", "open: cầu (thuộc tính bridge) trong vùng bị cấm vẫn đi được"},
                    {"en", "open: bridges (attribute bridge) in a closed zone can be driven"}}},
          [](TravelRequest & t) -> auto& { return t.scenario.bridges_stay_open; }, {}),
      {{.name = "at",
        .form = "HH:MM",
        .example = "07:30",
        .text = {{"vi", "Giờ trong ngày, để lấy hệ số tốc độ của giờ đó"},
                 {"en", "Time of day: the profile's factor for it counts"}}},
       put_time}};
}

ParameterTable<TravelRequest> station_parameters() {
  return {list_row<TravelRequest>(
              {.name = "stations",
               .most_values = Parameter::unlimited,
               .separator = ',',
               .form = "ID",
               .example = "3,7",
               .text = {{"vi", "Mã của các đội được tính; không ghi thì tính tất cả"},
                        {"en", "Ids of the stations that count; all without it"}}},
              &TravelRequest::stations, as_it_is),
          list_row<TravelRequest>(
              {.name = "add",
               .most_values = most_changes,
               .form = "LON,LAT[,TURNOUT_S]",
               .example = "108.37,15.93,60",
               .text = {{"vi", "Giả sử có thêm một đội ở đây, trong JSON cũng có thể ghi "
                               "[[lon, lat]]"},
                        {"en", "What if there were a station more, in JSON also [[lon, lat]]"}}},
              [](TravelRequest & t) -> auto& { return t.what_if.added; }, added_station),
          list_row<TravelRequest>(
              {.name = "move",
               .most_values = most_changes,
               .form = "ID:LON,LAT",
               .example = "3:108.37,15.93",
               .text = {{"vi", "Giả sử một đội chuyển đến đây"},
                        {"en", "What if a station were elsewhere"}}},
              [](TravelRequest & t) -> auto& { return t.what_if.moved; }, moved_station),
          list_row<TravelRequest>(
              {.name = "remove",
               .most_values = most_changes,
               .separator = ',',
               .form = "ID",
               .example = "3,7",
               .text = {{"vi", "Giả sử không còn đội này"}, {"en", "What if a station were gone"}}},
              [](TravelRequest & t) -> auto& { return t.what_if.removed; }, as_it_is)};
}

ParameterTable<TravelRequest> way_parameters() {
  return {
      word_row<TravelRequest>(
          {.name = "direction",
           .words = {"outbound", "inbound"},
           .example = "inbound",
           .text = {{"vi", "outbound: từ đội đến hiện trường; inbound: từ hiện trường về đội"},
                    {"en", "outbound: from the station to the place; inbound: from there to it"}}},
          &TravelRequest::direction, {}),
      number_row<TravelRequest>(
          {.name = "turnout_s",
           .legal = legal_turnout_s,
           .form = "S",
           .example = "60",
           .text = {{"vi", "Thời gian xuất phát, thay cho số của từng đội"},
                    {"en",
                     "From the alarm until the engine leaves, instead of the stations' own"}}},
          &TravelRequest::turnout_s, {}),
      number_row<TravelRequest>(
          {.name = "call_handling_s",
           .legal = legal_call_handling_s,
           .form = "S",
           .example = "30",
           .text = {{"vi", "Thời gian từ cuộc gọi đến lệnh báo động, thay cho số trong cấu hình"},
                    {"en", "From the call to the alarm, instead of the configuration's"}}},
          &TravelRequest::call_handling_s, {}),
      number_row<TravelRequest>(
          {.name = "access_m",
           .legal = legal_access_m,
           .form = "M",
           .example = "50",
           .text = {{"vi", "Quãng đi bộ xa nhất tính từ đường, thay cho số trong cấu hình"},
                    {"en", "How far is walked from the road at most, instead of the configuration's"}}},
          &TravelRequest::access_m, {}),
      number_row<TravelRequest>(
          {.name = "walking_km_h",
           .legal = legal_walking_km_h,
           .form = "KM/H",
           .example = "4",
           .text = {{"vi", "Tốc độ đi bộ ở những mét cuối, thay cho số trong cấu hình"},
                    {"en", "How fast the last metres are walked, instead of the configuration's"}}},
          &TravelRequest::walking_km_h, {})};
}

} // namespace

const ParameterTable<TravelRequest>& travel_parameters() {
  static const auto table = [] {
    auto all = scenario_parameters();
    for (const auto& part : {station_parameters(), way_parameters()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return table;
}

geo::LonLat parse_position(const std::string& text) {
  const auto numbers = geo::parse_numbers(text);
  if (!numbers || numbers->size() != 2)
    fail(ErrorKind::invalid_input, "\"{}\" is not two numbers; write lon,lat in degrees", text);
  return position_in(text, (*numbers)[0], (*numbers)[1]);
}

} // namespace layers
