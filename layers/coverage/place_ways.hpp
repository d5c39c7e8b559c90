#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "layers/access/road_access.hpp"
#include "layers/demand/demand.hpp"

namespace layers {

/// The ways to the points of a demand, by the nodes they begin at: what is reached when a node is.
/// Never changes once built.
struct WaysByNode {
  struct Way {
    std::uint32_t point = 0;
    geo::Cost cost = 0; ///< along the road and on foot
  };
  std::vector<std::uint32_t> starts; ///< node n has ways [starts[n], starts[n + 1])
  std::vector<Way> ways;
  std::size_t point_count = 0;

  std::size_t bytes() const {
    return starts.capacity() * sizeof(std::uint32_t) + ways.capacity() * sizeof(Way);
  }
  std::span<const Way> of(std::uint32_t node) const {
    return std::span(ways).subspan(starts[node], starts[node + 1] - starts[node]);
  }
};

/// On all threads. Throws unavailable when asked to stop.
WaysByNode ways_by_node(const Demand& demand, const RoadAccess& access,
                        const std::stop_token& stop = {});

/// The same from the ways of another scenario, whose weights are `other`: those of points that no
/// closed zone and no changed road is near are taken over. `access` has the same walking.
WaysByNode ways_after(const WaysByNode& ways, const geo::TravelWeights& other, const Demand& demand,
                      const RoadAccess& access, const std::stop_token& stop = {});

/// Those of points p with is_wanted[p] != 0.
WaysByNode ways_of_points(const WaysByNode& ways, std::span<const std::uint8_t> is_wanted);

/// Calls use(point, cost) for each point of a demand that is reached from a position along its own
/// edge, with what that costs.
template <typename Use>
void for_each_along_edge(const Demand& demand, const RoadAccess& access, geo::RoadPosition from,
                         Use use) {
  const auto box = access.box_around(from.edge);
  const auto edge = access.edge_alone(from.edge);
  const auto near = access.neighbourhood(box);
  Surroundings around;
  for (const auto hit : demand.cells.query(box)) {
    const auto place = demand.points[hit.item].position;
    access.look(edge, place, around);
    if (around.segments.empty())
      continue;
    access.look(near, place, around);
    if (const auto way = access.way_along(around, from))
      use(hit.item, static_cast<geo::Cost>(std::lround(way->cost)));
  }
}

} // namespace layers
