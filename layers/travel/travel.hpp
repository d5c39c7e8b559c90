#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "layers/access/road_access.hpp"
#include "layers/requests/planner_request.hpp"
#include "layers/roads/scenario.hpp"
#include "layers/travel/response_model.hpp"

namespace layers {

constexpr std::uint32_t no_station = std::numeric_limits<std::uint32_t>::max();

/// A TravelRequest worked out for a model: who starts where and when, over which weights. Holds the
/// network; any number of threads may read it.
struct Travel {
  std::shared_ptr<const RoadNetwork> network;
  std::shared_ptr<NetworkMemory> memory; ///< the network's
  std::string scenario_key;              ///< equal for equal scenarios of the network
  std::shared_ptr<const Scenario> scenario;
  std::shared_ptr<const geo::TravelWeights> weights;
  std::vector<Station> stations; ///< those asked for, changed by the what-if
  /// By station: its number without the what-if, or no_station when that moved or added it.
  std::vector<std::uint32_t> unchanged_from;
  std::vector<geo::Origin> origins;
  std::vector<std::uint32_t> station_of; ///< by origin
  std::vector<std::uint32_t> cut_off;    ///< stations that in this scenario reach no road, or only
                                         ///< such as lead nowhere
  double access_m = 0;
  double walking_m_s = 0;
  double straight_line_m_s = 0;
  StationReach station_reach; ///< what was assumed about the roads at stations
  std::size_t most_cells = 0; ///< in a grid of times

  std::size_t bytes() const; ///< without what is shared
};

/// How places are walked to in searches over time.
Walking walking_of(const Travel& travel);

/// What searches run over in a scenario.
struct ScenarioWeights {
  Scenario scenario;
  geo::TravelWeights weights;

  std::size_t bytes() const;
};

/// Kept by the network's memory. Throws as build_scenario(), unavailable when asked to stop.
std::shared_ptr<const ScenarioWeights> scenario_weights(const ResponseModel& model,
                                                        const TravelRequest& request,
                                                        geo::Direction direction,
                                                        const std::stop_token& stop);

/// Without roads there are stations, and no origins. Throws not_found for a station or layer that
/// is not there, invalid_input for a station that is moved or removed twice, unavailable when asked
/// to stop.
Travel plan_travel(const ResponseModel& model, const TravelRequest& request,
                   const std::stop_token& stop = {});

/// Throws invalid_input when there is none to start from.
void require_stations(const Travel& travel);

/// A text as part of a key: whatever it holds, it is not taken for the next part.
std::string key_text(std::string_view text);

/// Equal for requests that differ in their what-if alone.
std::string key_without_what_if(const TravelRequest& request);

/// Equal for equal changes of the stations.
std::string what_if_key(const WhatIf& what_if);

/// Equal for requests that close and slow the same roads.
std::string scenario_key(const TravelRequest& request);

/// The model, or a not_found: a question that needs roads is asked of a map that has none.
const ResponseModel& required_model(const std::shared_ptr<const ResponseModel>& model,
                                    bool needs_roads);

} // namespace layers
