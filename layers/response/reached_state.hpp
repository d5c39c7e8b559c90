#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "geo/area/time_grid.hpp"
#include "geo/geometry.hpp"
#include "layers/travel/travel.hpp"

namespace layers {

/// Where nobody walks in a scenario: water, and the zones that are closed. Views into the model.
std::vector<geo::GeometryView> barriers_of(const Travel& travel);

/// A search from all stations at once and its time grid, whose origins are numbers of stations.
struct ReachedState {
  Travel travel;
  geo::TravelTimes times; ///< refers to weights of `travel`
  geo::TimeGrid grid;
};

struct GridOptions {
  geo::Deciseconds limit = 0;
  double cell_m = 20;
  std::optional<geo::LocalPlane> plane =
      std::nullopt;                            ///< so that grids of two states fit each other
  std::optional<geo::Box> near = std::nullopt; ///< roads elsewhere are left out
  std::size_t at_once = 1;                     ///< grids that share the memory for one
};

/// For a grid that can be compared with another state's.
GridOptions options_as(const ReachedState& other);

std::shared_ptr<const ReachedState> reached_state(Travel travel, const GridOptions& options,
                                                  const std::stop_token& stop);

/// The state of a travel that differs from that of `base` in its what-if alone. Its grid is made
/// anew only around roads that are reached at another time, or from another station.
std::shared_ptr<const ReachedState> state_after(const ReachedState& base, Travel travel,
                                                const std::stop_token& stop);

/// Who arrives first; origins are numbers of origins.
geo::TimeGrid grid_of(const Travel& travel, const geo::TravelTimes& times,
                      const GridOptions& options, const std::stop_token& stop);

} // namespace layers
