#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "layers/coverage.hpp"
#include "layers/demand.hpp"
#include "layers/travel.hpp"

namespace layers {

/// What arrivals are counted in, and how many.
struct ArrivalQuestion {
  enum class Measure : std::uint8_t {
    time,
    road_length,      ///< decimetres instead of deciseconds
    straight_distance ///< likewise
  };
  Measure measure = Measure::time;
  geo::Direction direction = geo::Direction::outbound;
  geo::Deciseconds limit = 0;
  std::uint32_t k = 1; ///< of each place
};

/// Who arrives at the places of a demand.
struct PlacesReached {
  Arrivals in_time;               ///< within the limit
  std::vector<geo::Arrival> late; ///< of each place where nobody arrives in time, when somebody
                                  ///< does at last; the origin is the number of a station

  /// With the late ones first where nobody arrives in time: percentiles and gaps want to know.
  Arrivals all() const;
};

/// Throws unavailable when asked to stop.
PlacesReached places_reached(const Travel& travel, const ArrivalQuestion& question,
                             const Demand& demand, const std::stop_token& stop);

/// The same for a travel that has more stations than the one of `base`, which must be its last ones
/// and the only difference. Searches from those alone, except for straight distances.
PlacesReached places_reached_with_added(const PlacesReached& base, std::size_t base_stations,
                                        const Travel& travel, const ArrivalQuestion& question,
                                        const Demand& demand, const std::stop_token& stop);

} // namespace layers
