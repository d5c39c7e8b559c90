#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "layers/roads/road_access.hpp"
#include "layers/roads/road_rules.hpp"

namespace layers {

/// How much a rule closed or opened; a road that several close counts with each.
struct RuleEffect {
  std::size_t roads = 0;
  double length_m = 0;
  std::size_t barriers = 0; ///< on roads

  bool any() const { return roads + barriers > 0; }
};
/// By rule.
using RuleEffects = std::array<RuleEffect, access_rule_count>;

/// Adds what the rules of a layer did; `rules`: as of road_rules().
void add_road_effects(RuleEffects& effects, const Layer& roads, const std::vector<RoadRule>& rules);
void add_barrier_effect(RuleEffects& effects, const AccessRules& rules);

/// One rule that did something.
struct RuleLine {
  std::string rule; ///< "maxheight"
  std::string text; ///< `maxheight below 3.3 m: 12 roads closed, 1.4 km; 2 barriers closed`
  bool closes = true;
  RuleEffect effect;
};
std::vector<RuleLine> rule_lines(const RuleEffects& effects, const SpeedProfile& profile);

} // namespace layers
