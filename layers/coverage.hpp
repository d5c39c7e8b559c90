#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "geo/geometry.hpp"
#include "geo/travel_time.hpp"
#include "layers/demand.hpp"
#include "layers/place_shares.hpp"
#include "layers/scenario.hpp"

namespace layers {

/// The k earliest arrivals at each place, earliest first, one a station; of equal times the
/// station with the lower number is first.
struct Arrivals {
  std::vector<geo::Deciseconds> times; ///< places x k, no_time where fewer arrive
  std::vector<std::uint32_t> origins;  ///< likewise; numbers of stations
  std::vector<std::uint32_t> depth;    ///< stations that arrive within the search's limit
  std::uint32_t k = 1;

  geo::Deciseconds first(std::size_t place) const { return times[place * k]; }
};

/// When each place of the demand is reached after a search, on foot from the road included; closed
/// zones are not walked into. no_time: not.
geo::Arrival arrival_at(const geo::TravelTimes& times, const Scenario& scenario,
                        std::span<const Access> ways,
                        const std::vector<std::vector<std::uint32_t>>& zone_sets,
                        double walking_m_s);

/// One search a station, in parallel: first, second ... k-th due and depth. Origin i belongs to
/// station stations[i]; a station may have several, and its earliest counts. Memory: places x k,
/// and what each core's searches reach. Throws unavailable when asked to stop.
Arrivals arrivals(const geo::RoadGraph& graph, const geo::TravelWeights& weights,
                  const Scenario& scenario, std::span<const geo::Origin> origins,
                  std::span<const std::uint32_t> stations, const Demand& demand,
                  geo::Deciseconds limit, std::uint32_t k, double walking_m_s,
                  const std::stop_token& stop);

/// The same of more stations, put among those that `arrivals` has; the limit must be theirs.
void add_arrivals(Arrivals& arrivals, const geo::RoadGraph& graph,
                  const geo::TravelWeights& weights, const Scenario& scenario,
                  std::span<const geo::Origin> origins, std::span<const std::uint32_t> stations,
                  const Demand& demand, geo::Deciseconds limit, double walking_m_s,
                  const std::stop_token& stop);

/// How much of the demand is reached within each limit. covered[i] + uncovered[i] = total, and the
/// depths add up to it.
struct CoverageSums {
  double total = 0;
  std::vector<double> covered;      ///< by limit
  std::vector<double> uncovered;    ///< by limit
  std::vector<double> covered_by_k; ///< by limit x k: reached by k stations or more
  std::vector<double> depth;        ///< by number of stations 0, 1, 2 ... within the search's limit
  std::optional<double> p50_s;      ///< when half of the weight is reached; none: it is not
  std::optional<double> p90_s;
  std::optional<double> p95_s;
};

/// Sums over some `places` of the demand. Throws internal when the sums do not agree with the total
/// to 0.1 %.
CoverageSums sum_coverage(const Demand& demand, const Arrivals& arrivals,
                          std::span<const geo::Deciseconds> limits,
                          std::span<const PlaceShare> places);

/// Where people are not reached: places not reached within the limit, gathered into areas of places
/// less than 2 * radius_m apart (in the plane around the middle of the demand).
struct Gap {
  geo::Geometry polygons; ///< all within radius_m of its places
  double weight = 0;
  std::size_t places = 0;
  std::optional<double> nearest_s; ///< earliest arrival at one of its places beyond the limit
};

/// The `most` gaps with the greatest weight, the greatest first. Throws unavailable when asked to
/// stop.
std::vector<Gap> gaps(const Demand& demand, const Arrivals& arrivals, geo::Deciseconds limit,
                      double radius_m, std::size_t most, const std::stop_token& stop = {});

} // namespace layers
