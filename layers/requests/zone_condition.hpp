#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace layers {

/// `flood`, `flood:severity>=3`, `smoke:type=toxic`: zones of a hazard layer.
struct ZoneCondition {
  std::string layer;
  std::string attribute;  ///< "severity" or "type"; empty: every zone
  std::string comparison; ///< >= <= > < = !=
  std::string value;

  bool operator==(const ZoneCondition&) const = default;
};

/// What is different from a normal day.
struct ScenarioRequest {
  struct Slowed {
    ZoneCondition where;
    double factor = 1; ///< on the speed: over 0, up to 1

    bool operator==(const Slowed&) const = default;
  };
  std::vector<ZoneCondition> closed_by;
  std::vector<Slowed> slowed_by;
  bool bridges_stay_open = false;
  double speed_factor = 1; ///< by the time of day

  bool changes_zones() const { return !closed_by.empty() || !slowed_by.empty(); }
  bool operator==(const ScenarioRequest&) const = default;
};

/// Throws invalid_input with the text and what is legal.
ZoneCondition parse_zone_condition(const std::string& text);
ScenarioRequest::Slowed parse_slowed(const std::string& text);

/// Throws as parse_zone_condition() does for a comparison that cannot be made.
void check_zone_condition(const ZoneCondition& condition);

/// As parse_zone_condition() reads it.
std::string text_of(const ZoneCondition& condition);

/// Whether a zone of the layer is meant. One whose severity (0) or type (empty) is not known is not
/// meant by what compares them. The condition must have been checked.
bool is_meant(const ZoneCondition& condition, double severity, std::string_view type);

} // namespace layers
