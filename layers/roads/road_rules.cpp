#include "layers/roads/road_rules.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "geo/local_plane.hpp"
#include "layers/features/attributes.hpp"
#include "layers/features/role_values.hpp"
#include "layers/roles/roles.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/plain_text.hpp"

namespace layers {

namespace {

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

/// By feature: the first of several attributes that says something.
std::vector<std::string> first_of(const Layer& layer, const std::vector<std::string>& attributes) {
  std::vector<std::string> texts(layer.features->size());
  for (const auto& attribute : attributes) {
    auto column = text_column(*layer.features, attribute);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (texts[i].empty())
        texts[i] = std::move(column[i]);
    }
  }
  return texts;
}

/// OpenStreetMap's special keys for vehicles stand over the general one.
std::vector<std::string> access_texts(const Layer& layer) {
  const bool is_settled =
      has_role(layer, "access") || layer.config.without_fields.contains("access");
  return is_settled ? role_texts(layer, "access")
                    : first_of(layer, {"motor_vehicle", "vehicle", "access"});
}

bool is_open(const std::string& access, const std::string& emergency, const SpeedProfile& profile) {
  if (emergency == "yes" || emergency == "designated" || emergency == "official")
    return true;
  return emergency != "no" && !contains(profile.closed_access, access);
}

/// Anything but "no", as different sources write it.
bool says_yes(const std::string& text) {
  static const std::vector<std::string> no{"", "no", "n", "false", "f", "0", "none"};
  return !contains(no, folded(text));
}

/// Whether a word is among OpenStreetMap's values of one key: `ferry;hiking`.
bool lists(std::string_view values, std::string_view word) {
  while (!values.empty()) {
    const auto end = std::min(values.find(';'), values.size());
    if (without_blanks(values.substr(0, end)) == word)
      return true;
    values.remove_prefix(std::min(end + 1, values.size()));
  }
  return false;
}

/// Where the profile says nothing about ferries, none is taken.
double class_speed(const std::string& road_class, const SpeedProfile& profile) {
  const auto found = profile.class_km_h.find(road_class);
  if (found != profile.class_km_h.end())
    return found->second;
  return road_class == ferry_class ? 0 : profile.other_class_km_h;
}

/// Classes; a ferry's is `ferry_class`, even where it says what road it is part of.
std::vector<std::string> classes_of(const Layer& roads) {
  auto classes = role_texts(roads, "class");
  const auto routes = text_column(*roads.features, "route");
  for (std::size_t i = 0; i < classes.size(); ++i)
    if (lists(routes[i], ferry_class))
      classes[i] = ferry_class;
  return classes;
}

/// How fast a ferry is that says how long it takes; 0: it does not say.
double ferry_km_h(const Layer& roads, std::size_t feature, double seconds) {
  return seconds > 0 ? road_length_m(roads, feature) / seconds * 3.6 : 0;
}

/// "-1", "+1" or "1.0": a whole number from -10 to 10; anything else is none.
std::optional<int> said_level(std::string_view as_written) {
  const auto plain = plain_text(as_written);
  auto text = without_blanks(plain);
  if (text.starts_with('+') && !text.starts_with("+-"))
    text.remove_prefix(1);
  double level = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, level, std::chars_format::fixed);
  const bool is_number = error == std::errc() && rest == end;
  if (!is_number || !(std::abs(level) <= 10) || level != std::trunc(level))
    return std::nullopt;
  return static_cast<int>(level);
}

void report_levels(const Layer& roads, LoadReport& report) {
  const std::string what = "layer not understood, taken as 0";
  const auto levels = role_texts(roads, "layer");
  std::size_t with_level = 0;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (is_no_data(levels[i]))
      continue;
    ++with_level;
    if (!said_level(levels[i]))
      report.add(what, Effect::not_understood, roads.features->id_text(i), levels[i]);
  }
  const auto found = std::ranges::find(report.problems, what, &LoadReport::Problem::what);
  if (found != report.problems.end())
    found->of = with_level;
}

/// A passage through a building lies as the street does.
bool is_tunnel(const std::string& tunnel) {
  return says_yes(tunnel) && tunnel != "building_passage";
}

int level_of(const std::string& layer, const std::string& bridge, const std::string& tunnel) {
  if (const auto level = said_level(layer))
    return *level;
  return says_yes(bridge) ? 1 : is_tunnel(tunnel) ? -1 : 0;
}

/// Whether one gets on and off along a road: not in a tunnel, on a bridge, or above or below what
/// crosses.
bool is_accessible(const std::string& road_class, const std::string& bridge,
                   const std::string& tunnel, int level, const SpeedProfile& profile) {
  if (road_class == ferry_class || contains(profile.no_access_classes, road_class))
    return false;
  if (says_yes(bridge) || is_tunnel(tunnel))
    return false;
  const bool is_said = !bridge.empty() || !tunnel.empty();
  return is_said || level == 0;
}

