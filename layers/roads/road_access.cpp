#include "layers/roads/road_access.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "layers/features/attributes.hpp"
#include "layers/features/role_values.hpp"
#include "layers/roads/once_per_text.hpp"
#include "layers/roads/road_values.hpp"
#include "layers/roles/road_words.hpp"

namespace layers {

namespace {

bool holds_any(const std::vector<std::string>& listed, const std::vector<std::string>& words) {
  return std::ranges::any_of(
      listed, [&](const auto& one) { return std::ranges::find(words, one) != words.end(); });
}

bool is_barred(const std::string& emergency, const SpeedProfile& profile) {
  return usual_access(emergency) == "no" || is_closed_by(emergency, profile);
}

/// "bollard=removable": the attribute that is called as the kind of barrier says how it is made.
using TypesByKind = std::map<std::string, std::vector<std::string>>;

TypesByKind barrier_types(const Layer& layer, const SpeedProfile& profile) {
  TypesByKind types;
  for (const auto& kind : profile.closed_barriers)
    if (has_attribute(*layer.features, kind))
      types[kind] = text_column(*layer.features, kind);
  return types;
}

bool is_opened(const TypesByKind& types, const std::vector<std::string>& kinds, std::size_t feature,
               const SpeedProfile& profile) {
  return std::ranges::any_of(kinds, [&](const std::string& kind) {
    const auto found = types.find(kind);
    return found != types.end() &&
           holds_any(listed_values(found->second[feature]), profile.opened_barriers);
  });
}

/// Of a barrier that nothing drives through.
AccessRule rule_of_closed_barrier(const Permit& permit, bool is_opened) {
  if (permit.is_not_for_emergencies)
    return AccessRule::emergency_no;
  if (permit.is_for_emergencies)
    return AccessRule::emergency_yes;
  if (is_opened || permit.is_open)
    return AccessRule::opened_barrier;
  return permit.is_for_others ? AccessRule::open_for : AccessRule::barrier;
}

} // namespace

bool closes(AccessRule rule) {
  return rule < AccessRule::emergency_yes;
}

bool AccessRules::any_closes() const {
  constexpr auto first_that_opens = static_cast<std::size_t>(AccessRule::emergency_yes);
  return (m_bits << (access_rule_count - first_that_opens)).any();
}

std::vector<Permit> permits_of(const Layer& layer, const SpeedProfile& profile) {
  OncePerText by_access([&](const std::string& access) {
    return Permit{.is_for_emergencies = holds_any(listed_values(access), {"emergency"}),
                  .is_closed = is_closed_by(access, profile),
                  .is_open = says_yes(access)};
  });
  OncePerText is_yes([](const std::string& text) { return says_yes(text); });
  OncePerText is_no([&](const std::string& text) { return is_barred(text, profile); });
  const auto accesses = road_accesses(layer);
  const auto emergencies = role_texts(layer, "emergency");
  std::vector<Permit> permits(layer.features->size());
  for (std::size_t i = 0; i < permits.size(); ++i) {
    permits[i] = by_access(accesses[i]);
    permits[i].is_for_emergencies |= is_yes(emergencies[i]);
    permits[i].is_not_for_emergencies = is_no(emergencies[i]);
  }
  for (const auto& others : profile.open_for) {
    if (!has_attribute(*layer.features, others))
      continue;
    const auto texts = text_column(*layer.features, others);
    for (std::size_t i = 0; i < permits.size(); ++i)
      permits[i].is_for_others |= is_yes(texts[i]);
  }
  return permits;
}

AccessRules rules_of(const Permit& permit) {
  AccessRules rules;
  if (permit.is_for_emergencies && permit.is_closed)
    rules.add(AccessRule::emergency_yes);
  else if (permit.is_not_for_emergencies)
    rules.add(AccessRule::emergency_no);
  else if (permit.is_closed)
    rules.add(permit.is_for_others ? AccessRule::open_for : AccessRule::access);
  return rules;
}

std::vector<AccessRules> barrier_rules(const Layer& layer, const std::vector<Permit>& permits,
                                       const SpeedProfile& profile) {
  std::vector<AccessRules> rules(layer.features->size());
  const auto barriers = text_column(*layer.features, "barrier");
  const auto locks = text_column(*layer.features, "locked");
  const auto types = barrier_types(layer, profile);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto kinds = listed_values(barriers[i]);
    if (holds_any(kinds, profile.closed_barriers))
      rules[i].add(rule_of_closed_barrier(permits[i], is_opened(types, kinds, i, profile) ||
                                                          yes_or_no(locks[i]) == false));
    else if (!kinds.empty() && permits[i].is_not_for_emergencies)
      rules[i].add(AccessRule::emergency_no);
  }
  return rules;
}

} // namespace layers
