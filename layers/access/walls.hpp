#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "geo/local_plane.hpp"
#include "geo/road/near_roads.hpp"
#include "layers/roads/scenario.hpp"

namespace layers {

/// A piece of a border.
struct Wall {
  geo::LocalXY begin;
  geo::LocalXY end;
};

/// What parts a place from a road: the borders of one kind of polygons near a place, in a plane.
struct Walls {
  std::vector<const geo::ZoneIndex*> shapes; ///< whose boxes are near; the network's
  std::vector<Wall> borders;

  bool contain(geo::LonLat place) const;
  /// Whether the straight line between two places crosses one.
  bool part(geo::LocalXY a, geo::LocalXY b) const;
};

/// The closed zones, or the water, whose borders come within `within_m` of the plane's centre. They
/// replace what `walls` held.
void closed_zones_near(const RoadNetwork& network, const Scenario& scenario,
                       const geo::LocalPlane& plane, double within_m, Walls& walls);
void water_near(const RoadNetwork& network, const geo::LocalPlane& plane, double within_m,
                Walls& walls);

/// What of a segment is not seen from a place, because it lies behind a wall.
std::optional<geo::Stretch> hidden_stretch(const geo::NearSegment& segment, geo::LocalXY place,
                                           const Wall& wall);

/// What of `whole` is left without what is hidden; stretches of less than a millionth are none.
/// Sorts `hidden`.
std::vector<geo::Stretch> open_stretches(geo::Stretch whole, std::vector<geo::Stretch>& hidden);

} // namespace layers
