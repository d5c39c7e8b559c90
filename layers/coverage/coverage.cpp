#include "layers/coverage/coverage.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "geo/error.hpp"

namespace layers {

namespace {

/// When `share` of the total weight is reached; arrivals by time with their weights, in no order.
/// Halves what it looks at, which takes less than sorting.
std::optional<double> percentile_s(std::span<std::pair<geo::Cost, double>> arrivals, double share,
                                   double total) {
  double missing = share * total * (1 - 1e-12); // rounding
  while (!arrivals.empty()) {
    const auto middle = arrivals.size() / 2;
    std::ranges::nth_element(arrivals, arrivals.begin() + static_cast<std::ptrdiff_t>(middle), {},
                             &std::pair<geo::Cost, double>::first);
    double earlier = 0;
    for (const auto& arrival : arrivals.first(middle))
      earlier += arrival.second;
    const auto [time, weight] = arrivals[middle];
    if (middle > 0 && earlier >= missing) {
      arrivals = arrivals.first(middle);
    } else if (earlier + weight >= missing) {
      return time / 10.0;
    } else {
      missing -= earlier + weight;
      arrivals = arrivals.subspan(middle + 1);
    }
  }
  return std::nullopt;
}

void add_percentiles(CoverageSums& sums, const Demand& demand, const Arrivals& arrivals,
                     std::span<const DemandShare> points) {
  std::vector<std::pair<geo::Cost, double>> by_time;
  for (const auto& [point, share] : points) {
    const double weight = demand.points[point].weight * share;
    if (arrivals.first(point) != geo::unreachable && weight > 0)
      by_time.emplace_back(arrivals.first(point), weight);
  }
  sums.p50_s = percentile_s(by_time, 0.5, sums.total);
  sums.p90_s = percentile_s(by_time, 0.9, sums.total);
  sums.p95_s = percentile_s(by_time, 0.95, sums.total);
}

void add_depth(std::vector<double>& depth, std::uint32_t stations, double weight) {
  if (depth.size() <= stations)
    depth.resize(stations + 1);
  depth[stations] += weight;
}

void check(const CoverageSums& sums, double parts, const char* which) {
  if (!(std::abs(parts - sums.total) <= 1e-3 * sums.total))
    geo::fail(geo::ErrorKind::internal, "coverage: {} adds up to {}, not to the total of {}", which,
              parts, sums.total);
}

void check_sums(const CoverageSums& sums) {
  for (std::size_t i = 0; i < sums.covered.size(); ++i)
    check(sums, sums.covered[i] + sums.uncovered[i], "what is covered and what is not");
  double of_depths = 0;
  for (const double weight : sums.depth)
    of_depths += weight;
  check(sums, of_depths, "depth");
}

} // namespace

std::size_t CoverageSums::bytes() const {
  return (covered.capacity() + uncovered.capacity() + covered_by_k.capacity() + depth.capacity()) *
         sizeof(double);
}

CoverageSums sum_coverage(const Demand& demand, const Arrivals& arrivals,
                          std::span<const geo::Cost> limits, std::span<const DemandShare> points) {
  CoverageSums sums;
  sums.covered.resize(limits.size());
  sums.uncovered.resize(limits.size());
  sums.covered_by_k.resize(limits.size() * arrivals.k);
  for (const auto& [point, share] : points) {
    const double weight = demand.points[point].weight * share;
    const auto times =
        std::span(arrivals.costs).subspan(point * std::size_t{arrivals.k}, arrivals.k);
    sums.total += weight;
    add_depth(sums.depth, arrivals.depth[point], weight);
    for (std::size_t i = 0; i < limits.size(); ++i) {
      const auto is_reached = [&](geo::Cost time) {
        return time != geo::unreachable && time <= limits[i];
      };
      (is_reached(times[0]) ? sums.covered : sums.uncovered)[i] += weight;
      for (std::size_t k = 0; k < times.size() && is_reached(times[k]); ++k)
        sums.covered_by_k[i * arrivals.k + k] += weight;
    }
  }
  add_percentiles(sums, demand, arrivals, points);
  check_sums(sums);
  return sums;
}

} // namespace layers
