// layers/travel: who starts where and when, over which roads; knows no question's answer.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "geo/road/search_pool.hpp"
#include "geo/threads/kept_values.hpp"
#include "layers/access/station_roads.hpp"
#include "layers/demand/demand.hpp"
#include "layers/features/layer.hpp"
#include "layers/roads/road_network.hpp"

namespace layers {

/// Where help starts from.
struct Station {
  std::string layer;
  std::string id; ///< as in the source, without quotes
  std::string name;
  geo::LonLat position;
  double turnout_s = 0;
  std::vector<StationRoad> roads; ///< at which it may stand, nearest first; none: no road is near
};

/// What is worked out about a network and kept as long as the network.
struct NetworkMemory {
  explicit NetworkMemory(const geo::RoadGraph& graph) : searches(graph) {}

  geo::SearchPool searches;
  geo::KeptValues kept{256UL * 1024 * 1024}; ///< demands, scenarios
};

/// All that the questions of planners are answered from beside the layers that they name: a map's
/// roads and stations. Never changes but for what it remembers; any thread.
struct ResponseModel {
  ResponseConfig config;   ///< with the layers that are taken for water
  std::string key;         ///< equal for models that answer alike
  std::string network_key; ///< equal for equal networks
  std::shared_ptr<const RoadNetwork> network;
  std::shared_ptr<NetworkMemory> memory;
  std::vector<Station> stations;
  mutable geo::KeptValues kept{256UL * 1024 * 1024}; ///< states, grids and answers of questions
};

/// Made of the layers of kind road, hazard and station, of water, of their roles and of the
/// configuration: when none of them changed it is `old` (which may be null), and of a network that
/// did not change all that is known is taken over. Of a map without roads the network has none.
/// What the old one remembers of layers that are gone is forgotten. Throws as build_road_network().
std::shared_ptr<const ResponseModel>
build_response_model(const LayerList& layers, const ResponseConfig& config,
                     const std::shared_ptr<const ResponseModel>& old,
                     const std::stop_token& stop = {});

/// For a model without roads where those that there are cannot be driven.
LayerList without_roads(LayerList layers);

/// A station on its own, as a what-if adds one.
Station station_at(const ResponseModel& model, std::string id, geo::LonLat position,
                   double turnout_s);

/// What is assumed about the way from a station to its road.
StationReach station_reach(const ResponseConfig& config);

/// The demand of a layer, made when it is first asked for: with cells of 100 m, or as much larger
/// as it takes for people of a whole country. `dwellings`: over which people of polygons are
/// spread, or none. Throws as build_demand().
std::shared_ptr<const Demand> demand_of(const ResponseModel& model,
                                        const std::shared_ptr<const Layer>& layer,
                                        const std::stop_token& stop,
                                        const std::shared_ptr<const Layer>& dwellings = nullptr);

} // namespace layers
