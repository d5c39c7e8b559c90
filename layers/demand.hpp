#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "geo/geometry.hpp"
#include "layers/road_network.hpp"

namespace layers {

/// People, buildings or past incidents as places with weights, and their ways to the road.
struct Demand {
  struct Place {
    geo::LonLat position;
    double weight = 0;
    std::uint32_t feature = 0; ///< of the layer
  };
  std::shared_ptr<const Layer> layer;
  std::vector<Place> places;
  std::vector<std::uint32_t> access_starts{0}; ///< place i has ways [access_starts[i], ...[i+1])
  std::vector<Access> access;
  std::vector<std::vector<std::uint32_t>> zone_sets; ///< what Access::zones numbers
  double total = 0;
  std::size_t without_weight = 0; ///< features whose weight is missing: counted as 0
  std::size_t negative = 0;       ///< likewise
};

/// A layer's features as demand. Points stand for themselves; a polygon becomes the cells of a grid
/// of `cell_m` inside it, partly covered ones with the exact share of its area, and its weight is
/// spread evenly over it. Weight: the role "weight", else "population", else 1 each (a polygon
/// without either is refused).
Demand build_demand(std::shared_ptr<const Layer> layer, const RoadNetwork& network, double access_m,
                    double cell_m = 100, const std::stop_token& stop = {});

/// Share of each cell of a grid that lies in a polygon (geo::Box cells, row by row from the south):
/// exact, not sampled; the shares of polygons that tile the plane add up to 1.
std::vector<double> cell_shares(geo::GeometryView polygon, const geo::Box& grid,
                                std::uint32_t columns, std::uint32_t rows);

} // namespace layers
