#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "geo/geometry.hpp"
#include "geo/time_grid.hpp"
#include "layers/travel.hpp"

namespace layers {

/// Where nobody walks in a scenario: water, and the zones that are closed. Views into the model.
std::vector<geo::GeometryView> barriers_of(const Travel& travel);

/// A search from all stations at once and its time grid, whose origins are numbers of stations.
struct ReachedState {
  Travel travel;
  geo::TravelTimes times; ///< refers to weights of `travel`, or of a state that `base` keeps
  geo::TimeGrid grid;
  std::shared_ptr<const ReachedState> base; ///< what it was made from, if it was
};

struct GridOptions {
  geo::Deciseconds limit = 0;
  double cell_m = 20;
  std::optional<geo::LocalPlane> plane =
      std::nullopt;               ///< so that grids of two states fit each other
  std::uint32_t first_origin = 0; ///< earlier ones are left out
};

/// For a grid that can be compared with another state's.
GridOptions options_as(const ReachedState& other);

std::shared_ptr<const ReachedState> reached_state(Travel travel, const GridOptions& options,
                                                  const std::stop_token& stop);

/// The state with stations more than `base` has, which must be the last ones of `travel` and the
/// only difference. Searches from those alone and changes what they reach earlier.
std::shared_ptr<const ReachedState> state_with_added(std::shared_ptr<const ReachedState> base,
                                                     Travel travel, const std::stop_token& stop);

/// Who arrives first; origins are numbers of origins.
geo::TimeGrid grid_of(const Travel& travel, const geo::TravelTimes& times,
                      const GridOptions& options, const std::stop_token& stop);

} // namespace layers
