#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "layers/features/layer.hpp"
#include "layers/roads/speed_profile.hpp"

namespace layers {

/// Rules that close a road or a barrier on one, or open what another would close.
enum class AccessRule : std::uint8_t {
  road_class, ///< its speed is 0
  access,
  emergency_no,
  max_weight,
  max_height,
  max_width,
  max_axle_load,
  barrier, ///< of a kind that nothing drives through
  emergency_yes,
  open_for,       ///< the profile's
  opened_barrier, ///< "bollard=removable", "locked=no"
};
constexpr std::size_t access_rule_count = 11;

/// A set of them.
class AccessRules {
public:
  void add(AccessRule rule) { m_bits.set(static_cast<std::size_t>(rule)); }
  void add(const AccessRules& others) { m_bits |= others.m_bits; }
  void remove(AccessRule rule) { m_bits.reset(static_cast<std::size_t>(rule)); }
  bool has(AccessRule rule) const { return m_bits[static_cast<std::size_t>(rule)]; }
  bool any() const { return m_bits.any(); }
  bool any_closes() const;
  bool operator==(const AccessRules&) const = default;

private:
  std::bitset<access_rule_count> m_bits;
};

/// Whether a rule closes; else it opens.
bool closes(AccessRule rule);

/// What a road or a barrier says of who may pass it.
struct Permit {
  bool is_for_emergencies = false;     ///< "emergency=yes"
  bool is_not_for_emergencies = false; ///< "emergency=no"
  bool is_closed = false;              ///< its access, by the profile
  bool is_open = false;                ///< its access says yes
  bool is_for_others = false;          ///< one of the profile's "open_for" says yes
};

/// By feature.
std::vector<Permit> permits_of(const Layer& layer, const SpeedProfile& profile);

/// What permits alone do to a road: `access` or `emergency_no` closes it, `emergency_yes` or
/// `open_for` opens what its access closes; else none.
AccessRules rules_of(const Permit& permit);

/// By feature, what its attribute "barrier" does: none where there is no barrier, or one that an
/// engine opens as it comes.
std::vector<AccessRules> barrier_rules(const Layer& layer, const std::vector<Permit>& permits,
                                       const SpeedProfile& profile);

} // namespace layers
