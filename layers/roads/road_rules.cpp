#include "layers/roads/road_rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "geo/local_plane.hpp"
#include "layers/features/attributes.hpp"
#include "layers/features/role_values.hpp"
#include "layers/roads/once_per_text.hpp"
#include "layers/roads/road_values.hpp"
#include "layers/roads/vehicle_limits.hpp"
#include "layers/roles/road_words.hpp"
#include "layers/text/folded_text.hpp"

namespace layers {

namespace {

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

/// Where the profile says nothing about ferries, none is taken.
double class_speed(const std::string& road_class, const SpeedProfile& profile) {
  const auto found = profile.class_km_h.find(road_class);
  if (found != profile.class_km_h.end())
    return found->second;
  return road_class == ferry_class ? 0 : profile.other_class_km_h;
}

/// How fast a ferry is that says how long it takes; 0: it does not say.
double ferry_km_h(const Layer& roads, std::size_t feature, double seconds) {
  return seconds > 0 ? road_length_m(roads, feature) / seconds * 3.6 : 0;
}

/// Whether a road is a bridge, or in a tunnel; nullopt: nobody says.
using Said = std::optional<bool>;

int level_of(const std::string& layer, Said bridge, Said tunnel) {
  if (const auto level = said_level(layer))
    return *level;
  return bridge == true ? 1 : tunnel == true ? -1 : 0;
}

/// Whether one gets on and off along a road: not in a tunnel, on a bridge, or above or below what
/// crosses.
bool is_accessible(const std::string& road_class, Said bridge, Said tunnel, int level) {
  if (road_class == ferry_class || bridge == true || tunnel == true)
    return false;
  return bridge || tunnel || level == 0;
}

/// The profile's word for each class; as it stands where it has none.
std::vector<std::string> profile_classes(const Layer& roads, const SpeedProfile& profile) {
  auto classes = road_classes(roads);
  OncePerText in_profile([&](const std::string& road_class) {
    return profile_class(road_class, profile).value_or(road_class);
  });
  for (auto& road_class : classes)
    road_class = in_profile(road_class);
  return classes;
}

/// Whether an attribute's name says that its speeds are limits: "maxspeed", "tốc độ tối đa".
bool is_limit_name(std::string_view attribute) {
  constexpr std::array parts{"max",      "limit",   "posted",      "toi_da",
                             "gioi_han", "hochstg", "ограничение", "максимальная"};
  const auto name = snake_name(attribute);
  return std::ranges::any_of(
      parts, [&](const char* part) { return name.find(part) != std::string::npos; });
}

/// Where one-way streets do not bind an engine: "oneway:emergency=no", "oneway:bus=no".
std::vector<std::uint8_t> both_ways(const Layer& roads, const SpeedProfile& profile) {
  auto who = profile.open_for;
  who.emplace_back("emergency");
  std::vector<std::uint8_t> both(roads.features->size());
  for (const auto& one : who)
    for (const auto* key : {"oneway:", "oneway_"}) {
      if (!has_attribute(*roads.features, key + one))
        continue;
      const auto texts = text_column(*roads.features, key + one);
      for (std::size_t i = 0; i < both.size(); ++i)
        both[i] |= texts[i] == "no";
    }
  return both;
}

/// Whether nobody needs to say who may drive on a road for buses.
bool is_for_buses(const std::string& road_class, const SpeedProfile& profile) {
  return road_class == "busway" &&
         (contains(profile.open_for, "bus") || contains(profile.open_for, "psv"));
}

/// Whether a class of speed 0 is open in emergencies.
bool is_opened_class(const std::string& road_class, const Permit& permit,
                     const SpeedProfile& profile) {
  return permit.is_for_emergencies && profile.emergency_km_h > 0 && road_class != ferry_class &&
         !contains(profile.impassable_classes, road_class);
}

/// What closes or opens a road.
struct RoadAccess {
  AccessRules rules;
  Exceeded exceeded;
  bool is_opened_class = false;

  bool is_open() const { return !rules.any_closes(); }
};

std::vector<RoadAccess> accesses_of(const Layer& roads, const std::vector<std::string>& classes,
                                    const SpeedProfile& profile) {
  auto permits = permits_of(roads, profile);
  const auto barriers = barrier_rules(roads, permits, profile);
  const auto exceeded = exceeded_limits(roads, profile);
  std::vector<RoadAccess> accesses(classes.size());
  for (std::size_t i = 0; i < accesses.size(); ++i) {
    auto& access = accesses[i];
    if (class_speed(classes[i], profile) == 0) {
      access.is_opened_class = is_opened_class(classes[i], permits[i], profile);
      access.rules.add(access.is_opened_class ? AccessRule::emergency_yes : AccessRule::road_class);
    }
    if (!access.is_open())
      continue;
    permits[i].is_for_others |= is_for_buses(classes[i], profile);
    access.rules.add(rules_of(permits[i]));
    access.rules.add(barriers[i]);
    access.exceeded = exceeded[i];
  }
  return accesses;
}

/// Limits close the directions in which one may drive.
void drive(RoadRule& rule, double speed_km_h, OneWay direction, const Exceeded& exceeded) {
  const auto speed = static_cast<float>(speed_km_h);
  if (direction != OneWay::backward) {
    rule.forward_km_h = exceeded.forward.any() ? 0 : speed;
    rule.access.add(exceeded.forward);
  }
  if (direction != OneWay::forward) {
    rule.backward_km_h = exceeded.backward.any() ? 0 : speed;
    rule.access.add(exceeded.backward);
  }
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
  const auto classes = road_classes(roads);
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
  const auto accesses = accesses_of(roads, classes, profile);
  const auto both = both_ways(roads, profile);
  const double speed_factor =
      is_limit_name(attribute_of(roads, "speed_km_h")) ? profile.maxspeed_factor : 1;

  OncePerText factor_of(
      [&](const std::string& surface) { return surface_factor(surface, profile); });
  OncePerText is_bridge(is_bridge_word);
  OncePerText is_tunnel(is_tunnel_word);
  OncePerText is_yes(yes_or_no);

  std::vector<RoadRule> rules(roads.features->size());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto& access = accesses[i];
    rules[i].access = access.rules;
    if (!access.is_open())
      continue;
    const double ferry = classes[i] == ferry_class ? ferry_km_h(roads, i, durations[i]) : 0;
    const double plain = access.is_opened_class ? profile.emergency_km_h
                         : ferry > 0            ? ferry
                         : speeds[i] > 0        ? speeds[i] * speed_factor
                                                : class_speed(classes[i], profile);
    const double speed = std::min(plain * factor_of(surfaces[i]), profile.most_km_h);
    const bool obeys = profile.obeys_one_way && both[i] == 0;
    drive(rules[i], speed, obeys ? one_way(oneways[i], junctions[i], classes[i]) : OneWay::no,
          access.exceeded);
    const auto bridge = is_bridge(bridges[i]);
    const auto tunnel = is_tunnel(tunnels[i]);
    rules[i].is_bridge = bridge == true;
    rules[i].level = level_of(levels[i], bridge, tunnel);
    const bool ends_only =
        is_yes(motorroads[i]) == true || contains(profile.no_access_classes, classes[i]);
    rules[i].ends_on_ground = !ends_only && rules[i].level >= 0 && tunnel != true;
    rules[i].is_accessible =
        !ends_only && is_accessible(classes[i], bridge, tunnel, rules[i].level);
  }
  return rules;
}

} // namespace layers
