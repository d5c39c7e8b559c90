#include "layers/roads/road_rules.hpp"

#include <algorithm>
#include <utility>

#include "layers/features/attributes.hpp"
#include "layers/text/folded_text.hpp"

namespace layers {

namespace {

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

/// The texts of an attribute; all empty where there is none.
std::vector<std::string> texts_of(const Layer& layer, const std::string& role,
                                  const std::vector<std::string>& usual = {}) {
  return text_column(*layer.features, attribute_for(layer, role, usual));
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
  const auto named = attribute_for(layer, "access", {});
  return named.empty() ? first_of(layer, {"motor_vehicle", "vehicle", "access"})
                       : text_column(*layer.features, named);
}

bool is_open(const std::string& access, const std::string& emergency, const SpeedProfile& profile) {
  if (emergency == "yes" || emergency == "designated" || emergency == "official")
    return true;
  return emergency != "no" && !contains(profile.closed_access, access);
}

double class_speed(const std::string& road_class, const SpeedProfile& profile) {
  const auto found = profile.class_km_h.find(road_class);
  return found == profile.class_km_h.end() ? profile.other_class_km_h : found->second;
}

double surface_factor(const std::string& surface, const SpeedProfile& profile) {
  const auto found = profile.surface_factors.find(surface);
  return found == profile.surface_factors.end() ? 1 : found->second;
}

bool says_yes(const std::string& text) {
  return !text.empty() && text != "no" && text != "false" && text != "0";
}

RoadRule with_direction(double speed_km_h, OneWay direction, bool is_bridge) {
  const auto speed = static_cast<float>(speed_km_h);
  return {direction == OneWay::backward ? 0 : speed, direction == OneWay::forward ? 0 : speed,
          is_bridge};
}

} // namespace

std::string attribute_for(const Layer& layer, const std::string& role,
                          const std::vector<std::string>& usual) {
  if (const auto named = layer.config.fields.find(role); named != layer.config.fields.end())
    return named->second;
  const auto found = std::ranges::find_if(usual, [&](const std::string& attribute) {
    return has_attribute(*layer.features, attribute);
  });
  return found == usual.end() ? "" : *found;
}

std::vector<RoadRule> road_rules(const Layer& roads, const SpeedProfile& profile) {
  const auto classes = texts_of(roads, "class");
  const auto speed_attribute = attribute_for(roads, "speed_km_h", {});
  const auto speeds = text_column(*roads.features, speed_attribute);
  const auto oneways = texts_of(roads, "oneway");
  const auto junctions = texts_of(roads, "junction", {"junction"});
  const auto bridges = texts_of(roads, "bridge", {"bridge"});
  const auto surfaces = texts_of(roads, "surface", {"surface"});
  const auto emergencies = text_column(*roads.features, "emergency");
  const auto accesses = access_texts(roads);
  const bool is_limit = folded(speed_attribute).find("max") != std::string::npos;
  const double speed_factor = is_limit ? profile.maxspeed_factor : 1;

  std::vector<RoadRule> rules(roads.features->size());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    double speed = class_speed(classes[i], profile);
    if (speed == 0 || !is_open(accesses[i], emergencies[i], profile))
      continue;
    if (const double stated = maxspeed_km_h(speeds[i]); stated > 0)
      speed = stated * speed_factor;
    speed = std::min(speed * surface_factor(surfaces[i], profile), profile.most_km_h);
    const auto direction =
        profile.obeys_one_way ? one_way(oneways[i], junctions[i], classes[i]) : OneWay::no;
    rules[i] = with_direction(speed, direction, says_yes(bridges[i]));
  }
  return rules;
}

} // namespace layers
