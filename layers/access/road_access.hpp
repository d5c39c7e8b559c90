// layers/access: how places and stations meet the road; knows no question and no demand.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "geo/road/near_roads.hpp"
#include "geo/road/travel_time.hpp"
#include "layers/access/walls.hpp"
#include "layers/roads/road_network.hpp"
#include "layers/roads/scenario.hpp"

namespace layers {

/// How far is walked between a place and a road, and what a search adds up for a metre of it.
struct Walking {
  double access_m = 0;
  double cost_per_m = 0;
};

/// A way to a place from the beginning of a half edge: along it, then on foot.
struct PlaceWay {
  std::uint32_t half = 0;
  float share = 0; ///< of the edge, where walking begins
  float walk_m = 0;
  double cost = 0; ///< of both
};

/// The roads and walls near a place, as RoadAccess::look() finds them.
struct Surroundings {
  geo::LocalPlane plane{geo::LonLat{}};
  std::vector<geo::NearSegment> segments; ///< by their edges, rising
  bool has_bridges = false;               ///< or other roads that one gets off at their ends only
  Walls closed_zones;
  Walls water;

  bool has_walls() const { return !closed_zones.shapes.empty() || !water.shapes.empty(); }
};

/// What is near some places.
struct Neighbourhood {
  std::vector<geo::NearRun> runs;
  bool has_zones = false;
  bool has_water = false;
};

/// A half edge near a place, and when a search gets onto it: at its beginning, or where an origin
/// lies on it.
struct Departure {
  double cost = 0;
  std::uint32_t origin = 0;
  std::uint32_t half = 0;
  double share = 0;                           ///< of the edge, where that is
  std::span<const geo::NearSegment> segments; ///< the edge's; the surroundings'
  geo::LocalXY low;                           ///< their box
  geo::LocalXY high;
};

/// When somebody arrives at a place; not rounded.
struct PlaceArrival {
  double cost = std::numeric_limits<double>::infinity();
  std::uint32_t origin = 0; ///< only where there is a cost
};

/// The one definition of when a place is reached: the least, over all roads that one may leave and
/// that lie within reach by a straight walk through neither water nor a closed zone, of the cost at
/// the position where walking begins, plus the walk. A road is any part of any edge.
///
/// On a road that one gets off at its ends only (a tunnel, bridge or motorway) stands what lies
/// within `on_road_m` of it and of no other road: nothing parts it from that. Water in which one of
/// both lies does not part a place from a road within `on_road_m` of it. What lies within a metre
/// of a road lies on it.
///
/// `weights` are those of a search that comes to the place; one that begins there runs against
/// them. Any thread; network, scenario and weights must outlive it.
class RoadAccess {
public:
  RoadAccess(const RoadNetwork& network, const Scenario& scenario,
             const geo::TravelWeights& weights, const Walking& walking);

  const Walking& walking() const { return m_walking; }
  const RoadNetwork& network() const { return *m_network; }

  const geo::TravelWeights& weights() const { return *m_weights; }
  /// The boxes of the zones that are closed.
  std::vector<geo::Box> closed_zones() const;
  /// A box and all places that are walked to from it.
  geo::Box widened(const geo::Box& box) const;
  geo::Box box_around(std::uint32_t edge) const {
    return widened(geo::bounding_box(m_network->graph.points_of(edge)));
  }

  /// What matters for all places within `spread_m` of a centre.
  void look(geo::LonLat centre, double spread_m, Surroundings& around) const;

  /// The same for places in a box, one after the other: what is near the box is looked up once.
  Neighbourhood neighbourhood(const geo::Box& box) const;
  /// An edge without what else is near it.
  Neighbourhood edge_alone(std::uint32_t edge) const {
    return {geo::runs_of(m_network->graph, edge)};
  }
  void look(const Neighbourhood& near, geo::LonLat place, Surroundings& around) const;

  /// Ways to the place in their middle, of which one is the cheapest, wherever a search comes from,
  /// unless that begins on an edge near the place.
  std::vector<PlaceWay> ways_to(const Surroundings& around) const;

  /// The cheapest way to it from a position along its edge alone.
  std::optional<PlaceWay> way_along(const Surroundings& around, geo::RoadPosition from) const;

  /// Where a search that is over the weights comes from to the places around, the earliest first.
  std::vector<Departure> departures(const Surroundings& around,
                                    const geo::TravelTimes& times) const;

  /// When the search arrives at a place.
  PlaceArrival arrival_at(const Surroundings& around, std::span<const Departure> departures,
                          geo::LocalXY at) const;

  /// When it arrives at the places of a square, if nothing parts places in it from roads, within
  /// half a diagonal of its middle.
  struct Bounds {
    double earliest = 0; ///< nowhere earlier
    double latest = 0;   ///< nowhere later; infinite where somewhere nobody may arrive
  };
  Bounds bounds(const Surroundings& around, std::span<const Departure> departures,
                geo::LocalXY middle, double spread_m) const;

  /// The departures from which anybody may come first to a place of such a square.
  std::vector<Departure> that_matter(std::span<const Departure> departures, geo::LocalXY middle,
                                     double spread_m, const Bounds& bounds) const;

private:
  /// How a place stands among the roads and walls.
  struct Standing {
    const Surroundings* around = nullptr;
    geo::LocalXY at;
    double off_m = 0; ///< from the plane's centre
    bool is_in_water = false;
    double walked_m = 0;   ///< how far roads are reached on foot
    double standing_m = 0; ///< how far those that one gets off at their ends only
  };

  bool has_bridges(std::span<const geo::NearSegment> segments) const;
  Standing standing_at(const Surroundings& around, geo::LocalXY at) const;
  double reach_m(const Standing& standing, std::uint32_t edge) const;
  bool is_accessible(std::uint32_t edge) const { return m_network->graph.accessible[edge] != 0; }
  geo::WalkCosts costs_of(std::uint32_t half) const;
  /// Of the segments of one edge; unreachable ones are none. Walls are looked at or not.
  std::optional<geo::RoadWalk> cheapest(const Standing& standing,
                                        std::span<const geo::NearSegment> edge,
                                        geo::Heading heading, double from_share,
                                        bool heeds_walls) const;
  std::vector<geo::Stretch> open_parts(const Standing& standing, const geo::NearSegment& segment,
                                       geo::Stretch whole) const;
  /// Where water does not part the place from a segment.
  std::vector<geo::Stretch> stands_on(const Standing& standing,
                                      const geo::NearSegment& segment) const;
  bool is_parted(const Standing& standing, std::span<const geo::NearSegment> edge,
                 const geo::RoadWalk& walk) const;
  /// The cheapest in sight; not looked for where it would cost `most` or more.
  std::optional<geo::RoadWalk> cheapest_in_sight(const Standing& standing,
                                                 std::span<const geo::NearSegment> edge,
                                                 geo::Heading heading, double from_share,
                                                 double most) const;

  const RoadNetwork* m_network;
  const Scenario* m_scenario;
  const geo::TravelWeights* m_weights;
  Walking m_walking;
};

} // namespace layers
