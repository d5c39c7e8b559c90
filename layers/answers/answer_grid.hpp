#pragma once

#include <memory>
#include <string>
#include <vector>

#include "geo/area/time_grid.hpp"

namespace layers {

/// An answer for each cell of a grid: when who arrives first.
struct AnswerGrid {
  struct Origin {
    std::string id;
    std::string name;
  };
  std::shared_ptr<const geo::TimeGrid> times; ///< has cells
  std::vector<Origin> origins;                ///< by their numbers in the grid
};

} // namespace layers
