#include "layers/roads/road_rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "geo/local_plane.hpp"
#include "layers/features/attributes.hpp"
#include "layers/features/role_values.hpp"
#include "layers/roads/road_values.hpp"
#include "layers/roles/road_words.hpp"
#include "layers/text/folded_text.hpp"

namespace layers {

namespace {

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

/// What a function says of texts, asked once for each different one: words are looked up in long
/// tables, and roads have few.
template <typename Function>
class OncePerText {
public:
  explicit OncePerText(Function function) : m_function(std::move(function)) {}

  const auto& operator()(const std::string& text) {
    const auto [found, is_new] = m_known.try_emplace(text);
    if (is_new)
      found->second = m_function(text);
    return found->second;
  }

private:
  Function m_function;
  std::unordered_map<std::string, std::invoke_result_t<Function, const std::string&>> m_known;
};

bool is_open(const std::string& emergency, bool is_closed) {
  if (emergency == "yes" || emergency == "designated" || emergency == "official")
    return true;
  return emergency != "no" && !is_closed;
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
bool is_accessible(const std::string& road_class, Said bridge, Said tunnel, int level,
                   const SpeedProfile& profile) {
  if (road_class == ferry_class || contains(profile.no_access_classes, road_class))
    return false;
  if (bridge == true || tunnel == true)
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
  const auto emergencies = text_column(*roads.features, "emergency");
  const auto accesses = road_accesses(roads);
  const double speed_factor =
      is_limit_name(attribute_of(roads, "speed_km_h")) ? profile.maxspeed_factor : 1;

  OncePerText is_closed([&](const std::string& access) { return is_closed_by(access, profile); });
  OncePerText factor_of(
      [&](const std::string& surface) { return surface_factor(surface, profile); });
  OncePerText is_bridge(is_bridge_word);
  OncePerText is_tunnel(is_tunnel_word);
  OncePerText is_yes(yes_or_no);

  std::vector<RoadRule> rules(roads.features->size());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    double speed = class_speed(classes[i], profile);
    if (speed == 0 || !is_open(emergencies[i], is_closed(accesses[i])))
      continue;
    const double ferry = classes[i] == ferry_class ? ferry_km_h(roads, i, durations[i]) : 0;
    if (speeds[i] > 0)
      speed = speeds[i] * speed_factor;
    if (ferry > 0)
      speed = ferry;
    speed = std::min(speed * factor_of(surfaces[i]), profile.most_km_h);
    const auto direction =
        profile.obeys_one_way ? one_way(oneways[i], junctions[i], classes[i]) : OneWay::no;
    const auto bridge = is_bridge(bridges[i]);
    const auto tunnel = is_tunnel(tunnels[i]);
    rules[i] = with_direction(speed, direction, bridge == true);
    rules[i].level = level_of(levels[i], bridge, tunnel);
    const bool is_motorroad = is_yes(motorroads[i]) == true;
    rules[i].ends_on_ground = !is_motorroad && rules[i].level >= 0 && tunnel != true &&
                              !contains(profile.no_access_classes, classes[i]);
    rules[i].is_accessible =
        !is_motorroad && is_accessible(classes[i], bridge, tunnel, rules[i].level, profile);
  }
  return rules;
}

} // namespace layers
