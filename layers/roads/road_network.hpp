// layers/roads: road layers as a network that engines drive, and what closes or slows it; knows no
// station and no demand.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "geo/road/road_graph.hpp"
#include "geo/zone_index.hpp"
#include "layers/features/layer.hpp"
#include "layers/roads/road_rules.hpp"
#include "layers/roads/rule_effects.hpp"
#include "layers/roads/speed_profile.hpp"

namespace layers {

/// A hazard zone that can close or slow what lies in it.
struct Zone {
  std::uint32_t layer = 0;   ///< position in RoadNetwork::hazards
  std::uint32_t feature = 0; ///< its number in that layer
  double severity = 0;       ///< 0: the layer does not say
  std::string type;
  geo::ZoneIndex shape;
};

/// Which zones something lies in: number of a list in RoadNetwork::zone_sets; 0 is the empty one.
using ZoneSet = std::uint32_t;

/// Sets of zones and their numbers.
using ZoneSetList = std::vector<std::vector<std::uint32_t>>;
using ZoneSetNumbers = std::map<std::vector<std::uint32_t>, ZoneSet>;
ZoneSetNumbers numbers_of(const ZoneSetList& sets);
/// The number of a set (sorted); one that is new is added to both.
ZoneSet number_of(const std::vector<std::uint32_t>& zones, ZoneSetList& sets,
                  ZoneSetNumbers& numbers);

/// The roads of a map, cut where hazard zones begin and end, so that each edge lies in the same
/// zones from end to end. Never changes once built.
struct RoadNetwork {
  geo::RoadGraph graph;  ///< Edge::tag is edge_tag()
  Ferries ferries;       ///< what is to be told about them
  RuleEffects effects{}; ///< what closed and opened roads, before any scenario
  LayerList roads;       ///< what it was made of
  LayerList hazards;
  LayerList water; ///< polygons nobody walks through
  std::vector<Zone> zones;
  geo::SpatialIndex zone_index; ///< over the zones' boxes
  ZoneSetList zone_sets{{}};    ///< sorted numbers of zones; the first is empty
  std::vector<geo::ZoneIndex> water_shapes;
  geo::SpatialIndex water_index; ///< over their boxes
  SpeedProfile profile;
  std::vector<std::vector<LoadReport::Problem>>
      road_problems; ///< of each of `roads`, layers::road_problems()

  static std::uint32_t edge_tag(ZoneSet zones, bool is_bridge) { return zones * 2 + is_bridge; }
  bool has_roads() const { return graph.edge_count() > 0; }
  ZoneSet zones_of(std::uint32_t edge) const { return graph.edges[edge].tag / 2; }
  bool is_bridge(std::uint32_t edge) const { return graph.edges[edge].tag % 2 == 1; }
};

struct NetworkOptions {
  SpeedProfile profile;
  double snap_tolerance_m = 0;
};

/// The network of the layers of kind road; zones of those of kind hazard; `water`: ids of layers.
/// Speeds: "speed_km_h" (a number or OSM's maxspeed) where there is one, else by "class", times the
/// profile's factors; one-way by "oneway"; access, barriers, bridge, surface and junction by
/// attributes of these names (OpenStreetMap's); docs/configuration.md has the details. A road that
/// cannot be driven at all is no part of it. Barrier points of OSM files are read from the file.
/// Throws not_found for an unknown layer, invalid_input when no road can be driven, as read_layer()
/// for a file of OSM, too_large when zones overlap in millions of ways, unavailable when asked to
/// stop.
std::shared_ptr<const RoadNetwork> build_road_network(const LayerList& all,
                                                      const std::vector<std::string>& water,
                                                      const NetworkOptions& options,
                                                      const std::stop_token& stop = {});

/// One without any road, for questions that need none: hazard layers may be named, and close
/// nothing.
std::shared_ptr<const RoadNetwork> network_without_roads(const LayerList& all);

/// Zones that a straight line touches, sorted.
std::vector<std::uint32_t> zones_touched(const RoadNetwork& network, geo::LonLat a, geo::LonLat b);
/// Whether a straight line passes water.
bool passes_water(const RoadNetwork& network, geo::LonLat a, geo::LonLat b);

/// What lies so near the middle line of a road lies on it: half a carriageway, and what positions
/// are off.
constexpr double on_road_m = 15;

/// How much there is.
struct NetworkCounts {
  std::size_t nodes = 0;
  std::size_t edges = 0;
  double road_m = 0;
  std::size_t components = 0;
  double largest_share = 0; ///< the longest component's, of road_m
};
NetworkCounts network_counts(const RoadNetwork& network);

/// What `check` tells: `4211 nodes, 5930 edges, 312.4 km of road; 3 parts that are not connected,
/// 99.1 % of the road in the largest`.
std::string network_summary(const RoadNetwork& network);

/// What `check` says about the roads themselves: ferries that are not taken, or say a duration that
/// is not understood, ends that come near
/// another road and do not meet it. One line each.
std::vector<std::string> road_warnings(const RoadNetwork& network);

/// One line for each station that lies farther than `near_m` from a road, or at roads that are not
/// connected with the rest (less than 1 % of the length), by name. `stations`: any layer of points.
std::vector<std::string> station_warnings(const RoadNetwork& network, const Layer& stations,
                                          double near_m);

} // namespace layers
