#include "layers/roads/road_values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

#include "layers/features/attributes.hpp"
#include "layers/features/role_values.hpp"
#include "layers/roads/road_rules.hpp"
#include "layers/roles/road_words.hpp"
#include "layers/roles/roles.hpp"
#include "layers/text/plain_text.hpp"

namespace layers {

namespace {

bool is_in(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool closes(const std::string& access, const SpeedProfile& profile) {
  if (is_in(profile.closed_access, access))
    return true;
  const auto usual = is_no_data(access) ? std::nullopt : usual_access(access);
  return usual && is_in(profile.closed_access, *usual);
}

/// nullopt: the profile has no factor for it.
std::optional<double> listed_factor(const std::string& surface, const SpeedProfile& profile) {
  if (const auto found = profile.surface_factors.find(surface);
      found != profile.surface_factors.end())
    return found->second;
  const auto usual = usual_surface(surface);
  const auto found = usual ? profile.surface_factors.find(*usual) : profile.surface_factors.end();
  return found == profile.surface_factors.end() ? std::nullopt : std::optional(found->second);
}

} // namespace

std::vector<std::string> listed_values(std::string_view values) {
  std::vector<std::string> all;
  while (!values.empty()) {
    const auto end = std::min(values.find(';'), values.size());
    all.emplace_back(without_blanks(values.substr(0, end)));
    values.remove_prefix(std::min(end + 1, values.size()));
  }
  return all;
}

std::vector<std::string> road_classes(const Layer& roads) {
  auto classes = role_texts(roads, "class");
  const auto routes = text_column(*roads.features, "route");
  for (std::size_t i = 0; i < classes.size(); ++i)
    if (is_in(listed_values(routes[i]), ferry_class))
      classes[i] = ferry_class;
  return classes;
}

bool is_chosen(const Layer& roads, const std::string& role) {
  const auto& config = roads.config;
  const bool is_named = config.fields.contains(role) && !config.guessed_fields.contains(role);
  return is_named || config.constants.contains(role) || config.without_fields.contains(role);
}

std::vector<std::string> road_accesses(const Layer& roads) {
  if (is_chosen(roads, "access"))
    return role_texts(roads, "access");
  auto texts = has_role(roads, "access") ? role_texts(roads, "access")
                                         : text_column(*roads.features, "access");
  for (const auto* special : {"vehicle", "motor_vehicle"}) {
    auto column = text_column(*roads.features, special);
    for (std::size_t i = 0; i < texts.size(); ++i)
      if (!column[i].empty())
        texts[i] = std::move(column[i]);
  }
  return texts;
}

bool is_closed_by(const std::string& access, const SpeedProfile& profile) {
  const auto all = listed_values(access);
  return !all.empty() &&
         std::ranges::all_of(all, [&](const auto& one) { return closes(one, profile); });
}

bool is_known_access(const std::string& access, const SpeedProfile& profile) {
  return std::ranges::all_of(listed_values(access), [&](const auto& one) {
    return closes(one, profile) || usual_access(one).has_value();
  });
}

bool says_yes(const std::string& access) {
  const auto all = listed_values(access);
  return std::ranges::any_of(all, [](const auto& one) {
    const auto usual = is_no_data(one) ? std::nullopt : usual_access(one);
    return usual && is_in({"yes", "designated", "official", "permissive", "public"}, *usual);
  });
}

double surface_factor(const std::string& surface, const SpeedProfile& profile) {
  double least = 1;
  bool any = false;
  for (const auto& one : listed_values(surface)) {
    const double factor = listed_factor(one, profile).value_or(1);
    least = any ? std::min(least, factor) : factor;
    any = true;
  }
  return least;
}

bool is_known_surface(const std::string& surface, const SpeedProfile& profile) {
  return std::ranges::all_of(listed_values(surface), [&](const auto& one) {
    return listed_factor(one, profile) || usual_surface(one);
  });
}

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

} // namespace layers
