#pragma once

#include <memory>
#include <vector>

#include "layers/demand/cell_shares.hpp"
#include "layers/features/layer.hpp"

namespace layers {

/// Where the people of polygons live (dasymetric mapping; Wright, Geographical Review 26(1), 1936).
struct Dwellings {
  std::shared_ptr<const Layer> layer;
  bool are_polygons = false;   ///< buildings or built-up land, which count by their area
  std::vector<double> weights; ///< by feature of points: the role "weight", else "population",
                               ///< else 1 each
};

/// Nobody lives on lines. Throws invalid_input for a layer that holds neither points nor polygons,
/// or both at once.
Dwellings dwellings_of(std::shared_ptr<const Layer> layer);

/// What of the dwellings lies in a polygon, by the cells of a grid over it: of each cell how much
/// (in no unit; 0 where there is nothing) and its centre of mass. Of a dwelling that the polygon's
/// border crosses the part within counts. O(cells + border of the dwellings near the polygon).
std::vector<CellPiece> dwelling_pieces(const Dwellings& dwellings, geo::GeometryView polygon,
                                       const CellGrid& grid);

} // namespace layers
