#include "layers/coverage/way_changes.hpp"

#include <algorithm>

namespace layers {

WayChanges::WayChanges(const RoadAccess& access, const geo::TravelWeights& plain)
    : m_graph(access.network().graph), m_is_changed(m_graph.edge_count()),
      m_is_end(m_graph.node_count()) {
  const auto& edges = m_graph.edges;
  for (std::uint32_t half = 0; half < plain.half_costs.size(); ++half)
    if (access.weights().half_costs[half] != plain.half_costs[half]) {
      m_is_changed[half / 2] = 1;
      m_is_end[edges[half / 2].from] = m_is_end[edges[half / 2].to] = 1;
    }
  std::vector<geo::Box> boxes;
  for (const auto& zone : access.closed_zones())
    boxes.push_back(access.widened(zone));
  for (std::uint32_t e = 0; e < edges.size(); ++e)
    if (m_is_end[edges[e].from] != 0 || m_is_end[edges[e].to] != 0)
      boxes.push_back(access.box_around(e));
  m_boxes = geo::SpatialIndex(boxes);
}

bool WayChanges::concern(const Surroundings& around) const {
  const auto& zones = around.closed_zones;
  if (!zones.borders.empty() || zones.contain(around.plane.centre()))
    return true;
  std::vector<std::uint32_t> ends; // of changed edges, and of edges near the place
  for (const auto& segment : around.segments) {
    if (m_is_changed[segment.edge] != 0)
      return true;
    for (const auto node : {m_graph.edges[segment.edge].from, m_graph.edges[segment.edge].to})
      if (m_is_end[node] != 0)
        ends.push_back(node);
  }
  const auto leads_to_another = [&](const geo::RoadGraph::Arc& arc) {
    return m_is_changed[arc.half / 2] != 0 && std::ranges::count(ends, arc.to) > 0;
  };
  return std::ranges::any_of(ends, [&](std::uint32_t node) {
    return std::ranges::any_of(m_graph.arcs_of(node), leads_to_another);
  });
}

} // namespace layers
