#include "layers/roads/vehicle_limits.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "layers/features/attributes.hpp"
#include "layers/features/role_column.hpp"
#include "layers/features/role_values.hpp"
#include "layers/roads/road_values.hpp"
#include "layers/roads/unknown_values.hpp"
#include "layers/roles/words.hpp"
#include "layers/text/folded_text.hpp"

namespace layers {

namespace {

constexpr double no_limit = std::numeric_limits<double>::infinity();
/// What units make of equal amounts: 330 cm are 3.3 m.
constexpr double rounding = 1e-9;

struct Limit {
  AccessRule rule;
  std::string_view role;
  std::string_view name; ///< OpenStreetMap's
  std::string_view keys; ///< all that say it, as of is_among()
  std::string_view unit;
  std::optional<double> SpeedProfile::*engine;
};

constexpr std::array limits{Limit{AccessRule::max_weight, "max_weight_t", "maxweight",
                                  "maxweight|maxweightrating|maxgcweight|maxgcweightrating", "t",
                                  &SpeedProfile::weight_t},
                            Limit{AccessRule::max_height, "max_height_m", "maxheight", "maxheight",
                                  "m", &SpeedProfile::height_m},
                            Limit{AccessRule::max_width, "max_width_m", "maxwidth", "maxwidth", "m",
                                  &SpeedProfile::width_m},
                            Limit{AccessRule::max_axle_load, "max_axle_load_t", "maxaxleload",
                                  "maxaxleload", "t", &SpeedProfile::axle_load_t}};

/// An attribute that says a limit, and of whom.
struct LimitAttribute {
  std::string name;
  bool is_physical = false;        ///< that nobody can exceed
  bool is_for_emergencies = false; ///< that holds for them in place of the others
  bool is_forward = true;
  bool is_backward = true;
};

/// "maxheight:physical", "maxweight_hgv_forward"; nullopt: no limit of this sort, or one of others.
std::optional<LimitAttribute> as_limit(const std::string& attribute, const Limit& limit) {
  const auto snake = snake_name(attribute);
  const auto key_end = std::min(snake.find('_'), snake.size());
  if (!is_among(std::string_view(snake).substr(0, key_end), limit.keys))
    return std::nullopt;
  LimitAttribute found{attribute};
  for (std::size_t start = key_end + 1; start < snake.size();) {
    const auto end = std::min(snake.find('_', start), snake.size());
    const auto part = std::string_view(snake).substr(start, end - start);
    found.is_physical |= part == "physical";
    found.is_for_emergencies |= part == "emergency";
    found.is_forward &= part != "backward";
    found.is_backward &= part != "forward";
    if (!is_among(part, "physical|emergency|forward|backward|hgv|signed|legal"))
      return std::nullopt;
    start = end + 1;
  }
  return found;
}

std::vector<LimitAttribute> attributes_with(const Limit& limit, const Layer& layer) {
  std::vector<LimitAttribute> found;
  const auto playing = attribute_of(layer, limit.role);
  if (!playing.empty())
    found.push_back(as_limit(playing, limit).value_or(LimitAttribute{playing}));
  if (is_chosen(layer, std::string(limit.role)))
    return found;
  for (const auto& attribute : layer.features->attributes.attributes)
    if (auto more = as_limit(attribute.name, limit); more && attribute.name != playing)
      found.push_back(std::move(*more));
  return found;
}

/// By feature; NaN: none is said, or it is not understood.
std::vector<double> limits_said(const Layer& layer, const Limit& limit,
                                const std::string& attribute) {
  const auto column = role_column(layer, *find_role(limit.role), attribute);
  return by_feature<double>(
      column.column, layer.features->size(), std::numeric_limits<double>::quiet_NaN(),
      [&](const ValueView& value) {
        return number_meant(column, value).value_or(std::numeric_limits<double>::quiet_NaN());
      });
}

/// The lowest that hold of a feature.
struct Lowest {
  double forward = no_limit;
  double backward = no_limit;

