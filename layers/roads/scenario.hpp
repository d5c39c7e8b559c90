#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "layers/requests/zone_condition.hpp"
#include "layers/roads/road_network.hpp"

namespace layers {

/// A scenario laid over a network. Cheap: a vector over the edges.
struct Scenario {
  std::vector<geo::Deciseconds> half_times;
  std::vector<std::uint8_t> zone_closed; ///< by zone
  std::vector<double> zone_factor;       ///< by zone, on the speed
  std::size_t closed_edges = 0;
  double closed_m = 0;
  std::size_t slowed_edges = 0;
  double slowed_m = 0;
  std::vector<std::string> warnings; ///< conditions that no zone meets

  bool any_closed(const std::vector<std::uint32_t>& zones) const;
};

/// Throws not_found for a layer that is no hazard of the network, invalid_input for an attribute or
/// value that cannot be compared.
Scenario build_scenario(const RoadNetwork& network, const ScenarioRequest& request);

} // namespace layers
