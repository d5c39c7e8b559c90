#include "layers/roads/road_problems.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "layers/features/role_values.hpp"
#include "layers/roads/road_rules.hpp"
#include "layers/roads/road_values.hpp"
#include "layers/roads/unknown_values.hpp"
#include "layers/roads/vehicle_limits.hpp"
#include "layers/roles/road_words.hpp"

namespace layers {

namespace {

void report_classes(const Layer& roads, const SpeedProfile& profile, LoadReport& report) {
  const auto what =
      fmt::format("class not known to the speed profile, {:g} km/h used; list it there "
                  "or in \"values\"",
                  profile.other_class_km_h);
  report_unknown(
      roads, road_classes(roads), what,
      [&](const auto& text) {
        return text == ferry_class || profile_class(text, profile).has_value();
      },
      report);
}

/// Who may drive there when; limits of vehicles are told by limit_problems().
void report_conditions(const Layer& roads, const SpeedProfile& profile, LoadReport& report) {
  std::vector<std::string> keys{"access", "vehicle", "motor_vehicle", "emergency", "oneway"};
  keys.insert(keys.end(), profile.open_for.begin(), profile.open_for.end());
  for (const auto& attribute : roads.features->attributes.attributes)
    if (std::ranges::find(keys, conditional_key(attribute.name)) != keys.end())
      report_conditional(roads, attribute.name, report);
}

} // namespace

std::vector<LoadReport::Problem> road_problems(const Layer& roads, const SpeedProfile& profile) {
  LoadReport report;
  if (!has_role(roads, "class") && !has_role(roads, "speed_km_h"))
    report.add(fmt::format("no class and no speed of roads: all are driven at {:g} km/h; name an "
                           "attribute in \"fields\", or a \"constant\"",
                           profile.other_class_km_h),
               Effect::note, "");
  report_classes(roads, profile, report);
  const auto report_role = [&](const char* role, const char* otherwise, auto is_known) {
    report_unknown(roads, role_texts(roads, role),
                   fmt::format("{} not understood, {}", role, otherwise), is_known, report);
  };
  report_role("layer", "taken as 0", [](const auto& text) { return said_level(text).has_value(); });
  report_role("bridge", "taken as none",
              [](const auto& text) { return is_bridge_word(text).has_value(); });
  report_role("tunnel", "taken as none",
              [](const auto& text) { return is_tunnel_word(text).has_value(); });
  report_role("junction", "taken as none",
              [](const auto& text) { return usual_junction(text).has_value(); });
  report_role("surface", "taken as paved",
              [&](const auto& text) { return is_known_surface(text, profile); });
  report_unknown(
      roads, road_accesses(roads), "access not understood, taken as open",
      [&](const auto& text) { return is_known_access(text, profile); }, report);
  report_role("emergency", "taken as without",
              [&](const auto& text) { return is_known_access(text, profile); });
  report_conditions(roads, profile, report);
  const auto limits = limit_problems(roads, profile);
  report.problems.insert(report.problems.end(), limits.begin(), limits.end());
  return report.problems;
}

} // namespace layers
