#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "layers/roads/road_network.hpp"

namespace layers {

/// `flood`, `flood:severity>=3`, `smoke:type=toxic`: zones of a hazard layer.
struct ZoneCondition {
  std::string layer;
  std::string attribute;  ///< "severity" or "type"; empty: every zone
  std::string comparison; ///< >= <= > < = !=
  std::string value;
};

/// What is different from a normal day.
struct ScenarioRequest {
  struct Slowed {
    ZoneCondition where;
    double factor = 1; ///< on the speed: over 0, up to 1
  };
  std::vector<ZoneCondition> closed_by;
  std::vector<Slowed> slowed_by;
  bool bridges_stay_open = false;
  double speed_factor = 1; ///< of the time of day

  bool changes_zones() const { return !closed_by.empty() || !slowed_by.empty(); }
};

/// Throws invalid_input with the text and what is legal.
ZoneCondition parse_zone_condition(const std::string& text);
ScenarioRequest::Slowed parse_slowed(const std::string& text);

/// A scenario laid over a network. Cheap: a vector over the edges.
struct Scenario {
  std::vector<geo::Deciseconds> half_times;
  std::vector<std::uint8_t> zone_closed; ///< by zone
  std::vector<double> zone_factor;       ///< by zone, on the speed
  std::size_t closed_edges = 0;
  double closed_m = 0;
  std::size_t slowed_edges = 0;
  double slowed_m = 0;

  bool any_closed(const std::vector<std::uint32_t>& zones) const;
};

/// Throws not_found for a layer that is no hazard of the network, invalid_input for an attribute or
/// value that cannot be compared.
Scenario build_scenario(const RoadNetwork& network, const ScenarioRequest& request);

} // namespace layers
