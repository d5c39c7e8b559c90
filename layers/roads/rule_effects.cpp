#include "layers/roads/rule_effects.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "layers/roads/vehicle_limits.hpp"

namespace layers {

namespace {

/// Rules that did nothing in the end are not counted: what opens where something else closes.
template <typename Function>
void for_each_effective(const AccessRules& rules, RuleEffects& effects, Function function) {
  for (std::size_t i = 0; i < access_rule_count; ++i) {
    const auto rule = static_cast<AccessRule>(i);
    if (rules.has(rule) && closes(rule) == rules.any_closes())
      function(effects.at(i));
  }
}

constexpr std::array<std::string_view, access_rule_count> rule_names{
    "class",       "access",  "emergency=no",  "maxweight", "maxheight",      "maxwidth",
    "maxaxleload", "barrier", "emergency=yes", "open_for",  "opened_barriers"};

/// What a rule is about, as a line names it.
std::string rule_text(AccessRule rule, const SpeedProfile& profile) {
  if (auto limit = limit_text(rule, profile))
    return *limit;
  switch (rule) {
  case AccessRule::road_class:
    return "class of 0 km/h";
  case AccessRule::access:
    return fmt::format("access={}", fmt::join(profile.closed_access, "|"));
  case AccessRule::open_for:
    return fmt::format("open for {}", fmt::join(profile.open_for, ", "));
  case AccessRule::opened_barrier:
    return "barriers that open";
  default:
    return std::string(rule_names.at(static_cast<std::size_t>(rule)));
  }
}

std::string effect_text(const RuleEffect& effect, std::string_view done) {
  std::string text;
  if (effect.roads > 0)
    text = fmt::format("{} {} {}, {:.1f} km", effect.roads, effect.roads == 1 ? "road" : "roads",
                       done, effect.length_m / 1000);
  if (effect.barriers > 0)
    text += fmt::format("{}{} {} {}", text.empty() ? "" : "; ", effect.barriers,
                        effect.barriers == 1 ? "barrier" : "barriers", done);
  return text;
}

} // namespace

void add_road_effects(RuleEffects& effects, const Layer& roads,
                      const std::vector<RoadRule>& rules) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!rules[i].access.any())
      continue;
    const double length_m = road_length_m(roads, i);
    for_each_effective(rules[i].access, effects, [&](RuleEffect& effect) {
      ++effect.roads;
      effect.length_m += length_m;
    });
  }
}

void add_barrier_effect(RuleEffects& effects, const AccessRules& rules) {
  for_each_effective(rules, effects, [](RuleEffect& effect) { ++effect.barriers; });
}

std::vector<RuleLine> rule_lines(const RuleEffects& effects, const SpeedProfile& profile) {
  std::vector<RuleLine> lines;
  for (std::size_t i = 0; i < access_rule_count; ++i) {
    if (!effects.at(i).any())
      continue;
    const auto rule = static_cast<AccessRule>(i);
    const auto done = closes(rule) ? "closed" : "opened";
    lines.push_back(
        {std::string(rule_names.at(i)),
         fmt::format("{}: {}", rule_text(rule, profile), effect_text(effects.at(i), done)),
         closes(rule), effects.at(i)});
  }
  return lines;
}

} // namespace layers
