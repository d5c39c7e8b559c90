#pragma once

#include "geo/area/label_map.hpp"
#include "geo/area/time_grid.hpp"

namespace geo {

/// Label 1 where `first` reaches a cell within a limit and `second` does not: a grid around all
/// such cells, one without cells where there are none; blocks that the two share are not looked at.
/// They must have one plane and cells of one size (a grid without cells reaches nothing); throws
/// invalid_input else. Borders run halfway between cells. On all threads.
LabelGrid reached_only_by_first(const TimeGrid& first, const TimeGrid& second, Deciseconds limit);

} // namespace geo
