#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "geo/geometry.hpp"
#include "geo/road/search_pool.hpp"
#include "geo/road/travel_time.hpp"
#include "layers/coverage/place_ways.hpp"
#include "layers/demand/demand.hpp"
#include "layers/demand/demand_shares.hpp"
#include "layers/roads/scenario.hpp"

namespace layers {

/// The k earliest arrivals at each point, earliest first, one a station; of equal times the
/// station with the lower number is first.
struct Arrivals {
  std::vector<geo::Cost> costs;       ///< points x k, unreachable where fewer arrive
  std::vector<std::uint32_t> origins; ///< points x k, numbers of stations
  std::vector<std::uint32_t> depth;   ///< stations that arrive within the search's limit
  std::uint32_t k = 1;

  geo::Cost first(std::size_t point) const { return costs[point * k]; }
  std::size_t bytes() const {
    return costs.capacity() * sizeof(geo::Cost) +
           (origins.capacity() + depth.capacity()) * sizeof(std::uint32_t);
  }
};

/// What origins are searched over.
struct Searched {
  geo::SearchPool searches;
  const geo::TravelWeights& weights;
  const RoadAccess& access; ///< over the weights
  const Demand& demand;
  geo::Cost limit = 0;
};

/// Where the stations start: origin i belongs to station stations[i]; a station may have several,
/// and its earliest counts.
struct StationOrigins {
  std::vector<geo::Origin> origins;
  std::vector<std::uint32_t> stations;
};

/// Nobody arrives anywhere yet.
Arrivals no_arrivals(std::size_t point_count, std::uint32_t k);

/// Lets stations arrive, which must not have done so before, with one search each, in parallel. The
/// limit must be the same for all. `ways`: those to the points that are looked at. Memory: what
/// each thread's searches reach. Throws unavailable when asked to stop.
void add_arrivals(Arrivals& arrivals, const Searched& searched, const WaysByNode& ways,
                  const StationOrigins& origins, const std::stop_token& stop);

/// Takes stations away that arrived, searched likewise. Returns for each point whether one is
/// missing among its k earliest, though more may arrive; there nobody arrives any more: add them
/// again.
std::vector<std::uint8_t> remove_arrivals(Arrivals& arrivals, const Searched& searched,
                                          const WaysByNode& ways, const StationOrigins& origins,
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

  std::size_t bytes() const;
};

/// Sums over some `points` of the demand. Throws internal when the sums do not agree with the total
/// to 0.1 %.
CoverageSums sum_coverage(const Demand& demand, const Arrivals& arrivals,
                          std::span<const geo::Cost> limits, std::span<const DemandShare> points);

/// Where people are not reached: points not reached within the limit, gathered into areas of points
/// less than 2 * radius_m apart (in the plane around the middle of the demand), which end at the
/// borders of places, or, outside them, are cut where they would be wider than two kilometres.
struct Gap {
  geo::Geometry polygons; ///< all within radius_m of its points
  double weight = 0;
  std::vector<DemandShare> points;
  std::optional<std::uint32_t> place; ///< the number of that it lies in; none: in no one
  std::optional<double> nearest_s;    ///< earliest arrival at one of its points beyond the limit
};

/// Which gaps are wanted.
struct GapQuestion {
  geo::Cost limit = 0;
  double radius_m = 0;
  std::size_t most = 0;
  /// Wards and the like: which points lie in them; of those that overlap the first counts.
  std::span<const std::vector<DemandShare>> places;
};

/// Those with the greatest weight, the greatest first; all together have the weight that is not
/// reached. `known`: gaps of other arrivals, of the same demand and question; those of the same
/// points share their polygons. Throws unavailable when asked to stop.
std::vector<Gap> gaps(const Demand& demand, const Arrivals& arrivals, const GapQuestion& question,
                      std::span<const Gap> known = {}, const std::stop_token& stop = {});

} // namespace layers