/// The profile's word for each class; as it stands where it has none.
std::vector<std::string> profile_classes(const Layer& roads, const SpeedProfile& profile) {
  auto classes = classes_of(roads);
  std::unordered_map<std::string, std::string> known;
  for (auto& road_class : classes) {
    const auto [found, is_new] = known.try_emplace(road_class);
    if (is_new)
      found->second = profile_class(road_class, profile).value_or(road_class);
    road_class = found->second;
  }
  return classes;
}

double surface_factor(const std::string& surface, const SpeedProfile& profile) {
  const auto found = profile.surface_factors.find(surface);
  return found == profile.surface_factors.end() ? 1 : found->second;
}

RoadRule with_direction(double speed_km_h, OneWay direction, bool is_bridge) {
  const auto speed = static_cast<float>(speed_km_h);
  RoadRule rule;
  rule.forward_km_h = direction == OneWay::backward ? 0 : speed;
  rule.backward_km_h = direction == OneWay::forward ? 0 : speed;
  rule.is_bridge = is_bridge;
  return rule;
}

} // namespace

double road_length_m(const Layer& roads, std::size_t feature) {
  const auto shape = roads.features->feature(feature);
  double metres = 0;
  for (std::uint32_t p = 0; p < shape.part_count(); ++p)
    if (shape.part(p).type() == geo::PartType::line)
      metres += geo::length_m(shape.part(p).ring(0));
  return metres;
}

Ferries ferries_of(const Layer& roads, const SpeedProfile& profile) {
  const auto classes = classes_of(roads);
  Ferries ferries;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i] != ferry_class || class_speed(classes[i], profile) > 0)
      continue;
    ++ferries.not_taken;
    ferries.not_taken_m += road_length_m(roads, i);
  }
  return ferries;
}

std::vector<RoadRule> road_rules(const Layer& roads, const SpeedProfile& profile) {
  const auto classes = profile_classes(roads, profile);
  const auto speeds = role_numbers(roads, "speed_km_h");
  const auto oneways = role_numbers(roads, "oneway");
  const auto junctions = role_texts(roads, "junction");
  const auto bridges = role_texts(roads, "bridge");
  const auto tunnels = role_texts(roads, "tunnel");
  const auto levels = role_texts(roads, "layer");
  const auto durations = role_numbers(roads, "duration");
  const auto motorroads = text_column(*roads.features, "motorroad");
  const auto surfaces = role_texts(roads, "surface");
  const auto emergencies = text_column(*roads.features, "emergency");
  const auto accesses = access_texts(roads);
  const bool is_limit = folded(attribute_of(roads, "speed_km_h")).find("max") != std::string::npos;
  const double speed_factor = is_limit ? profile.maxspeed_factor : 1;

  std::vector<RoadRule> rules(roads.features->size());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    double speed = class_speed(classes[i], profile);
    if (speed == 0 || !is_open(accesses[i], emergencies[i], profile))
      continue;
    const double ferry = classes[i] == ferry_class ? ferry_km_h(roads, i, durations[i]) : 0;
    if (speeds[i] > 0)
      speed = speeds[i] * speed_factor;
    if (ferry > 0)
      speed = ferry;
    speed = std::min(speed * surface_factor(surfaces[i], profile), profile.most_km_h);
    const auto direction =
        profile.obeys_one_way ? one_way(oneways[i], junctions[i], classes[i]) : OneWay::no;
    rules[i] = with_direction(speed, direction, says_yes(bridges[i]));
    rules[i].level = level_of(levels[i], bridges[i], tunnels[i]);
    const bool is_motorroad = says_yes(motorroads[i]);
    rules[i].ends_on_ground = !is_motorroad && rules[i].level >= 0 && !is_tunnel(tunnels[i]) &&
                              !contains(profile.no_access_classes, classes[i]);
    rules[i].is_accessible =
        !is_motorroad && is_accessible(classes[i], bridges[i], tunnels[i], rules[i].level, profile);
  }
  return rules;
}

std::vector<LoadReport::Problem> class_problems(const Layer& roads, const SpeedProfile& profile) {
  LoadReport report;
  if (!has_role(roads, "class") && !has_role(roads, "speed_km_h"))
    report.add(fmt::format("no class and no speed of roads: all are driven at {:g} km/h; name an "
                           "attribute in \"fields\", or a \"constant\"",
                           profile.other_class_km_h),
               Effect::note, "");
  const auto what =
      fmt::format("class not known to the speed profile, {:g} km/h used; list it there "
                  "or in \"values\"",
                  profile.other_class_km_h);
  const auto classes = classes_of(roads);
  std::unordered_map<std::string, bool> known;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const auto [found, is_new] = known.try_emplace(classes[i]);
    if (is_new)
      found->second = is_no_data(classes[i]) || classes[i] == ferry_class ||
                      profile_class(classes[i], profile).has_value();
    if (found->second)
      continue;
    auto& problem = report.add(what, Effect::not_understood, roads.features->id_text(i));
    if (is_new)
      problem.add_value(classes[i]);
  }
  report_levels(roads, report);
  return report.problems;
}

} // namespace layers
