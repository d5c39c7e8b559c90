#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "geo/geometry.hpp"
#include "geo/road/travel_time.hpp"
#include "layers/demand/demand.hpp"
#include "layers/demand/place_shares.hpp"
#include "layers/roads/scenario.hpp"

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

/// The ways of a demand by the edges they lead to. Never changes once built.
struct WaysByEdge {
  struct Way {
    std::uint32_t demand_place = 0;
    float share = 0;
    geo::Deciseconds walking = 0;
  };
  std::vector<std::uint32_t> starts; ///< edge e has ways [starts[e], starts[e + 1])
  std::vector<Way> ways;
  std::size_t place_count = 0;

  std::span<const Way> of(std::uint32_t edge) const {
    return std::span(ways).subspan(starts[edge], starts[edge + 1] - starts[edge]);
  }
};

/// Those that lead through closed zones are left out.
WaysByEdge ways_by_edge(const Demand& demand, const Scenario& scenario, std::size_t edge_count,
                        double walking_m_s);

/// Those of places p with is_wanted[p] != 0.
WaysByEdge ways_of_places(const WaysByEdge& ways, std::span<const std::uint8_t> is_wanted);

/// What origins are searched over.
struct Searched {
  const geo::RoadGraph& graph;
  const geo::TravelWeights& weights;
  geo::Deciseconds limit = 0;
};

/// Where the stations start: origin i belongs to station stations[i]; a station may have several,
/// and its earliest counts.
struct StationOrigins {
  std::vector<geo::Origin> origins;
  std::vector<std::uint32_t> stations;
};

/// Nobody arrives anywhere yet.
Arrivals no_arrivals(std::size_t place_count, std::uint32_t k);

/// Lets stations arrive, which must not have done so before, with one search each, in parallel. The
/// limit must be the same for all. Memory: what each core's searches reach. Throws unavailable when
/// asked to stop.
void add_arrivals(Arrivals& arrivals, const Searched& searched, const WaysByEdge& ways,
                  const StationOrigins& origins, const std::stop_token& stop);

/// Takes stations away that arrived, searched likewise. Returns for each place whether one is
/// missing among its k earliest, though more may arrive; there nobody arrives any more: add them
/// again.
std::vector<std::uint8_t> remove_arrivals(Arrivals& arrivals, const Searched& searched,
                                          const WaysByEdge& ways, const StationOrigins& origins,
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
  std::vector<std::uint32_t> places;
  std::optional<double> nearest_s; ///< earliest arrival at one of its places beyond the limit
};

/// The `most` gaps with the greatest weight, the greatest first. `known`: gaps of other arrivals,
/// same demand and radius; those of the same places share their polygons. Throws unavailable when
/// asked to stop.
std::vector<Gap> gaps(const Demand& demand, const Arrivals& arrivals, geo::Deciseconds limit,
                      double radius_m, std::size_t most, std::span<const Gap> known = {},
                      const std::stop_token& stop = {});

} // namespace layers
