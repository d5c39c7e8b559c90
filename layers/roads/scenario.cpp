#include "layers/roads/scenario.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/ranges.h>

#include "geo/error.hpp"
#include "geo/shown_text.hpp"
#include "layers/features/role_values.hpp"
#include "layers/text/config_json.hpp"

namespace layers {

namespace {

using geo::Deciseconds;
using geo::ErrorKind;
using geo::unreachable;

bool has_value(const Zone& zone, const std::string& attribute) {
  return attribute.empty() || (attribute == "severity" ? zone.severity != 0 : !zone.type.empty());
}

std::uint32_t hazard_position(const RoadNetwork& network, const ZoneCondition& condition) {
  std::vector<std::string> ids;
  for (const auto& layer : network.hazards)
    ids.push_back(layer->config.id);
  const auto found = std::ranges::find(ids, condition.layer);
  if (found == ids.end())
    geo::fail(ErrorKind::not_found, "hazard \"{}\": no such layer of kind hazard; there is {}",
              condition.layer, ids.empty() ? "none" : listed_words(ids));
  return static_cast<std::uint32_t>(found - ids.begin());
}

/// The first few different ones, quoted; empty: there are none.
std::string first_values(std::vector<std::string> values) {
  constexpr std::size_t most = 10;
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::erase(values, "");
  if (values.empty())
    return "";
  const auto more = values.size() > most ? ", …" : "";
  values.resize(std::min(values.size(), most));
  return geo::on_one_line(fmt::format("\"{}\"{}", fmt::join(values, "\", \""), more));
}

/// No zone has the attribute that a condition compares.
[[noreturn]] void fail_without_values(const Layer& hazard, const ZoneCondition& condition) {
  const auto values = first_values(role_texts(hazard, condition.attribute));
  if (values.empty())
    geo::fail(ErrorKind::invalid_input,
              "hazard \"{}\": no zone of the layer has a {}; set \"fields.{}\" of layer \"{}\"",
              text_of(condition), condition.attribute, condition.attribute, condition.layer);
  geo::fail(ErrorKind::invalid_input,
            "hazard \"{0}\": no zone of the layer has a {1} that is understood ({2}); say in "
            "\"values.{1}\" of layer \"{3}\" what they mean",
            text_of(condition), condition.attribute, values, condition.layer);
}

/// What zones have of which a condition compares the attribute.
std::string values_there(const RoadNetwork& network, std::uint32_t layer,
                         const std::string& attribute) {
  if (attribute == "type")
    return "there are " + first_values(role_texts(*network.hazards[layer], "type"));
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const auto& zone : network.zones)
    if (zone.layer == layer && zone.severity != 0) {
      low = std::min(low, zone.severity);
      high = std::max(high, zone.severity);
    }
  return low == high ? fmt::format("all are {:g}", low)
                     : fmt::format("they go from {:g} to {:g}", low, high);
}

/// A condition that no zone meets, though zones have what it compares.
std::string unmet(const RoadNetwork& network, std::uint32_t layer, const ZoneCondition& condition) {
  return fmt::format("hazard \"{}\": no zone of the layer has such a {}, so it changes nothing; {}",
                     text_of(condition), condition.attribute,
                     values_there(network, layer, condition.attribute));
}

/// Numbers of the zones that a condition means; warns where it means none.
std::vector<std::uint32_t> zones_meant(const RoadNetwork& network, const ZoneCondition& condition,
                                       std::vector<std::string>& warnings) {
  check_zone_condition(condition);
  const auto layer = hazard_position(network, condition);
  std::vector<std::uint32_t> meant;
  bool any_zone = false;
  bool any_value = false;
  for (std::uint32_t i = 0; i < network.zones.size(); ++i) {
    const auto& zone = network.zones[i];
    any_zone |= zone.layer == layer;
    any_value |= zone.layer == layer && has_value(zone, condition.attribute);
    if (zone.layer == layer && is_meant(condition, zone.severity, zone.type))
      meant.push_back(i);
  }
  if (any_zone && !any_value && !condition.attribute.empty())
    fail_without_values(*network.hazards[layer], condition);
  if (any_zone && meant.empty())
    warnings.push_back(unmet(network, layer, condition));
  return meant;
}

void check_factor(const char* what, double factor, double most) {
  if (!(factor > 0) || factor > most)
    geo::fail(ErrorKind::invalid_input, "{} {}: must be over 0 and at most {}", what, factor, most);
}

/// What the zones of each set do to the roads in them.
struct SetEffect {
  bool closed = false;
  double factor = 1;
};

std::vector<SetEffect> effects_of(const RoadNetwork& network, const Scenario& scenario) {
  std::vector<SetEffect> effects;
  for (const auto& zones : network.zone_sets) {
    SetEffect effect{scenario.any_closed(zones), 1};
    for (const auto zone : zones)
      effect.factor = std::min(effect.factor, scenario.zone_factor[zone]);
    effects.push_back(effect);
  }
  return effects;
}

Deciseconds slowed(Deciseconds time, double factor) {
  if (time == unreachable)
    return unreachable;
  const double longer = std::round(time / factor);
  return static_cast<Deciseconds>(std::clamp(longer, 1.0, double{unreachable} - 1));
}

void lay_over(const RoadNetwork& network, const ScenarioRequest& request, Scenario& scenario) {
  const auto effects = effects_of(network, scenario);
  for (std::uint32_t e = 0; e < network.graph.edge_count(); ++e) {
    auto& forward = scenario.half_times[2 * e];
    auto& backward = scenario.half_times[2 * e + 1];
    const auto& effect = effects[network.zones_of(e)];
    const double length_m = network.graph.edges[e].length_m;
    if (forward == unreachable && backward == unreachable)
      continue;
    if (effect.closed && !(request.bridges_stay_open && network.is_bridge(e))) {
      forward = backward = unreachable;
      ++scenario.closed_edges;
      scenario.closed_m += length_m;
      continue;
    }
    if (effect.factor < 1) {
      ++scenario.slowed_edges;
      scenario.slowed_m += length_m;
    }
    const double factor = effect.factor * request.speed_factor;
    forward = slowed(forward, factor);
    backward = slowed(backward, factor);
  }
}

} // namespace

bool Scenario::any_closed(const std::vector<std::uint32_t>& zones) const {
  return std::ranges::any_of(zones, [&](std::uint32_t zone) { return zone_closed[zone] != 0; });
}

Scenario build_scenario(const RoadNetwork& network, const ScenarioRequest& request) {
  constexpr double most_speed_factor = 10;
  check_factor("speed factor", request.speed_factor, most_speed_factor);
  Scenario scenario;
  scenario.half_times = network.graph.half_times;
  scenario.zone_closed.assign(network.zones.size(), 0);
  scenario.zone_factor.assign(network.zones.size(), 1);
  for (const auto& condition : request.closed_by) {
    for (const auto zone : zones_meant(network, condition, scenario.warnings))
      scenario.zone_closed[zone] = 1;
  }
  for (const auto& [where, factor] : request.slowed_by) {
    check_factor("slowed by", factor, 1);
    for (const auto zone : zones_meant(network, where, scenario.warnings))
      scenario.zone_factor[zone] = std::min(scenario.zone_factor[zone], factor);
  }
  lay_over(network, request, scenario);
  return scenario;
}

} // namespace layers
