// layers/requests: the questions of planners as plain structs, read and checked by tables of their
// parameters, and the norms they may name; knows no data to answer them from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "geo/geometry.hpp"
#include "geo/road/travel_time.hpp"
#include "layers/requests/param_reader.hpp"
#include "layers/requests/zone_condition.hpp"
#include "layers/text/range.hpp"

namespace layers {

/// The questions of planners as plain structs. What arrives by address, body, option or
/// configuration is checked into them here and nowhere else, by the tables of
/// question_parameters.hpp. The readers throw invalid_input with the parameter, its value and what
/// is legal; a parameter they do not know is refused.

/// A change of the stations that is only asked about.
struct WhatIf {
  struct Added {
    geo::LonLat position;
    std::optional<double> turnout_s;

    bool operator==(const Added&) const = default;
  };
  struct Moved {
    std::string station;
    geo::LonLat position;

    bool operator==(const Moved&) const = default;
  };
  std::vector<Added> added;
  std::vector<Moved> moved;
  std::vector<std::string> removed;

  bool empty() const { return added.empty() && moved.empty() && removed.empty(); }
  bool operator==(const WhatIf&) const = default;
};

/// How help travels: what all questions have in common.
struct TravelRequest {
  ScenarioRequest scenario; ///< without speed_factor, which minute_of_day decides
  std::optional<int> minute_of_day;
  std::vector<std::string> stations; ///< ids; empty: every station
  WhatIf what_if;
  geo::Direction direction = geo::Direction::outbound;
  std::optional<double> turnout_s; ///< instead of the stations' own
  std::optional<double> call_handling_s;
  std::optional<double> access_m;
  std::optional<double> walking_km_h;

  bool operator==(const TravelRequest&) const = default;
};

struct ResponseRequest {
  enum class Split : std::uint8_t { none, station, first_due };
  enum class Bands : std::uint8_t { rings, disks };
  enum class Method : std::uint8_t { grid, exact };
  TravelRequest travel;
  std::vector<geo::Deciseconds> limits; ///< rising, each once; empty: the standard's
  std::string standard;                 ///< one of a radius; empty: none
  Split split = Split::none;
  Bands bands = Bands::rings;
  Method method = Method::grid;
  double cell_m = 20;

  bool operator==(const ResponseRequest&) const = default;
};

struct CoverageRequest {
  TravelRequest travel;
  std::vector<geo::Deciseconds> limits; ///< rising, each once; empty: the standard's
  std::string standard;                 ///< empty: none
  bool by_network = false;              ///< a radius norm by road instead of straight
  std::string demand;                   ///< id of a layer; empty: the first that can be
  std::string area;                     ///< results for each of its features; empty: none
  std::string hazard;                   ///< results by type and severity of its zones; empty: none
  std::uint32_t stations_due = 2;       ///< up to which due station sums are made
  std::size_t gaps = 20;                ///< areas without help that are shown, at most

  bool operator==(const CoverageRequest&) const = default;
};

struct NearestRequest {
  TravelRequest travel;
  std::vector<geo::LonLat> points;
  std::uint32_t count = 3;

  bool operator==(const NearestRequest&) const = default;
};

struct ArrivalRequest {
  TravelRequest travel;
  geo::Deciseconds limit = 6000;   ///< later is not reached
  std::vector<geo::LonLat> points; ///< empty: everywhere
  double cell_m = 20;

  bool operator==(const ArrivalRequest&) const = default;
};

/// The legal values of what a question, the configuration and the stations' own data all say.
constexpr double most_limit_s = geo::TravelTimes::most_limit / 10.0;
constexpr Range legal_access_m{0, 5000};
constexpr Range legal_walking_km_h{0.1, 20};
constexpr Range legal_call_handling_s{0, most_limit_s};
constexpr Range legal_turnout_s{0, most_limit_s};

/// Limits a request may name, and stations and points it may add or ask for.
constexpr std::size_t most_limits = 20;
constexpr std::size_t most_changes = 100;
constexpr std::size_t most_points = 10'000;
constexpr std::size_t most_routes = 50'000;

/// `default_split` tells /first-due, which has no other split, from /response-areas.
ResponseRequest
read_response_request(const Params& params,
                      ResponseRequest::Split default_split = ResponseRequest::Split::none);
CoverageRequest read_coverage_request(const Params& params);
NearestRequest read_nearest_request(const Params& params);
/// At points, of which there must be one at least.
ArrivalRequest read_arrival_request(const Params& params);
/// Everywhere; a point is refused.
ArrivalRequest read_surface_request(const Params& params);

/// Whether it asks for ways or times along roads. Straight distances, of a norm's radius, need
/// stations alone. Throws not_found for an unknown norm.
bool needs_roads(const ResponseRequest& request);
bool needs_roads(const CoverageRequest& request);
bool needs_roads(const NearestRequest& request);
bool needs_roads(const ArrivalRequest& request);

/// What a request says that is legal but hardly meant, a line each: minutes that were given as
/// seconds.
std::vector<std::string> doubts_about(const ResponseRequest& request);
std::vector<std::string> doubts_about(const CoverageRequest& request);
std::vector<std::string> doubts_about(const NearestRequest& request);
std::vector<std::string> doubts_about(const ArrivalRequest& request);

/// What a request is compared with: the same scenario without its what-if, or, when it has none,
/// the normal state without closed and slowed roads. nullopt: there is nothing to compare.
std::optional<TravelRequest> compared_with(const TravelRequest& request);

} // namespace layers
