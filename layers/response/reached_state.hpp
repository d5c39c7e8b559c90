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

/// A search from all stations at once.
struct ReachedState {
  Travel travel;
  geo::SearchPool::Lent times; ///< refers to weights of `travel`

  std::size_t bytes() const { return travel.bytes() + times->bytes(); }
};

/// Throws unavailable when asked to stop.
ReachedState reached_state(Travel travel, geo::Deciseconds limit, const std::stop_token& stop);

struct GridOptions {
  double cell_m = 20;
  std::size_t most_cells = 0;
  std::optional<geo::LocalPlane> plane = std::nullopt; ///< so that grids of two states fit
};

/// For a grid that can be compared with another one.
GridOptions options_as(const geo::TimeGrid& other, std::size_t most_cells);

/// Who arrives first; origins are numbers of stations.
geo::TimeGrid grid_of(const Travel& travel, const geo::TravelTimes& times,
                      const GridOptions& options, const std::stop_token& stop);

/// The same of a state.
geo::TimeGrid grid_of(const ReachedState& state, const GridOptions& options,
                      const std::stop_token& stop);

/// The grid of a state that differs from `base` in its what-if alone, from that one's grid. Made
/// anew only around roads that are reached at another time, or from another station.
geo::TimeGrid grid_after(const ReachedState& base, const geo::TimeGrid& base_grid,
                         const ReachedState& state, const std::stop_token& stop);

} // namespace layers
