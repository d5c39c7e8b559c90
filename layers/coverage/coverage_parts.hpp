#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "layers/coverage/coverage_answer.hpp"
#include "layers/demand/demand_shares.hpp"

namespace layers {

using DemandShares = std::vector<DemandShare>;

/// Zones of one type and severity, and the points in any of them.
struct ZoneClass {
  std::string type;
  double severity = 0;
  DemandShares points;
};

/// What of a demand lies where, found once for all states that are compared.
struct Parts {
  std::vector<DemandShares> places;  ///< by feature of Coverage::place_layer
  std::vector<DemandShares> classes; ///< by Coverage::area_classes, behind them what is of none;
                                     ///< empty: nothing tells classes apart
  std::vector<ZoneClass> zones;

  std::size_t bytes() const;
};

/// Of an answer whose layers and demand are known. Throws unavailable when asked to stop.
Parts parts_of(const Coverage& answer, const std::stop_token& stop);

/// By class, and behind them what is of none; each point wholly in one or in parts, which add up
/// to 1. The role "area_class" of the demand's own layer, or of the layer of `areas`, tells; of
/// areas that overlap the denser class counts. Where all `areas` are of one class and there are
/// two, what lies outside is of the other. Throws unavailable when asked to stop.
std::vector<DemandShares> shares_by_class(const Demand& demand, const Layer& areas,
                                          const std::vector<std::string>& classes,
                                          const std::stop_token& stop);

} // namespace layers
