#include "layers/roads/road_problems.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

#include <fmt/format.h>

#include "layers/features/role_values.hpp"
#include "layers/roads/road_rules.hpp"
#include "layers/roads/road_values.hpp"
#include "layers/roles/road_words.hpp"
#include "layers/roles/roles.hpp"

namespace layers {

namespace {

/// `is_known(text)` is asked once for each distinct value that says something.
template <typename IsKnown>
void report_unknown(const Layer& roads, const std::vector<std::string>& texts,
                    const std::string& what, IsKnown is_known, LoadReport& report) {
  std::unordered_map<std::string, bool> known;
  std::size_t with_value = 0;
  LoadReport::Problem* problem = nullptr;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (is_no_data(texts[i]))
      continue;
    ++with_value;
    const auto [found, is_new] = known.try_emplace(texts[i]);
    if (is_new)
      found->second = is_known(texts[i]);
    if (found->second)
      continue;
    problem = &report.add(what, Effect::not_understood, roads.features->id_text(i));
    if (is_new)
      problem->add_value(texts[i]);
  }
  if (problem)
    problem->of = with_value;
}

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
  return report.problems;
}

} // namespace layers
