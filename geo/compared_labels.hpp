#pragma once

#include "geo/label_map.hpp"
#include "geo/time_grid.hpp"

namespace geo {

/// How two time grids differ within a limit; 0: not at all.
enum ComparedLabel : std::uint32_t {
  in_first_only = 1,
  in_second_only = 2
};

/// Labels on a grid around all differences, one without cells where there are none. The grids must
/// have one plane and cells of one size (a grid without cells reaches nothing); throws
/// invalid_input else. Borders run halfway between cells.
LabelGrid compared_labels(const TimeGrid& first, const TimeGrid& second, Deciseconds limit);

} // namespace geo
