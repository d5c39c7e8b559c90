#include "layers/roads/scenario.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "geo/error.hpp"
#include "layers/text/config_json.hpp"

namespace layers {

namespace {

using geo::Deciseconds;
using geo::ErrorKind;
using geo::no_time;

constexpr std::array comparisons{">=", "<=", "!=", ">", "<", "="}; // the longer ones first

std::optional<double> number_in(std::string_view text) {
  double number = 0;
  const auto* end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, number);
  const bool legal = error == std::errc() && last == end && std::isfinite(number);
  return legal ? std::optional(number) : std::nullopt;
}

[[noreturn]] void fail_condition(const std::string& text, std::string_view why) {
  geo::fail(ErrorKind::invalid_input,
            "hazard \"{}\": {}; write flood, flood:severity>=3 or smoke:type=toxic", text, why);
}

/// The part behind the layer: `severity>=3`.
void parse_comparison(const std::string& text, std::string_view part, ZoneCondition& condition) {
  const auto at = part.find_first_of("<>=!");
  condition.attribute = std::string(part.substr(0, at));
  if (condition.attribute != "severity" && condition.attribute != "type")
    fail_condition(
        text, fmt::format("attribute \"{}\" is neither severity nor type", condition.attribute));
  const auto rest = at == std::string_view::npos ? "" : part.substr(at);
  const auto* found = std::ranges::find_if(
      comparisons, [&](const char* comparison) { return rest.starts_with(comparison); });
  if (found == comparisons.end())
    fail_condition(text, "has no comparison: >= <= > < = !=");
  condition.comparison = *found;
  condition.value = std::string(rest.substr(condition.comparison.size()));
  if (condition.value.empty())
    fail_condition(text, fmt::format("has nothing behind {}", condition.comparison));
}

/// What can be known of a condition without the layer.
void check_comparison(const std::string& text, const ZoneCondition& condition) {
  if (condition.attribute == "severity" && !number_in(condition.value))
    fail_condition(text, fmt::format("severity \"{}\" is no number", condition.value));
  if (condition.attribute == "type" && condition.comparison != "=" && condition.comparison != "!=")
    fail_condition(text, fmt::format("a type is a text and cannot be compared by {}; use = or !=",
                                     condition.comparison));
}

std::string text_of(const ZoneCondition& condition) {
  return condition.layer + (condition.attribute.empty() ? "" : ":") + condition.attribute +
         condition.comparison + condition.value;
}

bool compares(double a, std::string_view comparison, double b) {
  if (comparison == ">=")
    return a >= b;
  if (comparison == "<=")
    return a <= b;
  if (comparison == ">")
    return a > b;
  if (comparison == "<")
    return a < b;
  return (a == b) == (comparison == "=");
}

/// A zone whose severity or type is not known is not meant by what compares them.
bool is_meant(const Zone& zone, const ZoneCondition& condition) {
  if (condition.attribute == "severity")
    return zone.severity != 0 &&
           compares(zone.severity, condition.comparison, number_in(condition.value).value_or(0));
  if (condition.attribute == "type")
    return !zone.type.empty() && (zone.type == condition.value) == (condition.comparison == "=");
  return true;
}

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

/// Numbers of the zones that a condition means.
std::vector<std::uint32_t> zones_meant(const RoadNetwork& network, const ZoneCondition& condition) {
  check_comparison(text_of(condition), condition);
  const auto layer = hazard_position(network, condition);
  std::vector<std::uint32_t> meant;
  bool any_value = false;
  for (std::uint32_t i = 0; i < network.zones.size(); ++i) {
    const auto& zone = network.zones[i];
    any_value |= zone.layer == layer && has_value(zone, condition.attribute);
    if (zone.layer == layer && is_meant(zone, condition))
      meant.push_back(i);
  }
  if (!any_value && !condition.attribute.empty())
    geo::fail(ErrorKind::invalid_input,
              "hazard \"{}\": no zone of the layer has a {}; set \"fields.{}\" of layer \"{}\"",
              text_of(condition), condition.attribute, condition.attribute, condition.layer);
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
  if (time == no_time)
    return no_time;
  const double longer = std::round(time / factor);
  return static_cast<Deciseconds>(std::clamp(longer, 1.0, double{no_time} - 1));
}

void lay_over(const RoadNetwork& network, const ScenarioRequest& request, Scenario& scenario) {
  const auto effects = effects_of(network, scenario);
  for (std::uint32_t e = 0; e < network.graph.edge_count(); ++e) {
    auto& forward = scenario.half_times[2 * e];
    auto& backward = scenario.half_times[2 * e + 1];
    const auto& effect = effects[network.zones_of(e)];
    const double length_m = network.graph.edges[e].length_m;
    if (forward == no_time && backward == no_time)
      continue;
    if (effect.closed && !(request.bridges_stay_open && network.is_bridge(e))) {
      forward = backward = no_time;
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

ZoneCondition parse_zone_condition(const std::string& text) {
  ZoneCondition condition;
  const auto colon = text.find(':');
  condition.layer = text.substr(0, colon);
  if (condition.layer.empty())
    fail_condition(text, "names no layer");
  if (condition.layer.find_first_of("<>=!") != std::string::npos)
    fail_condition(text, "has no \":\" behind the layer");
  if (colon != std::string::npos) {
    parse_comparison(text, std::string_view(text).substr(colon + 1), condition);
    check_comparison(text, condition);
  }
  return condition;
}

ScenarioRequest::Slowed parse_slowed(const std::string& text) {
  const auto colon = text.rfind(':');
  const auto factor = colon == std::string::npos ? "" : text.substr(colon + 1);
  const auto number = number_in(factor);
  if (!number || !(*number > 0) || *number > 1)
    geo::fail(ErrorKind::invalid_input,
              "slowed \"{}\": \"{}\" is no factor over 0 and up to 1; write smoke:0.5 or "
              "smoke:severity>=2:0.5",
              text, factor);
  return {parse_zone_condition(text.substr(0, colon)), *number};
}

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
    for (const auto zone : zones_meant(network, condition))
      scenario.zone_closed[zone] = 1;
  }
  for (const auto& [where, factor] : request.slowed_by) {
    check_factor("slowed by", factor, 1);
    for (const auto zone : zones_meant(network, where))
      scenario.zone_factor[zone] = std::min(scenario.zone_factor[zone], factor);
  }
  lay_over(network, request, scenario);
  return scenario;
}

} // namespace layers
