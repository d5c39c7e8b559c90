#include "layers/requests/question_parameters.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "layers/requests/standards.hpp"
#include "layers/requests/travel_parameters.hpp"

namespace layers {

namespace {

constexpr Range legal_limits_s{1, most_limit_s};
constexpr auto default_limits_s = "240,480,600";

std::vector<geo::Deciseconds> limits_of(const Parameter& parameter, const Values& values) {
  std::vector<geo::Deciseconds> limits;
  for (const auto& value : values) {
    const double tenths = number_of(parameter, value) * 10;
    if (std::abs(tenths - std::round(tenths)) > 1e-6)
      geo::fail(geo::ErrorKind::invalid_input,
                "\"{}\" is finer than the tenths of a second that times are counted in; write {}",
                value, std::round(tenths) / 10);
    limits.push_back(static_cast<geo::Deciseconds>(std::lround(tenths)));
  }
  std::ranges::sort(limits);
  limits.erase(std::unique(limits.begin(), limits.end()), limits.end());
  return limits;
}

template <typename Request>
ParameterRow<Request> limits_row() {
  return {{.name = "limits_s",
           .type = Parameter::Type::number,
           .legal = legal_limits_s,
           .most_values = most_limits,
           .separator = ',',
           .form = "S,S,...",
           .otherwise = default_limits_s,
           .example = "240,480",
           .text = {{"vi", "Các mốc thời gian từ cuộc gọi đến khi lực lượng có mặt"},
                    {"en", "Limits from the call to the arrival"}}},
          [](Request& request, const Parameter& row, const Values& values) {
            request.limits = limits_of(row, values);
          }};
}

template <typename Request>
ParameterRow<Request> cell_row() {
  return number_row<Request>(
      {.name = "cell_m",
       .legal = {5, 1000},
       .form = "M",
       .example = "10",
       .text = {{"vi", "Cạnh của ô lưới"}, {"en", "Side of the grid's cells"}}},
      &Request::cell_m, Request());
}

template <typename Request>
ParameterRow<Request> points_row() {
  return list_row<Request>({.name = "point",
                            .most_values = most_points,
                            .separator = ';',
                            .form = "LON,LAT",
                            .example = "108.355,15.914",
                            .text = {{"vi", "Nơi cần trợ giúp; nhiều nơi cách nhau bằng dấu ;"},
                                     {"en", "Where help is needed; several with ; between"}}},
                           &Request::points, parse_position);
}

/// The question's own parameters, then those of all.
template <typename Request>
ParameterTable<Request> with_travel(ParameterTable<Request> table) {
  for (const auto& [parameter, put] : travel_parameters())
    table.push_back(
        {parameter, [put = put](Request& request, const Parameter& row, const Values& values) {
           put(request.travel, row, values);
         }});
  return table;
}

/// Norms of the measures that are `wanted`.
std::vector<std::string> standard_ids(std::initializer_list<Standard::Measure> wanted) {
  std::vector<std::string> ids;
  for (const auto& standard : standards())
    if (std::ranges::find(wanted, standard.measure) != wanted.end())
      ids.push_back(standard.id);
  return ids;
}

ParameterTable<ResponseRequest> response_table(ResponseRequest::Split default_split) {
  using Request = ResponseRequest;
  Request base;
  base.split = default_split;
  return with_travel<Request>(
      {limits_row<Request>(),
       text_row<Request>(
           {.name = "standard",
            .words = standard_ids({Standard::Measure::radius}),
            .example = "vn-qcvn-01-2021",
            .text = {{"vi", "Quy chuẩn về bán kính phục vụ: vùng quanh trụ sở theo đường thẳng, "
                            "thay cho limits_s"},
                     {"en", "A norm of service radius: straight distances from stations, instead "
                            "of limits_s"}}},
           &Request::standard),
       word_row<Request>(
           {.name = "split",
            .words = {"none", "station", "first-due"},
            .example = "station",
            .text = {{"vi", "Vùng gộp chung, riêng từng đội, hay theo đội đến trước"},
                     {"en", "Areas of all merged, of each station by itself (they overlap), or by "
                            "who arrives first"}}},
           &Request::split, base),
       word_row<Request>(
           {.name = "bands",
            .words = {"rings", "disks"},
            .example = "disks",
            .text = {{"vi", "rings: sau mốc trước; disks: từ đầu, chồng lên nhau"},
                     {"en", "rings: later than the limit before; disks: from the start, the larger "
                            "hold the smaller"}}},
           &Request::bands, base),
       word_row<Request>(
           {.name = "method",
            .words = {"grid", "exact"},
            .example = "exact",
            .text =
                {{"vi", "grid: trong mili giây; exact: khoảng một giây, ranh giới chính xác đến "
                        "xăng-ti-mét, khi có giá trị pháp lý"},
                 {"en", "grid takes milliseconds; exact a second or so, its borders are right to "
                        "centimetres: where they have legal weight"}}},
           &Request::method, base),
       cell_row<Request>()});
}

ParameterTable<CoverageRequest> coverage_table() {
  using Request = CoverageRequest;
  const Request base;
  return with_travel<Request>(
      {limits_row<Request>(),
       text_row<Request>(
           {.name = "standard",
            .words = standard_ids({Standard::Measure::time, Standard::Measure::radius}),
            .example = "ru-123-fz-76",
            .text = {{"vi", "Quy chuẩn: các mốc và cách tính giờ của quy chuẩn đó, "
                            "thay cho limits_s"},
                     {"en", "A norm: its limits and its clock, instead of limits_s"}}},
           &Request::standard),
       word_row<Request>(
           {.name = "network",
            .type = Parameter::Type::flag,
            .words = {"false", "true"},
            .example = "true",
            .text = {{"vi", "true: bán kính của quy chuẩn đo theo đường bộ thay vì đường thẳng"},
                     {"en", "true: a radius norm is measured by road instead of straight"}}},
           &Request::by_network, base),
       text_row<Request>(
           {.name = "demand",
            .form = "LAYER",
            .example = "incidents",
            .text = {{"vi", "Lớp dân cư, nhà cửa hoặc sự cố đã qua; không ghi thì lấy lớp demand "
                            "đầu tiên, nếu không có thì địa bàn có số dân"},
                     {"en", "Layer of people, buildings or past incidents (points, polygons or a "
                            "raster); without it the first of kind demand, else areas with a "
                            "population"}}},
           &Request::demand),
       text_row<Request>({.name = "area",
                          .form = "LAYER",
                          .example = "wards",
                          .text = {{"vi", "Lớp mà mỗi đối tượng có kết quả riêng"},
                                   {"en", "Layer whose features get results of their own"}}},
                         &Request::area),
       text_row<Request>({.name = "hazard",
                          .form = "LAYER",
                          .example = "flood",
                          .text = {{"vi", "Lớp nguy hiểm: kết quả theo loại và cấp của vùng"},
                                   {"en", "Hazard layer: results by type and severity"}}},
                         &Request::hazard),
       whole_row<Request>({.name = "due",
                           .legal = {1, 10},
                           .form = "COUNT",
                           .example = "3",
                           .text = {{"vi", "Tính tổng đến đội thứ mấy"},
                                    {"en", "Sums for the first so many stations to arrive"}}},
                          &Request::stations_due, base),
       whole_row<Request>(
           {.name = "gaps",
            .legal = {0, 10'000},
            .form = "COUNT",
            .example = "5",
            .text = {{"vi", "Số vùng chưa được bảo vệ đưa ra, vùng đông dân nhất trước"},
                     {"en", "Areas without help that are given at most, those of most people "
                            "first"}}},
           &Request::gaps, base)});
}

ParameterTable<NearestRequest> nearest_table() {
  using Request = NearestRequest;
  return with_travel<Request>(
      {points_row<Request>(), whole_row<Request>({.name = "count",
                                                  .legal = {1, 100},
                                                  .form = "COUNT",
                                                  .example = "2",
                                                  .text = {{"vi", "Số đội cho mỗi nơi"},
                                                           {"en", "Stations for each point"}}},
                                                 &Request::count, Request())});
}

ParameterRow<ArrivalRequest> limit_row() {
  return {{.name = "limit_s",
           .type = Parameter::Type::number,
           .legal = legal_limits_s,
           .form = "S",
           .otherwise = fmt::to_string(ArrivalRequest().limit / 10),
           .example = "480",
           .text = {{"vi", "Mốc thời gian từ cuộc gọi đến khi lực lượng có mặt; muộn hơn là không "
                           "đến kịp"},
                    {"en", "Limit from the call to the arrival; later is not reached"}}},
          [](ArrivalRequest& request, const Parameter& row, const Values& values) {
            request.limit = limits_of(row, values).front();
          }};
}

} // namespace

const ParameterTable<ResponseRequest>& response_parameters(ResponseRequest::Split split) {
  using Split = ResponseRequest::Split;
  static const std::array tables{response_table(Split::none), response_table(Split::station),
                                 response_table(Split::first_due)};
  return tables.at(static_cast<std::size_t>(split));
}

const ParameterTable<CoverageRequest>& coverage_parameters() {
  static const auto table = coverage_table();
  return table;
}

const ParameterTable<NearestRequest>& nearest_parameters() {
  static const auto table = nearest_table();
  return table;
}

const ParameterTable<ArrivalRequest>& arrival_parameters() {
  static const auto table = with_travel<ArrivalRequest>(
      {points_row<ArrivalRequest>(), limit_row(), cell_row<ArrivalRequest>()});
  return table;
}

const ParameterTable<ArrivalRequest>& surface_parameters() {
  static const auto table = with_travel<ArrivalRequest>({limit_row(), cell_row<ArrivalRequest>()});
  return table;
}

std::vector<geo::Deciseconds> default_limits() {
  const auto row = limits_row<ResponseRequest>().parameter;
  return limits_of(row, values_of(row, {{row.name, row.otherwise}}));
}

} // namespace layers
