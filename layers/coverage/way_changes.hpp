#pragma once

#include <cstdint>
#include <vector>

#include "layers/access/road_access.hpp"

namespace layers {

/// Where the ways of a scenario may be others than on a day with other weights on which no zone is
/// closed. Any thread; the network must outlive it.
class WayChanges {
public:
  WayChanges(const RoadAccess& access, const geo::TravelWeights& plain);

  /// Whether places in a box may be concerned.
  bool may_concern(const geo::Box& box) const { return m_boxes.any(box); }
  /// Whether the place in their middle may be: a closed zone or a changed edge is near it, or edges
  /// are between which a changed one leads.
  bool concern(const Surroundings& around) const;

private:
  const geo::RoadGraph& m_graph;
  std::vector<std::uint8_t> m_is_changed; ///< by edge: it costs something else
  std::vector<std::uint8_t> m_is_end;     ///< by node: of such an edge
  geo::SpatialIndex m_boxes;              ///< around the places that may be concerned
};

} // namespace layers
