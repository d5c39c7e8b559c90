// layers/travel: who starts where and when, over which roads; knows no question's answer.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "layers/demand/demand.hpp"
#include "layers/features/layer.hpp"
#include "layers/roads/road_network.hpp"
#include "layers/travel/recently_used.hpp"

namespace layers {

/// Where help starts from.
struct Station {
  std::string layer;
  std::string id; ///< as in the source, without quotes
  std::string name;
  geo::LonLat position;
  double turnout_s = 0;
  std::vector<AccessLeg> legs; ///< to the road; none: no road is near
};

/// Demand by layer, built when it is first asked for and kept. Any thread.
class DemandStore {
public:
  std::shared_ptr<const Demand> get(const std::shared_ptr<const Layer>& layer,
                                    const RoadNetwork& network, double access_m,
                                    const std::stop_token& stop);

private:
  std::mutex m_mutex;
  std::map<std::string, std::shared_ptr<const Demand>> m_demands; ///< by content_key()
};

struct KeptResponse;
struct KeptCoverage;

/// All that the questions of planners are answered from: one map's roads, stations and people.
struct ResponseModel {
  LayerList layers; ///< the map's
  ResponseConfig config;
  std::string key; ///< equal for equal content
  std::string profile_stamp;
  std::shared_ptr<const RoadNetwork> network;
  std::vector<Station> stations;
  ZoneSetList zone_sets; ///< what Station::legs number
  mutable DemandStore demands;
  /// What the last questions were compared with; see response.cpp and coverage_answer.cpp.
  mutable RecentlyUsed<KeptResponse> kept_responses{4};
  mutable RecentlyUsed<KeptCoverage> kept_coverages{2};
};

/// For what the model itself keeps: a pointer that does not keep the model alive.
inline std::shared_ptr<const ResponseModel>
kept_by_itself(const std::shared_ptr<const ResponseModel>& model) {
  return {std::shared_ptr<const ResponseModel>(), model.get()};
}

/// Stations farther than this from a road are not on it.
constexpr double station_reach_m = 200;

/// Null when the map has no roads. What did not change is taken over from `old`, which may be null.
/// Throws as build_road_network().
std::shared_ptr<const ResponseModel>
build_response_model(const LayerList& layers, const ResponseConfig& config,
                     const std::shared_ptr<const ResponseModel>& old,
                     const std::stop_token& stop = {});

/// A station on its own, as a what-if adds one.
Station station_at(AccessFinder& finder, std::string id, geo::LonLat position, double turnout_s);

} // namespace layers
