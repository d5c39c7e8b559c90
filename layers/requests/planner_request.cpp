#include "layers/requests/planner_request.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "geo/error.hpp"
#include "layers/requests/question_parameters.hpp"
#include "layers/requests/standards.hpp"

namespace layers {

using geo::ErrorKind;
using geo::fail;

namespace {

constexpr geo::Deciseconds most_likely_minutes = 300; ///< nobody keeps so few seconds

void check_split(const ResponseRequest& request, ResponseRequest::Split default_split) {
  using Split = ResponseRequest::Split;
  if (default_split == Split::first_due && request.split != Split::first_due)
    fail(ErrorKind::invalid_input,
         "parameter split: who is first due is always shown by station; ask for response areas "
         "instead");
}

void check_together(const ResponseRequest& request) {
  if (request.method != ResponseRequest::Method::exact)
    return;
  if (request.split == ResponseRequest::Split::first_due)
    fail(ErrorKind::invalid_input,
         "parameter method: exact does not go with split=first-due; use method=grid");
  if (request.travel.access_m == 0.0)
    fail(ErrorKind::invalid_input,
         "parameter access_m: \"0\" does not go with method=exact; use method=grid");
}

/// Areas of a radius are asked for.
void check_standard(const ResponseRequest& request) {
  radius_standard(request.standard);
  if (request.split == ResponseRequest::Split::first_due)
    fail(ErrorKind::invalid_input,
         "parameter standard: who arrives first is told by roads, not by a radius; ask for "
         "response areas with split=none or split=station");
}

void check_one_of(const std::vector<geo::Deciseconds>& limits, const std::string& standard) {
  if (!limits.empty() && !standard.empty())
    fail(ErrorKind::invalid_input,
         "parameter limits_s: a standard has limits of its own; give one of the two");
}

/// "240,480.5"
std::string listed(const std::vector<geo::Deciseconds>& limits) {
  std::string text;
  for (const auto limit : limits)
    text += fmt::format("{}{}", text.empty() ? "" : ",", limit / 10.0);
  return text;
}

/// As seconds, if these are minutes: all of them where they can be, else those that are likely.
std::vector<geo::Deciseconds> from_minutes(std::vector<geo::Deciseconds> limits) {
  const bool may_all = limits.back() * 60 <= geo::TravelTimes::most_limit;
  for (auto& limit : limits)
    limit *= may_all || limit <= most_likely_minutes ? 60 : 1;
  std::ranges::sort(limits);
  return limits;
}

std::vector<std::string> doubts_about_limits(const char* parameter,
                                             const std::vector<geo::Deciseconds>& limits) {
  if (limits.empty() || limits.front() > most_likely_minutes)
    return {};
  return {fmt::format("parameter {}: {} is in seconds; did you mean {}?", parameter, listed(limits),
                      listed(from_minutes(limits)))};
}

void require_points(const std::vector<geo::LonLat>& points) {
  if (points.empty())
    fail(ErrorKind::invalid_input, "parameter point: missing; write point=lon,lat");
}

} // namespace

ResponseRequest read_response_request(const Params& params, ResponseRequest::Split default_split) {
  ResponseRequest base;
  base.split = default_split;
  auto request = read_params(response_parameters(default_split), params, base);
  check_one_of(request.limits, request.standard);
  if (!request.standard.empty())
    check_standard(request);
  else if (request.limits.empty())
    request.limits = default_limits();
  check_split(request, default_split);
  check_together(request);
  return request;
}

CoverageRequest read_coverage_request(const Params& params) {
  auto request = read_params(coverage_parameters(), params, CoverageRequest());
  check_one_of(request.limits, request.standard);
  if (!request.standard.empty())
    coverage_standard(request.standard);
  else if (request.limits.empty())
    request.limits = default_limits();
  return request;
}

NearestRequest read_nearest_request(const Params& params) {
  auto request = read_params(nearest_parameters(), params, NearestRequest());
  require_points(request.points);
  if (request.points.size() * request.count > most_routes)
    fail(ErrorKind::too_large,
         "{} points with {} stations each are more than {} ways; ask for "
         "fewer at once",
         request.points.size(), request.count, most_routes);
  return request;
}

ArrivalRequest read_arrival_request(const Params& params) {
  auto request = read_params(arrival_parameters(), params, ArrivalRequest());
  require_points(request.points);
  return request;
}

ArrivalRequest read_surface_request(const Params& params) {
  return read_params(surface_parameters(), params, ArrivalRequest());
}

bool needs_roads(const ResponseRequest& request) {
  return request.standard.empty();
}

bool needs_roads(const CoverageRequest& request) {
  return request.by_network || request.standard.empty() ||
         standard(request.standard).measure != Standard::Measure::radius;
}

bool needs_roads(const NearestRequest& /*request*/) {
  return true;
}

bool needs_roads(const ArrivalRequest& /*request*/) {
  return true;
}

std::vector<std::string> doubts_about(const ResponseRequest& request) {
  return doubts_about_limits("limits_s", request.limits);
}

std::vector<std::string> doubts_about(const CoverageRequest& request) {
  return doubts_about_limits("limits_s", request.limits);
}

std::vector<std::string> doubts_about(const NearestRequest& /*request*/) {
  return {};
}

std::vector<std::string> doubts_about(const ArrivalRequest& request) {
  return doubts_about_limits("limit_s", {request.limit});
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
