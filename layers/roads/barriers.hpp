#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "geo/geometry.hpp"
#include "layers/features/layer.hpp"
#include "layers/roads/road_access.hpp"
#include "layers/roads/speed_profile.hpp"

namespace layers {

/// Points on roads that close them to an engine, or would if it did not open them, at vertices as
/// OpenStreetMap keeps them: to 1e-7 degrees.
class Barriers {
public:
  void add(geo::LonLat vertex, const AccessRules& rules) { m_rules[key_of(vertex)].add(rules); }
  /// Null: there is none.
  const AccessRules* at(geo::LonLat vertex) const {
    const auto found = m_rules.find(key_of(vertex));
    return found == m_rules.end() ? nullptr : &found->second;
  }
  bool empty() const { return m_rules.empty(); }

  static std::uint64_t key_of(geo::LonLat vertex);

private:
  std::unordered_map<std::uint64_t, AccessRules> m_rules;
};

struct ReadBarriers {
  Barriers barriers;
  /// What of them is not understood, by road layer; files of several stand with the first.
  std::vector<std::vector<LoadReport::Problem>> problems;
};

/// Those in the OpenStreetMap files of the road layers, by the profile. Reads those files once
/// more. Throws as read_layer() does.
ReadBarriers read_barriers(const LayerList& roads, const SpeedProfile& profile);

} // namespace layers
