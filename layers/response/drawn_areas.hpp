#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <vector>

#include "geo/area/time_grid.hpp"
#include "layers/response/reached_state.hpp"
#include "layers/response/response.hpp"

namespace layers {

/// The areas of one state.
struct DrawnAreas {
  std::vector<ResponseArea> areas;
  double cell_m = 0; ///< the largest of their grids; 0: exact

  std::size_t bytes() const;
};

/// Adds an area with its polygons, unless they are empty.
void append_area(std::vector<ResponseArea>& areas, ResponseArea area, geo::Geometry polygons);

/// Whether the areas of a request are drawn from one grid for all stations.
bool shows_grid(const ResponseRequest& request);

/// From the grid of a state; origins are numbers of stations. Throws too_large for more areas than
/// anybody looks at, unavailable when asked to stop.
DrawnAreas grid_areas(const Travel& travel, const geo::TimeGrid& grid,
                      const ResponseRequest& request, ResponseArea::State state,
                      const std::stop_token& stop);

/// As the request wants them: from the grid (which may be null where shows_grid() says no),
/// exactly, or each station's by itself. `before`: areas of the state without the what-if, if they
/// are known. Throws as grid_areas().
DrawnAreas areas_of(const ReachedState& reached, const geo::TimeGrid* grid,
                    const ResponseRequest& request, ResponseArea::State state,
                    const DrawnAreas* before, const std::stop_token& stop);

/// What a change loses and gains within a limit, cell by cell.
std::vector<ResponseArea> difference(const geo::TimeGrid& before, const geo::TimeGrid& asked,
                                     geo::Deciseconds limit, PossibleChange possible,
                                     const std::stop_token& stop);

} // namespace layers