  void take(double limit, const LimitAttribute& from) {
    if (from.is_forward && limit < forward)
      forward = limit;
    if (from.is_backward && limit < backward)
      backward = limit;
  }
};

void take_all(std::vector<Lowest>& lowest, const std::vector<double>& said,
              const LimitAttribute& attribute) {
  for (std::size_t i = 0; i < said.size(); ++i)
    lowest[i].take(said[i], attribute);
}

void forget_where_said(std::vector<Lowest>& lowest, const std::vector<double>& said) {
  for (std::size_t i = 0; i < said.size(); ++i)
    if (said[i] > 0)
      lowest[i] = {};
}

/// By feature. Those for emergencies come after those that they stand in place of.
std::vector<Lowest> lowest_limits(const Layer& layer, const Limit& limit) {
  std::vector<Lowest> lowest(layer.features->size());
  if (layer.config.constants.contains(std::string(limit.role)))
    take_all(lowest, role_numbers(layer, limit.role), {});
  auto attributes = attributes_with(limit, layer);
  std::ranges::stable_sort(attributes, {}, [](const LimitAttribute& attribute) {
    return attribute.is_physical ? 2 : attribute.is_for_emergencies ? 1 : 0;
  });
  for (const auto& attribute : attributes) {
    const auto said = limits_said(layer, limit, attribute.name);
    if (attribute.is_for_emergencies)
      forget_where_said(lowest, said);
    take_all(lowest, said, attribute);
  }
  return lowest;
}

/// Attributes of the sort that nobody reads: "maxweight:conditional".
std::vector<std::string> conditions_of(const Limit& limit, const Layer& layer) {
  std::vector<std::string> found;
  if (is_chosen(layer, std::string(limit.role)))
    return found;
  for (const auto& attribute : layer.features->attributes.attributes)
    if (const auto key = conditional_key(attribute.name); !key.empty() && as_limit(key, limit))
      found.push_back(attribute.name);
  return found;
}

void report_limits(const Layer& layer, const Limit& limit, LoadReport& report) {
  const auto& role = *find_role(limit.role);
  for (const auto& attribute : attributes_with(limit, layer))
    if (attribute.name != attribute_of(layer, limit.role))
      report_unknown(
          layer, text_column(*layer.features, attribute.name),
          attribute.name + " not understood, taken as none",
          [&](const std::string& text) { return number_of_text(role, text, {}).has_value(); },
          report);
  for (const auto& attribute : conditions_of(limit, layer))
    report_conditional(layer, attribute, report);
}

} // namespace

std::vector<Exceeded> exceeded_limits(const Layer& layer, const SpeedProfile& profile) {
  std::vector<Exceeded> exceeded(layer.features->size());
  for (const auto& limit : limits) {
    const auto& engine = profile.*limit.engine;
    if (!engine)
      continue;
    const auto lowest = lowest_limits(layer, limit);
    for (std::size_t i = 0; i < exceeded.size(); ++i) {
      if (lowest[i].forward < *engine - rounding)
        exceeded[i].forward.add(limit.rule);
      if (lowest[i].backward < *engine - rounding)
        exceeded[i].backward.add(limit.rule);
    }
  }
  return exceeded;
}

std::vector<LoadReport::Problem> limit_problems(const Layer& layer, const SpeedProfile& profile) {
  LoadReport report;
  for (const auto& limit : limits)
    if (profile.*limit.engine)
      report_limits(layer, limit, report);
  return report.problems;
}

std::vector<std::string> limit_keys() {
  return {"maxweight",         "maxweightrating",   "maxgcweight",
          "maxgcweightrating", "maxheight",         "maxheight_physical",
          "maxwidth",          "maxwidth_physical", "maxaxleload"};
}

std::optional<std::string> limit_text(AccessRule rule, const SpeedProfile& profile) {
  const auto* limit = std::ranges::find(limits, rule, &Limit::rule);
  if (limit == limits.end() || !(profile.*(limit->engine)))
    return std::nullopt;
  return fmt::format("{} below {:g} {}", limit->name, *(profile.*(limit->engine)), limit->unit);
}

} // namespace layers
