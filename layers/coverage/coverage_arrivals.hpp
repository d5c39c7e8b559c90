#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "layers/coverage/coverage.hpp"
#include "layers/demand/demand.hpp"
#include "layers/travel/travel.hpp"

namespace layers {

/// What arrivals are counted in, and how many.
struct ArrivalQuestion {
  enum class Measure : std::uint8_t {
    time,             ///< Deciseconds
    road_length,      ///< Decimetres
    straight_distance ///< Decimetres
  };
  Measure measure = Measure::time;
  geo::Direction direction = geo::Direction::outbound;
  geo::Cost limit = 0;
  std::uint32_t k = 1; ///< stations wanted at each point
};

/// Who arrives at the points of a demand.
struct DemandArrivals {
  Arrivals in_time;               ///< within the limit
  std::vector<geo::Arrival> late; ///< by point: where nobody arrives in time, when somebody
                                  ///< does at last; the origin is the number of a station

  std::shared_ptr<const WaysByNode> ways; ///< what was searched; none for straight distances

  std::size_t bytes() const { return in_time.bytes() + late.capacity() * sizeof(geo::Arrival); }
  /// With the late ones first where nobody arrives in time: percentiles and gaps want to know.
  Arrivals all() const;
};

/// Throws unavailable when asked to stop.
DemandArrivals demand_arrivals(const Travel& travel, const ArrivalQuestion& question,
                               const Demand& demand, const std::stop_token& stop);

/// The same for a travel that differs from that of `base` in its what-if alone. Searches only from
/// stations that are new or gone, and from the others for points where one that is gone was among
/// the first; straight distances are all measured anew.
DemandArrivals demand_arrivals_after(const DemandArrivals& base, const Travel& base_travel,
                                     const Travel& travel, const ArrivalQuestion& question,
                                     const Demand& demand, const std::stop_token& stop);

} // namespace layers
