// layers/demand: people, buildings or incidents as demand points; knows no road and nobody who
// comes.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "geo/geometry.hpp"
#include "geo/spatial_index.hpp"
#include "layers/demand/cell_shares.hpp"
#include "layers/features/layer.hpp"

namespace layers {

/// People, buildings or past incidents as points with weights.
struct Demand {
  struct Point {
    geo::LonLat position;
    double weight = 0;
    std::uint32_t feature = 0; ///< its number in the layer
  };
  std::string key; ///< equal for equal demands that are kept; else empty
  std::shared_ptr<const Layer> layer;
  std::vector<Point> points;
  geo::SpatialIndex cells; ///< over the points' boxes: of a piece of a polygon its cell of the grid
                           ///< (the piece is what the polygon covers of it), of a point itself
  double cell_m = 0;       ///< at most the width of the cells of polygons; 0: there are none
  double total = 0;
  std::size_t without_weight = 0;         ///< features whose weight is missing: counted as 0
  std::size_t negative = 0;               ///< features whose weight is negative: counted as 0
  std::shared_ptr<const Layer> dwellings; ///< over which people of polygons are spread; or none
  std::size_t without_dwellings = 0;      ///< polygons in which none of those lies: spread evenly

  std::size_t bytes() const; ///< without the layer's
};

/// A layer's features as demand; those without weight have no points. Points stand for themselves,
/// several of a feature share its weight. A polygon becomes the cells of a grid of at most `cell_m`
/// over it, each at the centre of mass of what it covers, and its weight is spread evenly over its
/// area, or over the part of the `dwellings` that lies in it, see dwelling_pieces(); one smaller
/// than a cell is one point. Weight: the role "weight", else "population", else a raster's value,
/// else 1 each. Throws invalid_input for polygons without a weight, for lines, for dwellings of a
/// layer without polygons and as dwellings_of(), too_large beyond four million points, unavailable
/// when asked to stop.
Demand build_demand(std::shared_ptr<const Layer> layer, double cell_m = 100,
                    const std::stop_token& stop = {},
                    std::shared_ptr<const Layer> dwellings = nullptr);

} // namespace layers
